// SPDX-License-Identifier: GPL-3.0-or-later
// Seats given out: the waiting list, withdrawals, substitutes, quotas and their return, the proposal by the gap.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { approve, nominated, nominationWorld, openClass, seats, standing } from './nomination_world.js';

let w;
before(async () => { w = await nominationWorld('2026-09-05T03:00:00Z'); });
after(() => w?.stop());

const place = (who, enrolment) => w.as(who).get(`/enrolments/${enrolment}/place`);

test('seats go in the order of acceptance, and everybody is told why they wait', async () => {
  const cls = await openClass(w, { capacity: 2, title: 'Hàng chờ' });
  const e = await nominated(w, cls, ['bs01', 'bs02', 'bs03', 'bs04', 'bs05']);
  await place('hoa', e.bs01).expect(200, { state: 'nominated', reason: 'place_undecided', place: null, capacity: 2, taken: 0 });
  const { items } = await approve(w, cls, [e.bs04, e.bs02, e.bs01, e.bs03]).expect(200);
  assert.deepEqual(items.map((p) => [p.state, p.place, p.reason]), [['approved', null, 'place_seat'],
    ['approved', null, 'place_seat'], ['waitlisted', 1, 'place_full'], ['waitlisted', 2, 'place_full']]);
  const why = await place('hoa', e.bs03).expect(200, { place: 2, waiting: 2, capacity: 2, taken: 2, set_aside: 0, quota_unit: null });
  assert.match(why.says, /Lớp đã đủ 2 chỗ. Đang đứng thứ 2 trong 2 người chờ/);
  const english = await w.as('hoa').get(`/enrolments/${e.bs03}/place`).with('Accept-Language', 'en').expect(200);
  assert.match(english.says, /All 2 seats are given. Place 2 of 2 waiting/);
  await approve(w, cls, [e.bs03, e.bs04]).expect(200, { items: [{ place: 2 }, { state: 'approved' }] });
  assert.deepEqual(seats(w, cls), { capacity: 2, taken: 2, approved: 2, waiting: 2 });
});

test('who withdraws or is refused frees the seat for the next at once', async () => {
  const cls = await openClass(w, { capacity: 2, title: 'Rút tên' });
  const e = await nominated(w, cls, ['bs01', 'bs02', 'bs03', 'bs04', 'bs05']);
  await approve(w, cls, [e.bs01, e.bs02, e.bs03, e.bs04]).expect(200);
  await w.as('hoa').post(`/enrolments/${e.bs01}/withdrawal`, {}).expect(422);
  await w.as('hoa').post(`/enrolments/${e.bs01}/withdrawal`, { why: 'đi công tác' }).expect(200, { state: 'withdrawn', why: 'đi công tác' });
  assert.deepEqual(await standing(w, cls), { bs01: 'withdrawn', bs02: 'approved', bs03: 'approved', bs04: 'waitlisted', bs05: 'nominated' });
  await w.as('hoa').post(`/enrolments/${e.bs01}/withdrawal`, { why: 'lần nữa' }).expect(409, { code: 'enrolment_not_active' });
  await approve(w, cls, [e.bs02], 'rejected', 'trùng đối tượng').expect(200, { items: [{ state: 'rejected', reason: 'place_none' }] });
  assert.equal((await standing(w, cls)).bs04, 'approved');
  await w.as('office').get(`/enrolments/${e.bs04}/events`).expect(200, { items: [{ after: 'nominated', account: 'hoa' },
    { before: 'nominated', after: 'waitlisted', account: 'office' }, { before: 'waitlisted', after: 'approved', account: 'office' }] });
  await approve(w, cls, [e.bs02]).expect(200, { items: [{ state: 'waitlisted', place: 1 }] });
  assert.deepEqual(seats(w, cls), { capacity: 2, taken: 2, approved: 2, waiting: 1 });
});

