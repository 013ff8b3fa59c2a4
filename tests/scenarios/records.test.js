// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of people: completions here and elsewhere, assessments, skills, and events of mere numbers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { classWith, world } from './training_world.js';

let w, bachSam, myHao;
before(async () => { w = await world({ now: '2026-09-05T10:00:00Z', accounts: { ward: ['ward_official bach-sam'] } }); bachSam = w.unit('bach-sam'); myHao = w.unit('my-hao'); });
after(() => w?.stop());

test('completion says who completed and what the others lack', async () => {
  const days = ['2026-09-01', '2026-09-02', '2026-09-03', '2026-09-04', '2026-09-05'];
  const c = await classWith(w, { title: 'Năm buổi', seats: ['an', 'binh', 'chi'], sessions: days.map((date) => ({ date, start: '08:00', periods: 4 })) });
  const came = { an: ['present', 'present', 'excused', 'present', 'late'], binh: ['present', 'present', 'present', 'unexcused', 'unexcused'] };
  for (const [i, s] of c.items.entries()) {
    await w.as('office').put(`/sessions/${s.id}/attendance`, Object.entries(came).map(([who, marks]) => ({ person: w.person(who), status: marks[i] }))).expect(200);
  }
  const path = `/classes/${c.id}/completion`;
  await w.as('office').get(path).expect(200, { items: [
    { code: 'an', attended: 4, total: 5, needed: 4, percent: 80, completed_on: '2026-09-05', missing: null },
    { code: 'binh', attended: 3, percent: 60, completed_on: null, missing: 'attendance' },
    { code: 'chi', attended: 0, percent: 0, missing: 'attendance' }] });
  await w.as('hoa').get(path).expect(403);
  await w.as('an').get(`/people/${w.person('an')}/training`).expect(200, { code: 'an',
    classes: [{ class: c.id, enrolment: 'approved', marks: (m) => m.map((x) => x.status).join() === came.an.join() }],
    completions: [{ course_code: 'attt', class: c.id, completed_on: '2026-09-05' }], external: [], assessments: [] });
  await w.as('hoa').get(`/people/${w.person('an')}/training`).expect(200);
  await w.as('duc').get(`/people/${w.person('an')}/training`).expect(403);
  // A session cancelled afterwards counts nowhere: 3 of 4 are less than 80 percent.
  await w.as('office').post(`/sessions/${c.items[0].id}/cancel`, { why: 'nhầm' }).expect(200);
  await w.as('office').get(path).expect(200, { items: [{ attended: 3, total: 4, needed: 4, percent: 75, missing: 'attendance' }, {}, {}] });
  await w.as('office').post(`/sessions/${c.items[0].id}/restore`, { why: 'đúng' }).expect(200);
  await w.as('office').post(`/classes/${c.id}/sessions`, { date: '2026-09-06', start: '08:00', periods: 4 }).expect(201);
  await w.as('office').get(path).expect(200, { items: [{ total: 6, needed: 5, missing: 'attendance' }, {}, {}] });
  await w.as('office').post(`/classes/${c.id}/state`, { state: 'cancelled', why: 'hủy' }).expect(200);
  await w.as('office').get(path).expect(200, { items: [{ missing: 'class_cancelled', completed_on: null }, {}, {}] });
  await w.as('an').get(`/people/${w.person('an')}/training`).expect(200, { classes: [{ state: 'cancelled' }], completions: [] });
});

