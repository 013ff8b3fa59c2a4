// SPDX-License-Identifier: GPL-3.0-or-later
// Who did what stands in the record: every kind of change, refusals, sign-ins; auditors find theirs, and nothing secret.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { world } from './training_world.js';

const NUMBER = '000000004711', PHONE = '0900000042', PASSWORD = 'một mật khẩu chẳng ai biết', TYPED = 'mat-khau-go-nham-o-ten';
const LAST_WEEK = new Date(Date.now() - 7 * 86400e3).toISOString().slice(0, 10);	// marks are taken for a year and a month
let w, session;

before(async () => {
  w = await world({
    more: {
      classes: [{ code: 'lop', course: 'attt', host_unit: 'my-hao', title: 'Lớp mẫu', capacity: 10, state: 'running' }],
      sessions: [{ class: 'lop', number: 1, date: LAST_WEEK, start: '08:00', periods: 4, trainer: 'lan' }],
      enrolments: ['an', 'binh', 'dung'].map((person) => ({ class: 'lop', person, nominated_by: 'bach-sam', state: 'approved' })),
    },
    accounts: { root: ['admin hung-yen'], chief: ['auditor hung-yen'], 'kiem-bs': ['auditor bach-sam'] },
  });
  session = Number(w.sql('owner', 'SELECT id FROM session')[0].id);
});
after(() => w?.stop());

const record = (query = '', who = 'chief') => w.as(who).get(`/audit${query && `?${query}`}`).expect(200).then((r) => r.items);
// Refusals are counted by the minute of the clock: the ones a test counts belong to one.
const minuteBegun = async () => {
  const left = 60_000 - Date.now() % 60_000;
  if (left < 20_000) await sleep(left + 100);
};
const ids = (name) => Number(w.sql('owner', `SELECT id FROM account WHERE name = '${name}'`)[0].id);

test('a person entered and corrected: who, when, in which request, which columns; numbers only as changed', async () => {
  const made = await w.as('office').post('/people', { full_name: 'Học Viên Mẫu Mới', national_id: NUMBER, phone: PHONE }).expect(201);
  const put = w.as('office').put(`/people/${made.id}`, { full_name: 'Học Viên Mẫu Sửa', national_id: NUMBER, phone: PHONE, email: 'mau@example.invalid' }).with('If-Match', '"v1"');
  await put.expect(200);
  const [change, first] = await record(`person=${made.id}&object=person`);
  assert.deepEqual([first.action, first.account, first.by, first.address], ['insert', 'office', ids('office'), '127.0.0.1']);
  assert.match(first.request, /^[0-9a-z]{8,16}$/);
  assert.deepEqual(first.changes.find((c) => c.column === 'national_id_sealed'), { column: 'national_id_sealed', before: null, after: 'changed' });
  assert.deepEqual(change.changes.find((c) => c.column === 'full_name'), { column: 'full_name', before: 'Học Viên Mẫu Mới', after: 'Học Viên Mẫu Sửa' });
  assert.deepEqual(await record(`request=${first.request}`), [first]);
  await w.as('office').put(`/people/${made.id}`, { full_name: '' }).with('If-Match', '"v2"').expect(422);
  assert.equal((await record(`person=${made.id}`)).length, 2, 'what was refused as wrong left nothing');
});

test('a roster is one row; asked by person it shows that person\'s mark', async () => {
  const marks = ['an', 'binh'].map((p) => ({ person: w.person(p), status: 'present', why: 'ghi bù' }));
  await w.as('office').put(`/sessions/${session}/attendance`, marks).expect(200);
  await w.as('office').put(`/sessions/${session}/attendance`, [{ person: w.person('an'), status: 'unexcused', why: 'ghi bù' }]).expect(200);
  await w.as('office').put(`/sessions/${session}/attendance`, [{ person: w.person('an'), status: 'unexcused', why: 'ghi bù' }]).expect(200);
  const rows = await record('object=attendance&action=mark');
  assert.equal(rows.length, 2, 'the same again is not recorded');
  assert.equal(rows[0].row, session);
  const mine = await record(`person=${w.person('an')}&action=mark`);
  assert.deepEqual(mine.map((r) => r.changes), [[{ column: 'status', before: 'present', after: 'unexcused' }], [{ column: 'status', before: null, after: 'present' }]]);
  assert.equal((await record(`person=${w.person('binh')}&action=mark`)).length, 1);
});

