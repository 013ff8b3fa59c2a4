// SPDX-License-Identifier: GPL-3.0-or-later
// What a password may be, how long accounts and roles last, and what keeps guessers slow without locking out an office.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve, start } from '../help/cluster.js';
import { account, given } from '../help/given.js';

let s;
const passwords = {};
before(async () => {
  s = await start({ env: { HOCVU_ADDRESS_FAILURES: '20' } });
  await given(s, { accounts: { root: ['admin hung-yen'], hai: ['admin hung-yen'] } });
  for (const name of ['lan', 'hoa']) passwords[name] = s.hocvud('account', 'add', name).out.trim();
});
after(() => s?.stop());

function browser(url = s.url) {
  let cookie = null;
  const call = async (method, path, body) => {
    const r = await fetch(`${url}/api/v1${path}`, {
      method, body: body && JSON.stringify(body),
      headers: { 'sec-fetch-site': 'same-origin', ...(cookie && { cookie }), ...(body && { 'content-type': 'application/json' }) },
    });
    if (r.headers.get('set-cookie')) cookie = r.headers.get('set-cookie').split(';')[0];
    const text = await r.text();
    return { status: r.status, code: text ? JSON.parse(text).code : undefined, body: text ? JSON.parse(text) : null };
  };
  return { put: (path, body) => call('PUT', path, body), signIn: (name, password) => call('POST', '/sign-in', { name, password }) };
}

test('a password of one\'s own is long, not what everybody tries first, and none of the last ten', async () => {
  const b = browser();
  assert.equal((await b.signIn('lan', passwords.lan)).status, 200);
  const change = async (fresh) => {
    const r = await b.put('/me/password', { old: passwords.lan, new: fresh });
    if (r.status === 204) passwords.lan = fresh;
    return r.code ?? r.status;
  };
  assert.equal(await change('ngắn quá thôi'), 'password_short');
  for (const bad of ['matkhau123456789', 'Mật Khẩu 2026!!!', 'aaaaaaaaaaaaaaaaaa', 'lanlanlanlanlan1']) assert.equal(await change(bad), 'password_common', bad);
  const first = 'ba con vịt qua cầu 0';
  assert.equal(await change(first), 204);
  assert.equal(await change('ba con vịt qua cầu 1'), 204);
  assert.equal(await change(first), 'password_had');
  const [{ n }] = s.sql('owner', 'SELECT count(*) AS n FROM account_password');
  assert.equal(Number(n), 2);
});

// A wait of seconds is not over before a slow machine, where one password takes as long, has asked again.
const lengthen = () => s.sql('owner', "UPDATE sign_in_attempt SET locked_until = locked_until + interval '1 hour'");

test('one password on many names: the address is slowed to one try in five seconds, and a success is given back', async () => {
  s.sql('owner', 'DELETE FROM sign_in_attempt');
  const guess = async (i) => (await browser().signIn(`ten-${i}`, 'Mua xuan 2026')).status;
  for (let i = 0; i < 21; i++) assert.equal(await guess(i), 401, `${i}`);
  assert.deepEqual(s.sql('owner', 'SELECT locked_until - tried_at AS wait FROM sign_in_attempt WHERE locked_until IS NOT NULL'), [{ wait: '00:00:05' }]);
  lengthen();
  for (let i = 21; i < 23; i++) assert.equal(await guess(i), 429, `${i}`);
  s.sql('owner', 'UPDATE sign_in_attempt SET locked_until = NULL');
  assert.equal((await browser().signIn('lan', passwords.lan)).status, 200);
  s.sql('owner', 'DELETE FROM sign_in_attempt');
  for (let i = 0; i < 6; i++) await browser().signIn('hoa', 'sai');
  assert.equal((await browser().signIn('hoa', passwords.hoa)).code, 'sign_in_wait');
  assert.equal(s.hocvud('account', 'unlock', 'hoa').code, 0);
  assert.equal((await browser().signIn('hoa', passwords.hoa)).status, 200);
});

