// SPDX-License-Identifier: GPL-3.0-or-later
// Reorganisations: wards merge, split, change their code; rehearsed, applied, read in both borders, undone.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BUILD, hocvud, run as execute, start, temporary } from '../help/cluster.js';
import { given } from '../help/given.js';

const DAY = '2026-03-01', BEFORE = '2026-02-28';
const commune = (code, parent = 'q-tinh') => ({ code, valid_from: '2020-01-01', name: `Xã ${code}`, kind: 'commune', parent });
const body = (code, parent) => ({ code, valid_from: '2020-01-01', name: `UBND ${code}`, kind: 'commune_committee', parent });
const group = (code, parent) => ({ code, valid_from: '2020-01-01', name: `Tổ ${code}`, kind: 'residential_group', parent });
const people = ['a1', 'a2', 'b1', 'b2', 'b3', 'r1', 'r2', 'r3', 'r4', 'hoa'].map((p) => ({
  person: `q-${p}`, full_name: `Học Viên Mẫu ${p}`, birth_date: '1990-01-01', sex: 'female' }));
const works = (person, unit, more) => ({ person: `q-${person}`, unit, valid_from: '2020-01-01', category: 'civil_servant', expert: 'false', ...more });
const lives = (person, unit) => ({ person: `q-${person}`, unit, valid_from: '2020-01-01' });

let s;
before(async () => {
  s = await start();
  await given(s, {
    units: [{ code: 'q-tinh', valid_from: '', name: 'Tỉnh Q', kind: 'province' },
      commune('q-a'), commune('q-b'), commune('q-c'), body('ub-a', 'q-a'), body('ub-b', 'q-b'), body('ub-c', 'q-c'),
      group('a-1', 'q-a'), group('a-2', 'q-a'), group('b-1', 'q-b')],
    people,
    affiliations: [works('a1', 'ub-a', { dedicated_it: 'true' }), works('a2', 'ub-a', { valid_to: '2026-12-31' }),
      works('b1', 'ub-b'), works('b2', 'ub-b'), works('a1', 'ub-b'), works('b3', 'ub-b', { valid_from: '2026-06-01' })],
    residences: [lives('r1', 'q-a'), lives('r2', 'a-1'), lives('r3', 'a-2'), lives('r4', 'b-1')],
    courses: [{ code: 'q-khoa', title: 'Khóa Q', topics: 'digital_skills', attendance_percent: 50, periods: 4, modality: 'online',
      attendance_unit: 'sessions', late_counts: 'true', excused_counts: 'false' }],
    classes: [{ code: 'q-mo', course: 'q-khoa', host_unit: 'ub-a', title: 'Lớp mở', state: 'open' },
      { code: 'q-xong', course: 'q-khoa', host_unit: 'ub-a', title: 'Lớp xong', state: 'finished' }],
    sessions: [{ class: 'q-xong', number: 1, date: '2026-01-15', start: '08:00', periods: 4, cancelled: 'false' }],
    attendance: [{ class: 'q-xong', session: 1, person: 'q-a1', status: 'present', recorded_at: '2026-01-15T10:00:00+07:00' }],
    enrolments: [{ class: 'q-mo', person: 'q-a2', nominated_by: 'ub-a', state: 'nominated' }],
    accounts: { root: ['admin q-tinh'], only: ['admin q-a'], head: { person: 'q-hoa', roles: ['unit_head ub-a'] } },
  });
  s.sql('owner', `UPDATE role_grant SET valid = '[2026-01-01,)' WHERE role = 'unit_head'`);
  s.sql('owner', `INSERT INTO quota (class_id, unit_id, seats, origin) SELECT c.id, u.id, 5, 'given' FROM class c, unit u
    WHERE c.code = 'q-mo' AND u.code IN ('ub-a', 'ub-b')`);
  // Two offices count on q-a1; q-b1's time as a trainer ended before.
  s.sql('owner', `INSERT INTO trainer (unit_id, person_id, valid, teaches) SELECT u.id, p.id, v.valid, 'q-khoa'
    FROM (VALUES ('ub-a', 'q-a1', daterange('2026-01-01', NULL)), ('ub-b', 'q-a1', daterange('2026-01-01', NULL)), ('ub-b', 'q-b1', daterange('2026-01-01', '2026-02-01'))) v(unit, person, valid)
    JOIN unit u ON u.code = v.unit JOIN person p ON p.code = v.person ORDER BY 1`);
});
after(() => s?.stop());