test('a substitute keeps the seat, or the place in the queue, and is checked like anybody sent', async () => {
  const cls = await openClass(w, { capacity: 1, title: 'Người thay', dates: ['2026-11-02'] });
  const e = await nominated(w, cls, ['bs01', 'bs02', 'bs03']);
  await approve(w, cls, [e.bs01, e.bs02, e.bs03]).expect(200);
  const instead = (of, code, more) => w.as('hoa').post(`/enrolments/${e[of]}/substitution`, { person: w.person(code), why: 'ốm', ...more });
  await instead('bs01', 'md01').expect(422, { errors: [{ pointer: '/person', code: 'person_not_yours' }] });
  await instead('bs01', 'left').expect(422, { errors: [{ code: 'person_inactive' }] });
  await instead('bs01', 'bs02').expect(422, { errors: [{ code: 'person_already_nominated' }] });
  await instead('bs01', 'bs01').expect(422, { errors: [{ code: 'person_already_nominated' }] });
  const made = await instead('bs01', 'bs09').expect(201, { state: 'approved', person_code: 'bs09', nominated_by: 'bach-sam', substitute_for: e.bs01 });
  const queued = await instead('bs02', 'bs10').expect(201, { state: 'waitlisted', substitute_for: e.bs02 });
  await place('hoa', queued.id).expect(200, { place: 1, waiting: 2 });
  assert.deepEqual(await standing(w, cls), { bs01: 'withdrawn', bs02: 'withdrawn', bs03: 'waitlisted', bs09: 'approved', bs10: 'waitlisted' });
  await instead('bs01', 'bs11').expect(409, { code: 'enrolment_not_active' });
  await w.as('hoa').post(`/enrolments/${made.id}/substitution`, { person: w.person('bs01'), why: 'khỏi ốm' }).expect(201,
    { id: e.bs01, state: 'approved', substitute_for: made.id });
  assert.deepEqual(seats(w, cls), { capacity: 1, taken: 1, approved: 1, waiting: 2 });
  await w.as('hoa').get(`/enrolments/${made.id}/events`).expect(200, { items: [
    { before: null, after: 'approved', account: 'hoa', why: 'ốm' }, { before: 'approved', after: 'withdrawn', why: 'khỏi ốm' }] });
});

test('more seats go to the waiting list; fewer than given are refused', async () => {
  const cls = await openClass(w, { capacity: 1, title: 'Thêm chỗ' });
  const e = await nominated(w, cls, ['bs01', 'bs02', 'bs03']);
  await approve(w, cls, [e.bs01, e.bs02, e.bs03]).expect(200);
  const resize = async (capacity) => {
    const c = await w.as('office').get(`/classes/${cls}`);
    return w.as('office').put(`/classes/${cls}`, { title: c.title, capacity }).with('If-Match', `"v${c.version}"`);
  };
  await resize(2);
  assert.deepEqual(seats(w, cls), { capacity: 2, taken: 2, approved: 2, waiting: 1 });
  const c = await w.as('office').get(`/classes/${cls}`);
  await w.as('office').put(`/classes/${cls}`, { title: c.title, capacity: 1 }).with('If-Match', `"v${c.version}"`).expect(409, { code: 'class_full' });
  await resize(undefined);
  assert.deepEqual(seats(w, cls), { capacity: null, taken: 3, approved: 3, waiting: 0 });
});

test('quotas: the whole list at once, within the seats, side by side', async () => {
  const cls = await openClass(w, { capacity: 4, title: 'Chỉ tiêu' });
  const put = (...quotas) => w.as('office').put(`/classes/${cls}/quotas`, quotas.map(([unit, n]) => ({ unit, seats: n })));
  await put(['bach-sam', 3], ['minh-duc', 2]).expect(422, { code: 'quotas_over_capacity' });
  const wrong = await put(['my-hao', 1], ['bach-sam', 1], ['khong-co', 1], ['bach-sam', 1]).expect(422);
  assert.deepEqual(wrong.errors.map((x) => [x.pointer, x.code]), [['/1/unit', 'quota_nested'], ['/2/unit', 'quota_unit_unknown'],
    ['/3/unit', 'quota_nested'], ['/3/unit', 'quota_unit_named_twice']]);
  await put(['bach-sam', -1]).expect(422);
  await put(['minh-duc', 1], ['bach-sam', 2]).expect(200, { items: [
    { code: 'bach-sam', name: 'Phường Bạch Sam', seats: 2, used: 0, free: 2, origin: 'given', returned_on: null }, { code: 'minh-duc', free: 1 }] });
  await put(['minh-duc', 3]).expect(200, { items: [{ code: 'minh-duc', seats: 3 }] });
  await w.as('duc').get(`/classes/${cls}/quotas`).expect(200, { items: [{ code: 'minh-duc', seats: 3 }] });
  const e = await nominated(w, cls, ['bs01', 'bs02']);
  const { items: [only] } = await w.as('office').get(`/classes/${cls}/sessions`);
  await w.as('office').post(`/sessions/${only.id}/cancel`, { why: 'chưa có ngày' }).expect(200);
  await approve(w, cls, [e.bs01, e.bs02]).expect(200, { items: [{ state: 'approved' }, { state: 'waitlisted', reason: 'place_set_aside_no_day', set_aside: 3 }] });
  await put().expect(200, { items: [] });
  assert.equal((await standing(w, cls)).bs02, 'approved', 'a quota taken away gives its seats to everyone');
  const endless = await openClass(w, { title: 'Không giới hạn' });
  await w.as('office').put(`/classes/${endless}/quotas`, [{ unit: 'bach-sam', seats: 1 }]).expect(422, { code: 'quotas_without_capacity' });
});

