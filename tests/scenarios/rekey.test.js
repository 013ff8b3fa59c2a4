// SPDX-License-Identifier: GPL-3.0-or-later
// The keys of personal data turn while everybody works: killed in the middle, taken up again, nobody lost.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { BUILD, ROOT, start } from '../help/cluster.js';
import { asked, fetched } from '../help/exports.js';
import { given } from '../help/given.js';
import { bring, rows, settled } from '../help/lists.js';
import { smtp } from '../help/smtp.js';
import { codeAt } from '../help/totp.js';

const PEOPLE = 3000;
const id = (i) => `000${String(i).padStart(9, '0')}`;
let server, sink;
async function until(done) {
  for (const end = Date.now() + 60_000; !await done(); await sleep(50)) assert.ok(Date.now() < end, `${done}`);
}
before(async () => {
  sink = await smtp();
  server = await start({ env: sink.env() });
  await given(server, { people: [{ person: 'mot', full_name: 'Học Viên Mẫu Một' }],
    accounts: { office: ['programme_office hung-yen'], mot: { person: 'mot' } } });
});
after(async () => { await server?.stop(); await sink?.stop(); });

const one = (text) => Object.values(server.sql('job', text)[0])[0];
const left = (mark) => Number(one(`SELECT count(*) FROM person WHERE NOT starts_with(national_id_sealed, '${mark}')
  OR NOT starts_with(phone_sealed, '${mark}') OR NOT starts_with(email_sealed, '${mark}')`));
const numbers = () => [...readFileSync(join(server.data, 'keys'), 'utf8').matchAll(/^k(\d+) aead/gm)].map((m) => Number(m[1]));
const found = async (i) => (await server.as('office').post('/people/find', { national_id: id(i) }).reply()).status;

function people(folder, from, to) {
  mkdirSync(folder, { recursive: true });
  const rows = Array.from({ length: to - from }, (_, k) => from + k).map((i) =>
    `p${i},Học Viên Mẫu ${String(i).padStart(4, '0')},1990,female,${id(i)},0900${String(i).padStart(6, '0')},${i % 2 ? `m${i}@example.vn` : ''}`);
  writeFileSync(join(folder, 'people.csv'), `person,full_name,birth_date,sex,national_id,phone,email\n${rows.join('\n')}\n`);
  return folder;
}

test('people come in under the first key', async () => {
  const folder = people(join(server.data, '../package'), 0, PEOPLE);
  const done = server.hocvud('import', folder);
  assert.equal(done.code, 0, done.out + done.err);
  assert.equal(left('k1.'), 0);
  assert.equal(await found(7), 200);
});

let factor;	// of an account that has one since the first key: { name, password, secret }
const signIn = (code) => fetch(`${server.url}/api/v1/sign-in`, { method: 'POST',
  headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name: factor.name, password: factor.password, code }) });

test('somebody sets a second factor up under the first key', async () => {
  factor = { name: 'lan', password: server.hocvud('account', 'add', 'lan').out.trim() };
  server.sql('owner', "UPDATE account SET must_change = false WHERE name = 'lan'");
  const cookie = (await signIn()).headers.get('set-cookie').split(';')[0];
  const post = (path, body) => fetch(`${server.url}/api/v1${path}`, { method: 'POST', body: body && JSON.stringify(body),
    headers: { cookie, 'Sec-Fetch-Site': 'same-origin', ...(body && { 'Content-Type': 'application/json' }) } });
  factor.secret = (await (await post('/me/second-factor')).json()).secret;
  assert.equal((await post('/me/second-factor/confirm', { code: codeAt(factor.secret, Date.now()) })).status, 200);
});

