// SPDX-License-Identifier: GPL-3.0-or-later
// Figures that people argue about, each in a unit of its own: working age, moves, two units, shares of
// attendance, years, nobody to count. Answers are asked on the command line, which says what the API says.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { expectHolds } from '../help/api.js';
import { BUILD, run, start } from '../help/cluster.js';
import { given } from '../help/given.js';

let server;
const world = { units: [], people: [], affiliations: [], residences: [], populations: [], successions: [], targets: [], courses: [],
  classes: [], sessions: [], attendance: [], external_completions: [], assessments: [], skills: [], headcounts: [] };

const range = (n) => Array.from({ length: n }, (_, i) => i + 1);
const unit = (code, kind, parent, more = {}) => world.units.push({ code, valid_from: '', name: `Đơn vị ${code}`, kind, parent, ...more });
let people = 0;
const person = (more = {}) => {
  const code = `mau${++people}`;
  world.people.push({ person: code, full_name: `Học Viên Mẫu ${people}`, ...more });
  return code;
};
const staff = (where, more = {}) => {
  const who = more.person ?? person();
  world.affiliations.push({ valid_from: '2020-01-01', category: 'civil_servant', dedicated_it: false, in_charge_it: false, expert: false,
    ...more, person: who, unit: where });
  return who;
};
const resident = (where, more) => {
  const who = person(more);
  world.residences.push({ person: who, valid_from: '2010-01-01', unit: where });
  return who;
};
const course = (code, more = {}) => world.courses.push({ code, title: `Khóa ${code}`, topics: 'digital_skills', periods: 8,
  attendance_percent: 80, attendance_unit: 'sessions', late_counts: true, excused_counts: false, ...more });
// A class whose sessions are days (or [day, periods]) and whose marks are { person: 'ppxel' }, a letter a session.
const taught = (code, of, days, marks, more = {}) => {
  world.classes.push({ code, course: of, title: `Lớp ${code}`, state: 'finished', ...more });
  days.map((d) => [d].flat()).forEach(([date, periods = 4], i) => world.sessions.push({ class: code, number: i + 1, date, periods }));
  const words = { p: 'present', l: 'late', e: 'excused', u: 'unexcused' };
  for (const [who, letters] of Object.entries(marks)) {
    [...letters].forEach((letter, i) => world.attendance.push({ class: code, session: i + 1, person: who, status: words[letter] }));
  }
};

const ask = (target, where, day, ...more) => {
  const r = server.hocvud('coverage', '--target', target, '--unit', where, '--as-of', day, '--json', ...more);
  assert.equal(r.code, 0, r.out + r.err);
  return JSON.parse(r.out);
};
const says = (target, where, day, wanted) => expectHolds(ask(target, where, day), wanted);

