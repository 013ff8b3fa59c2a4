// SPDX-License-Identifier: GPL-3.0-or-later
// The record as the database keeps it: what a statement changed, without secrets, and nobody can touch it again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from '../help/cluster.js';
import { given } from '../help/given.js';

let server;
const id = {};

before(async () => {
  server = await start();
  await given(server, {
    units: [
      { code: 'tinh', name: 'Tỉnh Mẫu', kind: 'province', valid_from: '' },
      { code: 'xa-mot', name: 'Xã Mẫu Một', kind: 'commune', parent: 'tinh', valid_from: '' },
      { code: 'xa-hai', name: 'Xã Mẫu Hai', kind: 'commune', parent: 'tinh', valid_from: '' },
    ],
    people: [{ person: 'mau-1', full_name: 'Học Viên Mẫu 001', national_id: '000000000017' }],
    residences: [{ person: 'mau-1', unit: 'xa-mot', valid_from: '2020-01-01' }],
    courses: [{ code: 'k1', title: 'Khóa mẫu', topics: 'information_security', periods: 4, attendance_percent: 80 }],
    classes: [{ code: 'l1', course: 'k1', host_unit: 'xa-mot', title: 'Lớp mẫu', state: 'running' }],
    sessions: [{ class: 'l1', number: 1, date: '2026-03-02', periods: 4 }],
    accounts: { 'kiem-mot': ['auditor xa-mot'], 'kiem-tinh': ['auditor tinh'] },
  });
  for (const [name, what] of [['unit', 'code'], ['person', 'code'], ['account', 'name'], ['class', 'code']]) {
    for (const row of server.sql('owner', `SELECT ${what} AS code, id FROM ${name}`)) id[row.code] = row.id;
  }
  id.session = server.sql('owner', 'SELECT id FROM session')[0].id;
});
after(() => server?.stop());

const as = (account, text, role = 'app') => server.sql(role, `BEGIN;
  SELECT set_config('hocvu.account', '${account}', true), set_config('hocvu.request', 'the-tag', true),
    set_config('hocvu.address', '192.0.2.7', true), set_config('hocvu.reason', 'vì sao', true);
  ${text}; COMMIT`);
const last = (n = 1) => server.sql('owner', `SELECT * FROM audit ORDER BY id DESC LIMIT ${n}`);

test('a change says who, from where, in which request, what before and what after, of the columns that changed', () => {
  as(id['kiem-mot'], `UPDATE person SET full_name = 'Học Viên Mẫu 002', sex = 'female' WHERE id = ${id['mau-1']}`, 'owner');
  const [a] = last();
  assert.deepEqual([a.account_id, a.via, a.address, a.request, a.reason], [id['kiem-mot'], 'hocvu_owner', '192.0.2.7', 'the-tag', 'vì sao']);
  assert.deepEqual([a.action, a.object, a.row_id, a.person_id, a.unit_id], ['update', 'person', id['mau-1'], id['mau-1'], id['xa-mot']]);
  assert.deepEqual(a.before, { full_name: 'Học Viên Mẫu 001' });
  assert.deepEqual(a.after, { full_name: 'Học Viên Mẫu 002', sex: 'female' });
});

test('what changes nothing is not recorded', () => {
  const [{ id: before }] = last();
  as(1, `UPDATE person SET full_name = full_name, version = version; UPDATE account SET last_used_at = now(), failed_count = 3`, 'owner');
  assert.equal(last()[0].id, before);
});

test('secrets are only named, also of new rows and of rows that go', () => {
  server.sql('owner', `INSERT INTO account (name, password_hash, created_at) VALUES ('tam', 'PLANTED-1', now());
    UPDATE account SET password_hash = 'PLANTED-2' WHERE name = 'tam'; DELETE FROM account WHERE name = 'tam'`);
  server.sql('owner', `UPDATE person SET national_id_sealed = 'PLANTED-3', national_id_blind = 'PLANTED-4'`);
  const rows = last(4);
  assert.deepEqual(rows.map((r) => r.action), ['update', 'delete', 'update', 'insert']);
  assert.deepEqual(rows[0].after, { national_id_sealed: 'changed', national_id_blind: 'changed' });
  assert.deepEqual(rows[2].before, { password_hash: 'changed' });
  assert.deepEqual(server.sql('owner', `SELECT id FROM audit a WHERE to_jsonb(a)::text ~ 'PLANTED|argon2'`), []);
});

test('a number sealed again by the role of jobs is no change; by the server it is', () => {
  const [{ id: before }] = last();
  server.sql('job', `UPDATE person SET national_id_sealed = 'again'`);
  assert.equal(last()[0].id, before);
  server.sql('owner', `UPDATE person SET national_id_sealed = 'and again'`);
  assert.deepEqual(last()[0].after, { national_id_sealed: 'changed' });
});

test('a roster is one row with a digest over its marks; marks that fall with their session are named', () => {
  server.sql('owner', `INSERT INTO attendance_history (session_id, person_id, after, stood) VALUES (${id.session}, ${id['mau-1']}, 'present', true),
    (${id.session}, ${id['mau-1']}, 'late', true)`);
  const [roster] = last();
  assert.deepEqual([roster.action, roster.object, roster.row_id, roster.unit_id, roster.after.marks], ['mark', 'attendance', id.session, id['xa-mot'], 2]);
  assert.match(roster.after.sha256, /^[0-9a-f]{64}$/);
  server.sql('owner', `INSERT INTO attendance (session_id, person_id, class_id, status) VALUES (${id.session}, ${id['mau-1']}, ${id.l1}, 'late');
    DELETE FROM session WHERE id = ${id.session}`);
  const gone = last(2).find((r) => r.object === 'attendance');
  assert.deepEqual([gone.action, gone.person_id, gone.unit_id, gone.before.status], ['delete', id['mau-1'], id['xa-mot'], 'late']);
});