test('a unit records what its people completed elsewhere; it counts once the office has checked it', async () => {
  const path = `/units/${bachSam}/external-completions`, row = (code, on, more = {}) =>
    ({ person: w.person(code), course: w.course('attt'), completed_on: on, source: 'MOOC tỉnh', ...more });
  await w.as('hoa').post(path, [row('an', '2026-03-01'), row('dung', '2026-03-01'), row('an', '2026-03-01'), row('chi', '2027-01-01'),
    row('binh', '2026-03-01', { course: 99999 })]).expect(422, { errors: [
    { pointer: '/1/person', code: 'person_unknown' }, { pointer: '/2/completed_on', code: 'row_twice' },
    { pointer: '/3/completed_on', code: 'date_not_yet' }, { pointer: '/4/course', code: 'course_unknown' }] });
  await w.as('hoa').post(path, [row('an', '2026-03-01', { evidence: 'GCN 12' }), row('chi', '2026-03-02')]).expect(201, { written: 2 });
  await w.as('hoa').post(path, [row('chi', '2026-03-02')]).expect(422, { errors: [{ code: 'completion_already_recorded' }] });
  const { items } = await w.as('hoa').get(`${path}?verified=false`).expect(200, { items: [{ full_name: 'Học Viên Mẫu chi' }, { evidence: 'GCN 12', verified: false }] });
  await w.as('an').get(`/people/${w.person('an')}/training`).expect(200, { external: [{ verified: false }], completions: [] });
  await w.as('hoa').post(`${path}/verify`, { ids: [items[1].id] }).expect(403);
  await w.as('office').post(`${path}/verify`, { ids: [items[1].id, 99999] }).expect(422, { errors: [{ pointer: '/ids/1', code: 'completion_unknown' }] });
  await w.as('office').post(`${path}/verify`, { ids: [items[1].id] }).expect(200, { written: 1 });
  await w.as('office').post(`${path}/verify`, { ids: [items[1].id] }).expect(200, { written: 0 });
  await w.as('hoa').post(`${path}/unverify`, { ids: [items[1].id] }).expect(403);
  await w.as('office').post(`${path}/unverify`, { ids: [items[1].id, items[0].id] }).expect(200, { written: 1 });	// one was not verified
  await w.as('an').get(`/people/${w.person('an')}/training`).expect(200, { external: [{ verified: false }], completions: [] });
  await w.as('office').post(`${path}/verify`, { ids: [items[1].id] }).expect(200, { written: 1 });
  await w.as('an').get(`/people/${w.person('an')}/training`).expect(200, { completions: [{ class: null, completed_on: '2026-03-01' }] });
  await w.as('duc').get(path).expect(403);
  await w.as('duc').post(path, [row('an', '2026-04-01')]).expect(403);
  await w.as('hoa').delete(`${path}/${items[1].id}`).expect(404);	// verified: the office's
  await w.as('hoa').delete(`${path}/${items[0].id}`).expect(204);
  await w.as('office').delete(`${path}/${items[1].id}`).expect(422, { code: 'why_missing' });	// the unit entered it
  await w.as('office').delete(`${path}/${items[1].id}?why=${encodeURIComponent('chứng nhận giả')}`).expect(204);
  await w.as('hoa').get(`/units/${bachSam}/removals`).expect(200, { items: [
    { what: 'external', full_name: 'Học Viên Mẫu an', title: 'attt', on: '2026-03-01', said: 'MOOC tỉnh', account: 'office', why: 'chứng nhận giả' },
    { what: 'external', full_name: 'Học Viên Mẫu chi', account: 'hoa', why: null }] });
});

test('results of assessments come in many at once', async () => {
  const path = `/units/${myHao}/assessments`, row = (code, more = {}) =>
    ({ person: w.person(code), scheme: 'national_digital_skills', assessed_on: '2026-05-01', result: 'passed', ...more });
  await w.as('office').post(path, [row('an'), row('binh', { scheme: 'tea_tasting' }), row('xa')]).expect(422, { errors: [
    { pointer: '/1/scheme', code: 'assessment_scheme_known' }, { pointer: '/2/person', code: 'person_unknown' }] });
  await w.as('office').post(path, [row('an', { score: '8,5' }), row('binh', { result: 'failed' }), row('chi', { scheme: 'course:attt', result: 'none' })]).expect(201, { written: 3 });
  await w.as('office').post(path, [row('an')]).expect(422, { errors: [{ code: 'assessment_already_recorded' }] });
  const { items } = await w.as('hoa').get(`/units/${bachSam}/assessments?result=failed`).expect(200, { items: [{ full_name: 'Học Viên Mẫu binh' }] });
  await w.as('hoa').post(path, [row('em')]).expect(403);
  await w.as('elsewhere').delete(`${path}/${items[0].id}`).expect(403);
  await w.as('office').delete(`${path}/${items[0].id}`).expect(204);
  await w.as('office').delete(`${path}/${items[0].id}`).expect(404);
});