const LIST_ROWS = 700;
const listFile = `Họ và tên,Năm sinh,Đơn vị\n${Array.from({ length: LIST_ROWS }, (_, i) => `Học Viên Mẫu Danh Sách ${i},${1960 + i % 40},\n`).join('')}`;
const listsLeft = (mark) => Number(one(`SELECT (SELECT count(*) FROM list_part WHERE NOT starts_with(sealed, '${mark}'))
  + (SELECT count(*) FROM list_row WHERE NOT starts_with(cells_sealed, '${mark}') OR NOT starts_with(read_sealed, '${mark}'))
  + (SELECT count(*) FROM list_import WHERE NOT starts_with(found_sealed, '${mark}'))`));
const lists = {};	// brought in under the first key: one read, one half sent

test('a list is brought in, another half sent, under the first key', async () => {
  const office = server.as('office'), unit = Number(one("SELECT id FROM unit WHERE code = 'hung-yen'"));
  const list = await bring(office, unit, { name: 'danh-sach.csv', file: listFile });
  assert.equal(list.state, 'ready');
  lists.read = { id: list.id, rows: await rows(office, list.id), columns: list.columns };
  assert.equal(lists.read.rows.length, LIST_ROWS + 1);
  const bytes = Buffer.from(listFile);
  lists.sent = await office.post(`/units/${unit}/lists`, { kind: 'people', name: 'nua.csv', bytes: bytes.length }).expect(201);
  await office.put(`/lists/${lists.sent.id}/parts/1`, { content: bytes.toString('base64') }).expect(204);
  assert.equal(listsLeft('k1.'), 0);
});

// What lies sealed for a day or less besides.
const kept = () => ['SELECT sealed FROM export_part', 'SELECT search_sealed FROM list_export', 'SELECT pending_sealed FROM mail_address',
  'SELECT code_sealed FROM mail_address', 'SELECT secret_sealed FROM account_factor',
  'SELECT asked_sealed FROM idempotency_key', 'SELECT answer_sealed FROM idempotency_key']
  .map((texts) => server.sql('owner', `SELECT left(t, 3) AS mark FROM (${texts}) x(t) WHERE t IS NOT NULL GROUP BY 1`).map((row) => row.mark).join());
const out = {};		// under the first key: a list taken out, an address to be proven, a request that may be repeated
const repeated = async (name = 'lai.csv') => {
  const path = `${server.url}/api/v1/units/${Number(one("SELECT id FROM unit WHERE code = 'hung-yen'"))}/lists`;
  const r = await fetch(path, { method: 'POST', body: JSON.stringify({ kind: 'people', name, bytes: 9 }),
    headers: { Authorization: `Bearer ${server.tokens.office}`, 'Content-Type': 'application/json', 'Idempotency-Key': 'hai-lan' } });
  const answer = await r.json();
  return [r.status, answer.code ?? answer.id];
};

test('a list is taken out, an address waits for its code, under the first key', async () => {
  const unit = Number(one("SELECT id FROM unit WHERE code = 'hung-yen'"));
  out.list = await asked(server.as('office'), `/units/${unit}/people/search`, 'csv', { search: { q: 'mau' } });
  out.bytes = (await fetched(server, 'office', out.list.id)).bytes;
  await server.as('mot').put('/me/mail/address', { email: 'mot@thu.example' }).expect(200);
  await sink.until((m) => m.mails.length === 1);
  out.code = /: (\d{6})/.exec(sink.mails[0].text)[1];
  out.first = await repeated();
  assert.equal(out.first[0], 201);
  assert.deepEqual(kept(), Array(7).fill('k1.'));
});

test('e-mail that stood in clear before is sealed by the first run', () => {
  server.sql('owner', "UPDATE person SET email_sealed = 'k0.m1@example.vn', email_blind = NULL WHERE code = 'p1'");
  assert.equal(left('k1.'), 1);
  const verified = server.hocvud('rekey', '--verify');
  assert.match(verified.out, /1 under older keys, 0 unreadable/);
  assert.equal(verified.code, 1);
  const done = server.hocvud('rekey');
  assert.equal(done.code, 0, done.out + done.err);
  assert.equal(left('k1.'), 0);
});

