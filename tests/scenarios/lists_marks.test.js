// SPDX-License-Identifier: GPL-3.0-or-later
// The sheet of a class as offices keep it: a row for each learner, a column for each session.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { commandLine, DATA } from '../help/hocvu.js';
import { bring, rows, settled } from '../help/lists.js';
import { xlsx } from '../help/xlsx.js';
import { approve, nominated, nominationWorld, openClass } from './nomination_world.js';

let w, cls, office;
const TODAY = '2026-11-20';
const SEATED = ['bs01', 'bs02', 'bs03', 'bs04'];
const columns = (list) => Object.fromEntries(list.columns.map((c) => [c.at, [c.field ?? null, c.session ?? null]]));
const seen = async (list) => Object.fromEntries((await rows(office, list.id)).map((r) => [r.id, r]));
const told = (row) => row.problems.filter((p) => p.code !== 'name_digits').map((p) => [p.code, p.cell ?? null]);
const said = (row) => row.values.find((v) => v.field === 'marks')?.value;
const marks = () => w.sql('owner', `SELECT p.code, s.number, a.status FROM attendance a JOIN person p ON p.id = a.person_id JOIN session s ON s.id = a.session_id
  WHERE a.class_id = ${cls} ORDER BY 1, 2`).map((m) => `${m.code} ${m.number} ${m.status}`);
const hocvu = commandLine(() => w);
const take = async (list, mode) => { await office.post(`/lists/${list.id}/take`, { mode }).expect(202); return settled(office, list.id); };

// Sessions 1 to 5: the 2nd, the 3rd in the morning and the afternoon, the 4th, and one that is cancelled.
before(async () => {
  w = await nominationWorld(`${TODAY}T03:00:00Z`);
  office = w.as('office');
  cls = await openClass(w, { dates: ['2097-11-02', '2097-11-03', '2097-11-04', '2097-11-05', '2097-11-06'] });
  const enrolments = await nominated(w, cls, SEATED);
  await approve(w, cls, Object.values(enrolments)).expect(200);
  w.sql('owner', `UPDATE session s SET date = x.date::date, starts = x.starts::time, during = NULL, cancelled = x.number = 5
    FROM (VALUES (1, '2026-11-02', '08:00'), (2, '2026-11-03', '08:00'), (3, '2026-11-03', '13:30'), (4, '2026-11-04', '08:00'), (5, '2026-11-05', '08:00')) x(number, date, starts)
    WHERE s.class_id = ${cls} AND s.number = x.number`);
});
after(() => w?.stop());

