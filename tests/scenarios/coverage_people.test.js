// SPDX-License-Identifier: GPL-3.0-or-later
// Behind a figure: who reached it and by what, who did not and why, who is not counted; and who may see that.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { BUILD, run, start } from '../help/cluster.js';
import { given } from '../help/given.js';

let server;
const names = ['an', 'binh', 'chi', 'dung', 'giang', 'hoa', 'khanh'];
const staff = (person, more = {}) => ({ person, unit: 'so', valid_from: '2020-01-01', category: 'civil_servant', dedicated_it: true,
  in_charge_it: false, expert: false, ...more });
const person = (code, more = {}) => ({ person: code, full_name: `Học Viên Mẫu ${code}`, ...more });
const skill = (who, domain, level) => ({ person: who, domain, observed_on: '2025-06-01', observer: 'tổ 1', level });

before(async () => {
  server = await start();
  await given(server, {
    units: [['x', 'province', ''], ['so', 'department', 'x'], ['so-khac', 'department', 'x'], ['to', 'community_team', 'x'], ['xa', 'commune', 'x']]
      .map(([code, kind, parent]) => ({ code, valid_from: '', name: `Đơn vị ${code}`, kind, parent })),
    people: [...names.map((n) => person(n)), person('lon', { birth_date: '1990-01-01', sex: 'male' }),
      person('gioi', { birth_date: '1990-01-01', sex: 'female' }), person('nho', { birth_date: '2015-01-01' }),
      person('gia', { birth_date: '1940', sex: 'male' }), person('khong-ro')],
    affiliations: [staff('an'), staff('binh'), staff('chi'), staff('dung'), staff('giang', { category: 'armed_forces' }),
      staff('hoa', { dedicated_it: false }), staff('khanh', { unit: 'to', category: 'team_member' })],
    residences: ['lon', 'gioi', 'nho', 'gia', 'khong-ro'].map((p) => ({ person: p, valid_from: '2015-01-01', unit: 'xa' })),
    courses: [{ code: 'k', title: 'Khóa', topics: 'information_security', periods: 8, attendance_percent: 80, attendance_unit: 'sessions',
      late_counts: true, excused_counts: false }],
    classes: [{ code: 'l', course: 'k', title: 'Lớp', state: 'finished' }, { code: 'huy', course: 'k', title: 'Hủy', state: 'cancelled' }],
    sessions: [1, 2, 3].map((number) => ({ class: 'l', number, date: `2025-03-0${number}`, periods: 4 }))
      .concat([{ class: 'huy', number: 1, date: '2025-04-01', periods: 4 }]),
    attendance: [['an', 'ppp'], ['binh', 'pup'], ['dung', 'ppp']].flatMap(([p, marks]) => [...marks].map((m, i) => ({ class: 'l', session: i + 1,
      person: p, status: m === 'p' ? 'present' : 'unexcused' }))).concat([{ class: 'huy', session: 1, person: 'chi', status: 'present' }]),
    assessments: [['an', 'none'], ['binh', 'passed']].map(([p, result]) => ({ person: p, scheme: 'national_digital_skills',
      assessed_on: '2025-05-05', result })),
    skills: [...['health', 'education', 'transport', 'tourism', 'banking'].map((d) => skill('gioi', d, 'knows')),
      skill('gioi', 'online_public_services', 'with_help'), skill('lon', 'health', 'alone')],
    accounts: { lan: ['programme_office x'], truong: ['unit_head so'], khac: ['unit_head so-khac'], canbo: ['ward_official xa'],
      kiem: ['auditor x'], 'to-cn': ['community_team xa'], hoc: ['learner so'] },
  });
});
after(() => server?.stop());

const people = async (who, target, unit, state, more = '') =>
  (await server.as(who).get(`/coverage/people?target=${target}&unit=${unit}&as_of=2025-12-31&state=${state}${more}`)).items;
const brief = (list) => Object.fromEntries(list.map((p) => [p.person, p.reasons.map((r) => (r.of ? `${r.code} ${r.of}` : r.code)).join(', ')]));

test('who reached it shows what they have', async () => {
  const [an, ...others] = await people('lan', 'T2', 'so', 'reached');
  assert.equal(others.length, 0);
  assert.deepEqual([an.person, an.full_name, an.unit, an.category, an.reasons], ['an', 'Học Viên Mẫu an', 'so', 'civil_servant', []]);
  assert.deepEqual(an.evidence, [{ what: 'completed', on: '2025-03-03', course: 'k', class: 'l' },
    { what: 'assessed', on: '2025-05-05', scheme: 'national_digital_skills', result: 'none' }]);
});

test('who did not reach it gets a reason, who is not counted too', async () => {
  assert.deepEqual(brief(await people('lan', 'T2', 'so', 'missing')), {
    binh: 'not_completed 2/3', chi: 'not_assessed national_digital_skills, no_evidence', dung: 'not_assessed national_digital_skills',
    giang: 'not_assessed national_digital_skills, no_evidence' });
  assert.deepEqual(brief(await people('lan', 'T2', 'x', 'excluded')), { hoa: 'flag_missing', khanh: 'kind_not_counted' });
  assert.deepEqual(brief(await people('lan', 'T1', 'x', 'excluded')), { giang: 'category_not_counted', khanh: 'kind_not_counted' });
  assert.deepEqual(brief(await people('lan', 'T1', 'so', 'excluded', '&segment=S2')), Object.fromEntries(
    ['an', 'binh', 'chi', 'dung', 'giang', 'hoa'].map((p) => [p, 'segment_not_asked'])));
  const later = await server.as('lan').get('/coverage/people?target=T1&unit=so&as_of=2026-02-01&state=missing');
  assert.equal(brief(later.items).an, 'nothing_in_window');
  assert.equal(brief(later.items).chi, 'no_evidence');
});