const merge = (more = {}) => ({ happened_on: DAY, legal_basis: 'NQ mẫu 01', rehearse: false,
  records: [{ from_unit: 'q-a', to_unit: 'q-m', kind: 'merge' }, { from_unit: 'q-b', to_unit: 'q-m', kind: 'merge' },
    { from_unit: 'ub-a', to_unit: 'ub-m', kind: 'merge' }, { from_unit: 'ub-b', to_unit: 'ub-m', kind: 'merge' }],
  new_units: [{ code: 'q-m', name: 'Xã Mới', kind: 'commune', parent: 'q-tinh', official_code: '01' },
    { code: 'ub-m', name: 'UBND xã Mới', kind: 'commune_committee', parent: 'q-m' }], ...more });
const act = (asked, who = 'root') => s.as(who).post('/succession-acts', asked);
const undo = (id) => s.as('root').post(`/succession-acts/${id}/undo`);
function exported() {
  const folder = join(mkdtempSync(join(temporary(), 'succession.')), 'out');
  const r = hocvud('export', folder, '--numbers', '--why', 'thử xuất rồi nhập lại', '--data', s.data);
  assert.equal(r.code, 0, r.out + r.err);
  return Object.fromEntries(readdirSync(folder).sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}
const TABLES = ['unit', 'unit_version', 'succession', 'succession_group', 'affiliation', 'residence', 'trainer', 'class', 'enrolment', 'quota',
  'role_grant', 'succession_act', 'succession_change', 'succession_count', 'succession_figure'];
const state = () => TABLES.map((t) => [t, s.sql('owner', `SELECT count(*), md5(string_agg(t.xmin || t::text, '|' ORDER BY t::text)) FROM ${t} t`)[0]]);
const rest = () => s.sql('owner', `SELECT a.name, u.code, g.role, g.valid FROM role_grant g JOIN unit u ON u.id = g.unit_id JOIN account a ON a.id = g.account_id ORDER BY 1, 2, 3, 4`)
  .concat(s.sql('owner', `SELECT u.code, q.seats, q.origin FROM quota q JOIN unit u ON u.id = q.unit_id ORDER BY 1`), s.sql('owner', 'SELECT code, lo, hi FROM unit ORDER BY code'));
const cover = (unit, day, boundaries) => s.as('root').get(`/coverage?target=T1&unit=${unit}&as_of=${day}${boundaries ? `&boundaries=${boundaries}` : ''}`).expect(200);

test('a rehearsal says what would happen and changes nothing', async () => {
  const was = state();
  const said = await act(merge({ rehearse: undefined })).expect(200, { state: 'rehearsed', happened_on: DAY });
  assert.deepEqual(state(), was);
  const m = said.units.find((u) => u.unit === 'q-m'), a = said.units.find((u) => u.unit === 'q-a');
  assert.deepEqual([m.people_before, m.people_after, m.residents_after, m.open_classes_after, m.quotas_after], [0, 4, 4, 1, 10]);
  assert.deepEqual([a.people_before, a.people_after, a.residents_before, a.residents_after], [2, 0, 3, 0]);
  const t1 = (unit) => said.targets.filter((t) => t.unit === unit && t.target === 'T1' && t.segment === 'S1')
    .map((t) => [t.numerator_before, t.denominator_before, t.numerator_after, t.denominator_after])[0];
  assert.deepEqual(['q-a', 'q-b', 'q-m', 'ub-m'].map(t1), [[1, 2, null, null], [1, 3, null, null], [null, null, 1, 4], [null, null, 1, 4]]);
  await s.as('root').get('/succession-acts').expect(200, { items: [] });
});

test('two wards merge: people, residents, groups, classes, quotas, roles go along; both borders count; undone, all is as before', async () => {
  const was = exported(), others = rest(), told = await cover('q-a', BEFORE);
  const done = await act(merge()).expect(201, { state: 'applied' });
  await act(merge()).expect(409, { code: 'succession_already_recorded' });
  const lists = () => s.sql('owner', `SELECT u.code, p.code AS who FROM trainer t JOIN unit u ON u.id = t.unit_id JOIN person p ON p.id = t.person_id ORDER BY 1, 2`).map((t) => `${t.code} ${t.who}`);
  assert.deepEqual(lists(), ['ub-b q-a1', 'ub-b q-b1', 'ub-m q-a1'], 'the heir has a trainer of both once');
  const { 'units.csv': units, 'affiliations.csv': at, 'residences.csv': homes, 'classes.csv': classes } = exported();
  assert.match(units, /^a-1,2020-01-01,2026-02-28,Tổ a-1,residential_group,q-a,\na-1,2026-03-01,,Tổ a-1,residential_group,q-m,$/m);
  assert.match(units, /^q-a,2020-01-01,2026-02-28,/m);
  assert.match(at, /^q-a1,ub-m,2026-03-01,,civil_servant,,true,false,false$/m);
  assert.match(at, /^q-a2,ub-a,2020-01-01,2026-02-28,.*\nq-a2,ub-m,2026-03-01,2026-12-31,/m);
  assert.match(at, /^q-b3,ub-m,2026-06-01,,/m);
  assert.match(homes, /^q-r1,2020-01-01,2026-02-28,q-a\nq-r1,2026-03-01,,q-m\nq-r2,2020-01-01,,a-1$/m);
  assert.match(classes, /^q-mo,q-khoa,ub-m,/m);
  assert.match(classes, /^q-xong,q-khoa,ub-a,/m);
  assert.deepEqual(s.sql('owner', `SELECT u.code, q.seats FROM quota q JOIN unit u ON u.id = q.unit_id`), [{ code: 'ub-m', seats: 10 }]);
  assert.deepEqual(rest().filter((g) => g.name === 'head').map((g) => [g.code, g.valid]),
    [['ub-a', '[2026-01-01,2026-03-01)'], ['ub-m', '[2026-03-01,)']]);

  assert.deepEqual(await cover('q-a', BEFORE), told);
  const now = await cover('q-m', DAY), then = await cover('q-m', BEFORE, DAY), back = await cover('q-a', DAY, BEFORE);
  assert.deepEqual([now.numerator, now.denominator, now.unplaced], [1, 4, 0]);
  assert.deepEqual([then.numerator, then.denominator, then.unplaced], [1, 4, 0]);
  assert.deepEqual([back.denominator, back.unplaced], [0, 4]);
  assert.equal(hocvud('verify', '--as-of', DAY, '--data', s.data).code, 0);

  await undo(done.id).expect(200, { state: 'undone' });
  assert.deepEqual(exported(), was);
  assert.deepEqual(rest(), others);
  await undo(done.id).expect(409, { code: 'succession_undone_already' });
  await s.as('root').get('/succession-acts').expect(200, { items: [{ id: done.id, state: 'undone' }] });
});

test('undoing is refused when something came to depend on it', async () => {
  const done = await act(merge()).expect(201), made = s.sql('owner', `SELECT id FROM unit WHERE code = 'ub-m'`)[0].id;
  const person = s.sql('owner', `SELECT id FROM person WHERE code = 'q-hoa'`)[0].id;
  const placed = await s.as('root').post(`/units/${made}/affiliations`, { person, category: 'civil_servant', valid_from: DAY }).expect(201);
  await undo(done.id).expect(409, { code: 'succession_in_use' });
  s.sql('owner', `DELETE FROM affiliation WHERE id = ${placed.id}`);
  s.sql('owner', `UPDATE affiliation SET position = 'Khác' WHERE unit_id = ${made} AND person_id = (SELECT id FROM person WHERE code = 'q-b1')`);
  await undo(done.id).expect(409, { code: 'succession_changed_since' });
  s.sql('owner', `UPDATE affiliation SET position = NULL WHERE unit_id = ${made} AND position = 'Khác'`);
  const opened = s.sql('owner', `SELECT id FROM class WHERE code = 'q-mo'`)[0].id;
  await s.as('root').post(`/classes/${opened}/state`, { state: 'closed' }).expect(200);
  await undo(done.id).expect(200);
  assert.match(exported()['classes.csv'], /^q-mo,q-khoa,ub-a,Lớp mở,,,closed$/m);
  s.sql('owner', `UPDATE class SET state = 'open' WHERE id = ${opened}`);
});

test('some groups leave: they go, the rest stays; and a ward that ends needs somebody for its rest', async () => {
  const was = exported();
  const split = { happened_on: DAY, rehearse: false, records: [{ from_unit: 'q-a', to_unit: 'q-c', kind: 'split', groups: ['a-2'] }] };
  const done = await act(split).expect(201);
  const c = done.units.find((u) => u.unit === 'q-c'), a = done.units.find((u) => u.unit === 'q-a');
  assert.deepEqual([c.residents_before, c.residents_after, a.residents_before, a.residents_after, a.people_after], [0, 1, 3, 2, 2]);
  const { 'units.csv': units, 'successions.csv': records } = exported();
  assert.match(units, /^a-2,2026-03-01,,Tổ a-2,residential_group,q-c,$/m);
  assert.match(units, /^q-a,2020-01-01,,/m);
  assert.match(records, /^2026-03-01,q-a,q-c,split,a-2,$/m);
  await undo(done.id).expect(200);
  assert.deepEqual(exported(), was);
  await act({ ...split, records: [{ ...split.records[0], groups: ['a-1', 'a-2'] }] }).expect(422, { code: 'succession_rest_unplaced' });
  await act({ ...split, records: [{ ...split.records[0], groups: ['a-1'] }, { from_unit: 'q-a', to_unit: 'q-b', kind: 'split' }] }).expect(201)
    .then(async (both) => {
      assert.match(exported()['residences.csv'], /^q-r1,2026-03-01,,q-b$/m);
      assert.match(exported()['units.csv'], /^a-1,2026-03-01,,.*,q-c,\na-2,2020.*\na-2,2026-03-01,,.*,q-b,$/m);
      assert.match(exported()['units.csv'], /^ub-a,2026-03-01,,.*,q-b,$/m);
      await undo(both.id).expect(200);
    });
  assert.deepEqual(exported(), was);
});

test('a new code is a rename; a new name keeps the code', async () => {
  const was = exported();
  const renamed = await act({ happened_on: DAY, rehearse: false, records: [{ from_unit: 'ub-c', to_unit: 'ub-c2', kind: 'rename' }, { from_unit: 'q-c', to_unit: 'q-c', kind: 'rename' }],
    new_units: [{ code: 'ub-c2', name: 'UBND xã C2', kind: 'commune_committee', parent: 'q-c' }, { code: 'q-c', name: 'Xã C2', kind: 'commune', parent: 'q-tinh' }] }).expect(201);
  assert.match(exported()['units.csv'], /^q-c,2020-01-01,2026-02-28,Xã q-c,.*\nq-c,2026-03-01,,Xã C2,commune,q-tinh,$/m);
  assert.match(exported()['units.csv'], /^ub-c,2020-01-01,2026-02-28,.*\nub-c2,2026-03-01,,UBND xã C2,commune_committee,q-c,$/m);
  await undo(renamed.id).expect(200);
  assert.deepEqual(exported(), was);
});

test('what contradicts the units is refused, and nothing of it stays', async () => {
  const was = state();
  const one = (record, more = {}) => act({ happened_on: DAY, rehearse: false, records: [record], ...more });
  await one({ from_unit: 'q-a', to_unit: 'q-b', kind: 'merge' }, { happened_on: '2019-12-31' }).expect(422, { code: 'succession_unit_not_valid' });
  await one({ from_unit: 'q-x', to_unit: 'q-b', kind: 'merge' }).expect(422, { code: 'succession_unit_unknown' });
  await one({ from_unit: 'q-a', to_unit: 'q-b', kind: 'split', groups: ['b-1'] }).expect(422, { code: 'succession_group_elsewhere' });
  await one({ from_unit: 'q-a', to_unit: 'ub-b', kind: 'merge' }).expect(422, { code: 'succession_kind_differs' });
  await one({ from_unit: 'q-a', to_unit: 'q-a', kind: 'abolish' }).expect(422, { code: 'succession_rest_unplaced' });
  await one({ from_unit: 'q-a', to_unit: 'q-a', kind: 'move' }).expect(422, { code: 'succession_change_unsaid' });
  await one({ from_unit: 'q-a', to_unit: 'q-a', kind: 'merge' }).expect(422, { code: 'succession_onto_itself' });
  await one({ from_unit: 'q-a', to_unit: 'q-m', kind: 'rename' }, { new_units: [{ code: 'q-m', name: 'M', kind: 'commune', parent: 'ub-b' }] }).expect(422, { code: 'territory_below_body' });
  await one({ from_unit: 'q-a', to_unit: 'q-m', kind: 'rename' }, { new_units: [{ code: 'q-m', name: 'M', kind: 'commune', parent: 'q-a' }] }).expect(422, { code: 'succession_parent_gone' });
  await one({ from_unit: 'q-a', to_unit: 'q-b', kind: 'merge' }, { new_units: [{ code: 'q-b', name: 'B', kind: 'commune', parent: 'q-tinh' }] }).expect(422, { code: 'unit_code_taken' });
  await act(merge(), 'only').expect(403, { code: 'unit_not_yours' });
  await act(merge(), 'head').expect(403);
  await s.as('root').post('/succession-acts/999999/undo').expect(404);
  assert.deepEqual(state(), was);
});

test('the command line rehearses, applies, lists and undoes', async () => {
  const run = (...args) => execute(join(BUILD, 'hocvu'), args, { env: { HOCVU_URL: s.url, HOCVU_TOKEN: s.tokens.root }, input: JSON.stringify(merge({ rehearse: undefined })) });
  const was = exported();
  const said = run('succession', 'rehearse', '-');
  assert.equal(said.code, 0, said.err);
  assert.match(said.out, /q-m/);
  assert.deepEqual(exported(), was);
  const done = run('succession', 'apply', '-', '--json');
  assert.equal(done.code, 0, done.err);
  assert.match(run('succession', 'list').out, /01\/03\/2026/);
  assert.equal(run('succession', 'undo', JSON.parse(done.out).id).code, 0);
  assert.deepEqual(exported(), was);
});
