// SPDX-License-Identifier: GPL-3.0-or-later
// Lists of records, residents, figures and rooms: the same way in as people, the same checks as by hand.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { start, temporary } from '../help/cluster.js';
import { given } from '../help/given.js';
import { commandLine } from '../help/hocvu.js';
import { bring, rows, settled } from '../help/lists.js';
import { xlsx } from '../help/xlsx.js';

let s;
const sql = (text) => s.sql('owner', text);
const unit = (code) => Number(sql(`SELECT id FROM unit WHERE code = '${code}'`)[0].id);
const person = (code) => Number(sql(`SELECT id FROM person WHERE code = '${code}'`)[0].id);
const count = (what) => Number(sql(`SELECT count(*) AS n FROM ${what}`)[0].n);
const by = async (as, list) => Object.fromEntries((await rows(as, list.id)).map((row) => [row.id, row]));
const codes = (row) => row.problems.map((p) => p.code);
const take = async (as, list, mode = 'valid') => { await as.post(`/lists/${list.id}/take`, { mode }).expect(202); return settled(as, list.id); };
const undo = async (as, list) => { await as.post(`/lists/${list.id}/undo`).expect(202); return settled(as, list.id); };
const say = async (as, list, values, columns = list.columns.filter((c) => c.field).map(({ at, field }) => ({ at, field }))) => {
  await as.put(`/lists/${list.id}/plan`, { header_row: list.header_row, columns, values: Object.entries(values).map(([field, value]) => ({ field, value })) }).expect(202);
  return settled(as, list.id);
};
const hocvu = commandLine(() => s);

before(async () => {
  s = await start();
  await given(s, {
    units: [
      { code: 'tinh', name: 'Tỉnh Mẫu', kind: 'province' }, { code: 'xa-a', name: 'Xã A', kind: 'commune', parent: 'tinh' },
      { code: 'xa-b', name: 'Xã B', kind: 'commune', parent: 'tinh' },
      { code: 'to-1', name: 'Tổ dân phố số 1', kind: 'residential_group', parent: 'xa-a' },
      { code: 'to-2', name: 'Tổ dân phố số 2', kind: 'residential_group', parent: 'xa-a' },
      { code: 'ubnd-a', name: 'UBND xã A', kind: 'commune_committee', parent: 'xa-a' },
      { code: 'ubnd-b', name: 'UBND xã B', kind: 'commune_committee', parent: 'xa-b' }],
    people: [
      { person: 'an', full_name: 'Học Viên Mẫu An', birth_date: '1990-04-03', national_id: '000190000001' },
      { person: 'binh', full_name: 'Học Viên Mẫu Bình', birth_date: '1991-01-01' },
      { person: 'o-b', full_name: 'Học Viên Mẫu Ở B', birth_date: '1980-01-01' }],
    affiliations: [
      { person: 'an', unit: 'ubnd-a', category: 'civil_servant', valid_from: '2020-01-01' },
      { person: 'binh', unit: 'ubnd-a', category: 'civil_servant', valid_from: '2020-01-01' },
      { person: 'o-b', unit: 'ubnd-b', category: 'civil_servant', valid_from: '2020-01-01' }],
    courses: [{ code: 'attt', title: 'An toàn thông tin', topics: 'information_security', modality: 'mooc', periods: 8, attendance_percent: 80 },
      { code: 'cds', title: 'Chuyển đổi số', topics: 'digital_transformation', modality: 'mooc', periods: 8, attendance_percent: 80 }],
    accounts: { hoa: ['unit_head xa-a'], lan: ['ward_official xa-a'], van: ['programme_office tinh'] },
  });
});
after(() => s?.stop());

