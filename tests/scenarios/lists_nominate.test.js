// SPDX-License-Identifier: GPL-3.0-or-later
// A list of nominations for a class, and the whole way from the command line.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { temporary } from '../help/cluster.js';
import { NOT_FOUND, commandLine } from '../help/hocvu.js';
import { bring, rows, settled } from '../help/lists.js';
import { xlsx } from '../help/xlsx.js';
import { approve, nominated, nominationWorld, openClass, standing } from './nomination_world.js';

let w, cls;
const TODAY = '2026-11-20';
before(async () => {
  w = await nominationWorld(`${TODAY}T03:00:00Z`);
  cls = await openClass(w, { capacity: 10 });
});
after(() => w?.stop());
const hocvu = commandLine(() => w);
const FILE = xlsx([
  ['DANH SÁCH CỬ CÁN BỘ THAM GIA LỚP TẬP HUẤN'],
  ['STT', 'Họ và tên', 'Ngày tháng năm sinh', 'Mã cán bộ', 'Ghi chú'],
  [1, 'Học Viên Mẫu 101', '01/01/1985', 'bs01'],
  [2, 'Học Viên Mẫu 102', { date: 31048 }, null],
  [3, 'Học Viên Mẫu 103', null, null],
  [4, 'Học Viên Mẫu 999', '01/01/1985', null],
  [5, 'Học Viên Mẫu 104', '01/01/1985', 'bs04'],
]);

test('people are found by code, by name and birth; who is unclear is said by hand; training\'s own rules hold', async () => {
  const hoa = w.as('hoa');
  await hoa.post(`/units/${w.unit('bach-sam')}/nominations`, { class: cls, codes: ['bs04'] }).expect(200);
  const list = await bring(hoa, w.unit('bach-sam'), { kind: 'nominations', class: cls, file: FILE });
  const all = Object.fromEntries((await rows(hoa, list.id)).map((r) => [r.id, r]));
  assert.deepEqual([3, 4, 5, 6, 7].map((n) => all[n].verdict), ['known', 'known', 'unmatched', 'unmatched', 'error']);
  assert.deepEqual(all[7].problems.filter((p) => p.blocks).map((p) => [p.code, p.cell]), [['person_already_nominated', 'B7']]);
  assert.deepEqual(all[6].problems.map((p) => p.code), ['name_digits', 'person_not_found']);
  assert.equal(all[5].candidates[0].code, 'bs03');
  await hoa.put(`/lists/${list.id}/rows/5`, { decision: 'person', person: all[5].candidates[0].person }).expect(204);
  await hoa.post(`/lists/${list.id}/take`, { mode: 'valid', why: 'Công văn mẫu' }).expect(202);
  const done = await settled(hoa, list.id);
  assert.deepEqual([done.state, done.made_nominations, done.made_people, done.left_out], ['done', 3, 0, 2]);
  assert.deepEqual(await standing(w, cls), { bs01: 'nominated', bs02: 'nominated', bs03: 'nominated', bs04: 'nominated' });
  await hoa.post(`/lists/${list.id}/undo`).expect(202);
  assert.equal((await settled(hoa, list.id)).state, 'undone');
  assert.deepEqual(await standing(w, cls), { bs01: 'withdrawn', bs02: 'withdrawn', bs03: 'withdrawn', bs04: 'nominated' });
});

test('a class that is over or not open takes no list; a draft is not there', async () => {
  const closed = await openClass(w, { state: 'closed' }), hoa = w.as('hoa');
  const list = await bring(hoa, w.unit('bach-sam'), { kind: 'nominations', class: closed, file: FILE });
  await hoa.post(`/lists/${list.id}/take`, { mode: 'valid' }).expect(202);
  const left = await settled(hoa, list.id);
  assert.deepEqual([left.state, left.refusal], ['ready', 'class_not_open']);
});