test('an act that no trigger sees has a function', () => {
  as(id['kiem-mot'], `SELECT set_config('hocvu.reach_all', 'on', true);
    SELECT reveal_note(${id['mau-1']}, 'phone', 'đối chiếu hồ sơ', 9)`);
  const [a] = last();
  assert.deepEqual([a.action, a.object, a.person_id, a.unit_id, a.reason, a.via],
    ['reveal', 'person', id['mau-1'], id['xa-mot'], 'đối chiếu hồ sơ', 'hocvu_app']);
});

test('the server records only acts it really does, of people it sees; jobs only theirs', () => {
  const [{ id: before }] = last(), person = id['mau-1'];
  for (const [role, text] of [
    ['app', `SELECT audit_act('reveal', 'person', ${person}, ${person}, 'bịa')`], ['job', `SELECT audit_act('x', 'y', 1, NULL, 'bịa')`],
    ['app', `SELECT audit_job('import', 'package', NULL)`], ['job', `SELECT audit_job('reveal', 'person', NULL)`],
    ['app', `SELECT reveal_note(${person}, 'phone', 'bịa', 9)`], ['app', `SELECT audit_data_given(${person}, 'bịa')`],
  ]) assert.throws(() => as(id['kiem-mot'], text, role), { code: '42501' }, `${role}: ${text}`);
  assert.throws(() => server.sql('app', `SELECT audit_data_given(${person}, 'bịa')`), { code: '42501' }, 'for nobody');
  assert.equal(last()[0].id, before);
  server.sql('job', `SELECT audit_job('export', 'person', '{"numbers": true}', 'bàn giao')`);
  assert.deepEqual([last()[0].action, last()[0].reason, last()[0].via], ['export', 'bàn giao', 'hocvu_job']);
});

test('rooms, materials, quotas and reorganisations are recorded; of a file its size', () => {
  server.sql('owner', `INSERT INTO venue (unit_id, name) VALUES (${id['xa-mot']}, 'Hội trường mẫu');
    INSERT INTO material (course_id, title, edition, file_name, file, readers, added_at) SELECT id, 'Tài liệu mẫu', '1', 'a.txt', 'PLANTED-6', 'everyone', now() FROM course WHERE code = 'k1';
    INSERT INTO quota (class_id, unit_id, seats, origin) VALUES (${id.l1}, ${id['xa-mot']}, 3, 'given');
    INSERT INTO succession_act (happened_on, state, records, new_units, applied_at) VALUES ('2026-01-01', 'applied', '[]', '[]', now())`);
  const rows = last(4).reverse();
  assert.deepEqual(rows.map((r) => `${r.action} ${r.object}`), ['insert venue', 'insert material', 'insert quota', 'insert succession_act']);
  assert.deepEqual([rows[0].unit_id, rows[2].unit_id, rows[2].row_id], [id['xa-mot'], id['xa-mot'], id.l1]);
  assert.equal(typeof rows[1].after.file, 'number');
});

test('a table comes under the record by one call', () => {
  server.sql('owner', `CREATE TABLE tam (id bigint PRIMARY KEY, person_id bigint, said text, code_hash text);
    SELECT audit_attach('tam', 'id', 'person_id', 'person');
    INSERT INTO tam VALUES (7, ${id['mau-1']}, 'có', 'PLANTED-5')`);
  const [a] = last();
  assert.deepEqual([a.object, a.row_id, a.unit_id], ['tam', 7, id['xa-mot']]);
  assert.deepEqual(a.after, { said: 'có', code_hash: 'changed', person_id: id['mau-1'] });
  server.sql('owner', 'DROP TABLE tam');
});

test('the rows an import adds are not told one by one, and only the role of jobs can be importing', () => {
  const [{ id: before }] = last();
  const add = `SELECT set_config('hocvu.importing', 'on', true);
    INSERT INTO skill (person_id, domain, observed_on, observer, level) VALUES (${id['mau-1']}, 'health', '2026-01-0DAY', 'x', 'alone')`;
  server.sql('job', `BEGIN; ${add.replace('DAY', '1')}; COMMIT`);
  assert.equal(last()[0].id, before);
  server.sql('office', `BEGIN; ${add.replace('DAY', '2')}; COMMIT`);
  assert.deepEqual([last()[0].object, last()[0].action, last()[0].via], ['skill', 'insert', 'hocvu_app']);
});

test('auditors find what belongs to their units, and nobody else anything', () => {
  const units = (account) => server.sql('app', `BEGIN; SELECT set_config('hocvu.account', '${account}', true);
    SELECT DISTINCT coalesce(unit_id, 0) FROM audit ORDER BY 1`).trim().split('\n').slice(1).filter(Boolean);
  assert.deepEqual(units(id['kiem-mot']), [String(id['xa-mot'])]);
  assert.ok(units(id['kiem-tinh']).length > 1);
  assert.deepEqual(units(''), []);
});

test('no role but the owner can write, change or remove a row of the record', () => {
  for (const role of ['app', 'job']) {
    for (const text of [`INSERT INTO audit (action, object) VALUES ('x', 'y')`, `UPDATE audit SET account_id = 1`, 'DELETE FROM audit', 'TRUNCATE audit']) {
      assert.throws(() => server.sql(role, text), { code: '42501' }, `${role}: ${text}`);
    }
  }
});
