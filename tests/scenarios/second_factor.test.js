// SPDX-License-Identifier: GPL-3.0-or-later
// The second factor, confirmation of dangerous acts, tokens with a scope, services, and what stolen things are worth.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { serve, start } from '../help/cluster.js';
import { account, given } from '../help/given.js';
import { codeAt } from '../help/totp.js';

let s, now = Date.parse('2026-09-07T01:00:00Z'), outer;
const passwords = {};
const CHOSEN = 'một mật khẩu đủ dài';

before(async () => {
  s = await start({ env: { HOCVU_NOW: new Date(now).toISOString() } });
  await given(s, { accounts: { root: ['admin hung-yen'] } });
  for (const name of ['lan', 'hoa', 'sep']) passwords[name] = s.hocvud('account', 'add', name).out.trim();
  s.hocvud('account', 'grant', 'sep', 'admin', 'hung-yen');
  s.sql('owner', "UPDATE role_grant SET valid = '[2020-01-01,)'; UPDATE account SET must_change = false; UPDATE account_token SET expires_at = '2100-01-01'");
  const r = await serve(s, { listen: '127.0.0.1:0', factor_for_admins: 'on', inside_networks: '192.0.2.0/24', proxies: '127.0.0.1', public_url: 'https://hocvu.example' },
    { HOCVU_NOW: new Date(now).toISOString() });
  outer = { ...r, url: `http://${r.found}` };
});
after(async () => { await outer?.stop(); await s?.stop(); });

// A browser; `from`: behind a proxy, with the clock of this machine.
function browser(from) {
  let cookie = null;
  const call = async (method, path, body, headers = {}) => {
    const r = await fetch(`${from ? outer.url : s.url}/api/v1${path}`, {
      method, body: body && JSON.stringify(body),
      headers: { 'sec-fetch-site': 'same-origin', ...(from && { 'x-forwarded-for': from }), ...(cookie && { cookie }), ...(body && { 'content-type': 'application/json' }), ...headers },
    });
    const set = r.headers.get('set-cookie');
    if (set) cookie = set.split(';')[0];
    const text = await r.text();
    return { status: r.status, code: text ? JSON.parse(text).code : undefined, body: text ? JSON.parse(text) : null };
  };
  return {
    get: (path) => call('GET', path), post: (path, body) => call('POST', path, body), put: (path, body) => call('PUT', path, body), delete: (path) => call('DELETE', path),
    signIn: (name, code) => call('POST', '/sign-in', { name, password: passwords[name], ...(code && { code }) }),
    get cookie() { return cookie; }, set cookie(c) { cookie = c; },
  };
}
const is = (r, status, code) => assert.deepEqual([r.status, r.code], [status, code], JSON.stringify(r.body));
async function later(seconds) {
  const { data, tokens } = s;
  await outer.stop();
  await s.stop({ keep: true });
  now += seconds * 1000;
  s = await start({ data, env: { HOCVU_NOW: new Date(now).toISOString() } });
  Object.assign(s.tokens, tokens);
  s.sql('owner', `UPDATE account_session SET used_at = '${new Date(now).toISOString()}'`);
  const r = await serve(s, { listen: '127.0.0.1:0', factor_for_admins: 'on', inside_networks: '192.0.2.0/24', proxies: '127.0.0.1', public_url: 'https://hocvu.example' },
    { HOCVU_NOW: new Date(now).toISOString() });
  outer = { ...r, url: `http://${r.found}` };
}