test('what was saved many at once is taken back as it was saved, within a day, by whoever saved it', async () => {
  const path = `/units/${myHao}/assessments`, row = (code, more = {}) =>
    ({ person: w.person(code), scheme: 'it_skills_basic', assessed_on: '2026-06-01', result: 'passed', ...more });
  const rows = [row('an', { score: '8,5' }), row('binh', { result: 'failed', reference: 'KQ 1' })], at = '2026-06-01';
  const stand = () => w.sql('owner', `SELECT p.code FROM assessment a JOIN person p ON p.id = a.person_id WHERE a.assessed_on = '${at}' ORDER BY 1`).map((one) => one.code).join();
  await w.as('office').post(path, rows).expect(201, { written: 2 });
  await w.as('hoa').post(`${path}/undo`, rows).expect(403);
  const other = [{ pointer: '/0/person', code: 'record_not_undone' }];
  await w.as('office').post(`${path}/undo`, [row('an', { score: '9' }), rows[1]]).expect(422, { errors: other });	// not what was saved
  await w.as('office').post(`${path}/undo`, [row('xa')]).expect(422, { errors: other });
  assert.equal(stand(), 'an,binh');
  w.sql('owner', `UPDATE assessment SET entered_at = entered_at - interval '25 hours' WHERE assessed_on = '${at}' AND person_id = ${w.person('binh')}`);
  await w.as('office').post(`${path}/undo`, rows).expect(422, { errors: [{ pointer: '/1/person', code: 'record_not_undone' }] });
  await w.as('office').post(`${path}/undo`, [rows[0]]).expect(200, { written: 1 });
  assert.equal(stand(), 'binh');
  await w.as('office').get(`/units/${myHao}/removals?limit=1`).expect(200, { items: [{ what: 'assessment', on: at, said: 'passed', account: 'office', why: null }] });
  await w.as('office').post(`${path}/undo`, [rows[0]]).expect(422, { errors: other });

  const elsewhere = `/units/${bachSam}/external-completions`, done = (code) => ({ person: w.person(code), course: w.course('attt'), completed_on: '2026-06-02', source: 'MOOC tỉnh' });
  await w.as('hoa').post(elsewhere, [done('an'), done('binh')]).expect(201);
  const { items } = await w.as('hoa').get(`${elsewhere}?from=2026-06-02&to=2026-06-02`).expect(200);
  await w.as('office').post(`${elsewhere}/verify`, { ids: [items.find((one) => one.person === w.person('binh')).id] }).expect(200);
  await w.as('hoa').post(`${elsewhere}/undo`, [done('an'), done('binh')]).expect(422, { errors: [{ pointer: '/1/person', code: 'record_not_undone' }] });
  await w.as('duc').post(`${elsewhere}/undo`, [done('an')]).expect(403);
  await w.as('hoa').post(`${elsewhere}/undo`, [done('an')]).expect(200, { written: 1 });
});

test('the community team writes down what residents can do', async () => {
  const path = `/units/${bachSam}/skills`, row = (code, more = {}) =>
    ({ person: w.person(code), domain: 'health', observed_on: '2026-08-01', level: 'with_help', ...more });
  await w.as('team').post(path, [row('giang'), row('an'), row('giang')]).expect(422, { errors: [
    { pointer: '/1/person', code: 'person_unknown' }, { pointer: '/2/observed_on', code: 'row_twice' }] });
  await w.as('team').post(path, [row('giang'), row('giang', { domain: 'banking', level: 'alone' })]).expect(201, { written: 2 });
  await w.as('team').post(path, [row('giang')]).expect(422, { errors: [{ code: 'skill_already_observed' }] });
  for (const [observed_on, code] of [['1984-12-31', 'date_too_early'], ['0001-01-01', 'date_too_early'], ['1999-12-31', 'date_too_early'], ['2026-09-06', 'date_not_yet']])
    await w.as('team').post(path, [row('giang', { observed_on })]).expect(422, { errors: [{ pointer: '/0/observed_on', code }] });
  w.sql('owner', `UPDATE person SET birth_date = '2009-05-05' WHERE code = 'giang'`);
  await w.as('team').post(path, [row('giang', { observed_on: '2009-05-04' })]).expect(422, { errors: [{ pointer: '/0/observed_on', code: 'date_before_birth' }] });
  const { items } = await w.as('team').get(`${path}?domain=banking`).expect(200, { items: [{ observer: 'team', level: 'alone' }] });
  await w.as('team2').post(path, [row('giang', { observed_on: '2026-08-02' })]).expect(403);
  await w.as('team2').get(path).expect(403);
  await w.as('team').delete(`${path}/${items[0].id}`).expect(204);
});

