// SPDX-License-Identifier: GPL-3.0-or-later
// The roster of a session: marked whole, again, from two devices, by walk-ins, until the time is over.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { classWith, world } from './training_world.js';

let w;
before(async () => { w = await world({ now: '2026-09-05T03:00:00Z' }); });	// Saturday 10:00 in Vietnam
after(() => w?.stop());

const today = (trainer, more = {}) => ({ date: '2026-09-05', start: '08:00', periods: 4, trainer: w.person(trainer), ...more });
const history = async (session) => (await w.as('office').get(`/sessions/${session}/attendance/history`)).items;
const marksOf = async (session) => Object.fromEntries((await w.as('office').get(`/sessions/${session}/attendance`)).items
  .map((row) => [row.code, row.status]));

test('the trainer marks the whole roster in one request, and sending it again writes nothing', async () => {
  const c = await classWith(w, { seats: ['an', 'binh', 'chi'], sessions: [today('lan')] });
  const path = `/sessions/${c.session}/attendance`;
  await w.as('lan').get(path).expect(200, { items: [
    { code: 'an', status: 'unmarked', enrolled: true }, { code: 'binh', status: 'unmarked' }, { code: 'chi', status: 'unmarked' }] });
  const roster = [
    { person: w.person('an'), status: 'present' }, { person: w.person('binh'), status: 'late', note: 'xe hỏng' },
    { person: w.person('chi'), status: 'excused' }];
  await w.as('lan').put(path, roster).expect(200, { present: 1, late: 1, excused: 1, unexcused: 0, unmarked: 0, changed: 3, history: 3 });
  const before = w.sql('owner', 'SELECT person_id, version, xmin FROM attendance ORDER BY 1');
  await w.as('lan').put(path, roster).expect(200, { present: 1, late: 1, excused: 1, changed: 0, history: 0 });
  assert.deepEqual(w.sql('owner', 'SELECT person_id, version, xmin FROM attendance ORDER BY 1'), before);
  await w.as('lan').put(path, [{ person: w.person('chi'), status: 'unexcused' }]).expect(200, { unexcused: 1, changed: 1, history: 1 });
  assert.deepEqual((await history(c.session)).map((h) => [h.before, h.after, h.stood, h.account]), [
    [null, 'present', true, 'lan'], [null, 'late', true, 'lan'], [null, 'excused', true, 'lan'], ['excused', 'unexcused', true, 'lan']]);
});

test('somebody who was not sent walks in; somebody nobody may know of is refused, with everyone else wrong', async () => {
  const c = await classWith(w, { title: 'Vãng lai', seats: ['an'], sessions: [today('lan', { start: '13:00' })] });
  const path = `/sessions/${c.session}/attendance`;
  await w.as('lan').put(path, [{ code: 'dung', status: 'present' }]).expect(200, { present: 1, unmarked: 1 });
  await w.as('lan').get(path).expect(200, { items: [{ code: 'an', enrolled: true }, { code: 'dung', enrolled: false, status: 'present' }] });
  await w.as('lan').put(path, [
    { person: w.person('xa'), status: 'present' }, { person: w.person('an'), status: 'present' },
    { person: 999999, status: 'late' }, { person: w.person('an'), status: 'late' }]).expect(422, { code: 'invalid', errors: [
    { pointer: '/0/person', code: 'person_unknown' }, { pointer: '/2/person', code: 'person_unknown' },
    { pointer: '/3/person', code: 'person_twice' }] });
  await w.as('lan').put(path, [{ person: w.person('an'), status: 'asleep' }]).expect(422, { errors: [{ pointer: '/0/status' }] });
  await w.as('lan').put(path, { person: 1 }).expect(422);
  assert.deepEqual(await marksOf(c.session), { an: 'unmarked', dung: 'present' });
});