test('no quota for a unit that is not there on the class\'s days', async () => {
  w.sql('owner', `UPDATE unit_version SET valid = daterange(NULL, '2026-09-30') WHERE unit_id = ${w.unit('khoai-chau')}`);
  const put = (cls, ...units) => w.as('office').put(`/classes/${cls}/quotas`, units.map((unit) => ({ unit, seats: 1 })));
  const after_ = await openClass(w, { capacity: 4, title: 'Sau khi giải thể', dates: ['2026-09-30', '2026-10-02'] });
  await put(after_, 'bach-sam', 'khoai-chau').expect(422, { errors: [{ pointer: '/1/unit', code: 'quota_unit_not_valid', detail: /khoai-chau/ }] });
  await w.as('office').post(`/classes/${after_}/quotas/proposal`, { units: ['khoai-chau'] }).expect(422, { errors: [{ pointer: '/units/0', code: 'quota_unit_not_valid' }] });
  await put(await openClass(w, { capacity: 4, title: 'Ngày cuối', dates: ['2026-09-29', '2026-10-02'] }), 'khoai-chau').expect(200);
  await put(await openClass(w, { capacity: 4, title: 'Chưa có ngày', state: 'draft' }), 'khoai-chau').expect(200);
  w.sql('owner', `UPDATE unit_version SET valid = daterange(NULL, NULL) WHERE unit_id = ${w.unit('khoai-chau')}`);
});

test('inside its quota a unit passes those who came before, and beyond it waits like everyone', async () => {
  const cls = await openClass(w, { capacity: 4, title: 'Trong và ngoài', dates: ['2026-10-12'] });
  await w.as('office').put(`/classes/${cls}/quotas`, [{ unit: 'minh-duc', seats: 2 }]).expect(200);
  const e = { ...await nominated(w, cls, ['bs01', 'bs02', 'bs03']), ...await nominated(w, cls, ['md01', 'md02', 'md03'], 'duc', 'minh-duc') };
  await approve(w, cls, [e.bs01, e.bs02, e.bs03]).expect(200, { items: [{ state: 'approved' }, { state: 'approved' },
    { state: 'waitlisted', place: 1, reason: 'place_set_aside', set_aside: 2, returns_on: '2026-10-09', quota_unit: null }] });
  const says = (await place('hoa', e.bs03)).says;
  assert.match(says, /Còn 2 chỗ đang giữ cho chỉ tiêu của đơn vị khác; ngày 09\/10\/2026/);
  await approve(w, cls, [e.md01, e.md02, e.md03]).expect(200, { items: [{ state: 'approved', quota_unit: 'minh-duc', quota_seats: 2 },
    { state: 'approved' }, { state: 'waitlisted', place: 2, reason: 'place_full', quota_used: 2 }] });
  await w.as('duc').post(`/enrolments/${e.md01}/withdrawal`, { why: 'bận' }).expect(200);
  assert.deepEqual([(await standing(w, cls)).md03, (await standing(w, cls)).bs03], ['approved', 'waitlisted'], 'a seat of the quota stays in it');
  await w.as('hoa').post(`/enrolments/${e.bs01}/withdrawal`, { why: 'bận' }).expect(200);
  assert.equal((await standing(w, cls)).bs03, 'approved');
  assert.deepEqual(seats(w, cls), { capacity: 4, taken: 4, approved: 4, waiting: 0 });
});

