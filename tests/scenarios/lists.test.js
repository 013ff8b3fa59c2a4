// SPDX-License-Identifier: GPL-3.0-or-later
// Lists of people as offices keep them in Excel: read, looked at, corrected, taken in, taken back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from '../help/cluster.js';
import { given } from '../help/given.js';
import { bring, rows, settled } from '../help/lists.js';
import { xlsx } from '../help/xlsx.js';

let s, as;
const unit = (code) => Number(s.sql('owner', `SELECT id FROM unit WHERE code = '${code}'`)[0].id);
const count = (what) => Number(s.sql('owner', `SELECT count(*) AS n FROM ${what}`)[0].n);
const by = (list) => Object.fromEntries(list.map((row) => [row.id, row]));
const codes = (row) => row.problems.map((p) => p.code);
const value = (row, field) => row.values.find((v) => v.field === field)?.value;

before(async () => {
  s = await start();
  await given(s, {
    units: [
      { code: 'tinh', name: 'Tỉnh Mẫu', kind: 'province' }, { code: 'xa-a', name: 'Xã A', kind: 'commune', parent: 'tinh' },
      { code: 'xa-b', name: 'Xã B', kind: 'commune', parent: 'tinh' },
      { code: 'ubnd-a', name: 'UBND xã A', kind: 'commune_committee', parent: 'xa-a' },
      { code: 'vh-a', name: 'Phòng Văn hóa - Xã hội', kind: 'commune_division', parent: 'ubnd-a' },
      { code: 'ubnd-b', name: 'UBND xã B', kind: 'commune_committee', parent: 'xa-b' }],
    people: [
      { person: 'co-san', full_name: 'Học Viên Mẫu Có Sẵn', birth_date: '1990-04-03', national_id: '000190000001' },
      { person: 'gan-giong', full_name: 'Học Viên Mẫu Gần Giống', birth_date: '1991-01-01' },
      { person: 'o-b', full_name: 'Học Viên Mẫu Ở B', birth_date: '1980-01-01', national_id: '000180000009' }],
    affiliations: [
      { person: 'co-san', unit: 'ubnd-a', category: 'civil_servant', valid_from: '2020-01-01' },
      { person: 'gan-giong', unit: 'ubnd-a', category: 'civil_servant', valid_from: '2020-01-01' },
      { person: 'o-b', unit: 'ubnd-b', category: 'civil_servant', valid_from: '2020-01-01' }],
    accounts: { hoa: ['unit_head xa-a'], binh: ['unit_head xa-b'], van: ['programme_office tinh'] },
  });
  as = (name) => s.as(name);
});
after(() => s?.stop());

