// SPDX-License-Identifier: GPL-3.0-or-later
// The ends of the calendar in a data package: taken, shown, counted and given out again; and what the API takes, a
// package takes.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { copied, hocvud, start, temporary } from '../help/cluster.js';
import { given } from '../help/given.js';

const FIRST = '0001-01-01', LAST = '9999-12-31';
const WORLD = {
  units: [{ code: 'e-tinh', valid_from: FIRST, valid_to: LAST, name: 'Tỉnh E', kind: 'province' },
    { code: 'e-xa', valid_from: FIRST, valid_to: LAST, name: 'Xã E', kind: 'commune', parent: 'e-tinh' },
    { code: 'e-ub', valid_from: FIRST, name: 'UBND E', kind: 'commune_committee', parent: 'e-xa' },
    { code: 'e-cu', valid_from: FIRST, valid_to: '9999-12-30', name: 'Phòng cũ', kind: 'commune_division', parent: 'e-ub' },
    { code: 'e-moi', valid_from: LAST, name: 'Phòng mới', kind: 'commune_division', parent: 'e-ub' }],
  successions: [{ on: LAST, from_unit: 'e-cu', to_unit: 'e-moi', kind: 'merge' }],
  people: [{ person: 'e-an', full_name: 'Học Viên Mẫu An', birth_date: '1880-01-01', sex: 'male' }, { person: 'e-binh', full_name: 'Học Viên Mẫu Bình' }],
  affiliations: [{ person: 'e-an', unit: 'e-ub', valid_from: FIRST, valid_to: LAST, category: 'worker' },
    { person: 'e-binh', unit: 'e-ub', valid_from: LAST, valid_to: LAST, category: 'cadre' }],
  residences: [{ person: 'e-an', valid_from: '', valid_to: FIRST, unit: 'e-xa' }, { person: 'e-an', valid_from: LAST, valid_to: '', unit: 'e-xa' }],
  populations: [{ unit: 'e-xa', base: 'working_age', definition: 'labour_code', as_of: FIRST, count: 5 },
    { unit: 'e-xa', base: 'working_age', definition: 'gso_fixed', as_of: LAST, count: 1000000000 }],
  plans: [{ plan: 'e-p', issued_on: FIRST, title: 'Kế hoạch E', period_from: FIRST, period_to: LAST }],
  tasks: [{ plan: 'e-p', section: '1', title: 'Việc E', due_on: LAST }],
  targets: [{ code: 'E1', title_vi: 'Một', base: 'staff', evidence: 'took_part', window_from: FIRST, threshold_kind: 'percent', threshold: 0, valid_from: FIRST, valid_to: LAST },
    { code: 'E2', title_vi: 'Hai', base: 'working_age', evidence: 'skills', window_from: LAST, levels: 'health:knows', threshold_kind: 'count', threshold: 1000000000 }],
  courses: [{ code: 'e-khoa', title: 'Khóa E', topics: 'teachers', periods: 1000000000, attendance_percent: 1 }],
  classes: [{ code: 'e-lop', course: 'e-khoa', host_unit: 'e-ub', title: 'Lớp E', capacity: 1000000000, state: 'running' }],
  sessions: [{ class: 'e-lop', number: 0, date: '2000-01-01', start: '00:00', end: '23:59', periods: 1, trainer: 'e-an' },
    { class: 'e-lop', number: 1000000000, date: '2099-12-31', start: '23:59', periods: 1 }],
  enrolments: [{ class: 'e-lop', person: 'e-an', nominated_by: 'e-ub', state: 'approved' }],
  attendance: [{ class: 'e-lop', session: 0, person: 'e-an', status: 'present', recorded_at: '0001-01-02T00:00:00+07:00' },
    { class: 'e-lop', session: 1000000000, person: 'e-an', status: 'late', recorded_at: '9999-12-31T23:59:59+07:00' }],
  external_completions: [{ person: 'e-an', course: 'e-khoa', completed_on: FIRST, verified: true }, { person: 'e-an', course: 'e-khoa', completed_on: LAST, verified: true }],
  assessments: [{ person: 'e-an', scheme: 'it_skills_basic', assessed_on: FIRST, result: 'passed' }, { person: 'e-an', scheme: 'course:e-khoa', assessed_on: LAST, result: 'failed' }],
  skills: [{ person: 'e-an', domain: 'health', observed_on: FIRST, observer: 'x', level: 'alone' }, { person: 'e-an', domain: 'health', observed_on: LAST, observer: 'x', level: 'none' }],
  headcounts: [{ unit: 'e-xa', title: 'H', date: FIRST, count: 1 }, { unit: 'e-xa', title: 'H', date: LAST, count: 0 }],
};

let s;
before(async () => {
  s = await start();
  await given(s, { ...WORLD, accounts: { office: ['programme_office e-tinh'] } });
});
after(() => s?.stop());