test('a trainer brings in by code or personal number whoever is near the class, and by number nobody new', async () => {
  const c = await classWith(w, { title: 'Ai đến', seats: ['an'], sessions: [today('nam', { start: '08:00', periods: 1 })] });
  const path = `/sessions/${c.session}/attendance`, put = (who, ...marks) => w.as(who).put(path, marks);
  const refused = (pointer, code = 'person_unknown') => ({ errors: [{ pointer, code }] });
  for (const code of ['binh', 'dung', 'xa', 'giang'])
    await put('nam', { person: w.person(code), status: 'present' }).expect(422, refused('/0/person'));
  await put('nam', { status: 'present' }).expect(422, refused('/0/person', 'required'));
  await put('nam', { code: 'nobody', status: 'present' }).expect(422, refused('/0/code'));
  await put('nam', { code: 'xa', status: 'present' }).expect(422, refused('/0/code'));
  await put('nam', { national_id: '000000000001', status: 'present' }).expect(422, refused('/0/national_id'));
  await w.as('elsewhere').put(`/people/${w.person('xa')}`, { full_name: 'Học Viên Mẫu xa', national_id: '000000000001' }).with('If-Match', '"v1"').expect(200);
  await put('nam', { national_id: '000000000001', status: 'present' }).expect(422, refused('/0/national_id'));
  w.sql('owner', `INSERT INTO quota (class_id, unit_id, seats, origin) VALUES (${c.id}, ${w.unit('khoai-chau')}, 1, 'given')`);
  await put('nam', { national_id: '000000000001', status: 'late' }, { code: 'dung', status: 'present' }).expect(200, { late: 1, present: 1 });
  await put('nam', { person: w.person('dung'), status: 'late' }).expect(200, { late: 2 });
  await put('nam', { code: 'dung', status: 'present' }, { person: w.person('dung'), status: 'late' }).expect(422, { errors: [{ code: 'person_twice' }] });
  await put('office', { person: w.person('binh'), status: 'present' }).expect(200, { present: 1 });
  assert.deepEqual(await marksOf(c.session), { an: 'unmarked', binh: 'present', dung: 'late', xa: 'late' });
});

test('a mark is taken back: nobody was there, the history says so, and what was older does not come back', async () => {
  const c = await classWith(w, { title: 'Ghi nhầm', seats: ['an', 'chi'], sessions: [today('lan', { start: '11:00', periods: 1 })] });
  const path = `/sessions/${c.session}/attendance`, put = (...marks) => w.as('lan').put(path, marks);
  const an = w.person('an');
  await put({ code: 'dung', status: 'present', recorded_at: '2026-09-05T02:30:00Z' }, { person: an, status: 'present' }).expect(200, { present: 2 });
  await put({ code: 'dung', status: 'unmarked', why: 'nhầm người' }).expect(200, { present: 1, changed: 1, history: 1 });
  await put({ code: 'dung', status: 'unmarked' }).expect(200, { changed: 0, history: 0 });
  await put({ person: an, status: 'unmarked' }, { person: w.person('chi'), status: 'unmarked' }).expect(200, { present: 0, unmarked: 2, changed: 1, history: 1 });
  assert.deepEqual(await marksOf(c.session), { an: 'unmarked', chi: 'unmarked' });
  assert.deepEqual((await history(c.session)).map((h) => [h.before, h.after, h.why, h.account]), [
    [null, 'present', null, 'lan'], [null, 'present', null, 'lan'], ['present', 'unmarked', 'nhầm người', 'lan'], ['present', 'unmarked', null, 'lan']].map(
    ([before, after_, why, account]) => [before, after_, why, account]));
  await put({ person: an, status: 'late', recorded_at: '2026-09-05T02:59:00Z', op: 'trễ' }, { person: w.person('dung'), status: 'late', recorded_at: '2026-09-05T02:40:00Z' })
    .expect(200, { changed: 0, overtaken: 2, history: 2 });
  assert.deepEqual(await marksOf(c.session), { an: 'unmarked', chi: 'unmarked' });
  await put({ person: an, status: 'late' }).expect(200, { changed: 1, late: 1 });
  assert.deepEqual(await marksOf(c.session), { an: 'late', chi: 'unmarked' });
  assert.equal((await history(c.session)).at(-1).before, 'unmarked');
  const roster = (await w.as('lan').get(path)).items.map(({ person, status, note }) => ({ person, status, note }));
  await put(...roster).expect(200, { changed: 0, history: 0 });
});

