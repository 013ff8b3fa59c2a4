// SPDX-License-Identifier: GPL-3.0-or-later
// Old workbooks (.xls): what LibreOffice saves as Excel 97 to 2003 keep it is read as the .xlsx it came from, cell for cell; what
// means harm, or cannot be read, is refused with its sentence; and a list comes in from one.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, start, temporary } from '../help/cluster.js';
import { given } from '../help/given.js';
import { commandLine } from '../help/hocvu.js';
import { saved97 } from '../help/libreoffice.js';
import { bring, rows, settled } from '../help/lists.js';
import { sheet, texts } from '../help/sheet.js';
import { KIND, NOTHING, STYLE, TEXT_FOLLOWS, cell, merged, old, ole, record, sst, stream, text, u32, words, xf, font, xls } from '../help/xls.js';
import { xlsx } from '../help/xlsx.js';

// A workbook that LibreOffice opens too. Cell formats: 0 plain, 1 a day, 2 .VnTime, 3 .VnTimeH, 4 VNI-Times.
const NS = 'http://schemas.openxmlformats.org', MAIN = `xmlns="${NS}/spreadsheetml/2006/main"`, TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml', LINK = `${NS}/officeDocument/2006/relationships`;
const FONTS = ['Times New Roman', '.VnTime', '.VnTimeH', 'VNI-Times'];
const PACKAGE = {
  '[Content_Types].xml': `<?xml version="1.0"?><Types xmlns="${NS}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>
    ${[['workbook', 'sheet.main'], ['worksheets/sheet1', 'worksheet'], ['styles', 'styles'], ['sharedStrings', 'sharedStrings']].map(([part, type]) => `<Override PartName="/xl/${part}.xml" ContentType="${TYPE}.${type}+xml"/>`).join('')}</Types>`,
  '_rels/.rels': `<?xml version="1.0"?><Relationships xmlns="${NS}/package/2006/relationships"><Relationship Id="rId1" Type="${LINK}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/_rels/workbook.xml.rels': `<?xml version="1.0"?><Relationships xmlns="${NS}/package/2006/relationships">${[['worksheet', 'worksheets/sheet1'], ['styles', 'styles'], ['sharedStrings', 'sharedStrings']]
    .map(([type, part], i) => `<Relationship Id="rId${i + 1}" Type="${LINK}/${type}" Target="${part}.xml"/>`).join('')}</Relationships>`,
  'xl/styles.xml': `<?xml version="1.0"?><styleSheet ${MAIN}><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts><fonts count="4">${FONTS.map((name) => `<font><sz val="11"/><name val="${name}"/></font>`).join('')}</fonts>
    <fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf fontId="0"/></cellStyleXfs><cellXfs count="5"><xf fontId="0"/><xf numFmtId="164" fontId="0" applyNumberFormat="1"/>
    ${[1, 2, 3].map((n) => `<xf fontId="${n}" applyFont="1"/>`).join('')}</cellXfs></styleSheet>`,
};
const office = (cells, merges) => xlsx(cells, { merges, more: PACKAGE });
const abc = (s) => ({ text: s, style: 2 }), caps = (s) => ({ text: s, style: 3 }), vni = (s) => ({ text: s, style: 4 });
const run = (s, name) => `<r>${name ? `<rPr><rFont val="${name}"/></rPr>` : ''}<t xml:space="preserve">${s}</t></r>`;

const LIST = office([
  [caps('ñy ban nh©n d©n x· mÉu')], ['Danh sách cán bộ'], [],
  ['TT', abc('Hä vµ tªn'), vni('Ngaøy sinh'), 'Chức vụ', 'Đối tượng'],
  [1, abc('Häc Viªn MÉu Mét'), { date: 32966 }, vni('Chuyeân vieân'), 'Công chức'],
  [2, { rich: `${run('Học Viên ')}${run('MÉu Hai', '.VnTime')}`, style: 0 }, '04/05/1991', { formula: '"Phó "&"phòng"', value: 'Phó phòng' }],
  [3, 'Học Viên Mẫu Ba', { date: 33000 }, { formula: 'IF(1=1,"","x")', value: '' }, 'Viên chức'],
], ['A1:E1', 'A2:E2', 'E5:E6']);
// Texts of 8 and of 16 bits in turn, so that the table of texts is continued in the middle of both.
const LONG = office(Array.from({ length: 6000 }, (_, i) => [i % 9 ? i : i / 4, { shared: i % 3 ? `Hoc vien mau so ${i} ${'ab '.repeat(i % 11)}`.trim() : `Học Viên Mẫu số ${i} ${'ữ '.repeat(i % 7)}`.trim() },
  { date: 30000 + i }, { shared: `000190${String(i).padStart(6, '0')}` }]));

let s, saved, KINDS;
before(async () => {
  s = await start();
  await given(s, {
    units: [{ code: 'xa', name: 'Xã Mẫu', kind: 'commune' }, { code: 'ubnd', name: 'UBND xã Mẫu', kind: 'commune_committee', parent: 'xa' }],
    people: [{ person: 'co-san', full_name: 'Học Viên Mẫu Có Sẵn', birth_date: '1990-04-03' }],
    affiliations: [{ person: 'co-san', unit: 'ubnd', category: 'civil_servant', valid_from: '2020-01-01' }],
    accounts: { hoa: ['unit_head xa'], van: ['programme_office xa'] },
  });
  KINDS = [...readFileSync(join(ROOT, 'server/features/lists/kinds.def'), 'utf8').matchAll(/^KIND\((\w+), /gm)].map(([, kind]) => kind);
  const files = { list: LIST, long: LONG };
  for (const kind of KINDS) {
    const r = await fetch(`${s.url}/api/v1/units/${unit()}/list-template.xlsx?kind=${kind}`, { headers: { authorization: `Bearer ${s.tokens.van}` } });
    assert.equal(r.status, 200, kind);
    files[kind] = Buffer.from(await r.arrayBuffer());
  }
  const made = saved97(Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${name}.xlsx`, bytes])));
  saved = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, { xlsx: bytes, xls: made[`${name}.xlsx`] }]));
});
after(() => s?.stop());
const unit = () => Number(s.sql('owner', `SELECT id FROM unit WHERE code = 'ubnd'`)[0].id);
const hocvu = commandLine(() => s);

