// SPDX-License-Identifier: GPL-3.0-or-later
// Lists in the letters of old fonts (TCVN3, VNI): read as what they show, told with samples, kept as they stand when somebody says so.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { book } from '../help/book.js';
import { start, temporary } from '../help/cluster.js';
import { given } from '../help/given.js';
import { commandLine } from '../help/hocvu.js';
import { bring, rows, settled } from '../help/lists.js';
import { xlsx } from '../help/xlsx.js';

let s, as, unit;
before(async () => {
  s = await start();
  await given(s, {
    units: [{ code: 'xa', name: 'Xã Mẫu', kind: 'commune' }, { code: 'ubnd', name: 'UBND xã Mẫu', kind: 'commune_committee', parent: 'xa' }],
    people: [{ person: 'co-san', full_name: 'Học Viên Mẫu Có Sẵn', birth_date: '1990-04-03' }],
    affiliations: [{ person: 'co-san', unit: 'ubnd', category: 'civil_servant', valid_from: '2020-01-01' }],
    accounts: { hoa: ['unit_head xa'] },
  });
  as = (name) => s.as(name);
  unit = Number(s.sql('owner', `SELECT id FROM unit WHERE code = 'ubnd'`)[0].id);
});
after(() => s?.stop());

const hocvu = commandLine(() => s);
const value = (row, field) => row.values.find((v) => v.field === field)?.value;
async function givenBack(id) {
  const r = await fetch(`${s.url}/api/v1/lists/${id}/errors.xlsx`, { headers: { authorization: `Bearer ${s.tokens.hoa}` } });
  assert.equal(r.status, 200);
  return JSON.stringify(book(Buffer.from(await r.arrayBuffer())));
}
const names = async (id) => (await rows(as('hoa'), id)).filter((row) => row.verdict !== 'skipped').map((row) => value(row, 'full_name'));

// Cell formats: 0 plain, 1 .VnTime, 2 .VnTimeH, 3 VNI-Times.
const FONTS = ['Times New Roman', '.VnTime', '.VnTimeH', 'VNI-Times'];
const NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const styles = `<?xml version="1.0"?><styleSheet ${NS}><fonts count="4">${FONTS.map((name) => `<font><sz val="11"/><name val="${name}"/></font>`).join('')}</fonts>
  <cellStyleXfs count="1"><xf fontId="1"/></cellStyleXfs><cellXfs count="4">${FONTS.map((_, i) => `<xf numFmtId="0" fontId="${i}" applyFont="1"/>`).join('')}</cellXfs>
  <dxfs count="1"><dxf><font><name val="VNI-Times"/></font></dxf></dxfs></styleSheet>`;
const at = (style) => (text) => ({ text, style });
const abc = at(1), caps = at(2), vni = at(3);
const run = (text, font) => `<r>${font ? `<rPr><rFont val="${font}"/></rPr>` : ''}<t xml:space="preserve">${text}</t></r>`;
const BOOK = xlsx([
  [caps('ñy ban nh©n d©n x· mÉu')],
  [abc('TT'), abc('Hä vµ tªn'), abc('Ngµy sinh'), abc('Chøc vô'), abc('§èi t­îng')],
  [1, abc('Häc Viªn MÉu Mét'), '01/02/1990', abc('Chuyªn viªn'), abc('C«ng chøc')],
  [2, vni('Hoïc Vieân Maãu Hai'), '02/02/1990', vni('Ñoäi tröôûng'), 'Viên chức'],
  [3, { rich: run('Häc ') + run('Viên ', 'Arial') + run('Maãu ', 'VNI-Times') + run('Ba'), style: 1 }, '03/02/1990', abc('Tổ trưởng'), abc('C«ng chøc')],
  [4, { rich: run('Häc Viªn MÉu ', '.VnArial') + run('Cã S½n', '.VnArial'), style: 0 }, '03/04/1990', null, 'Công chức'],
], { more: { 'xl/styles.xml': styles } });