test('marks of two devices end the same in every order of arrival, each kept once', async () => {
  const marks = [
    { status: 'present', recorded_at: '2026-09-05T08:05:00+07:00', op: 'a1' },
    { status: 'late', recorded_at: '2026-09-05T08:20:00+07:00', op: 'b1' },
    { status: 'excused', recorded_at: '2026-09-05T08:20:00+07:00', op: 'a2' },
    { status: 'unmarked', recorded_at: '2026-09-05T08:10:00+07:00' }];
  const orders = (list) => (list.length < 2 ? [list] : list.flatMap((x, i) => orders(list.filter((_, k) => k !== i)).map((rest) => [x, ...rest])));
  const c = await classWith(w, { title: 'Hai máy', seats: ['an'], sessions: [{ date: '2026-09-05', start: '08:00', periods: 1 }] });
  const path = `/sessions/${c.session}/attendance`;
  for (const order of orders(marks)) {
    w.sql('owner', `DELETE FROM attendance WHERE session_id = ${c.session}`);
    w.sql('owner', `DELETE FROM attendance_history WHERE session_id = ${c.session}`);
    for (const m of [...order, order[0], order[2]]) await w.as('office').put(path, [{ person: w.person('an'), ...m }]).expect(200);
    assert.deepEqual(await marksOf(c.session), { an: 'late' }, JSON.stringify(order));
    const seen = await history(c.session);
    assert.equal(seen.length, 4, JSON.stringify(seen));
    assert.equal(seen.filter((h) => h.stood).at(-1).op, 'b1');
  }
});

test('ten devices that send the same roster at once write it once', async () => {
  const c = await classWith(w, { title: 'Mười máy', seats: ['an', 'binh', 'chi'], sessions: [{ date: '2026-09-05', start: '08:00', periods: 1 }] });
  const roster = ['an', 'binh', 'chi'].map((who) => ({ person: w.person(who), status: 'present', op: `${who}-1` }));
  const got = await Promise.all(Array.from({ length: 10 }, (_, i) => w.as('office')
    .put(`/sessions/${c.session}/attendance`, i % 2 ? roster : [...roster].reverse()).expect(200, { present: 3 })));
  assert.equal(got.reduce((sum, r) => sum + r.history, 0), 3);
  assert.equal((await history(c.session)).length, 3);
});

test('rosters of sessions of one class, and of two classes with the same people, come in at once: nobody waits for good', async () => {
  const seats = ['an', 'binh', 'chi', 'dung', 'em', 'giang'];
  const classes = [];
  for (const day of ['2026-09-03', '2026-09-04']) {
    const hours = ['14:00', '15:00', '16:00'].map((start) => today('lan', { date: day, start, periods: 1 }));
    classes.push(await classWith(w, { title: `Cùng lúc ${day}`, seats, sessions: hours }));
  }
  const sessions = w.sql('owner', `SELECT id FROM session WHERE class_id IN (${classes.map((c) => c.id)}) ORDER BY number, id`);
  // In PostgreSQL's log, where each stands before its statement is answered; in its statistics up to ten seconds later.
  const deadlocks = () => readFileSync(join(w.data, 'postgres.log'), 'utf8').split('deadlock detected').length - 1;
  const status = ['present', 'unexcused', 'unmarked', 'late'];
  for (let round = 0; round < 12; round++)
    await Promise.all(sessions.map(({ id }, k) => w.as('office').put(`/sessions/${id}/attendance`, seats.map((name, i) => (
      { person: w.person(name), status: status[(round + (k % 2 ? i : seats.length - i)) % status.length], why: 'thử' }))).expect(200)));
  assert.equal(deadlocks(), 0);
});

