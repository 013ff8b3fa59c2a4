// SPDX-License-Identifier: GPL-3.0-or-later
// The plan register of the five documents, and what the programme office adds to it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from '../help/cluster.js';
import { given } from '../help/given.js';

const TASKS = { 'kh-85-2025': 19, 'kh-mh-daotao-2025': 10, 'kh-mh-khcn-2025': 45, 'kh-bs-2025': 44, 'kh-mh-cds-2022': 11 };
// Appendix I of the ward's plan: its numbering for 2030 and for 2045.
const APPENDIX = [...['1', '2', '3', ...Array.from({ length: 9 }, (_, i) => `4.${i + 1}`), '5', '6', '7', '8', '8.1', '8.2', '9', '10', '11', '12', '13']
  .map((n) => `PL1-I.${n}`), ...['1', '2', '3', '4', '5'].map((n) => `PL1-II.${n}`)];
let s;

async function all(path) {
  const items = [];
  for (let after = null; ;) {
    const page = await s.as('office').get(`${path}${path.includes('?') ? '&' : '?'}limit=50${after === null ? '' : `&after=${after}`}`).expect(200);
    items.push(...page.items);
    if (page.next === null) return items;
    after = page.next;
  }
}

before(async () => {
  s = await start();
  await given(s, {
    units: [
      { code: 'tinh', name: 'Tỉnh Mẫu', kind: 'province' }, { code: 'so', name: 'Sở Mẫu', kind: 'department', parent: 'tinh' },
      { code: 'truong', name: 'Trường Mẫu', kind: 'school', parent: 'tinh' }],
    people: ['a', 'b', 'c', 'd'].map((person) => ({ person, full_name: `Học Viên Mẫu ${person}` })),
    affiliations: ['a', 'b', 'c'].map((person) => ({ person, unit: 'so', category: 'civil_servant', valid_from: '2020-01-01', in_charge_it: person !== 'c' }))
      .concat([{ person: 'd', unit: 'truong', category: 'public_employee', valid_from: '2020-01-01' }]),
    courses: [{ code: 'ai', title: 'AI', topics: 'data_ai', attendance_percent: 50, periods: 4 }],
    classes: [{ code: 'ai-1', course: 'ai', host_unit: 'so', title: 'AI 1', capacity: 10, state: 'finished' }],
    sessions: [{ class: 'ai-1', number: 1, date: '2025-09-05', start: '08:00', periods: 4 }],
    enrolments: [{ class: 'ai-1', person: 'a', state: 'approved' }],
    attendance: [{ class: 'ai-1', session: 1, person: 'a', status: 'present', recorded_at: '2025-09-05T09:00:00+07:00' }],
    accounts: { office: ['programme_office tinh'], reader: ['learner tinh'] },
  });
});
after(() => s?.stop());

test('every task of the five documents is there, with its section and who leads it', async () => {
  for (const [plan, count] of Object.entries(TASKS)) {
    const tasks = await all(`/tasks?plan=${plan}`);
    assert.equal(tasks.length, count, plan);
    assert.equal(new Set(tasks.map((t) => t.section)).size, count, `${plan}: a section twice`);
    const order = (t) => t.section.split(/[.-]/).map((part) => part.padStart(4, '0')).join('.');
    if (plan === 'kh-85-2025') assert.deepEqual(tasks.map(order), tasks.map(order).sort());
    for (const t of tasks) assert.ok(t.section && t.title && t.lead, JSON.stringify(t));
  }
  const plans = Object.fromEntries((await all('/plans')).map((p) => [p.code, p]));
  for (const [plan, count] of Object.entries(TASKS)) assert.equal(plans[plan].tasks, count, plan);
  assert.equal((await all('/tasks')).length, Object.values(TASKS).reduce((a, b) => a + b) + s.sql('owner', "SELECT id FROM task t WHERE plan_id NOT IN (SELECT id FROM plan WHERE code LIKE 'kh-%')").length);
});

test('a task says by whom: a unit of that code with its name, or a position; and which courses carry it out', async () => {
  const led = await all('/tasks?plan=kh-85-2025&lead=so-khcn');
  assert.ok(led.length > 0 && led.every((t) => t.lead === 'so-khcn' && t.lead_name));
  const { items: [one] } = await s.as('reader').get('/tasks?plan=kh-85-2025&limit=1').expect(200);
  await s.as('reader').get(`/tasks/${one.id}`).expect(200, { section: '1.1', plan: 'kh-85-2025' });
  assert.ok((await all('/tasks')).some((t) => t.courses.length > 0));
});

test('plans form a tree, and those named say what they carry out', async () => {
  const plans = Object.fromEntries((await all('/plans')).map((p) => [p.code, p]));
  for (const p of Object.values(plans)) if (p.parent_plan) assert.ok(plans[p.parent_plan], `${p.code} under ${p.parent_plan}`);
  assert.equal(plans['kh-85-2025'].number, '85/KH-UBND');
  assert.equal(plans['kh-85-2025'].issued_on, '2025-04-16');
});

test('the seven targets as the documents have them', async () => {
  const targets = Object.fromEntries((await all('/targets')).map((t) => [t.code, t]));
  const figure = (t) => [t.threshold_kind, t.threshold, t.window_from, t.issuer_kind];
  assert.deepEqual(Object.fromEntries(Object.entries(targets).map(([code, t]) => [code, figure(t)])), {
    T1: ['percent', 100, 'year', 'province'], T1m: ['percent', 100, 'year', 'town'], T2: ['percent', 100, '2025-01-01', 'province'],
    T2m: ['percent', 100, '2025-01-01', 'town'], T3: ['percent', 80, null, 'province'], T4: ['count', 100, '2025-01-01', 'province'],
    T5: ['percent', 90, null, 'province'] });
  assert.deepEqual([targets.T1.segments, targets.T1m.segments], [['S1', 'S2', 'S3', 'S4', 'S5'], ['S1', 'S2', 'S5']]);
  assert.deepEqual(targets.T2.evidence, ['completed', 'assessed']);
  assert.equal(targets.T3.levels.length, 6);
  for (const t of Object.values(targets)) assert.ok(t.plan && t.section && t.title_vi && t.title_en);
});

