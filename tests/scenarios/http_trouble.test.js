// SPDX-License-Identifier: GPL-3.0-or-later
// Clients that are slow, a database that goes away, a server that is asked to stop.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve, start } from '../help/cluster.js';
import { given } from '../help/given.js';
import { until } from '../help/until.js';
import { head, once, wire } from '../help/wire.js';

const SECONDS = 2, STANDARD = 10;		// for a whole request, here and where nothing is set
let s;
const mine = () => ({ Authorization: `Bearer ${s.tokens.root}` });
const me = () => once(s.url, 'GET', '/api/v1/me', { headers: mine() });

before(async () => {
  s = await start({ env: { HOCVU_REQUEST_SECONDS: String(SECONDS) } });
  await given(s, { accounts: { root: ['admin hung-yen'] } });
});
after(() => s?.stop());

const gauge = (r, name) => Number(new RegExp(`^hocvu_${name} (\\d+)$`, 'm').exec(r.text)[1]);

// Sends a byte at a time until the server has had enough; gives after how many milliseconds.
async function trickle(text) {
  const c = wire(s.url), since = Date.now();
  for (let i = 0; i < text.length && !c.over && Date.now() - since < 15_000; i++) {
    c.say(text[i]);
    await sleep(100);
  }
  return c.ended({ since });
}

test('who sends headers or a body drop by drop is cut off in time, however busy the drops', async () => {
  const filler = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`X-${i}`, 'y'.repeat(20)]));
  const silent = wire(s.url), since = Date.now();
  const half = head('POST', '/api/v1/sign-in', { 'Content-Type': 'application/json', 'Content-Length': '500' });
  const body = wire(s.url).say(half), bodySince = Date.now();
  const feeding = setInterval(() => body.say(' '), 100);
  const [headers, nothing, slow] = await Promise.all([
    trickle(head('GET', '/api/v1/me', filler)), silent.ended({ since }), body.ended({ since: bodySince })])
    .finally(() => clearInterval(feeding));
  for (const ms of [headers, nothing, slow]) {
    assert.ok(ms > SECONDS * 900 && ms < STANDARD * 900, `cut after ${[headers, nothing, slow]} ms`);
  }
});

test('while many are slow the others are answered', async () => {
  const patient = await serve(s, { listen: '127.0.0.1:0', request_seconds: '300' }), at = `http://${patient.found}`;
  try {
    const slow = Array.from({ length: 100 }, () => wire(at).say('GET /api/v1/me HT'));
    await until('all of them are there', async () => gauge(await once(at, 'GET', '/metrics'), 'connections') > slow.length);
    assert.equal((await once(at, 'GET', '/api/v1/me', { headers: mine() })).status, 200);
    assert.ok(slow.every((c) => !c.over), 'they were still there');
    slow.forEach((c) => c.close());
  } finally {
    await patient.stop();
  }
});

test('a connection that was used waits quietly for its next request', async () => {
  const c = wire(s.url).say(head('GET', '/healthz', { Connection: 'keep-alive' }));
  assert.equal((await c.reply()).status, 200);
  await sleep(SECONDS * 1000 + 1000);
  assert.equal((await c.say(head('GET', '/healthz')).reply())?.status, 200);
});

// The end of a transaction that only read is not waited for, and its beginning travels with its first query.
test('who only read leaves no transaction open, and its connection may die without anybody noticing', async () => {
  const backends = "FROM pg_stat_activity WHERE usename = 'hocvu_app'";
  const open = () => s.sql('super', `SELECT state ${backends} AND state LIKE 'idle in transaction%'`);
  // By one look, not by the next one: something of the server itself may just be at work.
  const rest = () => until('no transaction is open', () => open().length === 0);
  for (let i = 0; i < 3; i++) {
    await Promise.all(Array.from({ length: 20 }, me));
    await rest();
    s.sql('super', `SELECT pg_terminate_backend(pid) ${backends}`);
    assert.equal((await me()).status, 200);
    assert.deepEqual((await Promise.all(Array.from({ length: 20 }, me))).map((r) => r.status), Array(20).fill(200));
    s.sql('super', `SELECT pg_terminate_backend(pid) ${backends}`);
    await s.as('root').post('/feeds', { what: 'catalogue' }).expect(201);
  }
});

test('a server process of the database killed with -9: 503 with Retry-After, never a half answer, then all is well', async () => {
  const path = '/api/v1/plans';
  const statuses = new Set();
  let again = null;
  const asking = Array.from({ length: 4 }, async () => {
    for (let i = 0; i < 50; i++) {
      const r = await once(s.url, 'GET', path, { headers: mine() });
      statuses.add(r.status);
      if (r.status === 503) again = r;
      await sleep(10);
    }
  });
  await sleep(100);
  const [{ pid }] = s.sql('super', "SELECT pid FROM pg_stat_activity WHERE usename = 'hocvu_app' LIMIT 1");
  process.kill(pid, 'SIGKILL');
  await Promise.all(asking);
  for (const status of statuses) assert.ok([200, 503].includes(status), `gave ${[...statuses]}`);
  if (again) {
    assert.match(again.headers['retry-after'], /^\d+$/);
    assert.equal(again.body.code, 'database_away');
  }
  await until('the database is back', async () => (await me()).status === 200);
});

test('the whole database stopped for a while: 503 everywhere but /healthz, and back without a restart', async () => {
  const postmaster = Number(readFileSync(join(s.data, 'pg/postmaster.pid'), 'utf8').split('\n')[0]);
  process.kill(postmaster, 'SIGSTOP');
  // Stopped it cannot fork: what is connected is cut, what connects anew waits in vain.
  for (const pid of readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8').trim().split(' ').map(Number)) {
    if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('hocvu_app')) process.kill(pid, 'SIGTERM');
  }
  try {
    assert.equal((await once(s.url, 'GET', '/healthz')).status, 200);
    const since = Date.now();
    const [ready, mineToo] = await Promise.all([once(s.url, 'GET', '/readyz'), me()]);
    for (const r of [ready, mineToo]) {
      assert.equal(r.status, 503, r.text);
      assert.match(r.headers['retry-after'], /^\d+$/);
    }
    assert.ok(Date.now() - since < 30_000, `said so after ${Date.now() - since} ms`);
  } finally {
    process.kill(postmaster, 'SIGCONT');
  }
  await until('the database is back', async () => (await me()).status === 200);
  assert.equal((await once(s.url, 'GET', '/readyz')).status, 200);
});

test('asked to stop, it answers what is in flight and takes nothing new', async () => {
  const other = await start({ env: { HOCVU_QUERY_SECONDS: '60' } });
  await given(other, { accounts: { root: ['admin hung-yen'] } });
  const locker = other.connect('owner');
  await locker.run('BEGIN');
  await locker.run('LOCK TABLE unit IN ACCESS EXCLUSIVE MODE');
  const held = wire(other.url).say(head('GET', '/api/v1/units', { Authorization: `Bearer ${other.tokens.root}`, Connection: 'keep-alive' }));
  await until('it is in flight', async () => gauge(await once(other.url, 'GET', '/metrics'), 'requests_open') === 2);	// beside the one that asks
  process.kill(other.pid, 'SIGTERM');
  await until('the server stops', () => other.log().includes('event=stopping'));
  const late = wire(other.url).say(head('GET', '/healthz'));
  assert.equal(await late.reply(), null);
  await locker.run('COMMIT');
  const r = await held.reply();
  assert.equal(r?.status, 200);
  assert.equal(r.headers.connection, 'close');
  await locker.close();
  await other.stop();
});
