// SPDX-License-Identifier: GPL-3.0-or-later
// What a head needs to send people: which classes take some, what is left for the unit, who is meant by a pasted list;
// and what an organiser needs: whom to name as a trainer, and to take a decision back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { approve, nominated, nominationWorld, openClass, seats, standing } from './nomination_world.js';

let w;
before(async () => { w = await nominationWorld('2026-09-05T03:00:00Z'); });
after(() => w?.stop());

const open = (unit = 'bach-sam', who = 'hoa') => w.as(who).get(`/units/${w.unit(unit)}/open-classes?limit=200`).expect(200);
const mine = async (cls, ...asked) => (await open(...asked)).items.find((row) => row.id === cls);
const match = (cells, unit = 'bach-sam', who = 'hoa') => w.as(who).post(`/units/${w.unit(unit)}/people/match`, cells);

test('classes that take people, with the unit\'s quota, what others hold back, and whom it has sent', async () => {
  const cls = await openClass(w, { capacity: 5, title: 'Có chỉ tiêu', dates: ['2026-10-01'] });
  await openClass(w, { title: 'Đã qua', dates: ['2026-09-01'] });
  await openClass(w, { title: 'Nháp', state: 'draft' });
  await openClass(w, { title: 'Đã đóng', state: 'closed' });
  await w.as('office').put(`/classes/${cls}/quotas`, [{ unit: 'bach-sam', seats: 2 }, { unit: 'minh-duc', seats: 2 }]).expect(200);
  assert.deepEqual((await open()).items.map((row) => row.title), ['Có chỉ tiêu']);
  const sent = await nominated(w, cls, ['bs01', 'bs02', 'bs03', 'bs04']);
  await approve(w, cls, [sent.bs01, sent.bs02, sent.bs03]).expect(200);
  const now = await mine(cls);
  assert.deepEqual([now.quota_seats, now.quota_used, now.free, now.nominated, now.approved, now.waitlisted], [2, 3, 0, 1, 3, 0]);
  const other = await mine(cls, 'minh-duc', 'duc');
  assert.deepEqual([other.quota_seats, other.quota_used, other.free, other.nominated, other.approved], [2, 0, 2, 0, 0], 'another unit\'s people are not its own');
  const above = await mine(cls, 'my-hao', 'office');
  assert.deepEqual([above.quota_seats, above.quota_used, above.free, above.nominated, above.approved], [4, 3, 2, 1, 3], 'quotas below count together');
  const first = await w.as('hoa').get(`/units/${w.unit('bach-sam')}/open-classes?limit=1`);
  assert.equal(first.items.length, 1);
});

test('current classes are those neither finished nor cancelled', async () => {
  const cls = await openClass(w, { title: 'Sẽ hủy', dates: ['2026-12-20'] });
  const current = async () => (await w.as('office').get('/classes?state=current&limit=200').expect(200)).items.map((row) => row.title);
  assert.ok((await current()).includes('Sẽ hủy'));
  await w.as('office').post(`/classes/${cls}/state`, { state: 'cancelled', why: 'thử' }).expect(200);
  assert.ok(!(await current()).includes('Sẽ hủy'));
  await w.as('office').get('/classes?state=gone').expect(422);
});

test('a pasted list: by name with and without marks, by code, two of one name, nobody, and nobody else\'s people', async () => {
  w.sql('owner', "UPDATE person SET full_name = 'Học Viên Mẫu 101', sort_name = '101 Học Viên Mẫu', folded = 'hoc vien mau 101' WHERE code = 'bs12'");
  const { items } = await match([{ line: 0, text: 'học viên mẫu 102' }, { line: 1, text: 'BS03' }, { line: 1, text: 'Học Viên Mẫu 104' },
    { line: 2, text: 'Hoc  Vien Mau 101' }, { line: 3, text: 'Học Viên Mẫu 999' }, { line: 4, text: 'md01' }, { line: 5, text: 'Học Viên Mẫu' }, { line: 6, text: 'left' }]).expect(200);
  assert.deepEqual(items.map((row) => [row.line, row.code, row.by]), [[0, 'bs02', 'name'], [1, 'bs03', 'code'], [2, 'bs01', 'name'], [2, 'bs12', 'name']]);
  assert.equal(items[0].unit, 'ubnd-bach-sam');
  await match([{ line: 0, text: 'bs01' }], 'minh-duc').expect(403);
  await match([]).expect(200, { items: [] });
});

test('trainers a unit can name: who teaches its classes, or holds the role', async () => {
  const cls = await openClass(w, { title: 'Có người dạy', state: 'draft' });
  await w.as('office').post(`/classes/${cls}/sessions`, { date: '2026-12-01', start: '08:00', periods: 4, trainer: w.person('lan') }).expect(201);
  const { items } = await w.as('office').get(`/units/${w.unit('my-hao')}/trainers`).expect(200);
  assert.deepEqual(items.map((row) => [row.id, row.full_name, row.sessions, row.unit_name]),
    [[w.person('lan'), 'Học Viên Mẫu lan', 1, 'Phòng Văn hóa, Khoa học và Thông tin']]);
  await w.as('hoa').get(`/units/${w.unit('bach-sam')}/trainers`).expect(403);
});

test('a decision is taken back: the seat goes to who waits, and the person can be decided on again', async () => {
  const cls = await openClass(w, { capacity: 2, title: 'Hai chỗ', dates: ['2026-11-02'] });
  const sent = await nominated(w, cls, ['bs05', 'bs06', 'bs07', 'bs08']);
  const placed = await approve(w, cls, [sent.bs05, sent.bs06, sent.bs07]).expect(200);
  assert.deepEqual(placed.items.map((row) => [row.state, row.place]), [['approved', null], ['approved', null], ['waitlisted', 1]]);
  await approve(w, cls, [sent.bs08], 'rejected', 'không đúng đối tượng').expect(200);
  const line = await w.as('office').get(`/classes/${cls}/enrolments?state=waitlisted`);
  assert.deepEqual(line.items.map((row) => [row.person_code, row.place, row.class_title, row.nominated_by]), [['bs07', 1, 'Hai chỗ', 'bach-sam']]);
  await approve(w, cls, [sent.bs05, sent.bs08], 'nominated').expect(200);
  assert.deepEqual(await standing(w, cls), { bs05: 'nominated', bs06: 'approved', bs07: 'approved', bs08: 'nominated' });
  assert.deepEqual(seats(w, cls), { capacity: 2, taken: 2, approved: 2, waiting: 0 });
  await approve(w, cls, [sent.bs05], 'nominated').expect(200);
  assert.deepEqual(await standing(w, cls), { bs05: 'nominated', bs06: 'approved', bs07: 'approved', bs08: 'nominated' }, 'twice is as once');
  const events = await w.as('office').get(`/enrolments/${sent.bs05}/events`);
  assert.deepEqual(events.items.map((row) => row.after), ['nominated', 'waitlisted', 'approved', 'nominated']);
});