test('all indicators of Appendix I are there, and values stand apart from computed figures', async () => {
  const indicators = await all('/indicators?plan=kh-bs-2025');
  assert.deepEqual(indicators.map((i) => i.section), APPENDIX);
  for (const i of indicators) assert.ok(i.title && i.tracking && i.value && i.horizon, JSON.stringify(i));
  assert.deepEqual(indicators.filter((i) => i.section.startsWith('PL1-II')).map((i) => i.horizon), Array(5).fill('2045'));
  const unit = Number(s.sql('owner', "SELECT id FROM unit WHERE code = 'tinh'")[0].id), path = `/units/${unit}/indicators/${indicators[0].id}`;
  const entry = { period: '2025-Q3', value: '12,5', source: 'Báo cáo thử' };
  await s.as('office').put(path, entry).expect(204);
  await s.as('office').put(path, { ...entry, value: '13' }).expect(204);
  await s.as('reader').get(`/indicators/${indicators[0].id}/values`).expect(200, { items: [{ unit: 'tinh', period: '2025-Q3', value: '13' }] });
  await s.as('office').put(path, { ...entry, period: 'bao giờ' }).expect(422);
  await s.as('office').put(path, { period: '2025', value: '1' }).expect(422);
  await s.as('reader').put(path, entry).expect(403);
});

const OWN = {
  code: 'AI-SO', title_vi: 'Một nửa cán bộ phụ trách CNTT biết AI', title_en: 'Half of those in charge of IT know AI', base: 'flagged',
  flags: ['in_charge_it'], evidence: ['completed'], topics: ['data_ai'], window_from: '2025-01-01', threshold_kind: 'percent', threshold: 50,
};
const figure = () => s.as('office').get('/coverage?target=AI-SO&unit=tinh&as_of=2025-12-31');

test('a target the programme office adds is computed without code, and follows when it is changed', async () => {
  const made = await s.as('office').post('/targets', OWN).expect(201, { code: 'AI-SO', version: 1 });
  await figure().expect(200, { numerator: 1, denominator: 2, percent: 50, met: true, missing: 0, threshold: 50 });
  await s.as('office').put(`/targets/${made.id}`, { ...OWN, flags: ['in_charge_it'], threshold: 80, why: 'Công văn số 12' }).with('If-Match', '"v1"').expect(200, { threshold: 80, version: 2 });
  await figure().expect(200, { met: false, missing: 1 });
  await s.as('office').put(`/targets/${made.id}`, { ...OWN, base: 'staff', flags: [], categories: ['civil_servant'], evidence: ['took_part'], topics: [], why: 'Công văn số 13' }).with('If-Match', '"v2"').expect(200);
  assert.deepEqual(s.sql('owner', `SELECT reason FROM audit WHERE object = 'target' AND row_id = ${made.id} AND action = 'update' ORDER BY id`).map((r) => r.reason), ['Công văn số 12', 'Công văn số 13']);
  await figure().expect(200, { numerator: 1, denominator: 3, percent: 33.3 });
  await s.as('office').put(`/targets/${made.id}`, OWN).with('If-Match', '"v1"').expect(412);
  await s.as('office').put(`/targets/${made.id}`, { ...OWN, code: 'KHAC' }).with('If-Match', '"v3"').expect(422, { errors: [{ pointer: '/why', code: 'required' }, { code: 'target_code_fixed' }] });
});

test('a target nobody could compute is refused, field by field where it is one', async () => {
  const bad = (more, want) => s.as('office').post('/targets', { ...OWN, code: 'SAI', ...more }).expect(422, want);
  await s.as('office').post('/targets', OWN).expect(409, { code: 'target_code_taken' });
  await bad({ plan: 'không có' }, { errors: [{ pointer: '/plan', code: 'plan_unknown' }] });
  await bad({ window_from: 'hôm qua' }, { errors: [{ pointer: '/window_from' }] });
  await bad({ base: 'everyone' }, { errors: [{ pointer: '/base' }] });
  for (const [field, good, wrong] of [['evidence', 'passed', 'heard_of'], ['flags', 'expert', 'clever'], ['topics', 'data_ai', 'magic'],
    ['kinds', 'police', 'zz'], ['segments', 'S1', 'S6'], ['levels', 'health:knows', 'zz'], ['levels', 'banking:alone', 'banking:some']]) {
    await bad({ [field]: [good, wrong] }, { errors: [{ pointer: `/${field}/1`, code: 'not_in_list', detail: (d) => d.includes(good) }] });
  }
  await bad({ issuer_kind: 'kingdom' }, { errors: [{ pointer: '/issuer_kind', code: 'not_in_list' }] });
  for (const scheme of ['zz', 'course:', 'course:khong-co']) {
    await bad({ scheme }, { errors: [{ pointer: '/scheme', code: 'target_scheme_known', detail: (d) => d.includes('it_skills_basic') }] });
  }
  await bad({ categories: ['S1:king'] }, { code: 'target_categories_known' });
  await bad({ threshold: 101 }, { code: 'target_percent_most' });
  await s.as('reader').post('/targets', { ...OWN, code: 'KHONG' }).expect(403);
});