test('every kind of list, saved as an old workbook, holds the cells of the new one', async () => {
  const GUIDE = 1;
  assert.ok(KINDS.length >= 8);
  for (const [name, both] of Object.entries(saved)) for (const which of KINDS.includes(name) ? [0, GUIDE] : [-1]) {
    const [wanted, got] = await Promise.all([sheet(both.xlsx, which), sheet(both.xls, which)]);
    assert.deepEqual(got.about, wanted.about.map(([key, value]) => [key, key === 'format' ? 'xls' : value]), name);
    assert.equal(got.refusal, '', name);
    assert.deepEqual(got.rows, wanted.rows, `${name} ${which}`);
  }
});

test('fonts of cells and runs, days, merged titles and six thousand texts are what they were', async () => {
  const [list, long] = await Promise.all([sheet(saved.list.xls), sheet(saved.long.xls)]);
  assert.deepEqual(texts(list), [Array(5).fill('ỦY BAN NHÂN DÂN XÃ MẪU'), Array(5).fill('Danh sách cán bộ'), ['TT', 'Họ và tên', 'Ngày sinh', 'Chức vụ', 'Đối tượng'],
    ['1', 'Học Viên Mẫu Một', '1990-04-03', 'Chuyên viên', 'Công chức'], ['2', 'Học Viên Mẫu Hai', '04/05/1991', 'Phó phòng', 'Công chức'], ['3', 'Học Viên Mẫu Ba', '1990-05-07', 'Viên chức']]);
  assert.deepEqual(list.rows[4].cells.map((c) => [c.stood, c.formula, c.spread].map((v) => v ?? 0)), [[0, 0, 0], ['Học Viên MÉu Hai', 0, 0], [0, 0, 0], [0, true, 0], [0, 0, true]]);
  assert.equal(long.rows.length, 6000);
  assert.deepEqual(long.rows[5999].cells.map((c) => [c.kind, c.text]), [['number', '5999'], ['text', `Hoc vien mau so 5999 ${'ab '.repeat(4)}`.trim()], ['date', '1998-07-23'], ['text', '000190005999']]);
});