test('a workbook: every cell and every run by its font, told column by column with samples', async () => {
  const list = await bring(as('hoa'), unit, { file: BOOK });
  assert.deepEqual([list.state, list.header_row, list.letters], ['ready', 2, 'read']);
  assert.deepEqual(list.columns.map((c) => [c.at, c.title, c.field]), [['A', 'TT', 'number'], ['B', 'Họ và tên', 'full_name'],
    ['C', 'Ngày sinh', 'birth'], ['D', 'Chức vụ', 'position'], ['E', 'Đối tượng', 'category']]);
  assert.deepEqual(await names(list.id), ['Học Viên Mẫu Một', 'Học Viên Mẫu Hai', 'Học Viên Mẫu Ba', 'Học Viên Mẫu Có Sẵn']);
  const all = await rows(as('hoa'), list.id);
  assert.deepEqual(all.map((row) => value(row, 'position')), [undefined, undefined, 'Chuyên viên', 'Đội trưởng', 'Tổ trưởng', undefined]);
  assert.equal(list.rows_known, 1, 'whom the register has is known again');
  const [a, b, , d] = list.old_letters;
  assert.deepEqual([a, b.at, b.letters, b.cells, d.cells], [{ at: 'A', letters: 'tcvn3', cells: 1, samples: [{
    before: 'ñy ban nh©n d©n x· mÉu', after: 'ỦY BAN NHÂN DÂN XÃ MẪU' }] }, 'B', 'vni', 5, 3]);
  assert.deepEqual(b.samples[1], { before: 'Häc Viªn MÉu Mét', after: 'Học Viên Mẫu Một' });
  assert.ok(JSON.stringify([list, all]) === JSON.stringify([list, all]).normalize('NFC'));
});

test('refused, the letters stay as they stand, and may be read again', async () => {
  const list = await bring(as('hoa'), unit, { file: BOOK });
  const plan = { header_row: 2, columns: [{ at: 'B', field: 'full_name' }, { at: 'C', field: 'birth' }], category: 'worker' };
  const say = async (letters) => {
    await as('hoa').put(`/lists/${list.id}/plan`, { ...plan, letters }).expect(202);
    return settled(as('hoa'), list.id);
  };
  const kept = await say('kept');
  assert.deepEqual([kept.letters, kept.old_letters, kept.columns.find((c) => c.at === 'B').title], ['kept', list.old_letters, 'Hä vµ tªn']);
  assert.deepEqual(kept.values, [{ field: 'category', value: 'worker' }]);
  assert.equal(kept.rows_known, 0);
  assert.ok((await givenBack(list.id)).includes('Häc Viªn MÉu Mét'), 'the list given back is as it was said');
  const read = await say('read');
  assert.deepEqual([read.letters, read.rows_known, read.columns.find((c) => c.at === 'B').title], ['read', 1, 'Họ và tên']);
  assert.ok((await givenBack(list.id)).includes('Học Viên Mẫu Một'));
  await as('hoa').put(`/lists/${list.id}/plan`, { ...plan, letters: 'lost' }).expect(422);
});

test('CSV has no fonts: its bytes, or its words, say which letters they are', async () => {
  const tcvn3 = 'TT;Hä vµ tªn;Ngµy sinh;§èi t­îng\n1;Häc Viªn MÉu N¨m;5/2/1990;C«ng chøc\n';
  const vniText = 'TT;Hoï vaø teân;Ngaøy sinh;Ñoái töôïng\n1;Hoïc Vieân Maãu Naêm;5/2/1990;Coâng chöùc\n';
  for (const [file, encoding, letters] of [[Buffer.from(tcvn3, 'latin1'), 'tcvn3', 'tcvn3'], [Buffer.from(vniText, 'latin1'), 'vni', 'vni'],
    [tcvn3, 'utf-8', 'tcvn3'], [`\ufeff${vniText}`, 'utf-8', 'vni']]) {
    const list = await bring(as('hoa'), unit, { name: 'ds.csv', file });
    assert.deepEqual([list.encoding, list.letters, list.old_letters[0].letters, await names(list.id)], [encoding, 'read', letters, ['Học Viên Mẫu Năm']]);
    await as('hoa').delete(`/lists/${list.id}`).expect(204);
  }
  const windows = 'Ho\xf2 t\xean,Nga\xccy sinh,\xd0\xf4\xeci t\xfd\xf5\xf2ng\nHo\xf2c Vi\xean M\xe2\xdeu S\xe1u,6/2/1990,C\xf4ng ch\xfd\xecc\n';
  const list = await bring(as('hoa'), unit, { name: 'ds.csv', file: Buffer.from(windows, 'latin1') });
  assert.deepEqual([list.encoding, list.letters, list.old_letters, await names(list.id)], ['windows-1258', null, [], ['Học Viên Mẫu Sáu']]);
});

test('the command line shows what was read, and refuses', async () => {
  const path = join(mkdtempSync(join(temporary(), 'letters.')), 'ds.xlsx');
  writeFileSync(path, BOOK);
  assert.match(await hocvu('hoa', `import add ${path} --unit ubnd`), / B: VNI \(5\)\n.*\n {4}Häc Viªn MÉu Mét -> Học Viên Mẫu Một/);
  const [{ id }] = (await as('hoa').get('/lists').expect(200)).items;
  assert.match(await hocvu('hoa', `import letters ${id} kept`), /giữ nguyên/);
  assert.equal((await as('hoa').get(`/lists/${id}`).expect(200)).letters, 'kept');
});
