// SPDX-License-Identifier: GPL-3.0-or-later
// Coming in and going out: passwords, cookies, tokens, and how long each of them holds.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from '../help/cluster.js';
import { account, given } from '../help/given.js';

let s, now = '2026-09-07T01:00:00Z';	// Monday 08:00 in Vietnam
const passwords = {};
const CHOSEN = 'một mật khẩu đủ dài';

before(async () => {
  s = await start({ env: { HOCVU_NOW: now } });
  await given(s, {
    people: [{ person: 'mau-001', full_name: 'Học Viên Mẫu 001' }],
    affiliations: [{ person: 'mau-001', unit: 'so-khcn', category: 'civil_servant', valid_from: '2020-01-01' }],
    accounts: { root: ['admin hung-yen'] },
  });
  s.sql('owner', "UPDATE role_grant SET valid = '[2020-01-01,)'; UPDATE account_token SET expires_at = '2100-01-01'");
  for (const name of ['lan', 'hoa', 'binh', 'minh', 'an', 'tu']) passwords[name] = s.hocvud('account', 'add', name).out.trim();
});
after(() => s?.stop());

// The same data at another time.
async function at(later) {
  const { data, tokens } = s;
  now = later;
  await s.stop({ keep: true });
  s = await start({ data, env: { HOCVU_NOW: later } });
  Object.assign(s.tokens, tokens);
}

// A browser: keeps its cookie, says where its pages come from.
function browser(headers = { 'sec-fetch-site': 'same-origin' }) {
  let cookie = null;
  const call = async (method, path, body, more = {}) => {
    const r = await fetch(`${s.url}/api/v1${path}`, {
      method, body: body === undefined ? undefined : JSON.stringify(body),
      headers: { ...headers, ...(cookie && { cookie }), ...(body !== undefined && { 'content-type': 'application/json' }), ...more },
    });
    const set = r.headers.get('set-cookie');
    if (set) cookie = /Max-Age=0/.test(set) ? null : set.split(';')[0];
    const text = await r.text();
    return { status: r.status, headers: r.headers, set, body: text ? JSON.parse(text) : null };
  };
  return {
    get: (path, more) => call('GET', path, undefined, more), post: (path, body, more) => call('POST', path, body, more),
    put: (path, body, more) => call('PUT', path, body, more), delete: (path) => call('DELETE', path),
    signIn: (name, password) => call('POST', '/sign-in', { name, password }),
    get cookie() { return cookie; }, set cookie(c) { cookie = c; },
  };
}

// Somebody in, past the first change of the password.
async function inside(name) {
  const b = browser();
  const first = await b.signIn(name, passwords[name]);
  assert.equal(first.status, 200, JSON.stringify(first.body));
  if (first.body.must_change) {
    assert.equal((await b.put('/me/password', { old: passwords[name], new: `${CHOSEN} ${name}` })).status, 204);
    passwords[name] = `${CHOSEN} ${name}`;
  }
  return b;
}

test('a first password must be changed before anything else', async () => {
  const b = browser(), first = await b.signIn('lan', passwords.lan);
  assert.equal(first.status, 200);
  assert.equal(first.body.must_change, true);
  assert.equal((await b.get('/me')).status, 200);
  for (const path of ['/units', '/plans', '/me/tokens']) {
    const r = await b.get(path);
    assert.deepEqual([r.status, r.body.code], [403, 'password_must_change']);
  }
  const change = (old, fresh) => b.put('/me/password', { old, new: fresh });
  assert.deepEqual((await change(passwords.lan, 'ngắn')).body.code, 'password_short');
  assert.deepEqual((await change(passwords.lan, passwords.lan)).body.code, 'password_same');
  assert.deepEqual((await change('không phải', CHOSEN)).body.code, 'password_wrong');
  assert.equal((await change(passwords.lan, CHOSEN)).status, 204);
  assert.equal((await b.get('/units')).status, 200);
  assert.equal((await browser().signIn('lan', passwords.lan)).status, 401);
  assert.equal((await browser().signIn('LAN', CHOSEN)).body.must_change, false);
  passwords.lan = CHOSEN;
});