let secret, recovery;
test('set up with a code, asked for at the next sign-in; a code counts once, a recovery code once', async () => {
  const b = browser();
  is(await b.signIn('lan'), 200);
  const begun = await b.post('/me/second-factor');
  ({ secret } = begun.body);
  assert.match(begun.body.uri, new RegExp(`^otpauth://totp/hocvu:lan\\?secret=${secret}&`));
  is(await browser().signIn('lan'), 200);	// not proven, not asked for
  is(await b.post('/me/second-factor/confirm', { code: codeAt(secret, now + 120_000) }), 422, 'second_factor_wrong');
  const old = b.cookie, done = await b.post('/me/second-factor/confirm', { code: codeAt(secret, now) });
  assert.equal(done.body.codes.length, 10);
  recovery = done.body.codes.map((c) => c.code);
  assert.notEqual(b.cookie, old);
  const thief = browser();
  thief.cookie = old;
  is(await thief.get('/me'), 401, 'not_signed_in');
  assert.equal((await b.get('/me')).body.factor, true);

  is(await browser().signIn('lan'), 401, 'second_factor_needed');
  is(await browser().signIn('lan', codeAt(secret, now)), 401, 'second_factor_wrong');	// it set the factor up
  is(await browser().signIn('lan', codeAt(secret, now + 30_000)), 200);
  is(await browser().signIn('lan', codeAt(secret, now + 30_000)), 401, 'second_factor_wrong');
  is(await browser().signIn('lan', codeAt(secret, now - 30_000)), 401, 'second_factor_wrong');
  is(await browser().signIn('lan', recovery[0]), 200);
  is(await browser().signIn('lan', recovery[0]), 401, 'second_factor_wrong');
  const [{ kept }] = s.sql('owner', 'SELECT string_agg(f::text, \' \') AS kept FROM (SELECT to_jsonb(x) f FROM account_factor x UNION ALL SELECT to_jsonb(x) FROM account_recovery x UNION ALL SELECT to_jsonb(x) FROM audit x) y');
  for (const hidden of [secret, ...recovery]) assert.ok(!kept.includes(hidden));
});

test('ten wrong codes after the right password lock the factor, not the office', async () => {
  s.sql('owner', 'UPDATE account_factor SET failed_count = 0');
  for (let i = 0; i < 10; i++) {
    s.sql('owner', 'DELETE FROM sign_in_attempt');
    is(await browser().signIn('lan', '000000'), 401, 'second_factor_wrong');
  }
  s.sql('owner', 'DELETE FROM sign_in_attempt');
  is(await browser().signIn('lan', recovery[1]), 401, 'second_factor_locked');
  is(await browser().signIn('hoa'), 200);
  s.sql('owner', 'DELETE FROM sign_in_attempt; UPDATE account_factor SET locked_until = NULL, failed_count = 0');
});

test('from outside nobody comes in without a second factor, and nobody sets one up there', async () => {
  is(await browser('203.0.113.9').signIn('hoa'), 403, 'second_factor_outside');
  const inside = browser('192.0.2.17');
  is(await inside.signIn('hoa'), 200);
  const stolen = browser('203.0.113.9');
  stolen.cookie = inside.cookie;
  is(await stolen.get('/me'), 403, 'second_factor_outside');
  is(await stolen.post('/me/second-factor'), 403, 'second_factor_outside');
  const lan = browser('203.0.113.9');
  is(await lan.signIn('lan', recovery[2]), 200);
  is(await lan.get('/me'), 200);
});

test('an administrator sets up a second factor before anything else', async () => {
  const b = browser('192.0.2.17'), first = await b.signIn('sep');
  assert.equal(first.body.must_enrol, true);
  is(await b.get('/me'), 200);
  is(await b.get('/units'), 403, 'second_factor_must');
  is(await b.post('/accounts', { name: 'x-y' }), 403, 'second_factor_must');
  const { body } = await b.post('/me/second-factor');
  is(await b.post('/me/second-factor/confirm', { code: codeAt(body.secret, now) }), 200);
  is(await b.get('/units'), 200);
  const [{ idle }] = s.sql('owner', "SELECT max(idle_minutes) AS idle FROM account_session s JOIN account a ON a.id = s.account_id WHERE a.name = 'sep'");
  assert.equal(Number(idle), 5);
  assert.equal(s.hocvud('account', 'reset-factor', 'sep').code, 0);
  is(await b.get('/me'), 401, 'not_signed_in');
  const again = await browser('192.0.2.17').signIn('sep');
  assert.deepEqual([again.body.must_change, again.body.must_enrol], [true, true]);
  s.sql('owner', 'UPDATE account SET must_change = false');
});

