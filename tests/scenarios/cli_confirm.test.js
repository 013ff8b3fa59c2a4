// SPDX-License-Identifier: GPL-3.0-or-later
// A dangerous act at the command line: whoever signed in there shows again who they are; programs are not asked.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BUILD, start, temporary } from '../help/cluster.js';
import { given } from '../help/given.js';
import { hocvu, NOT_ALLOWED, OK } from '../help/hocvu.js';
import { typed } from '../help/terminal.js';
import { codeAt } from '../help/totp.js';
import { WORLD } from './training_world.js';

const NUMBER = '000185000077';
let s, home, password, secret;
const program = join(BUILD, 'hocvu');
const environment = (more = {}) => ({ XDG_CONFIG_HOME: home, ...more });
const person = () => s.sql('owner', "SELECT id FROM person WHERE code = 'an'")[0].id;
const atTerminal = (steps, env) => typed(`${program} people reveal ${person()} --why 'Đối chiếu thẻ căn cước'`, steps, { env: environment(env) });
const signIn = (body) => fetch(`${s.url}/api/v1/sign-in`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name: 'hoa', ...body }) });
const open = () => Number(s.sql('owner', 'SELECT count(*) AS n FROM account_session')[0].n);
const scopes = () => s.sql('owner', "SELECT DISTINCT scope FROM account_token t JOIN account a ON a.id = t.account_id WHERE a.name = 'hoa' AND t.name LIKE 'hocvu %'").map((r) => r.scope);

before(async () => {
  s = await start();
  const people = WORLD.people.map((p) => p.person === 'an' ? { ...p, national_id: NUMBER } : p);
  await given(s, { ...WORLD, people, accounts: { hoa: ['unit_head bach-sam'] } });
  password = s.hocvud('account', 'password', 'hoa').out.match(/[a-z0-9]{4}(-[a-z0-9]{4})+/)[0];
  s.sql('owner', "UPDATE account SET must_change = false");
  home = mkdtempSync(join(temporary(), 'home'));
  const r = await hocvu(['login', s.url, 'hoa', '-'], { input: `${password}\n`, env: environment({ HOCVU_URL: '' }) });
  assert.equal(r.code, OK, r.err);
});
after(() => s?.stop());

test('without a terminal it is refused, and a line says how to do it', async () => {
  const r = await hocvu(['people', 'reveal', person(), '--why', 'Đối chiếu thẻ'], { env: environment({ HOCVU_URL: '' }) });
  assert.deepEqual([r.code, r.out], [NOT_ALLOWED, '']);
  assert.match(r.err, /chạy lệnh ở cửa sổ dòng lệnh/);
});

test('at a terminal the password is asked, unseen, and the act is done; nothing more is kept on the machine', async () => {
  const kept = readFileSync(join(home, 'hocvu/credentials'), 'utf8'), before = open();
  const r = await atTerminal([[/xác nhận[^]*Mật khẩu của hoa: /, `${password}\n`]]);
  assert.equal(r.code, OK, r.shown);
  assert.ok(r.shown.includes(NUMBER), r.shown);
  assert.ok(!r.shown.includes(password), 'it is not shown');
  assert.equal(readFileSync(join(home, 'hocvu/credentials'), 'utf8'), kept);
  assert.equal(open(), before, 'the session it took is over');
  assert.deepEqual(scopes(), ['write']);
});

test('a wrong password, or none, and nothing is done', async () => {
  for (const typing of ['không phải mật khẩu\n', '\n']) {
    const r = await atTerminal([[/Mật khẩu của hoa: /, typing]]);
    assert.ok(r.code !== OK && !r.shown.includes(NUMBER), r.shown);
  }
});

test('a program with a token of its own is not asked, at a terminal either', async () => {
  const token = (await hocvu(['token', 'add', 'việc', '-'], { input: `${password}\n`, env: environment({ HOCVU_URL: '' }) })).out.trim();
  const r = await atTerminal([], { HOCVU_TOKEN: token });
  assert.equal(r.code, NOT_ALLOWED, r.shown);
  assert.doesNotMatch(r.shown, /Mật khẩu/);
});

test('where there is a second factor its code is asked as well', async () => {
  const cookie = (await signIn({ password })).headers.get('set-cookie').split(';')[0];
  const post = (path, body) => fetch(`${s.url}/api/v1${path}`, { method: 'POST', body: body && JSON.stringify(body),
    headers: { cookie, 'Sec-Fetch-Site': 'same-origin', ...(body && { 'Content-Type': 'application/json' }) } });
  secret = (await (await post('/me/second-factor')).json()).secret;
  assert.equal((await post('/me/second-factor/confirm', { code: codeAt(secret, Date.now()) })).status, 200);
  const r = await atTerminal([[/Mật khẩu của hoa: /, `${password}\n`], [/Mã xác thực[^]*: /, `${codeAt(secret, Date.now() + 30_000)}\n`]]);
  assert.equal(r.code, OK, r.shown);
  assert.ok(r.shown.includes(NUMBER), r.shown);
});
