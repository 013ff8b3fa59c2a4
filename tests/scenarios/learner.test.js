// SPDX-License-Identifier: GPL-3.0-or-later
// A learner alone: the classes one is sent to, coming to a voluntary class by oneself; what the plans want reported, and when.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from '../help/cluster.js';
import { given } from '../help/given.js';

let s;
const id = (table, code) => Number(s.sql('owner', `SELECT id FROM ${table} WHERE code = '${code}'`)[0].id);

before(async () => {
  s = await start({ env: { HOCVU_NOW: '2026-10-05T03:00:00Z' } });	// ten in the morning in Vietnam
  await given(s, {
    units: [{ code: 'tinh', name: 'Tỉnh Mẫu', kind: 'province' }, { code: 'xa', name: 'Xã Mẫu', kind: 'commune', parent: 'tinh' },
      { code: 'ubnd', name: 'UBND xã Mẫu', kind: 'commune_committee', parent: 'xa' }],
    people: ['dan', 'nv', 'ban', 'han'].map((person, i) => ({ person, full_name: `Học Viên Mẫu 00${i}`, birth_date: '1985-05-17', sex: 'male' })),
    affiliations: [{ person: 'nv', unit: 'ubnd', category: 'civil_servant', valid_from: '2020-01-01' }],
    residences: ['dan', 'ban', 'han'].map((person) => ({ person, unit: 'xa', valid_from: '2020-01-01' })),
    courses: [{ code: 'kns', title: 'Kỹ năng số', topics: 'residents_basic', attendance_percent: 80, periods: 4 }],
    classes: [['cu', 'finished'], ['sau', 'open'], ['truoc', 'running'], ['huy', 'open'], ['tu-nguyen', 'open'], ['nhap', 'draft']]
      .map(([code, state]) => ({ code, course: 'kns', host_unit: 'xa', title: `Lớp ${code}`, capacity: 5, state, venue: 'Nhà văn hóa' })),
    sessions: [['cu', 1, '2026-09-01'], ['sau', 1, '2026-10-20'], ['truoc', 1, '2026-10-05', '07:00', '09:00'], ['truoc', 2, '2026-10-05', '14:00', '16:00'],
      ['huy', 1, '2026-10-06'], ['tu-nguyen', 1, '2026-10-07'], ['nhap', 1, '2026-10-08']]
      .map(([c, number, date, begin = '08:00', end = '10:00']) => ({ class: c, number, date, start: begin, end, periods: 2 })),
    enrolments: [['cu', 'approved'], ['sau', 'approved'], ['truoc', 'approved'], ['huy', 'withdrawn']]
      .map(([c, state]) => ({ class: c, person: 'nv', nominated_by: 'ubnd', state })),
    accounts: { office: ['programme_office xa'], dan: { person: 'dan' }, nv: { person: 'nv' }, han: { person: 'han' }, none: [] },
  });
  s.sql('owner', "UPDATE role_grant SET valid = '[2020-01-01,)'; UPDATE account_token SET expires_at = '2100-01-01'");
  await s.as('office').put(`/classes/${id('class', 'tu-nguyen')}/voluntary`, { voluntary: true }).expect(204);
});
after(() => s?.stop());

test('my classes begin with the session that comes next; one that has ended today is no longer next', async () => {
  const { items } = await s.as('nv').get('/me/classes').expect(200);
  assert.deepEqual(items.map((c) => c.class_code), ['truoc', 'sau', 'cu', 'huy']);
  assert.deepEqual([items[0].next_number, items[0].next_on, items[0].next_start, items[0].next_place], [2, '2026-10-05', '14:00', 'Nhà văn hóa']);
  assert.deepEqual([items[0].sent_by, items[0].sessions, items[0].sessions_left, items[0].voluntary], ['UBND xã Mẫu', 2, 2, false]);
  assert.equal(items[2].next_on ?? null, null);
  const page = await s.as('nv').get('/me/classes?limit=1').expect(200);
  const rest = await s.as('nv').get(`/me/classes?after=${page.next}`).expect(200);
  assert.deepEqual(rest.items.map((c) => c.class_code), ['sau', 'cu', 'huy']);
  assert.deepEqual((await s.as('dan').get('/me/classes').expect(200)).items, []);
  assert.deepEqual((await s.as('none').get('/me/classes').expect(200)).items, []);
});

