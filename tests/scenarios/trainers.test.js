// SPDX-License-Identifier: GPL-3.0-or-later
// The lists of trainers that offices keep: by hand, from a file, in the choice of who teaches; no right, no trace too long.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { start, temporary } from '../help/cluster.js';
import { given } from '../help/given.js';
import { commandLine } from '../help/hocvu.js';
import { bring, rows, settled } from '../help/lists.js';
import { xlsx } from '../help/xlsx.js';

let s, van, mai;
const sql = (text) => s.sql('owner', text);
const unit = (code) => Number(sql(`SELECT id FROM unit WHERE code = '${code}'`)[0].id);
const person = (code) => Number(sql(`SELECT id FROM person WHERE code = '${code}'`)[0].id);
const count = (what) => Number(sql(`SELECT count(*) AS n FROM ${what}`)[0].n);
const list = (code) => `/units/${unit(code)}/listed-trainers`;
const hocvu = commandLine(() => s);

before(async () => {
  s = await start();
  await given(s, {
    units: [
      { code: 'tinh', name: 'Tỉnh Mẫu', kind: 'province' }, { code: 'xa-a', name: 'Xã A', kind: 'commune', parent: 'tinh' },
      { code: 'xa-b', name: 'Xã B', kind: 'commune', parent: 'tinh' },
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
    courses: [{ code: 'attt', title: 'An toàn thông tin', topics: 'information_security', modality: 'in_person', periods: 8, attendance_percent: 80 },
      { code: 'cds', title: 'Chuyển đổi số', topics: 'digital_transformation', modality: 'in_person', periods: 8, attendance_percent: 80 }],
    accounts: { van: ['programme_office tinh'], mai: ['programme_office xa-a'], hoa: ['unit_head xa-a'], boss: ['admin tinh'], an: { person: 'an' } },
  });
  [van, mai] = [s.as('van'), s.as('mai')];
});
after(() => s?.stop());

test('somebody is put on the list, changed, ended, and a mistake taken away; the record has it', async () => {
  const at = list('xa-a');
  const one = await mai.post(at, { person: person('an'), teaches: 'attt; kỹ năng số', qualification: 'Chứng nhận 01', valid_from: '2026-01-01' })
    .expect(201, { unit: 'xa-a', person_code: 'an', full_name: 'Học Viên Mẫu An', organisation: 'UBND xã A', valid_from: '2026-01-01' });
  await mai.post(at, { person: person('an'), valid_from: '2026-06-01' }).expect(409, { code: 'trainer_already_listed' });
  await mai.post(at, { person: person('binh'), valid_from: '2026-06-01', valid_to: '2026-05-01' }).expect(422, { code: 'valid_backwards' });
  await mai.post(at, { valid_from: '2026-06-01' }).expect(422, { code: 'person_unknown' });
  await mai.post(at, { person: person('o-b') }).expect(422, { code: 'person_unknown' });	// nobody of theirs
  await s.as('hoa').post(at, { person: person('binh') }).expect(403);
  await s.as('hoa').get(at).expect(403);
  const edit = (who, body, version = one.version) => s.as(who).put(`/listed-trainers/${one.id}`, body).with('If-Match', `"v${version}"`);
  await s.as('hoa').put(`/listed-trainers/${one.id}`, {}).with('If-Match', '*').expect(403);
  const said = await edit('van', { teaches: 'attt', organisation: 'Trường mẫu', valid_to: '2020-01-01' }).expect(422, { code: 'valid_backwards' });
  assert.ok(said);
  await edit('van', { teaches: 'Chuyển đổi số;attt', valid_to: '2026-02-01' }).expect(200, { valid_from: '2026-01-01', valid_to: '2026-02-01', qualification: null });
  assert.equal(sql(`SELECT organisation FROM trainer WHERE id = ${one.id}`)[0].organisation, null);
  const [version] = sql(`SELECT version FROM trainer WHERE id = ${one.id}`).map((t) => t.version);
  await edit('van', { teaches: 'Chuyển đổi số;attt', organisation: 'UBND xã A', valid_to: '2026-02-01' }, version).expect(200, { organisation: 'UBND xã A' });
  assert.equal(sql(`SELECT organisation FROM trainer WHERE id = ${one.id}`)[0].organisation, null, 'where they work, sent back as it was shown, stays their unit');
  await edit('mai', { teaches: 'cds' }).expect(412);
  assert.deepEqual((await mai.get(at).expect(200)).items, []);	// over
  const [over] = (await mai.get(`${at}?over=true`).expect(200)).items;
  assert.equal(over.teaches, 'Chuyển đổi số;attt');
  assert.equal((await van.get(`${list('tinh')}?over=true&course=cds`).expect(200)).items.length, 1);
  assert.equal((await van.get(`${list('tinh')}?over=true&course=khong-co`).expect(200)).items.length, 0);
  await mai.delete(`/listed-trainers/${one.id}`).expect(204);
  await mai.delete(`/listed-trainers/${one.id}`).expect(403);
  assert.deepEqual(sql(`SELECT action FROM audit WHERE object = 'trainer' ORDER BY id`).map((a) => a.action), ['insert', 'update', 'delete']);
});

test('who is listed can be chosen for a session, whoever can teach the course first, and has no right by it', async () => {
  await van.post(list('tinh'), { person: person('o-b'), teaches: 'cds' }).expect(201);
  await mai.post(list('xa-a'), { person: person('an'), teaches: 'attt' }).expect(201);
  await mai.post(list('xa-a'), { person: person('binh'), teaches: 'kỹ năng số; Chuyển đổi số' }).expect(201);
  const offered = async (who, code, course) => (await s.as(who).get(`/units/${unit(code)}/trainers${course ? `?course=${course}` : ''}`).expect(200)).items
    .map((t) => [t.full_name.split(' ').pop(), t.listed, t.fits, t.unit_name]);
  assert.deepEqual(await offered('van', 'xa-a', 'cds'), [['B', true, true, 'UBND xã B'], ['Bình', true, true, 'UBND xã A'], ['An', true, false, 'UBND xã A']]);
  assert.deepEqual(await offered('mai', 'xa-a', 'attt'), [['An', true, true, 'UBND xã A'], ['Bình', true, false, 'UBND xã A']]);	// the province's list is the province's
  assert.deepEqual((await s.as('an').get('/me').expect(200)).grants ?? [], []);
  await s.as('an').get(list('xa-a')).expect(403);
  assert.deepEqual(s.sql('owner', 'SELECT count(*)::int AS n FROM role_grant g JOIN account a ON a.id = g.account_id WHERE a.name = \'an\''), [{ n: 0 }]);
  sql('DELETE FROM trainer');
});

const FILE = [
  ['UBND TỈNH MẪU'], ['DANH SÁCH GIẢNG VIÊN, BÁO CÁO VIÊN'],
  ['TT', 'Họ và tên giảng viên', 'Ngày sinh', 'Số CCCD', 'Đơn vị công tác', 'Chuyên đề', 'Trình độ chuyên môn', 'Từ ngày', 'Đến ngày'],
  [1, 'Học Viên Mẫu An', '03/04/1990', '000190000001', 'UBND xã A', 'attt; An toàn trên mạng', 'Chứng nhận giảng viên nguồn', '01/01/2026', null],
  [2, 'Báo Cáo Viên Mẫu Ngoài', '05/06/1975', '000175000009', 'Trường Chính trị mẫu', 'Chuyển đổi số', 'Thạc sĩ', null, '31/12/2099'],
  [3, 'Học Viên Mẫu Bình', '01/01/1991', null, null, null, null, '01/01/2026', '01/01/2025'],
  [4, 'Học Viên Mẫu Ở', null, null, null, 'cds', null, null, null]];

test('a list from a workbook: known people, somebody from elsewhere, days the wrong way round; taken in twice, taken back', async () => {
  const file = xlsx(FILE), people = count('person');
  const first = await bring(van, unit('xa-a'), { kind: 'trainers', file });
  assert.deepEqual(first.columns.map((c) => c.field), ['number', 'full_name', 'birth', 'national_id', 'organisation', 'teaches', 'qualification', 'valid_from', 'valid_to']);
  const looked = await rows(van, first.id), by = Object.fromEntries(looked.map((r) => [r.id, r]));
  assert.deepEqual([4, 5, 6, 7].map((n) => by[n].verdict), ['known', 'new', 'error', 'new']);
  assert.deepEqual(by[6].problems.map((p) => [p.code, p.cell]), [['valid_backwards', 'I6']]);
  await van.post(`/lists/${first.id}/take`, { mode: 'valid' }).expect(202);
  assert.equal((await settled(van, first.id)).made_records, 3);
  const { items } = await van.get(list('xa-a')).expect(200);
  assert.deepEqual(items.map((t) => [t.full_name, t.organisation, t.teaches, t.qualification, t.valid_to]), [
    ['Học Viên Mẫu An', 'UBND xã A', 'attt; An toàn trên mạng', 'Chứng nhận giảng viên nguồn', null],
    ['Báo Cáo Viên Mẫu Ngoài', 'Trường Chính trị mẫu', 'Chuyển đổi số', 'Thạc sĩ', '2099-12-31'],
    ['Học Viên Mẫu Ở', null, 'cds', null, null]]);
  assert.equal(sql(`SELECT organisation FROM trainer t JOIN person p ON p.id = t.person_id WHERE p.code = 'an'`)[0].organisation, null, 'of who works here the place of work tells');
  assert.equal(count('affiliation a JOIN person p ON p.id = a.person_id WHERE p.full_name LIKE \'Báo Cáo%\''), 0);

  const again = await bring(van, unit('xa-a'), { kind: 'trainers', file: xlsx(FILE.slice(0, 5)) });
  const codes = (await rows(van, again.id)).filter((r) => r.id > 3).map((r) => r.problems.map((p) => p.code));
  assert.deepEqual(codes, [['trainer_recorded'], ['trainer_recorded']]);
  await van.delete(`/lists/${again.id}`).expect(204);

  await van.post(`/lists/${first.id}/undo`).expect(202);
  assert.equal((await settled(van, first.id)).state, 'undone');
  assert.deepEqual([count('trainer'), count('person')], [0, people]);
});

test('what was changed or used since is not taken back', async () => {
  const brought = await bring(van, unit('xa-a'), { kind: 'trainers', file: xlsx(FILE.slice(2, 5)) });
  await van.post(`/lists/${brought.id}/take`, { mode: 'all' }).expect(202);
  await settled(van, brought.id);
  const { items: [one] } = await van.get(list('xa-a')).expect(200);
  await van.put(`/listed-trainers/${one.id}`, { teaches: 'cds' }).with('If-Match', '*').expect(200);
  await van.post(`/lists/${brought.id}/undo`).expect(409, { code: 'list_built_upon' });
});

test('own data tells of it; who becomes unknown is on no list; a line long over goes, and with it who was nothing else here', async () => {
  const outside = Number(sql(`SELECT id FROM person WHERE full_name LIKE 'Báo Cáo%'`)[0].id);
  const told = sql(`SELECT held FROM person_data(${outside}) WHERE record = 'trainer'`);
  assert.deepEqual(told, []);	// of nobody who did not ask
  sql(`UPDATE trainer SET valid = '[2010-01-01,2012-01-01)' WHERE person_id = ${outside}`);
  assert.deepEqual(sql(`SELECT kind, due_on::text FROM retention_due('2026-11-22') WHERE kind = 'trainer'`), [{ kind: 'trainer', due_on: '2016-12-31' }]);
  sql(`SELECT trainers_forgotten(ARRAY(SELECT id FROM trainer WHERE person_id = ${outside}), '2026-11-22')`);
  assert.equal(sql(`SELECT full_name FROM person WHERE id = ${outside}`)[0].full_name, 'Đã ẩn danh');
  assert.equal(count(`trainer WHERE person_id = ${outside}`), 0);
  sql(`SELECT people_anonymised(ARRAY[${person('an')}]::bigint[], '2026-11-22')`);
  assert.equal(count('trainer'), 0);
});

test('from the command line: a list in, the list out', async () => {
  const folder = mkdtempSync(join(temporary(), 'trainers.')), path = join(folder, 'giang-vien.csv');
  writeFileSync(path, '\ufeffTT;Họ và tên;Ngày sinh;Nội dung giảng dạy\n1;Học Viên Mẫu Bình;01/01/1991;cds\n');
  assert.match(await hocvu('van', ['import', 'add', path, '--unit', 'xa-a', '--kind', 'trainers']), /D +Nội dung giảng dạy +nội dung giảng dạy/);
  await hocvu('van', `import take ${sql('SELECT max(id) AS id FROM list_import')[0].id}`);
  assert.match(await hocvu('van', ['trainer', 'list', '--unit', 'tinh']), /Học Viên Mẫu Bình.*cds/);
  await hocvu('van', ['trainer', 'add', String(person('o-b')), '--unit', 'xa-b', '--teaches', 'attt', '--from', '01/01/2026']);
  const [line] = sql('SELECT max(id) AS id FROM trainer');
  assert.match(await hocvu('van', ['trainer', 'list', '--unit', 'tinh', '--course', 'attt']), /Học Viên Mẫu Ở B/);
  await hocvu('van', ['trainer', 'end', String(line.id), '--to', '31/01/2026']);
  assert.deepEqual(sql(`SELECT upper(valid)::text AS upper, teaches FROM trainer WHERE id = ${line.id}`), [{ upper: '2026-02-01', teaches: 'attt' }]);
});