test('an administrator\'s password is changed after 60 days; accounts nobody uses end, never the last administrator', async () => {
  account(s, 'sep', { roles: ['admin hung-yen'] });
  passwords.sep = s.hocvud('account', 'password', 'sep').out.trim();
  s.sql('owner', `DELETE FROM sign_in_attempt; UPDATE account SET must_change = false;
    UPDATE account SET password_set_at = now() - interval '61 days' WHERE name IN ('sep', 'hoa');
    UPDATE account SET created_at = now() - interval '60 days', last_used_at = now() - interval '46 days' WHERE name IN ('root', 'hai', 'sep', 'hoa')`);
  const there = () => s.sql('owner', 'SELECT name FROM account WHERE disabled_at IS NULL ORDER BY name').map((r) => r.name).join();
  const other = await serve(s, { listen: '127.0.0.1:0', factor_for_admins: 'off' });
  for (let i = 0; i < 300 && !other.log().includes('event=idle_administrators_kept'); i++) await sleep(100);
  assert.equal(there(), 'hai,lan,root,sep');
  assert.match(other.log(), /event=idle_administrators_kept n=3/);
  assert.equal((await browser(`http://${other.found}`).signIn('sep', passwords.sep)).body.must_change, true);
  await other.stop();
  s.sql('owner', 'UPDATE account SET disabled_at = NULL, enabled_at = now()');
});

test('accounts nobody looked at for half a year are listed until somebody does', async () => {
  const root = s.as('root');
  s.sql('owner', "UPDATE account SET created_at = now() - interval '200 days' WHERE name IN ('lan', 'hoa')");
  const due = async () => (await root.get('/accounts?review=due').expect(200)).items.map((a) => a.name).join();
  assert.equal(await due(), 'lan,hoa');
  const { id } = (await root.get('/accounts')).items.find((a) => a.name === 'lan');
  await root.post(`/accounts/${id}/review`).expect(204);
  assert.equal(await due(), 'hoa');
});

test('a role ends: after a year when nothing is said, an administrator\'s never later', async () => {
  const root = s.as('root'), [unit] = (await root.get('/units?code=so-khcn')).items;
  const { id } = (await root.get('/accounts')).items.find((a) => a.name === 'lan');
  await root.post(`/accounts/${id}/grants`, { role: 'admin', unit: unit.id, valid_to: '2099-01-01' }).expect(422, { code: 'grant_admin_too_long' });
  await root.post(`/accounts/${id}/grants`, { role: 'admin', unit: unit.id }).expect(201);
  const [{ days }] = s.sql('owner', `SELECT upper(valid) - lower(valid) AS days FROM role_grant WHERE account_id = ${id}`);
  assert.equal(Number(days), 366);
});

test('who has a network of IPv6 addresses guesses no more often than who has one address', async () => {
  s.sql('owner', 'DELETE FROM sign_in_attempt');
  const outer = await serve(s, { listen: '127.0.0.1:0', proxies: '127.0.0.1', public_url: 'https://hocvu.example' });
  try {
    const from = async (address) => {
      const r = await fetch(`http://${outer.found}/api/v1/sign-in`, {
        method: 'POST', body: JSON.stringify({ name: 'hoa', password: 'sai' }),
        headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', 'x-forwarded-for': address },
      });
      return (await r.json()).code;
    };
    for (let i = 1; i <= 5; i++) assert.equal(await from(`2001:db8:1:2::${i}`), 'sign_in_failed');
    await from('2001:db8:1:2::6');
    assert.equal(await from('2001:db8:1:2:ffff::7'), 'sign_in_wait');
    assert.equal(await from('2001:db8:1:3::7'), 'sign_in_failed');
  } finally {
    await outer.stop();
    s.sql('owner', 'DELETE FROM sign_in_attempt');
  }
});