function stories() {
  unit('tinh-mau', 'province', '');
  for (const n of [1, 2, 3, 4]) unit(`xa-tuoi-${n}`, 'commune', 'tinh-mau');
  resident('xa-tuoi-1', { birth_date: '1964-03-10', sex: 'male' });
  resident('xa-tuoi-2', { birth_date: '1969-05-20', sex: 'female' });
  resident('xa-tuoi-3', { birth_date: '2010-12-31', sex: 'female' });
  resident('xa-tuoi-3', { birth_date: '2011-01-01', sex: 'female' });
  resident('xa-tuoi-3', { sex: 'male' });
  resident('xa-tuoi-4', { birth_date: '1964', sex: 'male' });

  course('atttt', { topics: 'information_security' });
  course('knso');
  unit('cu', 'department', 'tinh-mau');
  unit('moi', 'department', 'tinh-mau');
  const moves = staff('cu', { valid_to: '2025-06-30' });
  staff('moi', { person: moves, valid_from: '2025-07-01' });
  taught('l-chuyen', 'atttt', ['2025-05-20'], { [moves]: 'p' });

  unit('chuyen-trach', 'department', 'tinh-mau');
  const [a, b, c] = range(4).map(() => staff('chuyen-trach', { dedicated_it: true }));
  taught('l-so', 'atttt', ['2025-03-03', '2025-03-04'], { [a]: 'pp', [b]: 'pp' });
  world.assessments.push({ person: a, scheme: 'national_digital_skills', assessed_on: '2025-04-01', result: 'failed' },
    { person: c, scheme: 'national_digital_skills', assessed_on: '2025-04-01', result: 'passed' });

  const wards = { 'cu-a': 40, 'cu-b': 35, 'cu-c': 20, 'cu-d': 25 };
  unit('phuong-moi', 'commune', 'tinh-mau', { valid_from: '2025-07-01' });
  unit('ub-phuong-moi', 'commune_committee', 'phuong-moi', { valid_from: '2025-07-01' });
  const twice = range(3).map(() => person());
  for (const [ward, size] of Object.entries(wards)) {
    unit(ward, 'commune', 'tinh-mau', { valid_to: '2025-06-30' });
    unit(`ub-${ward}`, 'commune_committee', ward, { valid_to: '2025-06-30' });
    world.successions.push({ on: '2025-07-01', from_unit: ward, to_unit: 'phuong-moi', kind: 'merge' },
      { on: '2025-07-01', from_unit: `ub-${ward}`, to_unit: 'ub-phuong-moi', kind: 'merge' });
    world.populations.push({ unit: ward, base: 'working_age', definition: 'labour_code', as_of: '2025-01-01', count: size * 100 });
    const both = ward === 'cu-a' || ward === 'cu-b' ? twice : [];
    for (const who of [...both, ...range(size - both.length).map(() => person())]) {
      staff(`ub-${ward}`, { person: who, valid_to: '2025-06-30' });
      if (!(ward === 'cu-b' && both.includes(who))) staff('ub-phuong-moi', { person: who, valid_from: '2025-07-01' });
    }
  }

  unit('hai-lop', 'department', 'tinh-mau');
  const many = range(45).map(() => staff('hai-lop'));
  taught('l-a', 'knso', ['2025-02-01'], Object.fromEntries(many.slice(0, 30).map((p) => [p, 'p'])));
  taught('l-b', 'knso', ['2025-02-02'], Object.fromEntries(many.slice(20).map((p) => [p, 'p'])));

  world.targets.push({ code: 'HT', title_vi: 'Hoàn thành bất kỳ khóa nào', issuer_kind: 'province', base: 'staff', evidence: 'completed',
    window_from: 'year', threshold_kind: 'percent', threshold: 100 });
  course('khong-muon', { late_counts: false });
  course('theo-tiet', { attendance_unit: 'periods' });
  const five = ['2025-03-03', '2025-03-04', '2025-03-05', '2025-03-06', '2025-03-07'];
  const shares = { 'ba-buoi': ['knso', 'pppuu'], 'bon-buoi': ['knso', 'ppppu'], 'theo-tiet': ['theo-tiet', 'ppppu'],
    'muon-tinh': ['knso', 'ppepl'], 'muon-khong': ['khong-muon', 'ppepl'] };
  for (const [name, [of, marks]] of Object.entries(shares)) {
    unit(`u-${name}`, 'department', 'tinh-mau');
    taught(`l-${name}`, of, five.map((d, i) => [d, i === 4 ? 8 : 4]), { [staff(`u-${name}`)]: marks });
  }

  unit('xa-lon', 'commune', 'tinh-mau');
  world.populations.push({ unit: 'xa-lon', base: 'working_age', definition: 'imported', as_of: '2025-01-01', count: 24000 });
  world.headcounts.push({ unit: 'xa-lon', title: 'Lớp trực tuyến toàn tỉnh', date: '2025-11-01', count: 1800 });
  for (const i of range(312)) {
    const who = resident('xa-lon', { birth_date: '1990-01-01', sex: i % 2 ? 'male' : 'female' });
    for (const [domain, level] of [['online_public_services', 'with_help'], ['health', 'knows'], ['education', 'knows'],
      ['transport', 'knows'], ['tourism', 'knows'], ['banking', 'alone']]) {
      world.skills.push({ person: who, domain, observed_on: '2025-06-01', observer: 'tổ 1', level });
    }
  }
  unit('xa-can', 'commune', 'tinh-mau');
  world.populations.push({ unit: 'xa-can', base: 'working_age', definition: 'labour_code', as_of: '2025-01-01', count: 69127 });

  unit('nghi-sinh', 'department', 'tinh-mau');
  const roster = [...range(19).map(() => staff('nghi-sinh')), staff('nghi-sinh', { valid_from: '2025-12-20' })];
  taught('l-nghi', 'knso', ['2025-09-09'], Object.fromEntries(roster.slice(0, 18).map((p) => [p, 'p'])));

  unit('qua-nam', 'department', 'tinh-mau');
  const late = staff('qua-nam'), mooc = staff('qua-nam');
  taught('l-nam', 'knso', ['2025-12-30', '2025-12-31', '2026-01-05'], { [late]: 'ppp' });
  world.external_completions.push({ person: mooc, course: 'knso', completed_on: '2025-10-05', source: 'MOOC', verified: true },
    { person: staff('qua-nam'), course: 'knso', completed_on: '2025-10-05', source: 'MOOC', verified: false });
}