test('columns are proposed by number and by day; what is not clear is asked about; every cell has its address', async () => {
  const file = xlsx([
    ['BẢNG ĐIỂM DANH'],
    ['TT', 'Mã học viên', 'Họ và tên', 'Buổi 1', '03/11 sáng', '3/11/2026', { date: 46330 }, 'Ngày thứ năm', 'Tổng số buổi', 'Ghi chú'],
    [1, 'bs01', 'Học Viên Mẫu 101', 'x', 'X', 'x', 'x', 'x', 4, null],
    [2, 'bs02', 'Học Viên Mẫu 102', 'v', 'muộn', null, 'P', null, 3, 'đi công tác'],
    [3, 'bs03', 'Học Viên Mẫu 103', 'K', 'vắng', null, '?', null, 1, null],
    [4, 'bs04', 'Học Viên Mẫu 104', null, null, null, null, null, 0, null],
    [5, 'bs09', 'Học Viên Mẫu 109', 'có', null, null, null, null, 1, null],
    ['Tổng cộng: 5 học viên'],
  ]);
  let list = await bring(office, w.unit('my-hao'), { kind: 'attendance', class: cls, file });
  assert.deepEqual(columns(list), { A: ['number', null], B: ['code', null], C: ['full_name', null], D: ['marks', 1], E: ['marks', 2],
    F: ['marks', null], G: ['marks', 4], H: ['marks', null], I: [null, null], J: ['note', null] }, 'two sessions on the third: nobody guesses; nor what the fifth day is');
  assert.deepEqual(list.sessions.map((s) => [s.number, s.date, s.starts]), [[1, '2026-11-02', '08:00'], [2, '2026-11-03', '08:00'], [3, '2026-11-03', '13:30'], [4, '2026-11-04', '08:00']]);
  let all = await seen(list);
  assert.deepEqual([3, 4, 5, 6, 7].map((n) => all[n].verdict), ['error', 'known', 'error', 'known', 'known']);
  assert.deepEqual(told(all[3]), [['marks_session_unsaid', 'F3'], ['marks_session_unsaid', 'H3']]);
  assert.deepEqual([told(all[4]), said(all[4])], [[['mark_v', 'D4']], '1=present 2=late 4=excused']);
  assert.deepEqual(told(all[5]), [['absent_unexcused', 'E5'], ['status_form', 'G5']]);
  assert.deepEqual([told(all[6]), told(all[7])], [[['marks_none', null]], [['walked_in', 'C7']]]);
  assert.equal(list.findings.find((f) => f.code === 'marks_session_unsaid').rows, 1);

  await office.put(`/lists/${list.id}/plan`, { header_row: 2, columns: [{ at: 'C', field: 'full_name' }, { at: 'D', field: 'marks', session: 1 }, { at: 'E', field: 'marks', session: 1 }] }).expect(422, { code: 'list_session_twice' });
  const before = columns(list);
  await hocvu('office', `import column ${list.id} F marks --session 4`, { code: DATA, says: /không thể cùng là một buổi/ });
  await hocvu('office', `import column ${list.id} H none`);
  assert.match(await hocvu('office', `import column ${list.id} f marks --session 3`), /^F .* điểm danh của một buổi +3 /m);
  list = await settled(office, list.id);
  assert.deepEqual(columns(list), { ...before, F: ['marks', 3], H: [null, null] }, 'one column said, the others as they stood');
  all = await seen(list);
  assert.deepEqual([all[3].verdict, said(all[3]), all[5].verdict], ['known', '1=present 2=present 3=present 4=present', 'error']);

  const book = await office.get(`/lists/${list.id}/errors.xlsx`).reply();
  assert.equal(book.status, 200);
  await office.post(`/lists/${list.id}/take`, { mode: 'all' }).expect(409, { code: 'list_not_clean' });
  const done = await take(list, 'valid');
  assert.deepEqual([done.state, done.made_records, done.left_out], ['done', 8, 1]);
  assert.deepEqual(marks(), ['bs01 1 present', 'bs01 2 present', 'bs01 3 present', 'bs01 4 present', 'bs02 1 present', 'bs02 2 late', 'bs02 4 excused', 'bs09 1 present']);
  assert.deepEqual(w.sql('owner', `SELECT count(*)::int AS n, count(DISTINCT account_id)::int AS who FROM attendance_history WHERE op LIKE 'list-${list.id}-%'`), [{ n: 8, who: 1 }]);
});

test('sent again with another week: marks that stand are told, another mark of theirs holds the row back; taken back whole', async () => {
  const file = xlsx([
    ['TT', 'Họ và tên', 'Mã học viên', 'Điểm danh', null, null, null],
    [null, null, null, 1, 2, 3, 4],
    [1, 'Học Viên Mẫu 101', 'bs01', 'x', 'x', 'x', 'K'],
    [2, 'Học Viên Mẫu 102', 'bs02', 'x', 'M', '✓', 'P'],
    [3, 'Học Viên Mẫu 103', 'bs03', 'K', 'K', 'x', 'x'],
  ], { merges: ['A1:A2', 'B1:B2', 'C1:C2', 'D1:G1'] });
  const list = await bring(office, w.unit('my-hao'), { kind: 'attendance', class: cls, file });
  assert.deepEqual([list.header_row, list.header_rows, ...[...'DEFG'].map((c) => columns(list)[c][1])], [1, 2, 1, 2, 3, 4]);
  const all = await seen(list);
  assert.deepEqual([told(all[3]), told(all[4]), told(all[5])], [[['mark_differs', 'G3'], ['marks_recorded', null]], [['marks_recorded', null]], []]);
  assert.match(all[4].problems.at(-1).says, /^3 dấu/);
  const before = marks(), done = await take(list, 'valid');
  assert.deepEqual([done.made_records, done.left_out], [5, 1]);
  assert.deepEqual(marks().filter((m) => !before.includes(m)), ['bs02 3 present', 'bs03 1 unexcused', 'bs03 2 unexcused', 'bs03 3 present', 'bs03 4 present']);

  const session = Number(w.sql('owner', `SELECT id FROM session WHERE class_id = ${cls} AND number = 4`)[0].id);
  await office.put(`/sessions/${session}/attendance`, [{ person: w.person('bs03'), status: 'late', why: 'Đến muộn' }]).expect(200);
  await office.post(`/lists/${list.id}/undo`).expect(409, { code: 'list_built_upon' });
  w.sql('owner', `UPDATE attendance a SET status = 'present', op = h.op FROM attendance_history h WHERE h.session_id = a.session_id AND h.person_id = a.person_id
    AND h.op LIKE 'list-%' AND a.session_id = ${session} AND a.person_id = ${w.person('bs03')}`);
  await office.post(`/lists/${list.id}/undo`).expect(202);
  assert.equal((await settled(office, list.id)).state, 'undone');
  assert.deepEqual(marks(), before);
});