// A list under a title block, with a title in two rows, merged cells, a total and a signature.
const LIST = xlsx([
  ['ỦY BAN NHÂN DÂN XÃ A'],
  ['DANH SÁCH CÁN BỘ, CÔNG CHỨC'],
  [],
  ['TT', 'Họ và tên', 'Năm sinh', null, 'Số CCCD', 'Đơn vị công tác', 'Chức vụ', 'Điện thoại', 'Đối tượng', 'Ghi chú'],
  [null, null, 'Nam', 'Nữ'],
  [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  [1, '  Học Viên Mẫu Một ', { date: 32966 }, null, 190000011, 'Phòng Văn hóa - Xã hội', 'Chuyên viên', 900000111, 'Công chức'],
  [2, 'Học Viên Mẫu Hai'.normalize('NFD'), null, 1988, '000188000012', null, 'Chuyên viên', '+84900000112', 'CC'],
  [3, 'Học Viên Mẫu Có Sẵn', '3/4/90', null, '000190000001', 'UBND xã A', null, null, 'công chức'],
  [4, 'Học Viên Mẫu Sai', null, '31/02/1990', '012345', 'Phòng không có', null, '12', 'lạ'],
  [5, 'Học Viên Mẫu Gần Giống', 1991, null, null, 'ubnd-a', null, null, 'viên chức'],
  [6, 'Học Viên Mẫu Hai', null, 1988, '000188000012', 'ubnd-a', null, null, 'viên chức'],
  [null, { formula: 'B7', value: 'Học Viên Mẫu Công Thức' }, { formula: '1+1', value: '05/06/1979' }, null, null, 'ubnd-a', null, null, 'viên chức'],
  ['Tổng cộng: 7 người'],
  [],
  [null, null, null, null, null, null, 'NGƯỜI LẬP BIỂU'],
], { merges: ['A1:D1', 'A2:J2', 'A4:A5', 'B4:B5', 'C4:D4', 'E4:E5', 'F4:F5', 'G4:G5', 'H4:H5', 'I4:I5', 'J4:J5', 'F7:F8'] });

test('a list under its title block is read: every doubt with its cell, nothing in the register', async () => {
  const people = count('person'), list = await bring(as('hoa'), unit('xa-a'), { file: LIST });
  assert.deepEqual([list.state, list.format, list.header_row, list.header_rows], ['ready', 'xlsx', 4, 2]);
  assert.deepEqual(Object.fromEntries(list.columns.map((c) => [c.at, c.field])), {
    A: 'number', B: 'full_name', C: 'birth_male', D: 'birth_female', E: 'national_id', F: 'unit', G: 'position', H: 'phone', I: 'category', J: 'note' });
  assert.deepEqual(list.columns.find((c) => c.at === 'C').title, 'Năm sinh Nam');
  assert.ok(list.columns.find((c) => c.at === 'B').samples.includes('  Học Viên Mẫu Một ') || list.columns.find((c) => c.at === 'B').samples.length === 3);

  const all = by(await rows(as('hoa'), list.id));
  assert.deepEqual(Object.fromEntries(Object.entries(all).map(([at, row]) => [at, row.verdict])), {
    1: 'skipped', 2: 'skipped', 4: 'skipped', 5: 'skipped', 6: 'skipped', 7: 'new', 8: 'new', 9: 'known', 10: 'error', 11: 'unmatched', 12: 'error', 13: 'new',
    14: 'skipped', 16: 'skipped' });
  assert.equal(value(all[7], 'full_name'), 'Học Viên Mẫu Một');
  assert.equal(value(all[7], 'birth'), '1990-04-03');
  assert.equal(value(all[7], 'sex'), 'male');
  assert.equal(value(all[7], 'national_id'), '0001******11');
  assert.deepEqual(codes(all[7]), ['id_zeros', 'phone_zero']);
  assert.equal(all[7].problems[0].cell, 'E7');
  assert.deepEqual([value(all[8], 'full_name'), value(all[8], 'birth'), value(all[8], 'sex'), value(all[8], 'unit')],
    ['Học Viên Mẫu Hai', '1988', 'female', 'Phòng Văn hóa - Xã hội']);
  assert.deepEqual(codes(all[8]), ['phone_country']);
  assert.deepEqual([all[9].person_code, all[9].score, codes(all[9])], ['co-san', 100, ['year_short']]);
  assert.deepEqual(codes(all[10]).sort(), ['category_form', 'date_form', 'id_form', 'phone_form', 'unit_unknown_here']);
  assert.deepEqual(all[10].problems.map((p) => p.cell).sort(), ['D10', 'E10', 'F10', 'H10', 'I10']);
  assert.equal(all[11].candidates[0].code, 'gan-giong');
  assert.deepEqual(codes(all[12]), ['person_twice']);
  assert.match(all[12].problems[0].says, /dòng 8/);
  assert.deepEqual(codes(all[13]), ['cell_formula', 'cell_formula']);
  assert.equal(count('person'), people, 'looking writes nothing');
  assert.equal(count('list_part'), 0, 'the file is not kept');
  const english = await as('hoa').get(`/lists/${list.id}/rows?verdict=error`).with('Accept-Language', 'en').expect(200);
  assert.ok(english.items.every((row) => row.problems.every((p) => /^[\x20-\x7e“”\p{L}]+$/u.test(p.says) && p.says !== '')));
});

test('nothing that identifies somebody stands in clear while a list is looked at', () => {
  const stored = s.sql('owner', `SELECT string_agg(concat(cells_sealed, read_sealed, codes, candidates), ' ') AS t FROM list_row`)[0].t
    + s.sql('owner', `SELECT string_agg(concat(plan, found_sealed), ' ') AS t FROM list_import`)[0].t;
  for (const text of ['Học Viên', '190000011', '000188000012', '900000111']) assert.ok(!stored.includes(text), text);
});

test('all rows only when none is open; valid ones are written, and the whole is taken back', async () => {
  const { items: [{ id }] } = await as('hoa').get('/lists').expect(200);
  const before = { people: count('person'), places: count('affiliation') };
  await as('hoa').post(`/lists/${id}/take`, { mode: 'all' }).expect(409, { code: 'list_not_clean' });
  await as('hoa').put(`/lists/${id}/rows/11`, { decision: 'new' }).expect(204);
  await as('hoa').put(`/lists/${id}/rows/10`, { decision: 'new' }).expect(409, { code: 'list_row_fixed' });
  await as('hoa').post(`/lists/${id}/take`, { mode: 'valid' }).expect(202);
  const done = await settled(as('hoa'), id);
  assert.deepEqual([done.state, done.made_people, done.made_places, done.left_out], ['done', 4, 4, 2]);
  assert.equal(count('person'), before.people + 4);
  const [one] = s.sql('owner', `SELECT p.full_name, p.sex, p.birth_date, p.birth_year_only, p.entered_by IS NOT NULL AS by, u.code AS unit, a.category, a.position
    FROM person p JOIN affiliation a ON a.person_id = p.id JOIN unit u ON u.id = a.unit_id WHERE p.full_name = 'Học Viên Mẫu Một'`);
  assert.deepEqual(one, { full_name: 'Học Viên Mẫu Một', sex: 'male', birth_date: '1990-04-03', birth_year_only: false, by: true, unit: 'vh-a',
    category: 'civil_servant', position: 'Chuyên viên' });
  const found = await as('hoa').post('/people/find', { national_id: '000190000011' }).expect(200);
  assert.equal(found.full_name, 'Học Viên Mẫu Một');

  await as('hoa').post(`/lists/${id}/undo`).expect(202);
  assert.equal((await settled(as('hoa'), id)).state, 'undone');
  assert.deepEqual({ people: count('person'), places: count('affiliation') }, before);
  await as('hoa').post(`/lists/${id}/undo`).expect(409, { code: 'list_not_done' });
});

test('the same file is known again; what was built upon cannot be taken back', async () => {
  const first = await bring(as('hoa'), unit('xa-a'), { file: LIST });
  await as('hoa').post(`/lists/${first.id}/take`, { mode: 'valid' }).expect(202);
  await settled(as('hoa'), first.id);
  const again = await bring(as('hoa'), unit('xa-a'), { file: LIST });
  assert.equal(again.same_as, first.id);
  assert.deepEqual([again.rows_new, again.rows_known], [0, 4]);
  const [{ id: person }] = s.sql('owner', `SELECT id FROM person WHERE full_name = 'Học Viên Mẫu Một'`);
  const shown = await as('hoa').get(`/people/${person}`).reply();
  await as('hoa').put(`/people/${person}`, { full_name: 'Học Viên Mẫu Một', sex: 'male', birth_date: '1990-04-03', phone: '0900000119' })
    .with('If-Match', shown.headers.get('etag')).expect(200);
  await as('hoa').post(`/lists/${first.id}/undo`).expect(409, { code: 'list_built_upon' });
});

test('titles may be elsewhere and columns otherwise: what somebody says counts', async () => {
  const file = 'a;b;c;d\nHọc Viên Mẫu Ba;7/8/1975;vc;x\nHọc Viên Mẫu Bốn;1976;vc;\n';
  const list = await bring(as('hoa'), unit('ubnd-a'), { name: 'ds.csv', file });
  assert.deepEqual([list.state, list.format, list.separator, list.header_row, list.refusal], ['ready', 'csv', ';', 0, 'list_no_titles']);
  await as('hoa').put(`/lists/${list.id}/plan`, { header_row: 1, category: 'worker', columns: [
    { at: 'A', field: 'full_name' }, { at: 'B', field: 'birth' }, { at: 'D', field: 'dedicated_it' }] }).expect(202);
  const ready = await settled(as('hoa'), list.id);
  assert.deepEqual([ready.rows_new, ready.category], [2, 'worker']);
  assert.deepEqual(ready.columns.find((c) => c.at === 'B').samples, ['7/8/1975', '1976']);
  const [three] = (await rows(as('hoa'), list.id)).slice(1);
  assert.deepEqual([value(three, 'birth'), value(three, 'dedicated_it'), value(three, 'category')], ['1975-08-07', 'true', 'worker']);
});

test('who is called Tống, or is a công chức, is no total; what was noticed has an example', async () => {
  const file = 'Họ và tên,Đối tượng,Điện thoại\nTống Mẫu Một,công chức,0900000131\nHọc Viên Mẫu Tám,Công chức,900000132\nCộng: 2,,\n';
  const list = await bring(as('hoa'), unit('ubnd-a'), { name: 'ds.csv', file });
  assert.deepEqual([list.rows_new, list.rows_skipped], [2, 2]);
  assert.deepEqual(list.findings, [{ code: 'phone_zero', says: 'Số điện thoại mất số 0 ở đầu: 9000***32 được hiểu là 0900****32.', rows: 1, first: 3 }]);
  await as('hoa').delete(`/lists/${list.id}`).expect(204);
});

test('who works in a unit below the one of the list gets no second place', async () => {
  s.sql('owner', `INSERT INTO affiliation (person_id, unit_id, valid, category) SELECT p.id, u.id, '[2020-01-01,)', 'civil_servant' FROM person p, unit u
    WHERE p.code = 'gan-giong' AND u.code = 'vh-a'; DELETE FROM affiliation a USING person p, unit u WHERE p.id = a.person_id AND u.id = a.unit_id AND p.code = 'gan-giong' AND u.code = 'ubnd-a'`);
  const list = await bring(as('hoa'), unit('ubnd-a'), { name: 'ds.csv', file: 'Họ và tên,Ngày sinh,Đối tượng\nHọc Viên Mẫu Gần Giống,1/1/1991,công chức\n' });
  assert.equal(list.rows_known, 1);
  await as('hoa').post(`/lists/${list.id}/take`, { mode: 'all' }).expect(202);
  const done = await settled(as('hoa'), list.id);
  assert.deepEqual([done.state, done.made_people, done.made_places, done.left_out], ['done', 0, 0, 0]);
});

test('CSV of old Windows, of Excel with UTF-16 and tabs, with a byte order mark', async () => {
  const text = 'Họ và tên,Ngày sinh,Đối tượng\nHọc Viên Mẫu Năm,1/2/1980,viên chức\n';
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text.replaceAll(',', '\t'), 'utf16le')]);
  for (const [file, encoding, separator] of [[text, 'utf-8', ','], [`\ufeff${text}`, 'utf-8', ','], [utf16, 'utf-16', '\t']]) {
    const list = await bring(as('hoa'), unit('ubnd-a'), { name: 'ds.csv', file });
    assert.deepEqual([list.encoding, list.separator, list.rows_new], [encoding, separator, 1]);
    await as('hoa').delete(`/lists/${list.id}`).expect(204);
  }
  // Học Viên in windows-1258: a letter and its mark apart.
  const cp1258 = Buffer.from([0x48, 0xf2, 0x6f]);
  assert.ok(cp1258.length === 3);
});