before(async () => {
  stories();
  server = await start();
  await given(server, world);
});
after(() => server?.stop());

test('working age ends with the month of retirement and begins on the 15th birthday', () => {
  const counted = (where, day) => ask('T3', where, day).denominator;
  assert.deepEqual(['2025-06-30', '2025-07-01', '2025-12-31'].map((d) => counted('xa-tuoi-1', d)), [1, 0, 0]);
  assert.deepEqual(['2026-01-31', '2026-05-31', '2026-06-01'].map((d) => counted('xa-tuoi-2', d)), [1, 1, 0]);
  assert.deepEqual(['2025-12-30', '2025-12-31', '2026-01-01'].map((d) => counted('xa-tuoi-3', d)), [0, 1, 2]);
  assert.deepEqual(['2025-04-30', '2025-05-01', '2025-12-31'].map((d) => counted('xa-tuoi-4', d)), [1, 0, 0]);
});

test('training goes along with who moves, and the province counts one', () => {
  says('T1', 'cu', '2025-06-03', { numerator: 1, denominator: 1, percent: 100, met: true });
  says('T1', 'cu', '2025-12-31', { numerator: 0, denominator: 0, percent: null, met: null, missing: null });
  says('T1', 'moi', '2025-12-31', { numerator: 1, denominator: 1 });
});

test('assessed is not passed: a failed assessment still counts, training alone does not', () => {
  says('T2m', 'chuyen-trach', '2025-12-31', { numerator: 2, denominator: 4, percent: 50 });
  says('T2', 'chuyen-trach', '2025-12-31', { numerator: 1, denominator: 4, percent: 25 });
  says('T2', 'chuyen-trach', '2025-03-31', { numerator: 0 });
});

test('a merged ward counts each person once and adds the figures of the wards', () => {
  for (const [ward, size] of [['cu-a', 40], ['cu-b', 35], ['cu-c', 20], ['cu-d', 25]]) {
    says('T1', ward, '2025-06-30', { denominator: size });
    says('T1', ward, '2025-07-01', { denominator: 0, flags: ['not_valid'], denominator_source: 'register' });
  }
  says('T1', 'phuong-moi', '2025-07-01', { denominator: 117 });
  says('T3', 'phuong-moi', '2025-12-31', { denominator: 12000, denominator_source: 'predecessors', denominator_as_of: '2025-01-01' });
});

test('people and visits are two things', () => says('T1', 'hai-lop', '2025-12-31', { numerator: 45, visits: 55 }));

test('the share attended decides: of sessions or periods, with late counting or not', () => {
  const done = (name) => ask('HT', `u-${name}`, '2025-12-31').numerator;
  assert.deepEqual(['ba-buoi', 'bon-buoi', 'theo-tiet', 'muon-tinh', 'muon-khong'].map(done), [0, 1, 0, 1, 0]);
  assert.equal(ask('HT', 'u-bon-buoi', '2025-03-06').numerator, 0, 'nothing is completed before the last session');
});