test('completions of a platform: course by its title, source of the whole list, duplicates told, undone', async () => {
  const hoa = s.as('hoa');
  const file = xlsx([
    ['KẾT QUẢ HỌC TRỰC TUYẾN'],
    ['TT', 'Họ và tên', 'Ngày sinh', 'Tên khóa học', 'Ngày hoàn thành', 'Số chứng nhận'],
    [1, 'Học Viên Mẫu An', '03/04/1990', 'An toàn thông tin', { date: 46000 }, 'CN-001'],
    [2, 'Học Viên Mẫu An', '03/04/1990', 'cds', { date: 46000 }, 'CN-002'],
    [3, 'Học Viên Mẫu An', '03/04/1990', 'Chuyển đổi số', { date: 46000 }, null],
    [4, 'Học Viên Mẫu Bình', '01/01/1991', 'Khóa không có', '05/01/2026', null],
    [5, 'Học Viên Mẫu Bình', '01/01/1991', 'attt', '05/01/2199', null],
    [6, 'Học Viên Mẫu Ở B', '01/01/1980', 'attt', '05/01/2026', null],
    [7, 'Học Viên Mẫu Bình', '01/01/1991', 'attt', '05/01/2026', null],
    ['Tổng cộng: 7'],
  ]);
  let list = await bring(hoa, unit('ubnd-a'), { kind: 'completions', file });
  assert.deepEqual(list.needs, ['course', 'day', 'source']);
  assert.deepEqual(list.findings.find((f) => f.code === 'source_missing').rows, 7);
  list = await say(hoa, list, { source: 'Nền tảng học trực tuyến' });
  assert.deepEqual(list.values, [{ field: 'source', value: 'Nền tảng học trực tuyến' }]);
  const all = await by(hoa, list);
  assert.deepEqual([3, 4, 5, 6, 7, 8, 9].map((n) => all[n].verdict), ['known', 'known', 'error', 'error', 'error', 'unmatched', 'known']);
  assert.deepEqual([codes(all[6]), codes(all[7]), codes(all[8])], [['course_unknown_here'], ['date_not_yet'], ['person_not_found']]);
  assert.deepEqual(all[6].problems[0].cell, 'D6');
  assert.deepEqual(all[5].problems.filter((p) => p.blocks).length, 1, 'the same course twice, once by its code');
  const done = await take(hoa, list);
  assert.deepEqual([done.state, done.made_records, done.left_out], ['done', 3, 4]);
  assert.deepEqual(sql(`SELECT c.code, e.completed_on::text AS on, e.source, e.evidence, e.verified FROM external_completion e JOIN course c ON c.id = e.course_id
    WHERE e.person_id = ${person('an')} ORDER BY c.code`), [
    { code: 'attt', on: '2025-12-09', source: 'Nền tảng học trực tuyến', evidence: 'CN-001', verified: false },
    { code: 'cds', on: '2025-12-09', source: 'Nền tảng học trực tuyến', evidence: 'CN-002', verified: false }]);

  let again = await bring(hoa, unit('ubnd-a'), { kind: 'completions', file });
  assert.equal(again.same_as, list.id);
  again = await say(hoa, again, { source: 'Nền tảng học trực tuyến' });
  assert.deepEqual(codes((await by(hoa, again))[3]), ['completion_recorded']);
  assert.deepEqual([(await take(hoa, again)).made_records, count('external_completion')], [0, 3]);

  await s.as('van').post(`/units/${unit('tinh')}/external-completions/verify`, { ids: [Number(sql('SELECT min(id) AS id FROM external_completion')[0].id)] }).expect(200);
  await hoa.post(`/lists/${list.id}/undo`).expect(409, { code: 'list_built_upon' });
  sql('UPDATE external_completion SET verified = false');
  assert.equal((await undo(hoa, list)).state, 'undone');
  assert.equal(count('external_completion'), 0);
});

test('assessment results: schemes and courses, crosses under Đạt and Không đạt, only for the programme office', async () => {
  const van = s.as('van');
  const file = xlsx([
    ['STT', 'Mã cán bộ', 'Họ và tên', 'Bài thi', 'Ngày thi', 'Đạt', 'Không đạt', 'Điểm'],
    [1, 'an', 'Học Viên Mẫu An', 'Ứng dụng CNTT cơ bản', '05/01/2026', 'x', null, '8,5'],
    [2, 'binh', 'Học Viên Mẫu Bình', 'An toàn thông tin', '05/01/2026', null, 'x', '4'],
    [3, 'an', 'Học Viên Mẫu An', 'An toàn thông tin', '05/01/2026', 'x', 'x', null],
    [4, 'binh', 'Học Viên Mẫu Bình', 'CNTT nâng cao', '05/01/2026', null, null, null],
  ]);
  await s.as('hoa').post(`/units/${unit('ubnd-a')}/lists`, { kind: 'assessments', name: 'a.xlsx', bytes: 9 }).expect(403, { code: 'list_kind_not_yours' });
  const list = await bring(van, unit('tinh'), { kind: 'assessments', file }), all = await by(van, list);
  assert.deepEqual([2, 3, 4, 5].map((n) => [all[n].verdict, ...codes(all[n])]), [['known'], ['known'], ['error', 'marks_both'], ['error', 'result_missing']]);
  const done = await take(van, list);
  assert.equal(done.made_records, 2);
  assert.deepEqual(sql('SELECT scheme, result, score FROM assessment ORDER BY scheme'), [
    { scheme: 'course:attt', result: 'failed', score: '4' }, { scheme: 'it_skills_basic', result: 'passed', score: '8,5' }]);
  const again = await bring(van, unit('tinh'), { kind: 'assessments', file });
  assert.deepEqual(codes((await by(van, again))[2]), ['assessment_recorded']);
  await undo(van, list);
  assert.equal(count('assessment'), 0);
});