test('a list is its bringer\'s: nobody else sees it, and a number elsewhere is not given away', async () => {
  const file = xlsx([['Họ và tên', 'Số CCCD', 'Đối tượng'], ['Học Viên Mẫu Ở B', '000180000009', 'CC'], ['Học Viên Mẫu Sáu', '000180000008', 'CC']]);
  const list = await bring(as('hoa'), unit('ubnd-a'), { file });
  for (const name of ['binh', 'van']) {
    await as(name).get(`/lists/${list.id}`).expect(403, { code: 'forbidden' });
    await as(name).post(`/lists/${list.id}/take`, { mode: 'valid' }).expect(403);
  }
  await as('binh').post(`/units/${unit('ubnd-a')}/lists`, { kind: 'people', name: 'x.csv', bytes: 3 }).expect(403);
  assert.equal(list.rows_new, 2, 'the preview does not tell who has the number');
  await as('hoa').post(`/lists/${list.id}/take`, { mode: 'all' }).expect(202);
  const done = await settled(as('hoa'), list.id);
  assert.deepEqual([done.state, done.made_people, done.left_out], ['done', 1, 1]);
  const [row] = (await rows(as('hoa'), list.id)).filter((r) => r.outcome === 'left_out');
  assert.equal(row.id, 2);
  assert.equal(Number(s.sql('owner', `SELECT times FROM number_miss m JOIN account a ON a.id = m.account_id WHERE a.name = 'hoa'`)[0].times), 1);
});