test('who teaches in a class brings its sheet: their own sessions, the people of the class, nothing of another class', async () => {
  const lan = w.as('lan'), there = await openClass(w, { title: 'Lớp của Lan', dates: ['2097-12-02', '2097-12-03'] });
  await approve(w, there, Object.values(await nominated(w, there, ['bs05', 'bs06']))).expect(200);
  await lan.post(`/classes/${there}/lists`, { name: 'a.xlsx', bytes: 9 }).expect(403);
  w.sql('owner', `UPDATE session SET date = '${TODAY}', starts = NULL, ends = NULL, during = NULL,
    trainer_id = CASE number WHEN 1 THEN ${w.person('lan')} END WHERE class_id = ${there}`);
  const bytes = xlsx([['TT', 'Mã học viên', 'Họ và tên', 'Buổi 1', 'Buổi 2'], [1, 'bs05', 'Học Viên Mẫu 105', 'x'], [2, 'bs06', 'Học Viên Mẫu 106', 'P', 'x'], [3, null, 'Học Viên Mẫu 105', 'x'], [4, 'bs07', 'Học Viên Mẫu 107', 'x']]);
  const { id } = await lan.post(`/classes/${there}/lists`, { name: 'lop.xlsx', bytes: bytes.length }).expect(201);
  await lan.put(`/lists/${id}/parts/1`, { content: bytes.toString('base64') }).expect(204);
  await lan.post(`/lists/${id}/sent`).expect(202);
  const list = await settled(lan, id), all = Object.fromEntries((await rows(lan, id)).map((r) => [r.id, r]));
  assert.deepEqual([2, 3, 4, 5].map((n) => all[n].verdict), ['known', 'error', 'unmatched', 'unmatched'], 'who is not in the class is nobody here');
  assert.deepEqual(told(all[3]), [['session_not_yours', 'E3']]);
  assert.deepEqual([all[2].person_name, all[4].candidates.map((c) => c.code), all[5].candidates], ['Học Viên Mẫu 105', ['bs05'], []]);
  await lan.put(`/lists/${id}/rows/5`, { decision: 'person', person: w.person('bs07') }).expect(422, { code: 'person_unknown' });
  assert.equal(list.class, there);
  await lan.post(`/lists/${id}/take`, { mode: 'valid' }).expect(202);
  assert.equal((await settled(lan, id)).made_records, 1);
  assert.deepEqual(w.sql('owner', `SELECT p.code, a.status, x.name FROM attendance a JOIN person p ON p.id = a.person_id JOIN attendance_history h ON h.session_id = a.session_id AND h.person_id = a.person_id
    JOIN account x ON x.id = h.account_id WHERE a.class_id = ${there}`), [{ code: 'bs05', status: 'present', name: 'lan' }]);
  await lan.post(`/lists/${id}/undo`).expect(202);
  assert.equal((await settled(lan, id)).state, 'undone');
  await w.as('nam').get(`/lists/${id}`).expect(403);
});
