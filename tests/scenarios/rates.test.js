// SPDX-License-Identifier: GPL-3.0-or-later
// How often one may ask: an office behind one address works, one runaway client is held, and nobody else notices.
import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve, start } from '../help/cluster.js';
import { given } from '../help/given.js';
import { head, once, wire } from '../help/wire.js';

const OFFICE = 200, EACH = 7;		// more than strangers from one address may
const json = { 'Content-Type': 'application/json' };
let s, standard, tight, tokens, four;

// One connection for all that `ask` sends, as a browser's; each answer before the next question.
function client(server, address, token) {
  const c = wire(`http://${server.found}`);
  return {
    async ask(path, { method = 'GET', headers = {}, body = '' } = {}) {
      const sized = body ? { 'Content-Length': String(Buffer.byteLength(body)) } : {};
      const own = token ? { Authorization: `Bearer ${token}` } : {};
      return c.say(head(method, path, { Connection: 'keep-alive', 'X-Forwarded-For': address, ...own, ...sized, ...headers }) + body).reply({ ms: 60_000 });
    },
    close: () => c.close(),
  };
}

// Asks `n` times on one connection and counts the answers by status.
async function asked(server, n, address, token, path = '/api/v1/me') {
  const c = client(server, address, token), counts = {};
  for (let i = 0; i < n; i++) {
    const r = await c.ask(path);
    counts[r.status] = (counts[r.status] ?? 0) + 1;
  }
  c.close();
  return counts;
}

// Asks until six were refused and gives the last refusal: answered `status` were the `left` there were, and at most what has
// come back `since`, however slow the machine is.
let refused = 0;
async function emptied(perMinute, status, ask, { left = perMinute, since = Date.now() } = {}) {
  const counts = { [status]: 0, 429: 0 };
  let refusal;
  for (let i = 0; counts[429] < 6; i++) {
    const r = await ask(i), most = left + Math.ceil((Date.now() - since) * perMinute / 60_000);
    counts[r.status] = (counts[r.status] ?? 0) + 1;
    assert.ok(counts[status] <= most && counts[status] + counts[429] === i + 1, JSON.stringify({ ...counts, most }));
    if (r.status === 429) refusal = r;
  }
  assert.ok(counts[status] >= left, JSON.stringify(counts));
  refused += counts[429];
  return refusal;
}

function toldToWait(r, code) {
  assert.deepEqual([r.status, r.body.status, r.body.code], [429, 429, code]);
  assert.match(r.headers['retry-after'], /^[1-9]\d*$/);
  assert.equal(r.headers['content-type'], 'application/problem+json');
  assert.ok(!r.body.title.startsWith('?'));
}

// A session of `name`, as a browser has it: tokens are made by who gave a password.
async function session(name) {
  const password = s.hocvud('account', 'password', name).out.trim();
  s.sql('owner', `UPDATE account SET must_change = false WHERE name = '${name}'`);
  const r = await once(s.url, 'POST', '/api/v1/sign-in', { headers: json, body: JSON.stringify({ name, password }) });
  const cookie = { Cookie: r.headers['set-cookie'].split(';')[0] };
  return {
    token: async (label) => (await once(s.url, 'POST', '/api/v1/me/tokens', { headers: { ...cookie, ...json }, body: JSON.stringify({ name: label }) })).body,
    revoke: (id) => once(s.url, 'DELETE', `/api/v1/me/tokens/${id}`, { headers: cookie }),
  };
}

before(async () => {
  s = await start();
  await given(s, { accounts: { one: ['auditor hung-yen'], two: ['auditor hung-yen'], three: ['auditor hung-yen'], four: ['auditor hung-yen'] } });
  four = await session('four');
  tokens = [];
  // Two hundred accounts with a token each: made for one that may have fifty, then given to those they are for.
  s.sql('owner', `INSERT INTO account (name, password_hash, must_change, created_at)
    SELECT 'can-bo-' || i, password_hash, false, created_at FROM generate_series(1, ${OFFICE}) i, account WHERE name = 'one'`);
  for (let i = 0; i < OFFICE; i++) {
    tokens.push((await four.token(`t${i}`)).token);
    if (i % 50 === 49) s.sql('owner', `UPDATE account_token t SET account_id = a.id FROM account a
      WHERE a.name = 'can-bo-' || (replace(t.name, 't', '')::int + 1) AND t.name ~ '^t[0-9]+$'`);
  }
  const behind = { listen: '127.0.0.1:0', proxies: '127.0.0.1', inside_networks: '203.0.113.0/24 198.51.100.0/24' };	// tokens work inside
  standard = await serve(s, behind);
  tight = await serve(s, { ...behind, account_requests: 30, address_requests: 20 });
});
after(async () => {
  await standard?.stop();
  await tight?.stop();
  await s?.stop();
});

test(`an office of ${OFFICE} accounts behind one address works: ${EACH} requests each, all at once`, async () => {
  const all = await Promise.all(tokens.map((token) => asked(standard, EACH, '203.0.113.1', token)));
  assert.deepEqual(all, Array(OFFICE).fill({ 200: EACH }));
});