test('residents: into their groups, the known ones left where they live, undone with the people', async () => {
  const lan = s.as('lan'), people = count('person');
  const file = xlsx([
    ['DANH SÁCH NHÂN DÂN'],
    ['TT', 'Họ và tên', 'Năm sinh', 'Nam/Nữ', 'Số CCCD', 'Tổ dân phố'],
    [1, 'Cư Dân Mẫu Một', 1970, 'Nữ', '000170000021', 'Tổ dân phố số 1'],
    [2, 'Cư Dân Mẫu Hai', '02/03/1985', 'Nam', null, 'to-2'],
    [3, 'Cư Dân Mẫu Ba', 1999, 'Nam', null, 'Tổ dân phố số 9'],
    [4, 'Cư Dân Mẫu Bốn', 1999, 'Nam', null, null],
  ]);
  const list = await bring(lan, unit('xa-a'), { kind: 'residents', file }), all = await by(lan, list);
  assert.deepEqual([3, 4, 5, 6].map((n) => [all[n].verdict, ...codes(all[n])]), [['new'], ['new'], ['error', 'unit_unknown_here'], ['new']]);
  const done = await take(lan, list);
  assert.deepEqual([done.made_people, done.made_records, done.left_out, done.made_places], [3, 3, 1, 0]);
  assert.deepEqual(sql(`SELECT u.code, count(*) AS n FROM residence r JOIN unit u ON u.id = r.unit_id GROUP BY 1 ORDER BY 1`).map((r) => `${r.code} ${r.n}`), ['to-1 1', 'to-2 1', 'xa-a 1']);
  const again = await bring(lan, unit('xa-a'), { kind: 'residents', file });
  assert.deepEqual([again.rows_known, again.rows_new, again.same_as], [2, 0, list.id], 'the one with a year of birth and nothing else is asked about');
  await take(lan, again);
  assert.equal(count('residence'), 3);
  await undo(lan, again);
  assert.equal((await undo(lan, list)).state, 'undone');
  assert.deepEqual([count('person'), count('residence')], [people, 0]);
});

test('population figures: a year is its last day, another figure of the day holds its row back', async () => {
  const van = s.as('van');
  const file = xlsx([['TT', 'Xã, phường', 'Dân số', 'Nguồn'], [1, 'Xã A', '12.345', 'Niên giám mẫu'], [2, 'Xã B', 8000, 'Niên giám mẫu'], [null, 'Tổng số', 20345, null]]);
  let list = await bring(van, unit('tinh'), { kind: 'populations', file });
  assert.deepEqual(list.findings.map((f) => f.code).sort(), ['as_of_missing', 'base_missing', 'definition_missing']);
  list = await say(van, list, { base: 'working_age', definition: 'imported', as_of: '2025' });
  assert.deepEqual([list.rows_new, list.rows_error], [2, 0]);
  const done = await take(van, list, 'all');
  assert.equal(done.made_records, 2);
  assert.deepEqual(sql('SELECT u.code, f.as_of::text AS on, f.count::int AS n, f.source FROM population f JOIN unit u ON u.id = f.unit_id ORDER BY 1'), [
    { code: 'xa-a', on: '2025-12-31', n: 12345, source: 'Niên giám mẫu' }, { code: 'xa-b', on: '2025-12-31', n: 8000, source: 'Niên giám mẫu' }]);
  sql(`UPDATE population SET count = 8100 WHERE unit_id = ${unit('xa-b')}`);
  await van.post(`/lists/${list.id}/undo`).expect(409, { code: 'list_built_upon' });
  let again = await bring(van, unit('tinh'), { kind: 'populations', file });
  again = await say(van, again, { base: 'working_age', definition: 'imported', as_of: '31/12/2025' });
  const all = await by(van, again);
  assert.deepEqual([2, 3].map((n) => [all[n].verdict, ...codes(all[n])]), [['known', 'population_recorded'], ['error', 'population_differs']]);
  assert.equal(all[3].problems[0].cell, 'C3');
  sql(`UPDATE population SET count = 8000 WHERE unit_id = ${unit('xa-b')}`);
  await undo(van, list);
  assert.equal(count('population'), 0);
});

test('rooms, from the command line', async () => {
  const path = join(mkdtempSync(join(temporary(), 'list.')), 'phong.csv');
  writeFileSync(path, '\ufeffTT;Tên phòng;Sức chứa;Đơn vị\n1;Hội trường tầng 2;120;UBND xã A\n2;Phòng máy;30 máy;ubnd-a\n3;Phòng họp;;ubnd-b\n');
  assert.match(await hocvu('van', ['import', 'add', path, '--unit', 'tinh', '--kind', 'venues']), /B +Tên phòng +phòng học/);
  const number = sql('SELECT max(id) AS id FROM list_import')[0].id;
  assert.match(await hocvu('van', `import rows ${number} --verdict error`), /C3/);
  assert.match(await hocvu('van', `import take ${number} --valid-only`), /Bản ghi đã nhận +2/);
  assert.deepEqual(sql('SELECT name, capacity::int AS n FROM venue ORDER BY name'), [{ name: 'Hội trường tầng 2', n: 120 }, { name: 'Phòng họp', n: null }]);
  await hocvu('van', `import undo ${number}`);
  assert.equal(count('venue'), 0);
});