test('a resident comes to a voluntary class alone: yes to the text and the seat asked for are one act', async () => {
  const klass = id('class', 'tu-nguyen'), text = (await s.as('dan').get('/consent-texts').expect(200)).items.at(-1).id;
  const come = (who, body) => s.as(who).post('/me/registrations', { class: klass, ...body });
  await come('none', { text, agrees: true }).expect(409, { code: 'account_without_person' });
  await come('nv', { text, agrees: true }).expect(409, { code: 'home_unknown' });
  await come('dan', {}).expect(422, { code: 'consent_missing' });
  await come('dan', { text, agrees: false }).expect(422, { code: 'consent_not_said' });
  await come('dan', { text: 999, agrees: true }).expect(422, { code: 'consent_text_old' });
  for (const [code, status] of [['sau', 409], ['nhap', 409], ['cu', 409]]) await come('dan', { class: id('class', code), text, agrees: true }).expect(status);
  assert.deepEqual((await s.as('dan').get('/me/consents').expect(200)).items, [], 'what was refused left no consent behind');

  const mine = await come('dan', { text, agrees: true }).expect(201, { state: 'nominated', nominated_by: 'xa' });
  assert.deepEqual((await s.as('dan').get('/me/consents').expect(200)).items.map((c) => c.how), ['signed_in']);
  assert.equal((await come('dan', {}).expect(422)).errors[0].code, 'person_already_nominated');
  await s.as('office').post(`/classes/${klass}/decisions`, [{ enrolment: mine.id, state: 'approved' }]).expect(200);
  assert.deepEqual((await s.as('dan').get('/me/classes').expect(200)).items.map((c) => [c.class_code, c.state, c.voluntary]), [['tu-nguyen', 'approved', true]]);
  await s.as('dan').post(`/enrolments/${mine.id}/withdrawal`, { why: 'bận việc' }).expect(200, { state: 'withdrawn' });
  await come('dan', {}).expect(201, { state: 'nominated' });	// the consent holds still
});

test('withdrawing the consent gives the seat back, also of who works in a body of the ward', async () => {
  s.sql('owner', "INSERT INTO residence (person_id, unit_id, valid) SELECT p.id, u.id, '[2020-01-01,)' FROM person p, unit u WHERE p.code = 'nv' AND u.code = 'xa'");
  const text = (await s.as('nv').get('/consent-texts').expect(200)).items.at(-1).id;
  const mine = await s.as('nv').post('/me/registrations', { class: id('class', 'tu-nguyen'), text, agrees: true }).expect(201);
  const consent = (await s.as('nv').get('/me/consents').expect(200)).items[0];
  await s.as('nv').post(`/consents/${consent.id}/withdrawal`).expect(200);
  const left = (await s.as('nv').get('/me/classes').expect(200)).items.find((c) => c.id === mine.id);
  assert.equal(left.state, 'withdrawn');
});

test('who asked to be restricted does not come by a voluntary class', async () => {
  const text = (await s.as('han').get('/consent-texts').expect(200)).items.at(-1).id;
  s.sql('owner', "UPDATE person SET restricted_on = '2026-10-01' WHERE code = 'han'");
  const refused = await s.as('han').post('/me/registrations', { class: id('class', 'tu-nguyen'), text, agrees: true }).expect(422);
  assert.equal(refused.errors[0].code, 'person_restricted');
  assert.deepEqual((await s.as('han').get('/me/consents').expect(200)).items, []);
});

test('reports the plans order, by the day each is due next, as long as the plan runs', async () => {
  const due = async (from) => (await s.as('none').get(`/report-deadlines${from ? `?from=${from}` : ''}`).expect(200)).items;
  const now = await due();
  assert.deepEqual(now.map((d) => [d.plan, d.before, d.last_day]), [['kh-bs-2025', '2026-11-15', '2026-11-14'], ['kh-mh-daotao-2025', '2026-12-10', '2026-12-09'],
    ['kh-85-2025', '2026-12-15', '2026-12-14'], ['kh-bs-2025', '2027-05-25', '2027-05-24']]);
  assert.deepEqual([now[0].days_left, now[0].period, now[1].section], [40, 'year', 'IV.1']);
  const then = await due('2025-06-02');
  assert.deepEqual(then.slice(0, 2).map((d) => [d.plan, d.before, d.days_left]), [['kh-mh-khcn-2025', '2025-06-03', 0], ['kh-mh-khcn-2025', '2025-09-03', 92]]);
  assert.ok(!(await due('2025-06-03')).some((d) => d.before === '2025-06-03'), 'before the third: on the third it is over');
  const page = await s.as('none').get('/report-deadlines?limit=1').expect(200);
  assert.deepEqual((await s.as('none').get(`/report-deadlines?after=${page.next}`).expect(200)).items.map((d) => d.plan), ['kh-mh-daotao-2025', 'kh-85-2025', 'kh-bs-2025']);
});