test('residents: what they cannot do yet, and whose age is unknown', async () => {
  assert.deepEqual((await people('canbo', 'T3', 'xa', 'reached')).map((p) => [p.person, p.evidence.length, p.category]), [['gioi', 6, null]]);
  assert.deepEqual(brief(await people('canbo', 'T3', 'xa', 'missing')), {
    lon: 'level_missing banking, level_missing education, level_missing online_public_services, level_missing tourism, level_missing transport' });
  assert.deepEqual(brief(await people('canbo', 'T3', 'xa', 'excluded')), { gia: 'above_working_age', 'khong-ro': 'birth_unknown',
    nho: 'below_working_age' });
});

test('pages follow each other', async () => {
  const first = await server.as('lan').get('/coverage/people?target=T2&unit=so&as_of=2025-12-31&state=missing&limit=3');
  assert.equal(first.items.length, 3);
  const rest = await server.as('lan').get(`/coverage/people?target=T2&unit=so&as_of=2025-12-31&state=missing&limit=3&after=${first.next}`);
  assert.equal(rest.items.length, 1);
  assert.equal(rest.next, null);
});

test('figures are for roles over the unit, names for who answers for the people', async () => {
  const figure = (who, unit) => server.as(who).get(`/coverage?target=T1&unit=${unit}&as_of=2025-12-31`);
  const names_ = (who, target, unit) => server.as(who).get(`/coverage/people?target=${target}&unit=${unit}&as_of=2025-12-31&state=missing`);
  await figure('truong', 'so').expect(200, { denominator: 5 });
  await figure('kiem', 'x').expect(200);
  await figure('khac', 'so').expect(403);
  await figure('truong', 'x').expect(403);
  await figure('hoc', 'so').expect(403);
  await figure(undefined, 'so').expect(401);
  await figure('truong', 'nowhere').expect(404, { code: 'unit_unknown' });
  await names_('truong', 'T1', 'so').expect(200);
  await names_('khac', 'T1', 'so').expect(403);
  for (const target of ['T1', 'T2', 'T3', 'T5']) await names_('kiem', target, 'x').expect(200);
  await names_('canbo', 'T3', 'xa').expect(200);
  for (const target of ['T1', 'T2', 'T5']) await names_('canbo', target, 'xa').expect(200);
  await names_('canbo', 'T1', 'x').expect(403);
  await names_('truong', 'T3', 'so').expect(403);
  await names_('to-cn', 'T3', 'xa').expect(200);
  await names_('to-cn', 'T1', 'xa').expect(403);
  await names_('to-cn', 'T3', 'x').expect(403);
  await names_('truong', 'T3', 'so').expect(403);
  await server.as('lan').get('/coverage?target=T1&unit=so&segment=S9').expect(422, { code: 'segment_refused' });
  await server.as('lan').get('/coverage?target=T9&unit=so').expect(422, { code: 'target_unknown' });
  await server.as('lan').get('/coverage?target=T1&unit=so&boundaries=soon').expect(422, { code: 'boundaries_refused' });
});

test('a percentage opens to the plan\'s sentence, the rule and the counts', async () => {
  const t2 = await server.as('kiem').get('/coverage/explain?target=T2&unit=so&as_of=2025-12-31').expect(200, { plan: 'kh-85-2025',
    plan_number: /85/, issued_on: '2025-04-16', section: 'I.2', evidence: ['completed', 'assessed'], flags: ['dedicated_it'],
    since: '2025-01-01', parts: [], unknown: null, figure: { numerator: 1, denominator: 5, threshold: 100 } });
  assert.match(t2.title_vi, /100%/);
  await server.as('kiem').get('/coverage/explain?target=T3&unit=xa&as_of=2025-12-31').expect(200, { since: null, parts: [],
    unknown: { birth: 1, sex: 1 }, figure: { denominator_source: 'register', denominator: 2 } });
  await given(server, { populations: [{ unit: 'xa', base: 'working_age', definition: 'imported', as_of: '2025-04-01', count: 900, source: 'Thống kê xã' }] });
  await server.as('kiem').get('/coverage/explain?target=T3&unit=x&as_of=2025-12-31').expect(200, {
    figure: { denominator_source: 'sum', denominator: 900 },
    parts: [{ unit: 'xa', as_of: '2025-04-01', count: 900, definition: 'imported', source: 'Thống kê xã' }] });
});

test('a day that has not come is said to be one, on the page and in both programs', async () => {
  const words = /chưa đến|has not come yet/;
  for (const [day, said] of [['2025-12-31', false], ['2099-12-31', true]]) {
    assert.equal(words.test((await server.as().get(`//public?as_of=${day}`).expect(200))), said, `page ${day}`);
    const operator = server.hocvud('coverage', '--target', 'T1', '--unit', 'so', '--as-of', day);
    assert.equal(words.test(operator.out), said, operator.out + operator.err);
    const person_ = run(join(BUILD, 'hocvu'), ['coverage', '--target', 'T1', '--unit', 'so', '--as-of', day], { env: { HOCVU_URL: server.url, HOCVU_TOKEN: server.tokens.lan } });
    assert.equal(words.test(person_.out), said, person_.out + person_.err);
  }
});