test('a cookie is out of reach of scripts and other sites, and leaving ends it on the server', async () => {
  const b = await inside('hoa');
  const { set } = await b.signIn('hoa', passwords.hoa);
  assert.match(set, /^hocvu_session=hs_\S+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict(, hocvu_device=|$)/);
  const kept = b.cookie;
  assert.equal((await b.post('/sign-out')).status, 204);
  assert.equal(b.cookie, null);
  b.cookie = kept;
  assert.equal((await b.get('/me')).status, 401);
});

test('a page of another site cannot act with our cookie, nor sign anybody in', async () => {
  const b = await inside('hoa');
  const elsewhere = [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { 'sec-fetch-site': '', origin: 'https://evil.example' }];
  for (const headers of elsewhere) {
    const r = await b.post('/sign-out', undefined, headers);
    assert.deepEqual([r.status, r.body.code], [403, 'cross_site'], JSON.stringify(headers));
    const into = await browser(headers).signIn('hoa', passwords.hoa);
    assert.deepEqual([into.status, into.body.code], [403, 'cross_site']);
  }
  assert.equal((await b.get('/me')).status, 200);
  const own = browser({ origin: s.url });
  assert.equal((await own.signIn('hoa', passwords.hoa)).status, 200);
});

test('five wrong passwords are free, then waiting; nobody learns which names exist, and other names are not locked', async () => {
  for (const name of ['binh', 'nobody-of-that-name']) {
    const seen = [];
    for (let i = 0; i < 6; i++) {
      const r = await browser().signIn(name, `sai ${i}`);
      seen.push([r.status, r.body.code, r.body.title]);
      if (i === 5) assert.equal(r.headers.get('retry-after'), '30');
    }
    assert.deepEqual(seen.map(([status]) => status), [401, 401, 401, 401, 401, 429]);
    assert.deepEqual(new Set(seen.slice(0, 5).map(([, code]) => code)), new Set(['sign_in_failed']));
  }
  const right = await browser().signIn('binh', passwords.binh);
  assert.deepEqual([right.status, right.body.code], [429, 'sign_in_wait']);
  assert.equal((await browser().signIn('lan', passwords.lan)).status, 200);
  await at('2026-09-07T01:00:31Z');
  const after30 = await browser().signIn('binh', passwords.binh);
  assert.deepEqual([after30.status, after30.body.failed], [200, 5]);
});

test('the waiting doubles up to 12 hours and is forgotten after an hour', async () => {
  const waits = [];
  for (let i = 0; i < 5; i++) await browser().signIn('an', 'sai');
  for (let i = 0; i < 7; i++) {
    const wait = Number((await browser().signIn('an', 'sai')).headers.get('retry-after'));
    waits.push(wait);
    s.sql('owner', 'UPDATE sign_in_attempt SET locked_until = tried_at');
    assert.equal((await browser().signIn('an', 'sai')).status, 401);
  }
  assert.deepEqual(waits, [30, 60, 120, 240, 480, 960, 1920]);
  s.sql('owner', "UPDATE sign_in_attempt SET tried_at = tried_at - interval '61 minutes', locked_until = NULL");
  assert.equal((await browser().signIn('an', 'sai')).status, 401);
  assert.equal((await browser().signIn('an', passwords.an)).status, 200);
});

test('guesses at once do not pass uncounted', async () => {
  const all = await Promise.all(Array.from({ length: 12 }, () => browser().signIn('tu', 'sai')));
  assert.ok(all.filter((r) => r.status === 401).length <= 5, all.map((r) => r.status).join());
  assert.equal((await browser().signIn('tu', passwords.tu)).status, 429);
});