test('a new key is added to the file, mode and all, and the server learns it by itself', async () => {
  const added = server.hocvud('rekey', '--new-key');
  assert.equal(added.code, 0, added.err);
  assert.deepEqual(numbers(), [1, 2]);
  assert.equal(statSync(join(server.data, 'keys')).mode & 0o777, 0o600);
  await until(() => /event=keys_loaded newest=k2/.test(server.log()));
  const body = { code: 'new', full_name: 'Học Viên Mẫu Mới', national_id: id(90001) };
  const made = await server.as('office').post('/people', body).expect(201);
  // It seals with the new key once it has seen that all servers know it: nothing but what it seals tells when.
  await until(async () => {
    await server.as('office').put(`/people/${made.id}`, body).with('If-Match', '*').expect(200);
    return one("SELECT left(national_id_sealed, 3) FROM person WHERE code = 'new'") === 'k2.';
  });
});

test('a number is taken under whichever key it stands, for the API and for imports', async () => {
  await server.as('office').post('/people', { code: 'twice', full_name: 'Học Viên Mẫu Hai', national_id: id(7) })
    .expect(409, { code: 'national_id_taken' });
  const folder = join(server.data, '../twice');
  mkdirSync(folder);
  writeFileSync(join(folder, 'people.csv'), `person,full_name,birth_date,sex,national_id,phone,email\ntwice,Học Viên Mẫu Hai,,,${id(7)},,\n`);
  const refused = server.hocvud('import', folder);
  assert.equal(refused.code, 65, refused.out);
  assert.match(refused.out, /people\.csv:2.*national_id/s);
});

test('killed again and again it goes on where it was; meanwhile everybody is found and written', async () => {
  const versions = Number(one('SELECT sum(version) FROM person'));
  let kills = 0, looked = 0, wrote = 0, working = true;
  const work = (async () => {
    for (let i = 0; working; i = (i + 37) % PEOPLE) {
      assert.equal(await found(i), 200, `person ${i} is not found`);
      looked++;
      if (looked % 10 === 0) {
        await server.as('office').post('/people', { code: `w${looked}`, full_name: 'Học Viên Mẫu Giữa', national_id: id(100000 + looked) }).expect(201);
        wrote++;
      }
    }
  })();
  for (let n = PEOPLE; n > 0 && kills < 40;) {
    const child = spawn(join(BUILD, 'hocvud'), ['rekey', '--batch', '2', '--data', server.data], { stdio: 'ignore' });
    const ended = new Promise((resolve) => { child.on('exit', resolve); });
    const before = left('k2.');
    for (let waited = 0; waited < 400 && left('k2.') === before; waited++) await sleep(5);
    n = left('k2.');
    if (n > 0) kills++;
    if (n > 0) child.kill('SIGKILL');
    await ended;
    const enough = looked + 10;	// look-ups and a write while some are under one key, some under the other
    if (n > 0) await until(() => looked >= enough);
  }
  const last = server.hocvud('rekey', '--batch', '50');
  working = false;
  await work;
  assert.equal(last.code, 0, last.err);
  assert.ok(kills >= 3, `${kills} kills`);
  assert.ok(looked > 20 && wrote > 1, `${looked} look-ups, ${wrote} writes`);
  assert.equal(left('k2.'), 0);
  assert.equal(Number(one('SELECT sum(version) FROM person')), versions + wrote);
  assert.equal(listsLeft('k2.'), 0, 'lists turned too');
  assert.deepEqual(kept(), Array(7).fill('k2.'), 'and what is kept for a day');
  assert.equal(one("SELECT count(*) FROM audit WHERE object IN ('mail_address', 'account_factor') AND action = 'update' AND account_id IS NULL"), 0, 'sealed anew is not changed');
  const verified = server.hocvud('rekey', '--verify');
  assert.match(verified.out, new RegExp(`^${PEOPLE + 1 + wrote} people read: 0 under older keys, 0 unreadable, 0 not found`));
});

