// SPDX-License-Identifier: GPL-3.0-or-later
// One world, written once and read on forty days around every edge it has: birthday, end of the month of
// retirement, year end, last session, first pass, first and last day of an affiliation, change of units.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { ROOT, start } from '../help/cluster.js';
import { given } from '../help/given.js';
import { Recount } from './coverage_recount.js';
import { readCsv } from './coverage_world.js';

let server;
const unit = (code, kind, parent, valid_from = '', valid_to = '') => ({ code, valid_from, valid_to, name: code, kind, parent });
const staff = (person, where, valid_from, valid_to = '', more = {}) => ({ person, unit: where, valid_from, valid_to,
  category: 'civil_servant', dedicated_it: 'true', in_charge_it: 'false', expert: 'false', ...more });
const world = {
  units: [unit('x', 'province', ''), unit('xa', 'commune', 'x'), unit('so', 'department', 'x'),
    unit('phong', 'division', 'so', '', '2025-08-31'), unit('phong-2', 'division', 'so', '2025-09-01')],
  successions: [{ on: '2025-09-01', from_unit: 'phong', to_unit: 'phong-2', kind: 'rename', groups: '', legal_basis: '' }],
  people: ['an', 'binh', 'chi', 'dung'].map((person) => ({ person, full_name: `Học Viên Mẫu ${person}`, birth_date: '1980-05-05', sex: 'male' }))
    .concat([{ person: 'gia', full_name: 'Học Viên Mẫu Già', birth_date: '1964-03-10', sex: 'male' },
      { person: 'tre', full_name: 'Học Viên Mẫu Trẻ', birth_date: '2010-06-15', sex: 'female' }]),
  affiliations: [staff('an', 'so', '2020-01-01'), staff('binh', 'so', '2025-02-10', '2025-10-20'),
    staff('chi', 'phong', '2020-01-01', '2025-08-31'), staff('chi', 'phong-2', '2025-09-01'), staff('dung', 'phong', '2020-01-01')],
  residences: ['gia', 'tre', 'an'].map((person) => ({ person, valid_from: '2015-01-01', valid_to: '', unit: 'xa' })),
  targets: [{ code: 'HT', title_vi: 'Hoàn thành và được đánh giá', issuer_kind: 'province', base: 'flagged', flags: 'dedicated_it',
    categories: '', kinds: '', evidence: 'completed', topics: '', scheme: '', levels: '', window_from: '', threshold_kind: 'percent',
    threshold: '100', segments: '' }],
  courses: [{ code: 'k', title: 'Khóa', topics: 'digital_skills', periods: '8', attendance_percent: '80', attendance_unit: 'sessions',
    late_counts: 'true', excused_counts: 'false', assessment_scheme: 'course:k' }],
  classes: [{ code: 'l', course: 'k', title: 'Lớp', state: 'finished' }],
  sessions: [['1', '2025-03-10'], ['2', '2025-03-12']].map(([number, date]) => ({ class: 'l', number, date, periods: '4', cancelled: 'false' })),
  attendance: ['an', 'binh', 'chi'].flatMap((person) => ['1', '2'].map((session) => ({ class: 'l', session, person, status: 'present',
    recorded_at: '2025-04-30T08:00:00+07:00' }))),
  external_completions: [{ person: 'dung', course: 'k', completed_on: '2025-12-31', verified: 'true', source: 'MOOC' }],
  assessments: [['an', '2025-02-01', 'passed'], ['binh', '2025-05-05', 'failed'], ['binh', '2025-05-06', 'passed']]
    .map(([person, assessed_on, result]) => ({ person, scheme: 'course:k', assessed_on, result })),
  skills: ['online_public_services', 'health', 'education', 'transport', 'tourism', 'banking'].map((domain) => ({ person: 'gia', domain,
    observed_on: '2025-03-31', observer: 'tổ 1', level: 'alone' })),
};