test('what is taken away leaves who, when and why; a team takes away only its own slips', async () => {
  const path = `/units/${bachSam}/skills`, why = `?why=${encodeURIComponent('ghi nhầm người')}`;
  const seen = (who, domain) => w.as(who).post(path, [{ person: w.person('giang'), domain, observed_on: '2026-08-03', level: 'alone', observer: 'tổ' }]).expect(201);
  const at = async (domain) => (await w.as('team').get(`${path}?domain=${domain}`)).items[0].id;
  await seen('ward', 'tourism');
  await seen('team', 'education');
  w.sql('owner', `INSERT INTO skill (person_id, domain, observed_on, observer, level) VALUES (${w.person('giang')}, 'transport', '2025-01-01', 'cũ', 'knows')`);
  const [theirs, own, old] = [await at('tourism'), await at('education'), await at('transport')];
  await w.as('team').delete(`${path}/${theirs}${why}`).expect(403, { code: 'removal_not_yours' });
  await w.as('team').delete(`${path}/${old}${why}`).expect(403, { code: 'removal_not_yours' });
  await w.as('ward').delete(`${path}/${old}`).expect(422, { code: 'why_missing' });
  await w.as('ward').delete(`${path}/${old}${why}`).expect(204);
  w.sql('owner', `UPDATE skill SET entered_at = entered_at - interval '25 hours' WHERE id = ${own}`);
  await w.as('team').delete(`${path}/${own}`).expect(403, { code: 'removal_not_yours' });
  w.sql('owner', `UPDATE skill SET entered_at = entered_at + interval '2 hours' WHERE id = ${own}`);
  await w.as('team').delete(`${path}/${own}`).expect(204);
  const { items } = await w.as('auditor').get(`/units/${myHao}/removals`).expect(200);
  assert.deepEqual(items.slice(0, 2).map((r) => [r.what, r.full_name, r.title, r.on, r.said, r.observer, r.account, r.why]), [
    ['skill', 'Học Viên Mẫu giang', 'education', '2026-08-03', 'alone', 'tổ', 'team', null],
    ['skill', 'Học Viên Mẫu giang', 'transport', '2025-01-01', 'knows', 'cũ', 'ward', 'ghi nhầm người']]);
  assert.match(items[1].at, /^2026-09-05T10:00:00/);
  assert.deepEqual((await w.as('duc').get(`/units/${w.unit('minh-duc')}/removals`)).items, []);
  assert.ok(!(await w.as('hoa').get(`/units/${bachSam}/removals`)).items.some((r) => r.what === 'skill'), 'residents are not the head\'s');
});

test('an event of which only the number of people is known', async () => {
  const path = `/units/${bachSam}/headcounts`, event = { title: 'Lớp trực tuyến toàn tỉnh', date: '2026-08-01', count: 1800 };
  await w.as('team').post(path, [event, event, { ...event, date: '2027-01-01' }]).expect(422, { errors: [{ pointer: '/1/title', code: 'row_twice' }, { pointer: '/2/date', code: 'date_not_yet' }] });
  await w.as('team').post(path, [event]).expect(201, { written: 1 });
  await w.as('team').post(path, [event]).expect(422, { errors: [{ code: 'headcount_already_recorded' }] });
  await w.as('team').post(path, [{ ...event, count: -1 }]).expect(422);
  const { items } = await w.as('auditor').get(`/units/${myHao}/headcounts?from=2026-08-01`).expect(200, { items: [{ unit_code: 'bach-sam', count: 1800 }] });
  await w.as('team2').post(path, [event]).expect(403);
  await w.as('team').delete(`${path}/${items[0].id}`).expect(204);
  await w.as('team').delete(`${path}/${items[0].id}`).expect(404);
  assert.equal((await w.as('team').get(path)).items.length, 0);
});