test('who guesses on and on behind an office\'s address does not shut out who came in from there before', async () => {
  s.sql('owner', 'DELETE FROM sign_in_attempt');
  assert.equal((await browser().signIn('hoa', passwords.hoa)).status, 200);
  for (let i = 0; i < 21; i++) await browser().signIn(`ai-${i}`, 'sai');
  lengthen();
  assert.equal((await browser().signIn('ai-nua', 'sai')).code, 'sign_in_wait');
  assert.equal((await browser().signIn('hoa', passwords.hoa)).status, 200);
  for (let i = 0; i < 6; i++) await browser().signIn('hoa', 'sai');	// their own attempts count as ever
  assert.equal((await browser().signIn('hoa', passwords.hoa)).code, 'sign_in_wait');
  s.sql('owner', 'DELETE FROM sign_in_attempt');
});

// A browser keeps every cookie it is given, as real ones do.
function keeper() {
  const jar = new Map();
  return {
    jar,
    async signIn(name, password) {
      const r = await fetch(`${s.url}/api/v1/sign-in`, {
        method: 'POST', body: JSON.stringify({ name, password }),
        headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', cookie: [...jar].map(([k, v]) => `${k}=${v}`).join('; ') },
      });
      for (const line of r.headers.getSetCookie()) jar.set(...line.split(';')[0].split('='));
      return { status: r.status, code: (await r.json()).code, cookies: r.headers.getSetCookie() };
    },
  };
}

test('six wrong tries at a colleague\'s name from the same address do not make that colleague wait on a browser that is known', async () => {
  s.sql('owner', 'DELETE FROM sign_in_attempt; DELETE FROM sign_in_place; DELETE FROM sign_in_device');
  const mine = keeper(), theirs = keeper(), third = keeper();
  const first = await mine.signIn('hoa', passwords.hoa);
  assert.equal(first.status, 200);
  assert.match(first.cookies[0], /^hocvu_session=hs_/, 'the session first: the command line reads one');
  assert.match(first.cookies[1], /^hocvu_device=hd_[\w-]{32,}; Path=\/; Max-Age=15552000; HttpOnly; SameSite=Strict$/);
  assert.equal((await theirs.signIn('lan', passwords.lan)).status, 200);
  for (let i = 0; i < 6; i++) await theirs.signIn('hoa', 'sai');
  assert.equal((await theirs.signIn('hoa', passwords.hoa)).code, 'sign_in_wait', 'who guesses waits, known or not for another name');
  assert.equal((await third.signIn('hoa', passwords.hoa)).code, 'sign_in_wait', 'and so does a browser nobody knows');
  for (let i = 0; i < 25; i++) await third.signIn(`ai-${i}`, 'sai');	// and the address is flooded
  assert.equal((await mine.signIn('hoa', passwords.hoa)).status, 200);
});

test('a known browser guesses no more often than another, and its cookie opens nothing', async () => {
  s.sql('owner', 'DELETE FROM sign_in_attempt');
  const b = keeper();
  assert.equal((await b.signIn('hoa', passwords.hoa)).status, 200);
  const device = b.jar.get('hocvu_device');
  for (let i = 0; i < 6; i++) assert.notEqual((await b.signIn('hoa', 'sai')).status, 200);
  assert.equal((await b.signIn('hoa', passwords.hoa)).code, 'sign_in_wait');
  assert.equal((await fetch(`${s.url}/api/v1/me`, { headers: { cookie: `hocvu_device=${device}; hocvu_session=${device}` } })).status, 401);
  assert.equal((await fetch(`${s.url}/api/v1/me`, { headers: { authorization: `Bearer ${device}` } })).status, 401);
  assert.equal(s.sql('owner', `SELECT FROM sign_in_device WHERE cookie_hash = '${device}'`).length, 0, 'the database keeps a hash');
  s.sql('owner', 'DELETE FROM sign_in_attempt');
  assert.equal((await b.signIn('lan', passwords.lan)).status, 200);
  assert.equal(b.jar.get('hocvu_device'), device, 'colleagues share a computer');
  for (let i = 0; i < 14; i++) assert.equal((await keeper().signIn('hoa', passwords.hoa)).status, 200);
  const [{ n }] = s.sql('owner', "SELECT count(*) AS n FROM sign_in_device d JOIN account a ON a.id = d.account_id WHERE a.name = 'hoa'");
  assert.equal(Number(n), 10, 'the latest browsers are remembered');
});