const ROWS = [cell.text(0, 0, 'Họ và tên'), cell.text(1, 0, 'Häc Viªn MÉu', STYLE.abc)];
const book = (cells, options) => xls(cells, options);

test('what LibreOffice does not write is read too', async () => {
  const wide = (s) => Buffer.from(s, 'utf16le');
  const read = async (cells, options) => { const r = await sheet(book(cells, options)); assert.equal(r.refusal, ''); return texts(r); };
  assert.deepEqual(await read([cell.rk(0, 0, (12345 << 2) | 3), cell.rks(0, 1, [22, 0x3ff00000, 0xfffffffe]), cell.mark(0, 4, 1), cell.mark(0, 5, 0x2a, true), cell.formula(0, 6, TEXT_FOLLOWS), record(KIND.SHARED, words(1)),
    record(KIND.STRING, text('Học')), cell.formula(0, 7, NOTHING), cell.formula(0, 8, 1.5), cell.formula(0, 9, TEXT_FOLLOWS)]), [['123.45', '5', '1', '-1', '1', '#N/A', 'Học', '1.5', '=']]);
  assert.deepEqual(await read([cell.text(1, 0, 'hai'), cell.text(0, 1, 'b'), cell.text(0, 0, 'a'), cell.text(1, 0, 'hai anew')]), [['a', 'b'], ['hai anew']]);
  const runs = record(KIND.RSTRING, words(0, 0, STYLE.plain), text('Viên Häc'), words(1, 5, 1));
  assert.deepEqual(await read([runs]), [['Viên Học']]);
  // A text continued in the middle: 8 bits become 16 and 8 again; runs and what is behind them go on without a byte of their own.
  const parts = [record(KIND.SST, u32(3), u32(3), words(8), Buffer.from([0]), Buffer.from('Hoc')), record(KIND.CONTINUE, Buffer.from([1]), wide('ọ v')), record(KIND.CONTINUE, Buffer.from([0]), Buffer.from('an'),
    text('Viên Häc', { runs: [[5, 1]], more: Buffer.alloc(9) }).subarray(0, -11)), record(KIND.CONTINUE, words(5, 1).subarray(2), Buffer.alloc(9), text('cuối'))];
  assert.deepEqual(await read([cell.shared(0, 0, 0), cell.shared(0, 1, 1), cell.shared(0, 2, 2)], { globals: parts }), [['Hocọ van', 'Viên Học', 'cuối']]);
  assert.deepEqual(await read([cell.number(0, 0, 32966, STYLE.day), cell.number(0, 1, 32966, STYLE.built)], { globals: [record(KIND.DATEMODE, words(1))] }), [['1994-04-04', '1994-04-04']]);
  assert.deepEqual(await read([cell.text(0, 0, 'a\u0001b\u0000c\ud800')]), [['abc\ufffd']]);
  assert.deepEqual(texts(await sheet(stream([{ name: 'Ẩn', hidden: true, cells: [] }, { name: 'Biểu đồ', is: 2, bof: 0x20, cells: [] }, { cells: ROWS }]))), [['Họ và tên'], ['Học Viên Mẫu']], 'the stream alone, its first sheet that is seen');
});