test('rights: accounts, roles, tokens and sessions of others leave their rows', async () => {
  const made = await w.as('root').post('/accounts', { name: 'moi' }).expect(201);
  const grant = await w.as('root').post(`/accounts/${made.id}/grants`, { role: 'unit_head', unit: w.unit('bach-sam') }).expect(201);
  await w.as('root').delete(`/grants/${grant.id}`).expect(204);
  await w.as('root').post(`/accounts/${made.id}/disable`).expect(204);
  const mine = (await record(`by=${ids('root')}`)).reverse().map((r) => `${r.action} ${r.object}`);
  assert.deepEqual(mine, ['insert account', 'insert role_grant', 'update role_grant', 'update account']);
  const [given] = await record('object=role_grant&action=insert');
  assert.equal(given.unit, 'bach-sam');
});

test('assessments, completions elsewhere, skills, targets and population figures leave their rows', async () => {
  const myHao = w.unit('my-hao'), bachSam = w.unit('bach-sam');
  await w.as('office').post(`/units/${myHao}/assessments`, [{ person: w.person('an'), scheme: 'it_skills_basic', assessed_on: '2026-05-01', result: 'passed' }]).expect(201);
  await w.as('hoa').post(`/units/${bachSam}/external-completions`, [{ person: w.person('an'), course: w.course('attt'), completed_on: '2026-05-01', source: 'nơi khác' }]).expect(201);
  await w.as('team').post(`/units/${bachSam}/skills`, [{ person: w.person('giang'), domain: 'health', observed_on: '2026-05-01', level: 'alone' }]).expect(201);
  await w.as('office').put(`/units/${myHao}/populations`, { base: 'working_age', definition: 'imported', as_of: '2025-01-01', count: 1000, source: 'mẫu' }).expect(204);
  const target = await w.as('office').post('/targets', { code: 'AI-SO', title_vi: 'Một nửa', base: 'flagged', flags: ['in_charge_it'],
    evidence: ['completed'], topics: ['data_ai'], threshold_kind: 'percent', threshold: 50 }).expect(201);
  assert.deepEqual((await record(`object=target&row=${target.id}`)).map((r) => r.action), ['insert']);
  assert.deepEqual((await record('object=population&action=insert')).filter((r) => r.account === 'office').map((r) => r.unit), ['my-hao']);
  const rows = await record(`person=${w.person('an')}`);
  assert.deepEqual(['assessment', 'external_completion'].filter((o) => !rows.some((r) => r.object === o && r.action === 'insert')), []);
  assert.deepEqual((await record(`person=${w.person('giang')}&object=skill`)).map((r) => [r.account, r.unit]), [['team', 'ubnd-minh-duc']]);
});

test('refusals are recorded although the request is rolled back, and repetitions are counted', async () => {
  await minuteBegun();
  for (let i = 0; i < 5; i++) await w.as('an').get(`/people/${w.person('xa')}`).expect(403);
  const rows = (await record(`action=denied&by=${ids('an')}`)).filter((r) => r.changes.some((c) => c.after === 'GET /people/<person>'));
  assert.deepEqual([rows.length, rows[0].row, rows[0].address], [1, w.person('xa'), '127.0.0.1']);
  const counted = w.sql('owner', `SELECT sum(times) AS n FROM audit_denial WHERE route = 'GET /people/<person>'`);
  assert.equal(Number(counted[0].n), 5);
  w.sql('owner', `UPDATE audit_denial SET minute = minute - interval '1 minute'`);
  for (let i = 0; i < 300 && w.sql('owner', 'SELECT FROM audit_denial').length > 0; i++) await sleep(100);
  const [again] = await record(`action=denied&by=${ids('an')}`);
  assert.equal(again.changes.find((c) => c.column === 'times').after, '4');
});

test('failed sign-ins name the account there is, and never what was typed', async () => {
  const tries = (name, password) => fetch(`${w.url}/api/v1/sign-in`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name, password }),
  }).then((r) => r.status);
  for (let i = 0; i < 6; i++) assert.equal(await tries('office', PASSWORD), i < 5 ? 401 : 429);
  assert.equal(await tries(TYPED, PASSWORD), 401);
  const failed = await record('action=sign_in_failed');
  // Of the five at one name there is a row for each minute they took.
  const seen = [...new Map(failed.map((r) => [r.row, [r.object, r.row, r.by]])).values()];
  assert.deepEqual(seen.sort(), [['account', ids('office'), null], ['account', null, null]].sort());
  assert.equal(failed.filter((r) => r.row === null).length, 1);
  assert.deepEqual((await record('action=sign_in_wait')).map((r) => r.row), [ids('office')]);
  await w.as({ token: 'hv_khong-con-hieu-luc' }).get('/me').expect(401);
  assert.equal((await record('action=denied')).filter((r) => r.changes.some((c) => c.after === 'not_signed_in')).length, 1);
});