test('from the command line: brought, reviewed, decided, taken in, taken back', async () => {
  const path = join(mkdtempSync(join(temporary(), 'list.')), 'danh-sach.csv');
  writeFileSync(path, '\ufeffTT;Họ và tên;Năm sinh;Điện thoại\n1;Học Viên Mẫu Mới Một;1990;900000001\n2;Học Viên Mẫu Mới Hai;31/31/1990;\n3;Học Viên Mẫu 105;;\n');
  const out = await hocvu('hoa', ['import', 'add', path, '--unit', 'ubnd-bach-sam', '--category', 'công chức']);
  assert.match(out, /Tệp +danh-sach\.csv/);
  assert.match(out, /Trạng thái +xem trước/);
  assert.match(out, /B +Họ và tên +họ và tên/);
  assert.match(out, /Số điện thoại mất số 0 ở đầu/);
  const id = Number(/Số +(\d+)/.exec(out)[1]);
  assert.match(await hocvu('hoa', `import rows ${id} --verdict error`), /3 {2}lỗi {2}Học Viên Mẫu Mới Hai\n {4}C3 {2}Ngày “31\/31\/1990” không đọc được/);
  assert.match(await hocvu('hoa', `import rows ${id} --verdict unmatched`), /4 {2}chưa rõ {2}Học Viên Mẫu 105\n {4}B4 {2}Họ tên có chữ số\.\n {4}\? \d+ {2}Học Viên Mẫu 105 {2}01\/01\/1985/);
  await hocvu('hoa', `import take ${id}`, { code: 65, says: /Còn dòng có lỗi hoặc chưa rõ là ai/ });
  await hocvu('hoa', `import decide ${id} 4 skip`);
  assert.match(await hocvu('hoa', `import take ${id} --valid-only`), /Người mới đã ghi +1/);
  assert.match(await hocvu('hoa', 'import list'), /danh-sach\.csv/);
  assert.match(await hocvu('hoa', `import undo ${id}`), /đã hoàn tác/);
  await hocvu('hoa', `import review 999999`, { code: 77 });
  assert.equal(NOT_FOUND, 1);
});

test('a sheet of who came: crosses, one who walked in, marks that stand are left; taken back it is in the history', async () => {
  const office = w.as('office'), there = await openClass(w, { dates: ['2097-11-02', '2097-11-03'] });
  const enrolments = await nominated(w, there, ['bs01', 'bs02', 'bs03']);
  await approve(w, there, Object.values(enrolments)).expect(200);
  w.sql('owner', `UPDATE session SET date = date '2026-11-01' + number::int WHERE class_id = ${there}`);	// the days have passed
  const rowsOf = [
    ['DANH SÁCH ĐIỂM DANH'],
    ['TT', 'Mã học viên', 'Họ và tên', 'Buổi', 'Có mặt', 'Muộn', 'Vắng có phép', 'Vắng không phép'],
    [1, 'bs01', 'Học Viên Mẫu 101', 1, 'x'], [2, 'bs02', 'Học Viên Mẫu 102', 1, 'x', 'x'], [3, 'bs03', 'Học Viên Mẫu 103', 'Buổi 1', null, null, 'x'],
    [4, 'bs04', 'Học Viên Mẫu 104', 1, 'vắng'], [5, 'bs01', 'Học Viên Mẫu 101', 7, 'x'], [6, 'bs01', 'Học Viên Mẫu 101', null, 'x'],
    [7, 'bs02', 'Học Viên Mẫu 102', 2, null, null, 'x', 'x'], [8, 'bs01', 'Học Viên Mẫu 101', 1, 'x'],
  ];
  const list = await bring(office, w.unit('my-hao'), { kind: 'attendance', class: there, file: xlsx(rowsOf) });
  const all = Object.fromEntries((await rows(office, list.id)).map((r) => [r.id, [r.verdict, ...r.problems.map((p) => p.code).filter((c) => c !== 'name_digits')]]));
  assert.deepEqual(all, { 1: ['skipped'], 2: ['skipped'], 3: ['known'], 4: ['known'], 5: ['known'], 6: ['known', 'absent_unexcused', 'walked_in'],
    7: ['error', 'session_unknown'], 8: ['error', 'session_unsaid'], 9: ['error', 'marks_both'], 10: ['error', 'row_twice'] });
  const session = Number(w.sql('owner', `SELECT id FROM session WHERE class_id = ${there} AND number = 1`)[0].id);
  await office.put(`/sessions/${session}/attendance`, [{ person: w.person('bs03'), status: 'present' }]).expect(200);
  await office.post(`/lists/${list.id}/take`, { mode: 'valid' }).expect(202);
  const done = await settled(office, list.id), marks = () => w.sql('owner', `SELECT p.code, a.status FROM attendance a JOIN person p ON p.id = a.person_id WHERE a.session_id = ${session} ORDER BY 1`).map((m) => `${m.code} ${m.status}`);
  assert.deepEqual([done.state, done.made_records, done.left_out], ['done', 3, 5]);
  assert.deepEqual(marks(), ['bs01 present', 'bs02 late', 'bs03 present', 'bs04 unexcused']);
  assert.deepEqual((await rows(office, list.id, '&code=mark_differs')).map((r) => [r.id, r.outcome]), [[5, 'left_out']]);
  const again = await bring(office, w.unit('my-hao'), { kind: 'attendance', class: there, file: xlsx(rowsOf) });
  assert.deepEqual((await rows(office, again.id, '&code=mark_recorded')).map((r) => r.id), [3, 4, 6]);
  await office.post(`/lists/${list.id}/undo`).expect(202);
  assert.equal((await settled(office, list.id)).state, 'undone');
  assert.deepEqual(marks(), ['bs03 present']);
  assert.equal(w.sql('owner', `SELECT count(*)::int AS n FROM attendance_history WHERE session_id = ${session} AND after = 'unmarked'`)[0].n, 3);
  await w.as('hoa').post(`/units/${w.unit('bach-sam')}/lists`, { kind: 'attendance', class: there, name: 'a.csv', bytes: 9 }).expect(403, { code: 'list_kind_not_yours' });
});