test('a book that lies so far back in its file that the table of sectors needs a table is read', async () => {
  const far = ole({ Pictures: Buffer.alloc(9 << 20, 7), Workbook: Buffer.concat([stream([{ cells: ROWS }]), Buffer.alloc(4096)]) });
  assert.deepEqual(texts(await sheet(far)), [['Họ và tên'], ['Học Viên Mẫu']]);
});

test('Excel 5 and 95 kept texts as bytes', async () => {
  const of95 = (page, s) => sheet(ole({ Book: stream([{ cells: [record(KIND.LABEL, words(0, 0, 0), old(s)), record(KIND.RSTRING, words(1, 0, 1), old('Nam Viªn'), Buffer.from([1, 4, 0]))] }], { version: 0x500, name: (n) => old('Danh', 1),
    looks: [font('.VnTime', true), font('Arial', true), xf(0, 0), xf(1, 0)], globals: [record(KIND.CODEPAGE, words(page))] }) }));
  assert.deepEqual(texts(await of95(1252, 'Häc Viªn MÉu')), [['Học Viên Mẫu'], ['Nam Viên']]);
  assert.deepEqual(texts(await of95(1258, 'H\xf2o\xec c\xe3n'))[0], ['H\u0323o\u0301 căn']);
  assert.equal((await of95(932, 'x')).refusal, 'sheet_old');
});

const whole = () => ole({ Workbook: Buffer.concat([stream([{ cells: ROWS }]), Buffer.alloc(4096)]) });
const put = (bytes, at, value) => { const out = Buffer.from(bytes); out.writeUInt32LE(value >>> 0, at); return out; };
const fatAt = (bytes) => 512 * (bytes.readUInt32LE(76) + 1), directoryAt = (bytes) => 512 * (bytes.readUInt32LE(48) + 1);
const strings = (...globals) => book([cell.shared(0, 0, 0)], { globals });
const REFUSED = {
  'a password': [book(ROWS, { globals: [record(KIND.FILEPASS, words(1, 1))] }), 'sheet_locked'],
  'a new workbook behind a password': [ole({ EncryptionInfo: Buffer.alloc(9), EncryptedPackage: Buffer.alloc(5000) }), 'sheet_locked'],
  'macros beside the book': [ole({ Workbook: stream([{ cells: ROWS }]), _VBA_PROJECT_CUR: null }), 'sheet_macros'],
  'a sheet of macros': [ole({ Workbook: stream([{ cells: ROWS }, { name: 'XL4', is: 1, hidden: true, cells: [] }]) }), 'sheet_macros'],
  'a letter of Word': [ole({ WordDocument: Buffer.alloc(5000) }), 'sheet_no_workbook'],
  'Excel 4': [Buffer.concat([record(0x409, words(0, 0x10, 0)), record(KIND.EOF)]), 'sheet_old'],
  'a page called .xls': ['<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table><tr><td>Họ tên</td></tr></table></html>', 'sheet_markup'],
  'a page with its pictures called .xls': ['MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html>', 'sheet_markup'],
  'sectors in a circle': [put(whole(), fatAt(whole()) + 4 * whole().readUInt32LE(48), whole().readUInt32LE(48)), 'sheet_damaged'],
  'a sector outside the file': [put(whole(), fatAt(whole()) + 4, 0xffffff), 'sheet_damaged'],
  'a table of sectors outside the file': [put(whole(), 76, 0xfffffff0), 'sheet_damaged'],
  'a directory in a circle': [put(put(whole(), directoryAt(whole()) + 128 + 68, 1), directoryAt(whole()) + 128 + 64, 0x20004), 'sheet_no_workbook'],
  'a stream larger than its file': [put(whole(), directoryAt(whole()) + 128 + 120, 0x7fffffff), 'sheet_damaged'],
  'half a file': [whole().subarray(0, 3000), 'sheet_damaged'],
  'a header alone': [whole().subarray(0, 512), 'sheet_damaged'],
  'a sheet that does not end': [ole({ Workbook: stream([{ cells: ROWS }]).subarray(0, -4) }), 'sheet_damaged'],
  'texts that are not there': [strings(sst(['a'], 9), record(KIND.CONTINUE, words(60000), Buffer.from([13, 255, 255]))), 'sheet_damaged'],
  'a text of four billion that is not there': [book([cell.shared(0, 0, 1)], { globals: [sst(['a'], 0xffffffff)] }), 'sheet_damaged'],
  'a text without end': [strings(sst([text('x'.repeat(8001))])), 'sheet_cell_too_long'],
  'a number in column 65535': [book([cell.rk(0, 65535, 2)]), 'sheet_too_wide'],
  'neighbours beyond the last column': [book([cell.rks(0, 65530, Array(9).fill(2))]), 'sheet_damaged'],
  'a number that is none': [book([cell.number(0, 0, NaN)]), 'sheet_damaged'],
  'a record that is too short': [book([record(KIND.NUMBER, words(0, 0, 0))]), 'sheet_damaged'],
  'merges that end before they begin': [book([...ROWS, merged([5, 2, 3, 1])]), 'sheet_damaged'],
  'merges over merges': [book([...ROWS, ...Array.from({ length: 3 }, () => merged(...Array(1000).fill([0, 65535, 0, 255])))]), 'sheet_damaged'],
  'more rows than anybody has': [book(Array.from({ length: 60001 }, (_, i) => cell.rk(i, 0, 2))), 'sheet_too_long'],
  'a book without cells': [book([]), 'sheet_empty'],
  'a book without sheets': [ole({ Workbook: stream([]) }), 'sheet_unknown'],
};
test('refused', { concurrency: 4 }, (t) => Promise.all(Object.entries(REFUSED).map(([what, [file, code]]) =>
  t.test(what, async () => assert.equal((await sheet(file)).refusal, code)))));