test('nobody fills the record by being refused from everywhere', () => {
  w.sql('app', `SELECT audit_denied(NULL, '2001:db8::' || i, 'tag', 'GET /x', 'forbidden', NULL, NULL) FROM generate_series(1, 5000) i`);
  // What is counted still, and what the record was told already, of minutes that are over too.
  const [n] = w.sql('owner', `SELECT (SELECT count(*) FROM audit_denial WHERE code = 'forbidden') AS rows,
    (SELECT coalesce(sum(times - 1), 0) FROM audit_denial WHERE code = 'forbidden')
    + (SELECT sum((after ->> 'times')::bigint) FROM audit WHERE after ->> 'code' = 'forbidden') AS times`);
  assert.ok(Number(n.rows) <= 202, `${n.rows} rows`);
  assert.ok(Number(n.times) >= 5000, `${n.times} times`);
});

test('an import is one row, and one for each row there was that it changed', async () => {
  const before = (await record('action=import')).length;
  await w.given({ people: [{ person: 'an', full_name: 'Học Viên Mẫu Đổi Tên', birth_date: '1985-01-01', sex: 'male' }, { person: 'moi-1', full_name: 'Học Viên Mẫu moi-1' }] });
  const imports = await record('action=import');
  assert.equal(imports.length, before + 1);
  assert.equal(imports[0].changes.find((c) => c.column === 'people').after, '2');
  const [row] = await record(`person=${w.person('an')}&object=person`);
  assert.deepEqual([row.action, row.via, row.by], ['update', 'hocvu_job', null]);
  assert.deepEqual(await record(`person=${w.person('moi-1')}`), []);
});

test('an auditor finds what belongs to the units audited, in pages; nobody else asks', async () => {
  const all = await record('limit=200'), here = await record('limit=200', 'kiem-bs');
  assert.ok(here.length > 0 && here.length < all.length);
  const below = w.sql('owner', `SELECT x.code FROM unit x, unit u WHERE u.code = 'bach-sam' AND x.lo BETWEEN u.lo AND u.hi`).map((u) => u.code);
  assert.deepEqual(here.map((r) => r.unit).filter((unit) => !below.includes(unit)), []);
  const first = await w.as('chief').get('/audit?limit=3'), second = await w.as('chief').get(`/audit?limit=3&after=${first.next}`);
  assert.ok(second.items[0].id < first.items[2].id);
  await w.as('root').get('/audit').expect(403, { code: 'forbidden' });
  await w.as('office').get('/audit').expect(403);
  await w.as().get('/audit').expect(401);
  assert.deepEqual(await record('from=2001-01-01&to=2001-12-31'), []);
  assert.ok((await record('from=2026-01-01')).length > 0);
});

test('the record holds nothing secret, nor a full number', () => {
  const dump = JSON.stringify(w.sql('owner', `SELECT to_jsonb(a)::text AS t FROM audit a UNION ALL SELECT to_jsonb(d)::text FROM audit_denial d`));
  const tokens = Object.values(w.tokens ?? {});
  for (const planted of [NUMBER, PHONE, PASSWORD, TYPED, 'argon2', 'hv_khong', ...tokens]) assert.ok(!dump.includes(planted), planted);
  for (const column of ['token_hash', 'password_hash', 'national_id_sealed', 'phone_blind']) {
    assert.deepEqual(w.sql('owner', `SELECT id FROM audit WHERE (before ->> '${column}') <> 'changed' OR (after ->> '${column}') <> 'changed'`), [], column);
  }
});

test('everything was sealed, and nothing is found', async () => {
  for (let i = 0; i < 300 && w.sql('owner', 'SELECT FROM audit_fresh').length > 0; i++) await sleep(100);
  const r = w.hocvud('audit', 'verify');
  assert.equal(r.code, 0, r.out + r.err);
});