test('a dangerous act asks for a confirmation after five minutes, and gives the session another secret', async () => {
  const b = browser();
  is(await b.signIn('hoa'), 200);
  is(await b.post('/me/tokens', { name: 'sớm' }), 201);
  await later(301);
  is(await b.post('/me/tokens', { name: 'muộn' }), 403, 'confirm_needed');
  is(await b.post('/me/confirm', { password: 'không phải' }), 422, 'password_wrong');
  const old = b.cookie;
  is(await b.post('/me/confirm', { password: passwords.hoa }), 204);
  is(await b.post('/me/tokens', { name: 'muộn' }), 201);
  const thief = browser();
  thief.cookie = old;
  is(await thief.get('/me'), 401, 'not_signed_in');
  const lan = browser();
  is(await lan.signIn('lan', codeAt(secret, now)), 200);
  is(await lan.post('/me/confirm', { password: passwords.lan }), 422, 'second_factor_needed');
  is(await lan.post('/me/confirm', { code: recovery[3] }), 204);
});

test('a token does what its scope says, and neither makes tokens nor confirms', async () => {
  const b = browser();
  is(await b.signIn('hoa'), 200);
  const token = async (scope, days) => (await b.post('/me/tokens', { name: scope, scope, days })).body.token;
  const read = s.as({ token: await token('read', 1) }), write = s.as({ token: await token('write', 1) });
  await read.get('/me').expect(200);
  await read.post('/feeds', { name: 'x' }).expect(403, { code: 'token_scope' });
  await write.post('/feeds', { name: 'x' }).expect((await write.post('/feeds', { name: 'x' }).reply()).status);
  await write.post('/me/tokens', { name: 'thêm' }).expect(403, { code: 'token_scope' });
  await write.post('/me/confirm', { password: passwords.hoa }).expect(403, { code: 'sign_in_needed' });
  is(await b.post('/me/tokens', { name: 'dài', scope: 'dangerous', days: 8 }), 422, 'token_dangerous_days');
  s.sql('owner', "UPDATE account_token t SET scope = 'write' FROM account a WHERE a.id = t.account_id AND a.name = 'root'");
  const root = s.as('root'), rootId = (await root.get('/me')).account;
  for (const [path, body] of [['/accounts', { name: 'x-y' }], [`/accounts/${rootId}/disable`], [`/accounts/${rootId}/password`],
    [`/accounts/${rootId}/grants`, { role: 'auditor', unit: 1 }], ['/succession-acts/1/undo']]) {
    const r = await root.post(path, body).reply();
    assert.ok(r.status === 403 && ['token_scope', 'forbidden'].includes(r.body.code), `${path} ${r.text}`);
  }
  s.sql('owner', "UPDATE account_token t SET scope = 'dangerous' FROM account a WHERE a.id = t.account_id AND a.name = 'root'");
});

test('a service has no password; its administrator makes its tokens, nobody those of people', async () => {
  const root = s.as('root'), made = await root.post('/accounts', { name: 'may-in', kind: 'service' }).expect(201);
  assert.equal(made.password, null);
  passwords['may-in'] = '-';
  is(await browser().signIn('may-in'), 401, 'sign_in_failed');
  await root.post(`/accounts/${made.id}/password`).expect(409, { code: 'account_service' });
  const { token } = await root.post(`/accounts/${made.id}/tokens`, { name: 'in ấn', scope: 'read', days: 10 }).expect(201);
  await s.as({ token }).get('/me').expect(200, { name: 'may-in' });
  const [{ id }] = (await root.get(`/accounts/${made.id}/tokens`)).items;
  await root.delete(`/accounts/${made.id}/tokens/${id}`).expect(204);
  await s.as({ token }).get('/me').expect(401);
  const hoa = Number(s.sql('owner', "SELECT id FROM account WHERE name = 'hoa'")[0].id);
  await root.post(`/accounts/${hoa}/tokens`, { name: 'trộm' }).expect(409, { code: 'account_no_service' });
});