test('a project that says it has no macros, and a count of texts that lies, are nothing to fear', async () => {
  assert.equal((await sheet(ole({ Workbook: stream([{ cells: ROWS }], { globals: [record(KIND.NO_MACROS)] }), _VBA_PROJECT_CUR: null }))).refusal, '');
  assert.deepEqual(texts(await sheet(strings(sst(['a'], 0xffffffff)))), [['a']]);
});

test('a list comes in from an old workbook as from a new one, by the API and the command line', async () => {
  const seen = async (file, name) => {
    const list = await bring(s.as('hoa'), unit(), { file, name }), all = await rows(s.as('hoa'), list.id);
    await s.as('hoa').delete(`/lists/${list.id}`).expect(204);
    return { list, looks: [list.state, list.header_row, list.columns, list.old_letters, list.findings, all.map(({ id, ...row }) => row)] };
  };
  const one = await seen(saved.list.xls, 'danh-sach.xls'), other = await seen(saved.list.xlsx, 'danh-sach.xlsx');
  assert.deepEqual(one.looks, other.looks);
  assert.deepEqual([one.list.format, one.list.state, one.list.rows_new], ['xls', 'ready', 3]);
  const path = join(mkdtempSync(join(temporary(), 'x')), 'danh-sach.xls');
  writeFileSync(path, saved.list.xls);
  const list = JSON.parse((await hocvu('hoa', `import add ${path} --unit ubnd --json`)).split('\n')[0]);
  assert.deepEqual([list.state, list.format], ['ready', 'xls']);
  await s.as('hoa').post(`/lists/${list.id}/take`, { mode: 'all' }).expect(202);
  const taken = await settled(s.as('hoa'), list.id);
  assert.deepEqual([taken.state, taken.made_people], ['done', 3]);
});

test('an old workbook with a password is refused in words, in both languages', async () => {
  const list = await bring(s.as('hoa'), unit(), { file: REFUSED['a password'][0], name: 'khoa.xls' });
  assert.deepEqual([list.state, list.refusal], ['refused', 'sheet_locked']);
  assert.match(list.refusal_says, /mật khẩu|password/);
});