test('a session ends after 15 idle minutes, and after 12 hours in any case', async () => {
  await at('2026-09-07T02:00:00Z');
  const b = await inside('minh'), idle = await inside('minh');
  await at('2026-09-07T02:10:00Z');
  assert.equal((await b.get('/me')).status, 200);
  // The job writes last uses once a minute of the real clock; a stop may lose the last minute of them.
  const { id } = (await b.get('/me/sessions')).body.items.find((x) => x.current);
  s.sql('owner', `UPDATE account_session SET used_at = '${now}' WHERE id = ${id}`);
  await at('2026-09-07T02:15:59Z');	// one minute of grace
  const idleId = (await idle.get('/me/sessions')).body.items.find((x) => x.current).id;
  await at('2026-09-07T02:16:01Z');
  s.sql('owner', `UPDATE account_session SET used_at = '2026-09-07T02:00:00Z' WHERE id = ${idleId}`);	// the job may have written that look
  assert.equal((await idle.get('/me')).status, 401);
  assert.equal((await b.get('/me')).status, 200);
  await at('2026-09-07T14:00:01Z');
  s.sql('owner', `UPDATE account_session SET used_at = '${now}'`);
  assert.equal((await b.get('/me')).status, 401);
});

test('sessions are listed and ended one by one; a new password ends the others', async () => {
  s.sql('owner', 'DELETE FROM account_session');
  const one = await inside('minh'), two = await inside('minh'), three = await inside('minh');
  const { items } = (await one.get('/me/sessions')).body;
  assert.equal(items.length, 3);
  assert.equal(items.filter((x) => x.current).length, 1);
  const ids = Object.fromEntries(await Promise.all([['two', two], ['three', three]].map(async ([name, b]) =>
    [name, (await b.get('/me/sessions')).body.items.find((x) => x.current).id])));
  assert.equal((await one.delete(`/me/sessions/${ids.two}`)).status, 204);
  assert.equal((await two.get('/me')).status, 401);
  const stranger = await inside('lan');
  assert.equal((await stranger.delete(`/me/sessions/${ids.three}`)).status, 404);
  assert.equal((await one.put('/me/password', { old: passwords.minh, new: `${CHOSEN} khác` })).status, 204);
  passwords.minh = `${CHOSEN} khác`;
  assert.equal((await three.get('/me')).status, 401);
  assert.equal((await one.get('/me')).status, 200);
});

test('a token is shown once, made only by who signed in, ends on its day, and at once when revoked', async () => {
  const b = await inside('lan');
  const made = await b.post('/me/tokens', { name: 'kịch bản', days: 30 }, { 'idempotency-key': 'k1' });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.match(made.body.token, /^hv_[\w-]{32}$/);
  const again = await b.post('/me/tokens', { name: 'kịch bản', days: 30 }, { 'idempotency-key': 'k1' });
  assert.deepEqual([again.status, again.body.code], [409, 'idempotency_secret']);
  const program = s.as({ token: made.body.token });
  await program.get('/me').expect(200, { name: 'lan' });
  await program.post('/me/tokens', { name: 'thêm' }).expect(403, { code: 'token_scope' });
  await program.put('/me/password', { old: passwords.lan, new: `${CHOSEN} 2` }).expect(403, { code: 'sign_in_needed' });
  const listed = (await b.get('/me/tokens')).body.items;
  assert.ok(!JSON.stringify(listed).includes(made.body.token));
  assert.equal(listed.length, 1);
  assert.equal((await b.delete(`/me/tokens/${listed[0].id}`)).status, 204);
  await program.get('/me').expect(401);

  const other = (await b.post('/me/tokens', { name: 'ba mươi ngày', days: 30 })).body.token;
  assert.equal((await b.post('/me/tokens', { name: 'mãi mãi', days: 367 })).status, 422);
  await at('2026-10-07T14:00:00Z');
  await s.as({ token: other }).get('/me').expect(200);
  await at('2026-10-07T14:00:02Z');
  await s.as({ token: other }).get('/me').expect(401);
});

test('what is no token of ours is nobody', async () => {
  for (const token of ['hv_', 'hv_x', `hv_${'a'.repeat(43)}`, 'x'.repeat(3000), 'hs_x']) await s.as({ token }).get('/me').expect(401);
  const r = await fetch(`${s.url}/api/v1/me`, { headers: { authorization: 'Basic cm9vdDpyb290' } });
  assert.equal(r.status, 401);
  assert.match(r.headers.get('www-authenticate'), /^Bearer/);
});