test('then the old key goes, and everybody is still read and found', async () => {
  const loaded = () => server.log().match(/event=keys_loaded newest=k2/g).length, before = loaded();
  const dropped = server.hocvud('rekey', '--drop-old-keys');
  assert.equal(dropped.code, 0, dropped.out + dropped.err);
  assert.deepEqual(numbers(), [2]);
  await until(() => loaded() > before);
  assert.equal(await found(2999), 200);
  assert.equal((await signIn()).status, 401);
  assert.equal((await signIn(codeAt(factor.secret, Date.now() + 30_000))).status, 200, 'the second factor turned too');
  const folder = join(server.data, '../package');
  const again = server.hocvud('import', folder);
  assert.match(again.out, /, 0 written/);
  const office = server.as('office');
  assert.deepEqual(await rows(office, lists.read.id), lists.read.rows);
  assert.deepEqual((await office.get(`/lists/${lists.read.id}`).expect(200)).columns, lists.read.columns);
  await office.post(`/lists/${lists.sent.id}/sent`).expect(202);
  assert.equal((await settled(office, lists.sent.id)).rows_all, LIST_ROWS + 1);
  assert.deepEqual((await fetched(server, 'office', out.list.id)).bytes, out.bytes);
  assert.deepEqual(await repeated(), out.first, 'answered again, not done twice');
  assert.deepEqual(await repeated('khac.csv'), [422, 'idempotency_key_reused'], 'another request under its key');
  assert.ok((await server.as('mot').post('/me/mail/address/confirm', { code: out.code }).expect(200)).confirmed);
});

test('an old key that is still needed is not dropped', () => {
  assert.equal(server.hocvud('rekey', '--new-key').code, 0);
  const refused = server.hocvud('rekey', '--drop-old-keys');
  assert.equal(refused.code, 1);
  assert.match(refused.err, /still needed/);
  assert.deepEqual(numbers(), [2, 3]);
});

test('a list alone holds the old key, too, until it is turned; one that does not open is named', () => {
  server.hocvud('rekey');
  server.sql('owner', `UPDATE list_row SET cells_sealed = 'k1.00' WHERE import_id = ${lists.read.id} AND row = 5`);
  const done = server.hocvud('rekey');
  assert.equal(done.code, 65, done.out + done.err);
  assert.match(done.err, new RegExp(`row 5 of list ${lists.read.id} does not open`));
  assert.match(done.out, /0 people and 0 texts of lists sealed anew with k3, 1 left/);
  assert.equal(server.hocvud('rekey', '--drop-old-keys').code, 1);
  server.sql('owner', `DELETE FROM list_row WHERE import_id = ${lists.read.id} AND row = 5`);
});

test('who does not know the new key holds the turn up', async () => {
  const hold = server.connect('job');
  await hold.run("SET application_name = 'hocvu keys 2'");
  const child = server.hocvud('rekey');
  await hold.close();
  assert.equal(child.code, 75, child.out + child.err);
  assert.match(child.err, /do not know key k3.*Nothing was changed/);
});

test('keys lie in locked memory of a process that leaves no core', { skip: !existsSync(join(ROOT, 'build/release/hocvud')) }, async () => {
  const own = spawn(join(ROOT, 'build/release/hocvud'), ['dev', '--no-demo', '--port', '0', '--data', server.data], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  own.stdout.on('data', (text) => { said += text; });
  for (let waited = 0; !/hocvu runs at/.test(said) && waited < 120_000; waited += 50) await sleep(50);
  const status = readFileSync(`/proc/${own.pid}/status`, 'utf8'), limits = readFileSync(`/proc/${own.pid}/limits`, 'utf8');
  own.kill('SIGTERM');
  await new Promise((resolve) => { own.on('exit', resolve); });
  assert.ok(Number(/^VmLck:\s+(\d+) kB/m.exec(status)[1]) > 0, status);
  assert.match(limits, /Max core file size\s+0\s+0/);
});