test('the time for marks is one, by hand and by list: from the session\'s end, to the minute', async () => {
  const office = w.as('office'), there = await openClass(w, { dates: ['2097-11-09', '2097-11-10'] });
  const enrolments = await nominated(w, there, ['bs01']);
  await approve(w, there, Object.values(enrolments)).expect(200);
  // Both 400 days ago: one ended with the first minute of its day, the other ends with its last.
  w.sql('owner', `UPDATE session SET date = date '${TODAY}' - 400, during = NULL, ends = NULL, periods = 1,
    starts = CASE number WHEN 1 THEN '00:00'::time END WHERE class_id = ${there}`);
  w.sql('owner', `UPDATE session SET ends = '00:01' WHERE class_id = ${there} AND number = 1`);
  const list = await bring(office, w.unit('my-hao'), { kind: 'attendance', class: there, file: xlsx([
    ['TT', 'Mã học viên', 'Họ và tên', 'Buổi', 'Có mặt'], [1, 'bs01', 'Học Viên Mẫu 101', 1, 'x'], [2, 'bs01', 'Học Viên Mẫu 101', 2, 'x']]) });
  const verdicts = Object.fromEntries((await rows(office, list.id)).map((r) => [r.id, [r.verdict, ...r.problems.map((p) => p.code).filter((c) => c !== 'name_digits')]]));
  assert.deepEqual([verdicts[2], verdicts[3]], [['error', 'mark_window_over'], ['known']]);
  const sessions = w.sql('owner', `SELECT id::int FROM session WHERE class_id = ${there} ORDER BY number`).map((row) => row.id);
  const mark = [{ person: w.person('bs01'), status: 'present', why: 'Bổ sung' }];
  await office.put(`/sessions/${sessions[0]}/attendance`, mark).expect(409, { code: 'mark_window_over' });
  await office.post(`/lists/${list.id}/take`, { mode: 'valid' }).expect(202);
  assert.equal((await settled(office, list.id)).made_records, 1);
  const [{ ended }] = w.sql('owner', `SELECT (recorded_at AT TIME ZONE 'Asia/Ho_Chi_Minh' - s.date)::text AS ended FROM attendance a JOIN session s ON s.id = a.session_id WHERE s.id = ${sessions[1]}`);
  assert.equal(ended, '1 day', 'a session without a time ends with its day');
});