// Every day with what must be read on it: [reached, counted] of T1 and HT in "so", of T3 in "xa".
const days = {
  '2025-01-01': [[0, 3], [0, 3], [0, 2]],
  '2025-01-31': [[0, 3], [0, 3], [0, 2]],
  '2025-02-01': [[0, 3], [0, 3], [0, 2]],
  '2025-02-09': [[0, 3], [0, 3], [0, 2]],	// the day before binh begins
  '2025-02-10': [[0, 4], [0, 4], [0, 2]],
  '2025-02-11': [[0, 4], [0, 4], [0, 2]],
  '2025-02-28': [[0, 4], [0, 4], [0, 2]],
  '2025-03-01': [[0, 4], [0, 4], [0, 2]],
  '2025-03-09': [[0, 4], [0, 4], [0, 2]],
  '2025-03-10': [[3, 4], [0, 4], [0, 2]],	// first session
  '2025-03-11': [[3, 4], [0, 4], [0, 2]],
  '2025-03-12': [[3, 4], [1, 4], [0, 2]],	// last session; an had passed before
  '2025-03-13': [[3, 4], [1, 4], [0, 2]],
  '2025-03-30': [[3, 4], [1, 4], [0, 2]],
  '2025-03-31': [[3, 4], [1, 4], [1, 2]],	// what gia can do is seen
  '2025-04-01': [[3, 4], [1, 4], [1, 2]],
  '2025-05-05': [[3, 4], [1, 4], [1, 2]],
  '2025-05-06': [[3, 4], [2, 4], [1, 2]],	// binh's first pass
  '2025-05-07': [[3, 4], [2, 4], [1, 2]],
  '2025-06-14': [[3, 4], [2, 4], [1, 2]],
  '2025-06-15': [[3, 4], [2, 4], [1, 3]],	// tre turns 15
  '2025-06-16': [[3, 4], [2, 4], [1, 3]],
  '2025-06-29': [[3, 4], [2, 4], [1, 3]],
  '2025-06-30': [[3, 4], [2, 4], [1, 3]],	// the end of gia's month of retirement
  '2025-07-01': [[3, 4], [2, 4], [0, 2]],
  '2025-08-30': [[3, 4], [2, 4], [0, 2]],
  '2025-08-31': [[3, 4], [2, 4], [0, 2]],
  '2025-09-01': [[3, 3], [2, 3], [0, 2]],	// phong is gone; dung's affiliation outlives it
  '2025-09-02': [[3, 3], [2, 3], [0, 2]],
  '2025-10-19': [[3, 3], [2, 3], [0, 2]],
  '2025-10-20': [[3, 3], [2, 3], [0, 2]],	// binh's last day
  '2025-10-21': [[2, 2], [1, 2], [0, 2]],
  '2025-12-30': [[2, 2], [1, 2], [0, 2]],
  '2025-12-31': [[2, 2], [1, 2], [0, 2]],
  '2026-01-01': [[0, 2], [1, 2], [0, 2]],	// a new year for T1, not for HT
  '2026-01-02': [[0, 2], [1, 2], [0, 2]],
  '2026-02-28': [[0, 2], [1, 2], [0, 2]],
  '2026-03-01': [[0, 2], [1, 2], [0, 2]],
  '2024-12-31': [[0, 3], [0, 3], [0, 2]],
  '2024-12-30': [[0, 3], [0, 3], [0, 2]],
};

before(async () => {
  server = await start();
  await given(server, { ...world, accounts: { lan: ['programme_office x'] } });
});
after(() => server?.stop());

test('forty days around every edge, without a write in between', async () => {
  // The folding and the sealing of what was written before go on by themselves, and what is kept long enough is proposed when
  // that lane comes to it. What stands is looked at, row by row with the transaction that wrote it: the statistics of writes come late.
  const tables = server.sql('owner', `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    AND relname !~ '^(account|audit_|coverage_(delta|counter)|job_run|retention_)' ORDER BY 1`).map((t) => t.name);
  const standing = () => server.sql('owner', tables.map((t) => `SELECT '${t}' AS name, count(*)::text AS rows, max(xmin::text::bigint)::text AS last FROM "${t}"`).join(' UNION ALL '));
  const writes = standing();
  assert.equal(Object.keys(days).length, 40);
  for (const [day, wanted] of Object.entries(days)) {
    const read = async (target, where) => {
      const a = await server.as('lan').get(`/coverage?target=${target}&unit=${where}&as_of=${day}`);
      return [a.numerator, a.denominator];
    };
    assert.deepEqual([await read('T1', 'so'), await read('HT', 'so'), await read('T3', 'xa')], wanted, day);
  }
  assert.deepEqual(standing(), writes);
});

test('a recount from the package alone says the same', async () => {
  const recount = new Recount({ ...world, targets: [...readCsv(join(ROOT, 'schema/data/targets.csv')), ...world.targets] });
  for (const as_of of Object.keys(days)) {
    for (const [target, where] of [['T1', 'x'], ['T1', 'phong'], ['T2', 'so'], ['HT', 'x'], ['T3', 'x'], ['T4', 'x'], ['T5', 'so']]) {
      const got = await server.as('lan').get(`/coverage?target=${target}&unit=${where}&as_of=${as_of}`);
      assert.deepEqual(got, recount.answer({ target, unit: where, as_of }));
    }
  }
});