test('the database keeps hashes of what lets people in, never the thing itself', async () => {
  const b = await inside('lan');
  const token = (await b.post('/me/tokens', { name: 'dò' })).body.token;
  const cookie = b.cookie.split('=')[1];
  const [{ kept }] = s.sql('owner', `SELECT string_agg(t::text, ' ') AS kept FROM (
    SELECT to_jsonb(a) AS t FROM account a UNION ALL SELECT to_jsonb(x) FROM account_session x
    UNION ALL SELECT to_jsonb(x) FROM account_token x UNION ALL SELECT to_jsonb(x) FROM idempotency_key x
    UNION ALL SELECT to_jsonb(x) FROM sign_in_attempt x) y`);
  for (const secret of [token, cookie, passwords.lan]) assert.ok(!kept.includes(secret));
  assert.match(kept, /\$argon2id\$/);
});

test('an administrator makes accounts, resets and disables them at once, gives and ends roles, never his own', async () => {
  const root = s.as('root'), rootId = (await root.get('/me')).account;
  const unit = (await root.get('/units?code=so-khcn').expect(200)).items[0].id;
  const person = Number(s.sql('owner', "SELECT id FROM person WHERE code = 'mau-001'")[0].id);
  const made = await root.post('/accounts', { name: 'cham', person }).expect(201);
  await root.post('/accounts', { name: 'Cham' }).expect(409);
  await root.post('/accounts', { name: 'có dấu' }).expect(422);
  passwords.cham = made.password;
  const b = await inside('cham');
  assert.deepEqual((await b.get('/me')).body.grants, []);
  const unitPath = `/units/${unit}/people`;
  assert.equal((await b.get(unitPath)).status, 403);
  const grant = await root.post(`/accounts/${made.id}/grants`, { role: 'unit_head', unit, purpose: 'thử' }).expect(201);
  assert.equal((await b.get(unitPath)).status, 200);
  await root.delete(`/grants/${grant.id}`).expect(204);
  assert.equal((await b.get(unitPath)).status, 403);
  await root.post(`/accounts/${made.id}/disable`).expect(204);
  assert.equal((await b.get('/me')).status, 401);
  assert.equal((await browser().signIn('cham', passwords.cham)).status, 401);
  await root.post(`/accounts/${made.id}/enable`).expect(204);
  const reset = await root.post(`/accounts/${made.id}/password`).expect(200);
  assert.equal((await browser().signIn('cham', reset.password)).body.must_change, true);
  await root.post(`/accounts/${rootId}/disable`).expect(409, { code: 'account_own' });
  await root.post(`/accounts/${rootId}/password`).expect(409, { code: 'account_own' });
  const own = (await root.get(`/accounts/${rootId}/grants`)).items[0].id;
  await root.delete(`/grants/${own}`).expect(409, { code: 'grant_own' });
});

test('nobody resets the password of somebody mightier, nor gives a role over what is not his', async () => {
  account(s, 'nho', { roles: ['admin so-khcn'] });
  s.sql('owner', "UPDATE role_grant SET valid = '[2020-01-01,)' WHERE upper_inf(valid); UPDATE account_token SET expires_at = '2100-01-01'");
  const nho = s.as('nho'), rootId = (await s.as('root').get('/me')).account;
  await nho.get(`/accounts/${rootId}`).expect(403);
  await nho.post(`/accounts/${rootId}/password`).expect(403);
  const mine = await nho.post('/accounts', { name: 'cua-nho' }).expect(201);
  const [province] = (await nho.get('/units?code=hung-yen')).items;
  await nho.post(`/accounts/${mine.id}/grants`, { role: 'auditor', unit: province.id, purpose: 'thử' }).expect(403, { code: 'unit_not_yours' });
  const { items } = await nho.get('/accounts').expect(200);
  assert.ok(items.every((a) => a.id !== rootId));
});

test('over plain http only this machine may sign in, and who speaks for others without being a known proxy is not this machine', async () => {
  for (const said of ['127.0.0.1, 203.0.113.9', '203.0.113.9, 127.0.0.1', '127.0.0.1', 'x']) {
    const r = await browser({ 'x-forwarded-for': said }).signIn('lan', passwords.lan);
    assert.deepEqual([r.status, r.body.code], [403, 'https_needed']);
  }
  assert.equal((await browser().signIn('lan', passwords.lan)).status, 200);
});
