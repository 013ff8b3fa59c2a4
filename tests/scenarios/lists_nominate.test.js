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
import { nominationWorld, openClass, standing } from './nomination_world.js';

let w, cls;
before(async () => {
  w = await nominationWorld();
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
