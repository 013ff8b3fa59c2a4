// SPDX-License-Identifier: GPL-3.0-or-later
// The data package in and out: round trips, merges, what is kept secret.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { copied, dataFolder, hocvud, start, temporary } from '../help/cluster.js';
import { writePackage } from '../help/given.js';

let server;
before(async () => { server = await start(); });
after(() => server?.stop());

const fresh = () => mkdtempSync(join(temporary(), 'package.'));
const out = () => join(fresh(), 'out');
const bytes = (folder) => Object.fromEntries(readdirSync(folder).sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
const imported = (world, data = server.data) => hocvud('import', writePackage(fresh(), world), '--json', '--data', data);
const good = (r) => assert.equal(r.code, 0, r.out + r.err);
const places = (r) => JSON.parse(r.out).map((e) => [e.file, e.line, e.column, e.code]);
function exported(data = server.data) {
  const folder = out();
  good(hocvud('export', folder, '--numbers', '--why', 'thử xuất rồi nhập lại', '--data', data));
  return { folder, files: bytes(folder) };
}
// Every row of every table an import writes, with its transaction: equal when nothing was written.
const state = (on = server) => ['unit', 'unit_version', 'succession', 'succession_group', 'person', 'affiliation', 'residence', 'population',
  'plan', 'task', 'target', 'course', 'course_task', 'class', 'class_seat', 'session', 'enrolment', 'enrolment_event', 'attendance',
  'attendance_history', 'external_completion', 'assessment', 'skill', 'headcount']
  .map((table) => [table, on.sql('owner', `SELECT count(*), sum(xmin::text::bigint), max(xmin::text::bigint), md5(string_agg(t::text, E'\\n' ORDER BY t::text)) FROM ${table} t`)[0]]);

test('what came with the program goes out and comes in again without a change', () => {
  const { folder, files } = exported();
  assert.equal(Object.keys(files).length, 19);
  assert.equal(JSON.parse(files['datapackage.json']).resources.length, 18);
  assert.match(files['targets.csv'], /^T1,/m);
  assert.equal(statSync(join(folder, 'people.csv')).mode & 0o777, 0o600);
  const before = state();
  good(hocvud('import', folder, '--data', server.data));
  assert.deepEqual(state(), before);
});

test('the demo world: imported twice nothing changes; out, into an empty database, out again: the same files', async () => {
  const demo = await start({ demo: true });
  try {
    const first = exported(demo.data);
    const again = out();
    good(hocvud('export', again, '--numbers', '--why', 'thử xuất rồi nhập lại', '--data', demo.data));
    assert.deepEqual(bytes(again), first.files);
    const before = state(demo);
    good(hocvud('import', join(demo.data, 'demo'), '--data', demo.data));
    good(hocvud('import', first.folder, '--data', demo.data));
    assert.deepEqual(state(demo), before);
    const empty = await copied();
    good(hocvud('import', first.folder, '--data', empty));
    assert.deepEqual(exported(empty).files, first.files);
    rmSync(dirname(empty), { recursive: true });
  } finally {
    await demo.stop();
  }
});

test('a data folder that is not there is made, and nothing is left running', () => {
  const data = dataFolder();
  const r = imported({ people: [{ person: 'm-1', full_name: 'Học Viên Mẫu Một' }] }, data);
  assert.deepEqual([r.code, r.out], [0, '[]\n'], r.err);
  assert.match(exported(data).files['people.csv'], /^m-1,Học Viên Mẫu Một,,,,,$/m);
  assert.throws(() => statSync(join(data, 'pg/postmaster.pid')));
  rmSync(dirname(data), { recursive: true });
});

const units = [
  { code: 'p-tinh', valid_from: '', name: 'Tỉnh P', kind: 'province' },
  { code: 'p-xa', valid_from: '2020-01-01', name: 'Xã P', kind: 'commune', parent: 'p-tinh' },
  { code: 'p-ub', valid_from: '2020-01-01', name: 'UBND P', kind: 'commune_committee', parent: 'p-xa' },
];
const person = (person, more) => ({ person, full_name: `Học Viên Mẫu ${person}`, ...more });

test('a BOM, CR LF, any order of columns and letters in parts are taken', () => {
  const folder = fresh();
  writeFileSync(join(folder, 'people.csv'), '\ufefffull_name,"person",birth_date\r\n"Ho\u0323c Vie\u0302n Ma\u0302\u0303u Ba",p-ba,1964\r\n');
  writeFileSync(join(folder, 'README.md'), 'anything');
  good(hocvud('import', folder, '--data', server.data));
  assert.match(exported().files['people.csv'], /^p-ba,Học Viên Mẫu Ba,1964,,,,$/m);
  assert.deepEqual(server.sql('owner', `SELECT birth_date, birth_year_only, works_from, works_until, folded FROM person WHERE code = 'p-ba'`),
    [{ birth_date: '1964-01-01', birth_year_only: true, works_from: '1979-01-01', works_until: '2019-01-31', folded: 'hoc vien mau ba' }]);
});

test('a row replaces the stored row with its key whole; the others stay', () => {
  good(imported({ units, people: [person('p-an', { birth_date: '1990-01-01', sex: 'male', email: 'an@example.vn' }), person('p-binh')],
    affiliations: [{ person: 'p-an', unit: 'p-ub', valid_from: '2020-01-01', category: 'worker', position: 'Cũ', expert: 'true' }] }));
  good(imported({ people: [person('p-an', { birth_date: '1991-05-01', sex: 'female' })],
    affiliations: [{ person: 'p-an', unit: 'p-ub', valid_from: '2020-01-01', valid_to: '2024-12-31', category: 'civil_servant' },
      { person: 'p-an', unit: 'p-ub', valid_from: '2025-01-01', category: 'cadre' }],
    units: [{ ...units[1], valid_to: '2024-12-31' }, { ...units[1], valid_from: '2025-01-01', name: 'Xã P mới' }] }));
  const { files } = exported();
  assert.match(files['people.csv'], /^p-an,Học Viên Mẫu p-an,1991-05-01,female,,,$/m);
  assert.match(files['affiliations.csv'], /^p-an,p-ub,2020-01-01,2024-12-31,civil_servant,,false,false,false\np-an,p-ub,2025-01-01,,cadre,,false,false,false$/m);
  assert.match(files['units.csv'], /^p-xa,2020-01-01,2024-12-31,Xã P,commune,p-tinh,\np-xa,2025-01-01,,Xã P mới,commune,p-tinh,$/m);
  assert.deepEqual(server.sql('owner', `SELECT works_from FROM person WHERE code = 'p-an'`), [{ works_from: '2006-05-01' }]);
  assert.ok(server.sql('owner', `SELECT lo FROM unit WHERE code = 'p-ub'`)[0].lo > 0);
});

test('rows are checked against what is stored', () => {
  assert.deepEqual(places(imported({ affiliations: [{ person: 'p-an', unit: 'p-ub', valid_from: '2026-01-01', category: 'worker' }] })),
    [['affiliations.csv', 2, 'valid_from', 'affiliation_overlap']]);
  assert.deepEqual(places(imported({ units: [{ ...units[1], valid_from: '2024-06-01', valid_to: '2024-07-01' }] })),
    [['units.csv', 2, 'valid_from', 'unit_version_overlap']]);
  assert.deepEqual(places(imported({ units: [{ ...units[0], parent: 'p-xa' }] })), [['units.csv', 2, 'parent', 'unit_cycle']]);
  good(imported({ people: [person('p-so', { national_id: '000190000077' })] }));
  assert.deepEqual(places(imported({ people: [person('p-so2', { national_id: '000190000077' })] })), [['people.csv', 2, 'national_id', 'national_id_taken']]);
  good(imported({ residences: [{ person: 'p-so', valid_from: '2020-01-01', unit: 'p-xa' }] }));
  assert.deepEqual(places(imported({ residences: [{ person: 'p-so', valid_from: '2021-01-01', unit: 'p-xa' }] })),
    [['residences.csv', 2, 'valid_from', 'residence_overlap']]);
});

test('numbers and telephones are sealed, never clear, and may change hands', () => {
  good(imported({ people: [person('p-x', { national_id: '000190000001', phone: '0900000001' }), person('p-y', { national_id: '000190000002' })] }));
  const sealed = () => server.sql('owner', `SELECT code, national_id_sealed, phone_sealed FROM person WHERE code IN ('p-x', 'p-y') ORDER BY 1`);
  const before = sealed();
  assert.doesNotMatch(JSON.stringify(before), /000190000001|0900000001/);
  good(imported({ people: [person('p-x', { national_id: '000190000001', phone: '0900000001', email: 'x@example.vn' })] }));
  assert.deepEqual(sealed(), before, 'what stays the same is not sealed anew');
  good(imported({ people: [person('p-x', { national_id: '000190000002' }), person('p-y', { national_id: '000190000001' })] }));
  assert.match(exported().files['people.csv'], /^p-x,.*,,,000190000002,,\np-y,.*,,,000190000001,,$/m);
  const dump = server.sql('super', `SELECT count(*) AS n FROM person p WHERE p::text ~ '000190000001|0900000001'`);
  assert.deepEqual(dump, [{ n: 0 }]);
});

test('a number that does not fit the person is a warning', () => {
  const r = imported({ people: [person('p-nghi', { national_id: '033090000005', sex: 'female', birth_date: '1990-01-01' })] });
  good(r);
  assert.match(r.err, /people\.csv:2: national_id: warning: national_id_other_sex/);
});

const training = {
  plans: [{ plan: 'p-kh', title: 'Kế hoạch P' }],
  tasks: [{ plan: 'p-kh', section: '2', title: 'Hai', coordinators: 'Z;p-ub;A' }, { plan: 'p-kh', section: '1', title: 'Một' }],
  courses: [{ code: 'p-khoa', title: 'Khóa P', tasks: 'p-kh/2;p-kh/1', topics: 'teachers;digital_skills', periods: 4, attendance_percent: 80 }],
  classes: [{ code: 'p-lop', course: 'p-khoa', title: 'Lớp P', capacity: 1, state: 'running' }],
  sessions: [{ class: 'p-lop', number: 0, date: '2025-03-01', start: '08:00', periods: 4, trainer: 'p-an' }],
  enrolments: [{ class: 'p-lop', person: 'p-an', state: 'approved' }, { class: 'p-lop', person: 'p-binh', state: 'approved' }],
  attendance: [{ class: 'p-lop', session: 0, person: 'p-an', status: 'present', recorded_at: '2025-03-01T02:00:00.250Z' }],
};

test('lists keep their order, instants are one in every zone, an overbooked class comes as it was', () => {
  good(imported(training));
  const { files } = exported();
  assert.match(files['tasks.csv'], /^p-kh,2,Hai,,Z;p-ub;A,,,,$/m);
  assert.match(files['courses.csv'], /^p-khoa,Khóa P,p-kh\/2;p-kh\/1,teachers;digital_skills,,4,,80,sessions,false,false,$/m);
  assert.match(files['attendance.csv'], /^p-lop,0,p-an,present,2025-03-01T09:00:00.25\+07:00$/m);
  assert.deepEqual(server.sql('owner', `SELECT s.capacity, s.imported, s.taken FROM class_seat s JOIN class c ON c.id = s.class_id WHERE c.code = 'p-lop'`),
    [{ capacity: 1, imported: 2, taken: 2 }]);
  const before = state();
  good(imported({ ...training, attendance: [{ ...training.attendance[0], recorded_at: '2025-03-01T09:00:00.25+07:00' }] }));
  assert.deepEqual(state(), before);
});

test('what an import changes in enrolments and marks is told in their history; lists are written anew', () => {
  good(imported({ ...training, courses: [{ ...training.courses[0], tasks: 'p-kh/1' }],
    enrolments: [{ class: 'p-lop', person: 'p-binh', state: 'withdrawn' }],
    attendance: [{ class: 'p-lop', session: 0, person: 'p-an', status: 'late' }] }));
  assert.match(exported().files['courses.csv'], /^p-khoa,Khóa P,p-kh\/1,/m);
  assert.deepEqual(server.sql('owner', 'SELECT before, after, why FROM enrolment_event'), [{ before: 'approved', after: 'withdrawn', why: 'import' }]);
  assert.deepEqual(server.sql('owner', 'SELECT before, after, stood, why FROM attendance_history'), [{ before: 'present', after: 'late', stood: true, why: 'import' }]);
  assert.deepEqual(server.sql('owner', `SELECT taken FROM class_seat s JOIN class c ON c.id = s.class_id WHERE c.code = 'p-lop'`), [{ taken: 1 }]);
});

test('one wrong row and nothing at all is stored', () => {
  const before = state();
  const r = imported({ people: [person('p-moi')], headcounts: [{ unit: 'khong-co', title: 'A', date: '2025-01-01', count: 1 }] });
  assert.equal(r.code, 65);
  assert.deepEqual(state(), before);
  assert.deepEqual(server.sql('owner', `SELECT count(*) AS n FROM person WHERE code = 'p-moi'`), [{ n: 0 }]);
});

test('a first load of many people puts every index back', () => {
  const folder = fresh();
  const indexes = () => server.sql('owner', `SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'person' ORDER BY 1`);
  const before = indexes();
  writeFileSync(join(folder, 'people.csv'), `person,full_name,birth_date,national_id\n${Array.from({ length: 50000 },
    (_, i) => `nhieu-${i},Học Viên Mẫu ${i},1980,${String(i + 500000).padStart(12, '0')}\n`).join('')}`);
  good(hocvud('import', folder, '--data', server.data));
  assert.deepEqual(indexes(), before);
  assert.deepEqual(server.sql('owner', `SELECT count(*) AS n, count(works_until) AS w FROM person WHERE code LIKE 'nhieu-%'`), [{ n: 50000, w: 50000 }]);
  assert.deepEqual(server.sql('owner', 'SELECT * FROM index_parked'), []);
});

test('an export replaces an export and refuses a folder that holds anything else', () => {
  const { folder, files } = exported();
  good(hocvud('export', folder, '--numbers', '--why', 'thử xuất rồi nhập lại', '--data', server.data));
  assert.deepEqual(bytes(folder), files);
  writeFileSync(join(folder, 'letter.txt'), 'mine');
  const r = hocvud('export', folder, '--numbers', '--why', 'thử xuất rồi nhập lại', '--data', server.data);
  assert.equal(r.code, 73);
  assert.match(r.err, /letter\.txt/);
  assert.equal(hocvud('export', join(folder, 'no/where'), '--data', server.data).code, 73);
  assert.equal(hocvud('export', '--data', server.data).code, 64);
});