test('a clock that runs ahead is cut to the arrival and flagged', async () => {
  const c = await classWith(w, { title: 'Đồng hồ', seats: ['an'], sessions: [{ date: '2026-09-05', start: '08:00', periods: 1 }] });
  const path = `/sessions/${c.session}/attendance`, an = w.person('an');
  await w.as('office').put(path, [{ person: an, status: 'present', recorded_at: '2027-01-01T00:00:00Z', op: 'x1' }]).expect(200, { clamped: 1, changed: 1 });
  await w.as('office').put(path, [{ person: an, status: 'present', recorded_at: '2027-01-01T00:00:00Z', op: 'x1' }]).expect(200, { clamped: 0, history: 0 });
  await w.as('office').get(path).expect(200, { items: [{ recorded_at: '2026-09-05T03:00:00Z' }] });
  await w.as('office').put(path, [{ person: an, status: 'late' }]).expect(200, { changed: 1, late: 1 });
  assert.deepEqual((await history(c.session)).map((h) => h.clamped), [true, false]);
});

test('what is cancelled or still to come cannot be marked, and who may not is told so', async () => {
  const c = await classWith(w, { title: 'Ngày mai', seats: ['an'], sessions: [today('nam', { start: '15:00' }), today('nam', { date: '2026-09-06' })] });
  const an = [{ person: w.person('an'), status: 'present' }];
  await w.as('nam').put(`/sessions/${c.items[1].id}/attendance`, an).expect(409, { code: 'session_not_yet' });
  await w.as('lan').put(`/sessions/${c.session}/attendance`, an).expect(403);
  await w.as('elsewhere').put(`/sessions/${c.session}/attendance`, an).expect(403);
  await w.as('hoa').get(`/sessions/${c.session}/attendance`).expect(403);
  await w.as().put(`/sessions/${c.session}/attendance`, an).expect(401);
  await w.as('nam').put(`/sessions/${c.session}/attendance`, an).expect(200);
  await w.as('office').post(`/sessions/${c.session}/cancel`, { why: 'mất điện' }).expect(200, { cancelled: true });
  await w.as('nam').put(`/sessions/${c.session}/attendance`, an).expect(409, { code: 'session_cancelled' });
  await w.as('office').post(`/sessions/${c.session}/restore`, { why: 'có điện' }).expect(200, { cancelled: false, marked: 1 });
  await w.as('office').post(`/classes/${c.id}/state`, { state: 'cancelled', why: 'ít người' }).expect(200);
  await w.as('nam').put(`/sessions/${c.session}/attendance`, an).expect(409, { code: 'class_cancelled' });
});

test('the trainer marks for a day, the office after that with a reason, until a year and more has gone', async () => {
  const c = await classWith(w, { title: 'Hạn', seats: ['an', 'binh'], sessions: [today('lan', { start: '17:00', end: '18:00' })] });
  const path = `/sessions/${c.session}/attendance`, an = w.person('an');
  await w.as('lan').put(path, [{ person: an, status: 'present' }]).expect(200);
  await w.at('2026-09-06T11:00:00Z');	// 18:00: the last minute of the trainer's 24 hours
  await w.as('lan').put(path, [{ person: an, status: 'late' }]).expect(200, { changed: 1 });
  await w.at('2026-09-06T11:01:00Z');
  await w.as('lan').put(path, [{ person: an, status: 'present' }]).expect(409, { code: 'mark_window_trainer_over' });
  await w.as('office').put(path, [{ person: w.person('binh'), status: 'present' }, { person: an, status: 'present' }])
    .expect(422, { errors: [{ pointer: '/1/why', code: 'why_missing' }] });
  await w.as('office').put(path, [{ person: an, status: 'unmarked' }]).expect(422, { errors: [{ pointer: '/0/why', code: 'why_missing' }] });
  await w.as('office').put(path, [{ person: w.person('binh'), status: 'present' }, { person: an, status: 'present', why: 'phiếu giấy' }])
    .expect(200, { present: 2, changed: 2, history: 2 });
  assert.equal((await history(c.session)).at(-2).why ?? (await history(c.session)).at(-1).why, 'phiếu giấy');
  await w.at('2027-12-01T00:00:00Z');
  await w.as('office').put(path, [{ person: an, status: 'late', why: 'muộn' }]).expect(409, { code: 'mark_window_over' });
});