const id = (table, code) => s.sql('owner', `SELECT id FROM ${table} WHERE code = '${code}'`)[0].id;
const bytes = (folder) => Object.fromEntries(readdirSync(folder).sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

// Out, into an empty database, out again: the same files.
async function roundTrip() {
  const first = join(mkdtempSync(join(temporary(), 'edges.')), 'out'), again = `${first}2`, empty = await copied();
  assert.equal(s.hocvud('export', first, '--numbers', '--why', 'thử xuất rồi nhập lại').code, 0);
  const r = hocvud('import', first, '--data', empty);
  assert.equal(r.code, 0, r.out + r.err);
  assert.equal(hocvud('export', again, '--numbers', '--why', 'thử xuất rồi nhập lại', '--data', empty).code, 0);
  assert.deepEqual(bytes(again), bytes(first));
  rmSync(dirname(empty), { recursive: true });
}

test('whoever asks about the ends of the calendar is answered', async () => {
  const units = ['e-tinh', 'e-xa', 'e-ub', 'e-cu', 'e-moi'].map((code) => id('unit', code)), days = [FIRST, '2025-12-31', '9999-12-30', LAST];
  const paths = [...units.flatMap((u) => ['', '/children', '/versions', '/successions', '/people', '/residents', '/populations', '/assessments',
    '/external-completions', '/headcounts', '/skills'].flatMap((part) => [`/units/${u}${part}`, ...days.map((d) => `/units/${u}${part}?as_of=${d}`)])),
  ...['e-an', 'e-binh'].flatMap((code) => [`/people/${id('person', code)}`, `/people/${id('person', code)}/training`]),
  ...['e-xa', 'e-moi'].flatMap((unit) => ['E1', 'E2', 'T3'].flatMap((target) => days.flatMap((d) => ['', '/children', '/explain'].flatMap((part) =>
    [`/coverage${part}?target=${target}&unit=${unit}&as_of=${d}`, `/coverage${part}?target=${target}&unit=${unit}&as_of=2025-12-31&boundaries=${d}`])))),
  `/classes/${id('class', 'e-lop')}`, `/classes/${id('class', 'e-lop')}/sessions`, `/classes/${id('class', 'e-lop')}/completion`, `/courses/${id('course', 'e-khoa')}`,
  ...s.sql('owner', 'SELECT id FROM session').flatMap((x) => [`/sessions/${x.id}`, `/sessions/${x.id}/attendance`]), '/plans', '/tasks', '/targets', '/sessions'];
  for (const path of paths) assert.ok((await s.as('office').get(path).reply()).status < 500, path);
  const verified = s.hocvud('verify');
  assert.equal(verified.code, 0, verified.out);
});

test('they go out and come in again', roundTrip);

test('what a spreadsheet would run as a formula goes out with an apostrophe, and comes in as it was', async () => {
  const titles = ['=HYPERLINK("http://evil.example")', '+84', '-5 lớp', '@SUM(1)', "'=1", "'a"];
  await given(s, { headcounts: titles.map((title) => ({ unit: 'e-xa', title: title.startsWith("'=") ? `'${title}` : title, date: '2025-05-05', count: 1 })) });
  const stored = s.sql('owner', "SELECT title FROM headcount WHERE date = '2025-05-05'").map((row) => row.title).sort();
  assert.deepEqual(stored, [...titles].sort());
  const out = join(mkdtempSync(join(temporary(), 'formulas.')), 'out');
  assert.equal(s.hocvud('export', out).code, 0);
  assert.deepEqual([...bytes(out)['headcounts.csv'].matchAll(/^e-xa,(.*),2025-05-05,1$/gm)].map((m) => m[1]).sort(),
    [`"'=HYPERLINK(""http://evil.example"")"`, "'+84", "'-5 lớp", "'@SUM(1)", "''=1", "'a"].sort());
  await roundTrip();
});

test('what the API takes with the least that it asks for goes out and comes in again', async () => {
  const as = s.as('office'), post = async (path, body) => as.post(path, body).expect(201), xa = id('unit', 'e-xa'), ub = id('unit', 'e-ub'), person = id('person', 'e-an');
  const course = await post('/courses', { title: 'Khóa F', topics: ['teachers'], periods: 2, assessment_scheme: 'course:khoa-f' });
  const lesson = await post(`/units/${ub}/classes`, { course: course.id });
  await post(`/classes/${lesson.id}/sessions`, { date: '2099-12-31', start: '23:50', periods: 2 });
  await post('/targets', { code: 'F1', title_vi: 'a\u0301', base: 'staff', evidence: ['passed', 'assessed'], kinds: ['police', 'other'], levels: ['health:none'], segments: ['S1'],
    categories: ['S3:worker'], flags: ['expert'], topics: ['expert'], scheme: 'course:khoa-f', threshold_kind: 'percent', threshold: 100, window_from: 'year' });
  await as.put(`/units/${xa}/populations`, { base: 'all', definition: 'imported', as_of: FIRST, count: 0, source: 'x' }).expect(204);
  await post('/people', { full_name: ' Học  Viên Mẫu Năm ', birth_date: '1880', phone: '+84 900 000 001' });
  await post(`/units/${xa}/headcounts`, [{ title: 'x', date: '2025-01-01', count: 0 }]);
  await post(`/units/${ub}/external-completions`, [{ person, course: course.id, completed_on: '2025-01-01', source: 'x' }]);
  await roundTrip();
});
