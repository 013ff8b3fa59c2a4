// SPDX-License-Identifier: GPL-3.0-or-later
// Files that mean harm, or are none: each is refused with a sentence, soon, and the server goes on.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { start } from '../help/cluster.js';
import { given } from '../help/given.js';
import { bring, settled } from '../help/lists.js';
import { SHEET, parts, xlsx, zip } from '../help/xlsx.js';

const ROWS = [['Họ và tên', 'Ngày sinh'], ['Học Viên Mẫu', '1/1/1990']];
const SHEETED = (data) => `<worksheet><sheetData>${data}</sheetData></worksheet>`;
const changed = (more) => xlsx(ROWS, { more });
const whole = xlsx(ROWS);

const FILES = {
  'nothing a table could be': [Buffer.from([1, 0, 2, 0, 3]), 'sheet_no_table'],
  'a page': ['<html><table><tr><td>Họ tên</td></tr></table></html>', 'sheet_markup'],
  'the first bytes of an old workbook': [Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), 'sheet_damaged'],
  'a ZIP of something else': [zip({ mimetype: 'application/vnd.oasis.opendocument.spreadsheet' }), 'sheet_no_workbook'],
  'half a ZIP': [whole.subarray(0, whole.length / 2), 'sheet_damaged'],
  'a ZIP whose bytes were changed': [Buffer.from(whole).fill(7, 900, 980), 'sheet_damaged'],
  'macros': [changed({ 'xl/vbaProject.bin': 'x' }), 'sheet_macros'],
  'entities that grow': [changed({ [SHEET]: `<!DOCTYPE a [<!ENTITY a "${'x'.repeat(1000)}"><!ENTITY b "${'&a;'.repeat(1000)}">]>${SHEETED('<row r="1"><c><v>&b;</v></c></row>')}` }), 'sheet_entities'],
  'a bomb': [changed({ [SHEET]: SHEETED(`<row r="1">${' '.repeat(60 << 20)}</row>`) }), 'sheet_too_big'],
  'a cell of ten million letters': [changed({ [SHEET]: SHEETED(`<row r="1"><c t="inlineStr"><is><t>${'x'.repeat(9 << 20)}</t></is></c></row>`) }), /sheet_(too_big|cell_too_long)/],
  'a cell far to the right': [changed({ [SHEET]: SHEETED('<row r="1"><c r="XFD1"><v>1</v></c></row>') }), 'sheet_too_wide'],
  'more rows than anybody has': [changed({ [SHEET]: SHEETED(Array.from({ length: 60001 }, (_, i) => `<row r="${i + 1}"><c><v>${i}</v></c></row>`).join('')) }), 'sheet_too_long'],
  'one text in sixty thousand times two hundred cells': [xlsx([], { more: {
    'xl/sharedStrings.xml': `<sst><si><t>${'x'.repeat(7900)}</t></si></sst>`,
    [SHEET]: SHEETED(Array.from({ length: 200 }, (_, i) => `<row r="${i + 1}">${'<c t="s"><v>0</v></c>'.repeat(100)}</row>`).join('')) } }), /sheet_(too_big|cell_too_long)/],
  'rows that go back': [changed({ [SHEET]: SHEETED('<row r="5"><c><v>1</v></c></row><row r="2"><c><v>1</v></c></row>') }), 'sheet_damaged'],
  'a string that is not there': [changed({ [SHEET]: SHEETED('<row r="1"><c t="s"><v>99</v></c></row>') }), 'sheet_damaged'],
  'merges over merges': [xlsx(ROWS, { merges: Array.from({ length: 3000 }, () => 'A1:XFD1048576') }), 'sheet_damaged'],
  'a book without sheets': [changed({ 'xl/workbook.xml': '<workbook><sheets/></workbook>' }), 'sheet_unknown'],
  'nothing': ['\n\n\n', 'sheet_empty'],
  'letters cut in the middle': [Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from([0x41])]), 'sheet_encoding'],
};

let s;
before(async () => {
  s = await start();
  await given(s, { units: [{ code: 'ubnd', name: 'UBND Mẫu', kind: 'commune_committee' }], accounts: { van: ['programme_office ubnd'] } });
});
after(() => s?.stop());
const unit = () => Number(s.sql('owner', `SELECT id FROM unit WHERE code = 'ubnd'`)[0].id);