test('a token works inside alone, unless who showed a second factor made it for outside', async () => {
  const from = async (token, address) => {
    const r = await fetch(`${outer.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': address } });
    return [r.status, r.status === 200 ? undefined : (await r.json()).code];
  };
  const b = browser('192.0.2.17');
  is(await b.signIn('hoa'), 200);
  const { token } = (await b.post('/me/tokens', { name: 'trong nhà' })).body;
  assert.deepEqual(await from(token, '192.0.2.99'), [200, undefined]);
  assert.deepEqual(await from(token, '203.0.113.9'), [403, 'token_outside']);
  is(await b.post('/me/tokens', { name: 'ra ngoài', outside: true }), 403, 'token_outside_factor');
  s.sql('owner', 'DELETE FROM sign_in_attempt');
  const lan = browser('203.0.113.9');
  is(await lan.signIn('lan', recovery[4]), 200);
  const made = (await lan.post('/me/tokens', { name: 'làm từ xa' })).body;
  assert.deepEqual(await from(made.token, '203.0.113.9'), [200, undefined], 'what is made outside works there');
  const inside = browser('192.0.2.17');
  is(await inside.signIn('lan', recovery[5]), 200);
  const asked = (await inside.post('/me/tokens', { name: 'cho ngoài', outside: true })).body;
  assert.deepEqual(await from(asked.token, '203.0.113.9'), [200, undefined]);
  const mine = (await inside.get('/me/tokens')).body.items;
  assert.deepEqual(mine.map((t) => t.outside), [true, true]);
  const operator = s.hocvud('account', 'token', 'hoa', '--name', 'cho máy ngoài', '--outside').out.trim();
  assert.deepEqual(await from(operator, '203.0.113.9'), [200, undefined]);
});

test('a service that administers has tokens for dangerous acts for a week, others for three months', async () => {
  const root = s.as('root'), { id } = await root.post('/accounts', { name: 'may-dong-bo', kind: 'service' }).expect(201);
  const [unit] = (await root.get('/units?code=so-khcn')).items;
  await root.post(`/accounts/${id}/tokens`, { name: 'dài', scope: 'dangerous', days: 91 }).expect(422, { code: 'token_service_days' });
  await root.post(`/accounts/${id}/tokens`, { name: 'vừa', scope: 'dangerous', days: 90 }).expect(201);
  await root.post(`/accounts/${id}/grants`, { role: 'admin', unit: unit.id }).expect(201);
  await root.post(`/accounts/${id}/tokens`, { name: 'quản trị', scope: 'dangerous', days: 8 }).expect(422, { code: 'token_dangerous_days' });
  await root.post(`/accounts/${id}/tokens`, { name: 'quản trị', scope: 'dangerous', days: 7 }).expect(201);
});

test('stolen things are dead on the next request: after leaving, a new password, disabling; and none becomes another kind', async () => {
  s.sql('owner', 'DELETE FROM sign_in_attempt');
  const b = browser();
  is(await b.signIn('hoa'), 200);
  const { token } = (await b.post('/me/tokens', { name: 'trộm được', days: 1 })).body;
  const cookie = b.cookie, value = cookie.split('=')[1];
  const thief = browser();
  thief.cookie = cookie;
  is(await thief.get('/me'), 200);
  for (const [what, other] of [['a session is no token', value], ['a feed is no token', `hf_${'x'.repeat(32)}`]]) {
    assert.equal((await s.as({ token: other }).get('/me').reply()).status, 401, what);
  }
  const asCookie = browser();
  asCookie.cookie = `hocvu_session=${token}`;
  is(await asCookie.get('/me'), 401, 'not_signed_in');
  is(await b.post('/sign-out'), 204);
  is(await thief.get('/me'), 401, 'not_signed_in');

  is(await b.signIn('hoa'), 200);
  thief.cookie = b.cookie;
  is(await b.put('/me/password', { old: passwords.hoa, new: CHOSEN }), 204);
  passwords.hoa = CHOSEN;
  is(await thief.get('/me'), 401, 'not_signed_in');
  is(await b.get('/me'), 200);
  await s.as({ token }).get('/me').expect(200);
  const id = Number(s.sql('owner', "SELECT id FROM account WHERE name = 'hoa'")[0].id);
  await s.as('root').post(`/accounts/${id}/disable`).expect(204);
  is(await b.get('/me'), 401, 'not_signed_in');
  await s.as({ token }).get('/me').expect(401);
});

test('who becomes an administrator signs in anew; all other sessions can be ended at once', async () => {
  s.sql('owner', 'DELETE FROM sign_in_attempt');
  account(s, 'moi', {});
  passwords.moi = s.hocvud('account', 'password', 'moi').out.trim();
  s.tokens.moi = s.hocvud('account', 'token', 'moi', '--name', 'cũ').out.trim();
  s.sql('owner', "UPDATE account SET must_change = false");
  const one = browser(), two = browser();
  is(await one.signIn('moi'), 200);
  is(await two.signIn('moi'), 200);
  is(await one.delete('/me/sessions'), 204);
  is(await two.get('/me'), 401, 'not_signed_in');
  is(await one.get('/me'), 200);
  const root = s.as('root'), [unit] = (await root.get('/units?code=so-khcn')).items;
  const id = Number(s.sql('owner', "SELECT id FROM account WHERE name = 'moi'")[0].id);
  await s.as('moi').get('/me').expect(200);
  await root.post(`/accounts/${id}/grants`, { role: 'admin', unit: unit.id, purpose: 'thử' }).expect(201);
  is(await one.get('/me'), 401, 'not_signed_in');
  await s.as('moi').get('/me').expect(401);	// a token made before would be an administrator without a second factor
  account(s, 'sau', {});
  assert.equal(s.hocvud('account', 'grant', 'sau', 'trainer', 'so-khcn').code, 0);
  await s.as('sau').get('/me').expect(200);
  assert.equal(s.hocvud('account', 'grant', 'sau', 'admin', 'so-khcn').code, 0);
  await s.as('sau').get('/me').expect(401);
});

test('who becomes an administrator on a day to come is signed out when that day begins', async () => {
  s.sql('owner', 'DELETE FROM sign_in_attempt');
  account(s, 'mai', {});
  passwords.mai = s.hocvud('account', 'password', 'mai').out.trim();
  s.tokens.mai = s.hocvud('account', 'token', 'mai', '--name', 'trước').out.trim();
  s.sql('owner', 'UPDATE account SET must_change = false');
  const b = browser(), root = s.as('root'), [unit] = (await root.get('/units?code=so-khcn')).items;
  is(await b.signIn('mai'), 200);
  const day = new Date(now + 7 * 3600_000 + 86400_000).toISOString().slice(0, 10), id = Number(s.sql('owner', "SELECT id FROM account WHERE name = 'mai'")[0].id);
  await root.post(`/accounts/${id}/grants`, { role: 'admin', unit: unit.id, valid_from: day }).expect(201);
  is(await b.get('/me'), 200);
  await s.as('mai').get('/me').expect(200);
  const again = browser();
  is(await again.signIn('mai'), 200);
  is(await again.post('/me/tokens', { name: 'sau' }), 201);
  const ends = s.sql('owner', `SELECT DISTINCT to_char(x.expires_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD HH24:MI') AS at FROM (SELECT account_id, expires_at FROM account_token
    UNION ALL SELECT account_id, expires_at FROM account_session) x WHERE x.account_id = ${id} AND x.expires_at >= '${day}'::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'`).map((r) => r.at);
  assert.deepEqual(ends, [`${day} 00:00`], 'nothing made before or after that goes on as an administrator\'s');
  await later(86400);
  is(await b.get('/me'), 401, 'not_signed_in');
  await s.as('mai').get('/me').expect(401);
});

test('codes that prove a new factor are counted: a stolen session does not guess its way to recovery codes', async () => {
  s.sql('owner', 'DELETE FROM sign_in_attempt');
  passwords.bay = s.hocvud('account', 'add', 'bay').out.trim();
  s.sql('owner', 'UPDATE account SET must_change = false');
  const b = browser();
  is(await b.signIn('bay'), 200);
  const begun = await b.post('/me/second-factor');
  for (let i = 0; i < 5; i++) is(await b.post('/me/second-factor/confirm', { code: '000000' }), 422, 'second_factor_wrong');
  is(await b.post('/me/second-factor/confirm', { code: codeAt(begun.body.secret, now) }), 429, 'sign_in_wait');
  s.sql('owner', 'DELETE FROM sign_in_attempt');
  is(await b.post('/me/second-factor/confirm', { code: codeAt(begun.body.secret, now) }), 200);
});