test('a headcount stands beside the figure, never in it', () => {
  says('T3', 'xa-lon', '2025-12-31', { numerator: 312, denominator: 24000, percent: 1.3, any: 312, visits: null, completed: null,
    definition: 'imported', flags: ['definition_differs'], headcounts: [{ title: 'Lớp trực tuyến toàn tỉnh', date: '2025-11-01', count: 1800 }] });
  says('T3', 'xa-lon', '2025-10-31', { headcounts: [] });
});

test('what is missing is counted in whole people', () => says('T3', 'xa-can', '2025-12-31', { missing: 55302, met: false }));

test('leave and late arrival excuse nobody', () => says('T1', 'nghi-sinh', '2025-12-31', { numerator: 18, denominator: 20, percent: 90, met: false }));

test('taking part belongs to the day of the session, completion to the last one', () => {
  says('T1', 'qua-nam', '2025-12-31', { numerator: 2, completed: 1, visits: 1 });
  says('T1', 'qua-nam', '2026-01-05', { numerator: 1, completed: 1, visits: 1 });
  says('T1', 'qua-nam', '2026-01-04', { numerator: 0, completed: 0, visits: 0 });
});

test('nobody to count is not applicable', () =>
  says('T2', 'hai-lop', '2025-12-31', { numerator: 0, denominator: 0, percent: null, met: null, missing: null, flags: [] }));

test('what does not fit is refused with its own exit code', () => {
  const refused = (...args) => {
    const r = server.hocvud('coverage', '--as-of', '2025-12-31', '--json', ...args);
    return [r.code, JSON.parse(r.out).code];
  };
  assert.deepEqual(refused('--target', 'T1', '--unit', 'nowhere'), [1, 'unit_unknown']);
  assert.deepEqual(refused('--target', 'T9', '--unit', 'cu'), [64, 'target_unknown']);
  assert.deepEqual(refused('--target', 'T1m', '--unit', 'cu', '--segment', 'S3'), [64, 'segment_refused']);
  assert.deepEqual(refused('--target', 'T3', '--unit', 'cu', '--segment', 'S1'), [64, 'segment_refused']);
  assert.equal(server.hocvud('coverage', '--target', 'T1').code, 64);
  const asked = (...args) => server.hocvud('coverage', '--target', 'T1', '--unit', 'thuong-hong', '--json', ...args);
  assert.equal(asked('--as-of', '31/12/2025', '--boundaries', '1/7/2025').out, asked('--as-of', '2025-12-31', '--boundaries', '2025-07-01').out);
  assert.equal(asked('--as-of', '31/12/2025').code, 0);
  for (const day of ['31-12-2025', '2025-13-01', 'soon']) {
    const r = asked('--as-of', day);
    assert.equal(r.code, 64);
    assert.match(r.err, new RegExp(`a day is 2025-12-31 or 31/12/2025, not ${day}`));
  }
  for (const command of [['coverage', '--target', 'T1', '--unit', 'x'], ['dev', '--port', '0'], ['export', 'x'], ['verify'], ['migrate', 'status'], ['account', 'list']]) {
    const r = run(join(BUILD, 'hocvud'), [...command, '--data', '']);
    assert.equal(r.code, 64, `${command}: ${r.out}${r.err}`);
    assert.match(r.err, /--data names no folder/, command);
  }
});

test('a count is judged at the level of its issuer only', () => {
  says('T4', 'tinh-mau', '2025-12-31', { threshold_kind: 'count', numerator: 0, met: false, missing: 100, denominator: null,
    percent: null, denominator_source: null, denominator_as_of: null });
  says('T4', 'cu', '2025-06-30', { met: null, missing: null });
});

test('the recount agrees', () => {
  const r = server.hocvud('verify', '--as-of', '2025-12-31');
  assert.equal(r.code, 0, r.out + r.err);
});