for (const [what, [file, code]] of Object.entries(FILES)) {
  test(`${what} is refused`, async () => {
    // Soon: what reads it has 20 seconds of a processor, and is refused otherwise when it takes longer.
    const list = await bring(s.as('van'), unit(), { file, seconds: 120 });
    assert.equal(list.state, 'refused');
    assert.match(list.refusal, code instanceof RegExp ? code : new RegExp(`^${code}$`));
    assert.ok(list.refusal_says.length > 15);
    await s.as('van').delete(`/lists/${list.id}`).expect(204);
  });
}

test('what lies about its size, names its parts with a prefix and has formulas is read', async () => {
  const book = parts([['Họ và tên', 'Ngày sinh', 'Đối tượng'], [{ formula: 'HYPERLINK("http://x","y")', value: 'Học Viên Mẫu' }, { date: 32966 }, 'CC']]);
  book[SHEET] = book[SHEET].replace(/<(\/?)(worksheet|sheetData|row|c|v|f|is|t)\b/g, '<$1x:$2').replace('xmlns=', 'xmlns:x=');
  const list = await bring(s.as('van'), unit(), { file: zip(book) });
  assert.deepEqual([list.state, list.rows_new], ['ready', 1]);
  assert.deepEqual(list.findings.map((f) => f.code), ['cell_formula']);
});

test('a wide sheet with many merged cells is nothing to fear', async () => {
  const wide = [['Họ và tên', 'Đối tượng', ...Array.from({ length: 200 }, (_, i) => `Cột ${i}`)], ...Array.from({ length: 300 }, (_, i) =>
    [`Học Viên Mẫu ${'abcdefghijklmnopqrst'[i % 20]} ${'abcdefghijklmnopqrst'[i / 20 | 0]}`, 'CC', ...Array.from({ length: 200 }, (_, k) => k % 2 ? 'x' : null)])];
  const list = await bring(s.as('van'), unit(), { file: xlsx(wide, { merges: Array.from({ length: 100 }, (_, i) => `C${3 * i + 2}:C${3 * i + 3}`) }) });
  assert.deepEqual([list.state, list.rows_new], ['ready', 300]);
});

test('parts are put together as they were numbered, a part again replaces the former, a file that is not whole is refused', async () => {
  const as = s.as('van'), bytes = Buffer.from('Họ và tên,Đối tượng\nHọc Viên Mẫu,CC\n'), half = 20;
  const { id } = await as.post(`/units/${unit()}/lists`, { kind: 'people', name: 'a.csv', bytes: bytes.length }).expect(201);
  await as.post(`/lists/${id}/sent`).expect(409, { code: 'list_incomplete' });
  await as.put(`/lists/${id}/parts/2`, { content: bytes.subarray(half).toString('base64') }).expect(204);
  await as.post(`/lists/${id}/sent`).expect(409, { code: 'list_incomplete' });
  await as.put(`/lists/${id}/parts/1`, { content: 'AAAA' }).expect(204);
  await as.put(`/lists/${id}/parts/1`, { content: bytes.subarray(0, half).toString('base64') }).expect(204);
  await as.put(`/lists/${id}/parts/201`, { content: 'AAAA' }).expect(422);
  await as.post(`/lists/${id}/sent`).expect(202);
  await as.put(`/lists/${id}/parts/1`, { content: 'AAAA' }).expect(409, { code: 'list_sent_already' });
  const short = await bring(as, unit(), { file: 'x' });
  assert.notEqual(short.state, 'waiting');
});

test('a part that is no base64, and a file shorter than was said', async () => {
  const as = s.as('van');
  for (const content of ['@@@@', 'AAAA']) {
    const { id } = await as.post(`/units/${unit()}/lists`, { kind: 'people', name: 'a.csv', bytes: 9 }).expect(201);
    await as.put(`/lists/${id}/parts/1`, { content }).expect(204);
    await as.post(`/lists/${id}/sent`).expect(202);
    const list = await settled(as, id);
    assert.deepEqual([list.state, list.refusal], ['refused', 'list_incomplete']);
  }
});

test('deflate that never ends well', async () => {
  const body = deflateRawSync(Buffer.alloc(1000, 'x'));
  const list = await bring(s.as('van'), unit(), { file: Buffer.concat([Buffer.from('PK\x03\x04'), body]) });
  assert.deepEqual([list.state, list.refusal], ['refused', 'sheet_damaged']);
});