test('one account that runs away is held, told how long, and served again then; its neighbours behind the address are not', async () => {
  const began = Date.now(), here = client(tight, '203.0.113.2', s.tokens.one), there = client(tight, '198.51.100.1', s.tokens.one);
  toldToWait(await emptied(30, 200, () => here.ask('/api/v1/me')), 'account_requests_too_many');
  for (const address of ['203.0.113.2', '203.0.113.3']) {
    assert.deepEqual(await asked(tight, 10, address, s.tokens.two), { 200: 10 });
  }
  // Another address does not help: there is what came back meanwhile, and no more.
  const refusal = await emptied(30, 200, () => there.ask('/api/v1/me'), { left: 0, since: began });
  toldToWait(refusal, 'account_requests_too_many');
  await sleep(Number(refusal.headers['retry-after']) * 1000 + 500);
  assert.equal((await here.ask('/api/v1/me')).status, 200);
  here.close();
  there.close();
});

test('strangers are held by address, calendars included; who is signed in there, begins there or signs in there is not', async () => {
  const c = client(tight, '203.0.113.4');
  toldToWait(await emptied(20, 200, () => c.ask('/feeds/catalogue.ics')), 'too_many_requests');
  assert.deepEqual(await asked(tight, 10, '203.0.113.4', s.tokens.three), { 200: 10 });
  const body = JSON.stringify({ name: 'nobody', password: 'khong-phai-mat-khau' });
  assert.notEqual((await c.ask('/api/v1/sign-in', { method: 'POST', headers: json, body })).status, 429);
  c.close();
  assert.deepEqual(await asked(tight, 5, '203.0.113.5', null, '/feeds/catalogue.ics'), { 200: 5 });
});

test('who tries tokens is held by address after a minute\'s worth, however many they are', async () => {
  const c = client(tight, '203.0.113.6');
  await emptied(20, 401, (i) => c.ask('/api/v1/me', { headers: { Authorization: `Bearer hv_${String(i).padStart(32, '0')}` } }));
  c.close();
  const revoked = await four.token('soon-gone'), late = client(tight, '203.0.113.7', revoked.token);
  assert.deepEqual(await asked(tight, 3, '203.0.113.7', revoked.token), { 200: 3 });
  assert.equal((await four.revoke(s.sql('owner', "SELECT id FROM account_token WHERE name = 'soon-gone'")[0].id)).status, 204);
  await emptied(20, 401, () => late.ask('/api/v1/me'));
  late.close();
  assert.deepEqual(await asked(tight, 5, '203.0.113.8', (await four.token('another')).token), { 200: 5 }, 'the account itself is not charged for it');
});

test('an IPv6 client is its network: another address of the same 64 bits does not help', async () => {
  const c = client(tight);
  await emptied(20, 200, (i) => c.ask('/feeds/catalogue.ics', { headers: { 'X-Forwarded-For': `2001:db8:1:2::${i + 1}` } }));
  c.close();
  assert.deepEqual(await asked(tight, 1, '2001:db8:1:3::1', null, '/feeds/catalogue.ics'), { 200: 1 });
});

test('what tells whether the server is alive is never held, nor is this machine; what was held is counted', async () => {
  assert.deepEqual(await asked(tight, 60, '203.0.113.4', null, '/healthz'), { 200: 60 });
  assert.deepEqual(await asked(tight, 60, '127.0.0.1', s.tokens.one), { 200: 60 });
  assert.deepEqual(await asked(tight, 60, '127.0.0.1', null, '/feeds/catalogue.ics'), { 200: 60 });
  const { text } = await once(`http://${tight.found}`, 'GET', '/metrics');
  assert.equal(Number(/^hocvu_held_total (\d+)$/m.exec(text)[1]), refused);
  assert.ok(refused >= 36);
});

const outside = Object.values(networkInterfaces()).flat().find((i) => i.family === 'IPv4' && !i.internal)?.address;

test('one address has its share of connections, and the rest is for others', { skip: outside === undefined && 'this machine has no other address' }, async () => {
  const few = await serve(s, { listen: '0.0.0.0:0', connections_per_address: 5 });
  const port = few.found.split(':').at(-1), many = [], local = [];
  try {
    const until = async (is) => { for (const end = Date.now() + 30_000; !await is() && Date.now() < end;) await sleep(50); };
    const served = async (all) => (await Promise.all(all.map((c) => c.say(head('GET', '/healthz', { Connection: 'keep-alive' })).reply()))).filter((r) => r?.status === 200).length;
    for (let i = 0; i < 8; i++) many.push(wire(`http://${outside}:${port}`));
    await until(() => many.filter((c) => c.over).length >= 3);
    assert.equal(await served(many), 5);
    for (let i = 0; i < 20; i++) local.push(wire(`http://127.0.0.1:${port}`));
    assert.equal(await served(local), 20);
    many.find((c) => !c.over).close();
    let again;
    await until(async () => { again = await once(`http://${outside}:${port}`, 'GET', '/healthz'); return again?.status === 200; });
    assert.equal(again?.status, 200);
  } finally {
    [...many, ...local].forEach((c) => c.close());
    await few.stop();
  }
});