test('the proposal divides what is free by who is still without training, and can be applied', async () => {
  const took = (code, day) => w.sql('owner', `INSERT INTO external_completion (person_id, course_id, completed_on, verified)
    VALUES (${w.person(code)}, ${w.course('attt')}, '${day}', true)`);
  ['bs01', 'bs02', 'bs03', 'bs04'].forEach((code) => took(code, '2026-02-01'));
  took('bs05', '2025-02-01');
  const cls = await openClass(w, { capacity: 10, title: 'Đề xuất', dates: ['2026-10-20'] });
  const e = await nominated(w, cls, ['bs12', 'em']);
  await approve(w, cls, [e.bs12]).expect(200);
  // Bạch Sam: bs05..bs11, an, binh, chi are without training and not sent (10); Minh Đức: md01..md06, dung, giang (8).
  const ask = { units: ['minh-duc', 'bach-sam'] };
  await w.as('office').post(`/classes/${cls}/quotas/proposal`, ask).expect(200, { items: [
    { unit: 'bach-sam', uncovered: 10, used: 1, seats: 5, quota: 6 }, { unit: 'minh-duc', uncovered: 8, used: 0, seats: 4, quota: 4 }] });
  await w.as('office').post(`/classes/${cls}/quotas/proposal`, { ...ask, seats: 3 }).expect(200, { items: [{ seats: 2 }, { seats: 1 }] });
  await w.as('office').post(`/classes/${cls}/quotas/proposal`, { ...ask, seats: 500 }).expect(200, { items: [{ seats: 10 }, { seats: 8 }] });
  await w.as('office').get(`/classes/${cls}/quotas`).expect(200, { items: [] });
  await w.as('office').post(`/classes/${cls}/quotas/proposal`, { ...ask, seats: 10, apply: true }).expect(422, { code: 'quotas_over_capacity' });
  await w.as('office').post(`/classes/${cls}/quotas/proposal`, { units: ['bach-sam', 'my-hao'] }).expect(422, { errors: [{ pointer: '/units/0', code: 'quota_nested' }] });
  await w.as('office').post(`/classes/${cls}/quotas/proposal`, { ...ask, apply: true }).expect(200);
  await w.as('office').get(`/classes/${cls}/quotas`).expect(200, { items: [
    { code: 'bach-sam', seats: 6, used: 1, free: 5, origin: 'proposed' }, { code: 'minh-duc', seats: 4, used: 0, free: 4 }] });
});

// The last one: the server goes to other days.
test('unused seats return before the first session: when the class is touched, and by themselves', async () => {
  const touched = await openClass(w, { capacity: 2, title: 'Trả chỗ 1', dates: ['2026-12-10'] });
  const alone = await openClass(w, { capacity: 2, title: 'Trả chỗ 2', dates: ['2026-12-20'] });
  const t = {}, a = {};
  for (const [cls, into] of [[touched, t], [alone, a]]) {
    await w.as('office').put(`/classes/${cls}/quotas`, [{ unit: 'minh-duc', seats: 2 }]).expect(200);
    Object.assign(into, await nominated(w, cls, ['bs05', 'bs06', 'bs07']));
    await approve(w, cls, [into.bs05, into.bs06]).expect(200, { items: [{ state: 'waitlisted' }, { state: 'waitlisted' }] });
  }
  await w.at('2026-12-06T16:59:00Z');			// 6 December, 23:59 in Vietnam: three days before is the 7th
  await approve(w, touched, [t.bs07]).expect(200, { items: [{ state: 'waitlisted', place: 3, returns_on: '2026-12-07' }] });
  await w.as('office').put(`/classes/${touched}/quotas`, [{ unit: 'minh-duc', seats: 1 }]).expect(200, { items: [{ seats: 1, free: 1, returned_on: null }] });
  assert.deepEqual(await standing(w, touched), { bs05: 'approved', bs06: 'waitlisted', bs07: 'waitlisted' });
  await w.at('2026-12-17T00:00:00Z');			// both are due: the job runs when the server starts
  for (let waited = 0; waited < 30_000 && (await standing(w, alone)).bs06 !== 'approved'; waited += 50) await sleep(50);
  assert.deepEqual(await standing(w, alone), { bs05: 'approved', bs06: 'approved', bs07: 'nominated' });
  await w.as('office').get(`/classes/${alone}/quotas`).expect(200, { items: [{ seats: 2, used: 0, free: 0, returned_on: '2026-12-17' }] });
  await w.as('office').get(`/enrolments/${a.bs06}/events`).expect(200, { items: [{}, {}, { before: 'waitlisted', after: 'approved', account: null }] });
  assert.deepEqual(seats(w, touched), { capacity: 2, taken: 2, approved: 2, waiting: 1 });
  const [mine] = w.sql('owner', `SELECT returned_on FROM quota WHERE class_id = ${touched}`);
  assert.equal(mine.returned_on, '2026-12-17');
  await approve(w, alone, [a.bs07]).expect(200, { items: [{ state: 'waitlisted', reason: 'place_full', set_aside: 0 }] });
});
