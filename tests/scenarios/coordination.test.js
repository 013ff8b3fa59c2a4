// SPDX-License-Identifier: GPL-3.0-or-later
// Who leads or co-ordinates a task sees how far it is, everywhere the plan is for, and nobody's name.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from '../help/cluster.js';
import { given } from '../help/given.js';

let s;
const id = {};
before(async () => {
  s = await start();
  await given(s, {
    units: [
      { code: 'tinh-mau', name: 'Tỉnh Mẫu', kind: 'province' },
      ...['a', 'b', 'c'].map((x) => ({ code: `so-${x}`, name: `Sở ${x}`, kind: 'department', parent: 'tinh-mau' })),
      { code: 'xa-mot', name: 'Xã Một', kind: 'commune', parent: 'tinh-mau' }, { code: 'ubnd-mot', name: 'UBND Xã Một', kind: 'commune_committee', parent: 'xa-mot' },
      { code: 'tinh-khac', name: 'Tỉnh Khác', kind: 'province' },
    ],
    people: [{ person: 'nv-mot', full_name: 'Học Viên Mẫu 001' }, { person: 'nv-hai', full_name: 'Học Viên Mẫu 002' }],
    affiliations: ['nv-mot', 'nv-hai'].map((person) => ({ person, unit: 'ubnd-mot', category: 'civil_servant', valid_from: '2020-01-01' })),
    plans: [{ plan: 'mau', title: 'Kế hoạch mẫu', issuer: 'tinh-mau' }],
    tasks: [{ plan: 'mau', section: '1', title: 'Tập huấn', lead: 'so-a', coordinators: 'so-b;Các địa phương', recurrence: 'yearly' }],
    targets: [{ code: 'MT', plan: 'mau', title_vi: 'Cán bộ được tập huấn', title_en: 'Staff trained', base: 'staff', evidence: 'took_part', threshold_kind: 'percent', threshold: '100' }],
    courses: [{ code: 'khoa-mau', title: 'Khóa mẫu', topics: 'digital_skills', attendance_percent: 80, periods: 4, tasks: 'mau/1' }],
    classes: [['lop', 'open'], ['nhap', 'draft']].map(([code, state]) => ({ code, course: 'khoa-mau', host_unit: 'xa-mot', title: `Lớp ${code}`, capacity: 10, state })),
    sessions: [{ class: 'lop', number: 1, date: '2026-01-05', start: '08:00', periods: 4 }],
    enrolments: [{ class: 'lop', person: 'nv-mot', nominated_by: 'ubnd-mot', state: 'approved' }],
    attendance: [{ class: 'lop', session: 1, person: 'nv-mot', status: 'present' }],
    accounts: { dau: ['unit_head so-a'], phoi: ['unit_head so-b'], ngoai: ['unit_head so-c'], to: ['community_team xa-mot'], ban: ['programme_office tinh-mau'] },
  });
  for (const u of s.sql('owner', 'SELECT code, id FROM unit')) id[u.code] = u.id;
  id.task = s.sql('owner', "SELECT t.id FROM task t JOIN plan p ON p.id = t.plan_id WHERE p.code = 'mau'")[0].id;
});
after(() => s?.stop());

const figure = (who, unit = 'xa-mot', target = 'MT') => s.as(who).get(`/coverage?target=${target}&unit=${unit}&as_of=2026-06-30`);

test('figures of the plan\'s territory are shown to the units that lead and co-ordinate, and to no other', async () => {
  for (const who of ['dau', 'phoi']) {
    await figure(who).expect(200, { numerator: 1, denominator: 2 });
    await s.as(who).get('/coverage/children?target=MT&unit=tinh-mau&as_of=2026-06-30').expect(200);
  }
  await figure('ngoai').expect(403);
  await figure('dau', 'xa-mot', 'T1').expect(403);
  await figure('dau', 'tinh-khac').expect(403);
});

test('nobody stands behind them for who only co-ordinates', async () => {
  for (const path of ['/coverage/people?target=MT&unit=xa-mot&state=reached&as_of=2026-06-30', `/units/${id['ubnd-mot']}/people`]) await s.as('dau').get(path).expect(403);
});

test('the classes that carry a task out are shown in numbers, without drafts and without names', async () => {
  await s.as('phoi').get(`/units/${id['so-b']}/tasks`).expect(200, { items: [{ id: id.task, plan: 'mau', section: '1', leads: false, classes: 1 }] });
  await s.as('dau').get(`/units/${id['so-a']}/tasks`).expect(200, { items: [{ leads: true }] });
  await s.as('dau').get(`/units/${id['so-b']}/tasks`).expect(403);
  for (const who of ['dau', 'phoi', 'ban']) {
    const { items } = await s.as(who).get(`/tasks/${id.task}/classes`).expect(200);
    assert.equal(items.length, 1);
    assert.deepEqual(items[0], { ...items[0], code: 'lop', state: 'open', host: 'xa-mot', capacity: 10, seated: 1, sessions: 1, first_on: '2026-01-05', came: 1 });
    assert.doesNotMatch(JSON.stringify(items), /Học Viên|nv-/);
  }
  for (const who of ['ngoai', 'to']) await s.as(who).get(`/tasks/${id.task}/classes`).expect(403);
});
