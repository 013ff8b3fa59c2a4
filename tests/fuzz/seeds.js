// SPDX-License-Identifier: GPL-3.0-or-later
// node tests/fuzz/seeds.js: writes the seeds of corpus/sheet, corpus/xls, corpus/xlsx, corpus/word and corpus/said that no editor shows well: workbooks and Word documents sound
// and hostile, sheets, cells. All are small, because libFuzzer's longest input is the longest seed.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KIND, NOTHING, STYLE, TEXT_FOLLOWS, cell, merged, old, ole, record, sst, stream, text, u32, words, xf, font } from '../help/xls.js';
import { R, W, document, docx, external, p, relations, row, run, table } from '../help/docx.js';
import { SHEET, parts, xlsx, zip } from '../help/xlsx.js';

const HEAD = ['TT', 'Họ và tên', 'Ngày sinh', 'Nam', 'Nữ', 'Số CCCD', 'Đơn vị'];
const ROW = [1, 'Học Viên Mẫu', { date: 32966 }, 'x', null, '000190000001', 'UBND xã Mẫu'];
const sheet = (data, more = '') => `<worksheet><sheetData>${data}</sheetData>${more}</worksheet>`;
const book = (data, more) => xlsx([HEAD, ROW], { more: { ...(data && { [SHEET]: data }), ...more } });
const plain = () => book();

// The bytes with a number written over those `from` a mark, everywhere it stands.
function lied(bytes, mark, at, value, width = 4) {
  const out = Buffer.from(bytes);
  for (let i = out.indexOf(mark); i >= 0; i = out.indexOf(mark, i + 1)) out.writeUIntLE(value, i + at, width);
  return out;
}
const LOCAL = Buffer.from('PK\x03\x04', 'latin1'), LISTED = Buffer.from('PK\x01\x02', 'latin1'), END = Buffer.from('PK\x05\x06', 'latin1');
const air = sheet(`<row r="1">${' '.repeat(900_000)}</row>`);

// Many names for the same bytes: what a reader that adds sizes up never notices.
function piled() {
  const one = zip({ ...parts([HEAD, ROW]), 'xl/worksheets/sheet2.xml': air }), list = one.indexOf(LISTED), end = one.indexOf(END);
  const row = one.subarray(one.lastIndexOf(LISTED), end), rows = Buffer.concat([one.subarray(list, end), ...Array.from({ length: 12 }, () => row)]);
  const tail = Buffer.from(one.subarray(end)), n = tail.readUInt16LE(8) + 12;
  tail.writeUInt16LE(n, 8);
  tail.writeUInt16LE(n, 10);
  tail.writeUInt32LE(rows.length, 12);
  return Buffer.concat([one.subarray(0, list), rows, tail]);
}

const SHEETS = {
  formulas: xlsx([HEAD, [{ formula: '1+1', value: '2' }, { formula: 'HYPERLINK("http://x","y")', value: 'Học Viên Mẫu' }, { formula: 'cmd|\' /C calc\'!A0' }]]),
  merged: xlsx([['DANH SÁCH'], [], HEAD, ROW], { merges: ['A1:G1', 'B3:B4'] }),
  two_heads: xlsx([['TT', 'Họ và tên', 'Ngày, tháng, năm sinh', null], [null, null, 'Nam', 'Nữ'], [1, 'Học Viên Mẫu', '1990', null], ['Tổng cộng: 1']], { merges: ['C1:D1', 'A1:A2', 'B1:B2'] }),
  strings: xlsx([[{ shared: 'Họ và tên' }, { shared: 'Năm sinh' }], [{ shared: 'Học Viên Mẫu'.normalize('NFD') }, 1990]]),
  bomb: book(air),
  bomb_says_little: lied(lied(book(air), LOCAL, 22, 10), LISTED, 24, 10),
  bomb_says_much: lied(lied(plain(), LOCAL, 22, 0xfffffff0), LISTED, 24, 0xfffffff0),
  bomb_piled: piled(),
  entities: book(`<!DOCTYPE a [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;">]>${sheet('<row r="1"><c><v>&b;</v></c></row>')}`),
  entity_of_a_file: book(`<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>${sheet('<row r="1"><c><v>&a;</v></c></row>')}`),
  dimension_lies: book(`<worksheet><dimension ref="A1:XFD1048576"/>${'<cols><col min="1" max="16384"/></cols>'}<sheetData><row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData></worksheet>`),
  macros: book(null, { 'xl/vbaProject.bin': 'x' }),
  half: plain().subarray(0, 900),
  list_gone: plain().subarray(0, plain().indexOf(LISTED)),
  list_elsewhere: lied(plain(), END, 16, 0x7fffffff),
  list_endless: lied(plain(), END, 10, 0xffff, 2),
  changed: Buffer.from(plain()).fill(7, 900, 930),
  behind_words: Buffer.concat([Buffer.from('#!/bin/sh\n'), plain()]),
  locked: lied(lied(plain(), LOCAL, 6, 1, 2), LISTED, 8, 1, 2),
  method_unknown: lied(lied(plain(), LOCAL, 8, 99, 2), LISTED, 10, 99, 2),
  up_and_out: book(null, { 'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="rId1" Target="../../../etc/passwd"/></Relationships>' }),
  away: book(null, { 'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="rId1" Target="http://x/y.xml" TargetMode="External"/></Relationships>' }),
  itself: book(null, { 'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="rId1" Target="workbook.xml"/></Relationships>' }),
  no_sheets: book(null, { 'xl/workbook.xml': '<workbook><sheets/></workbook>' }),
  title_block: 'ỦY BAN NHÂN DÂN;;\n;DANH SÁCH;\n\nTT;Họ và tên;Ngày sinh\n1;Học Viên Mẫu;5/9/90\n;Tổng cộng;1\n;;Người lập\n',
  tabs: 'TT\tHọ tên\tSĐT\n1\tHọc Viên Mẫu\t900000001\n',
  said_sep: 'sep=;\nHọ tên;Đối tượng\nHọc Viên Mẫu;CC\n',
  quotes: 'Họ tên,Ghi chú\n"Học ""Viên""\nMẫu",a"b\n"mở\n',
  csv_formulas: 'Họ tên,Đơn vị\n=1+1,@SUM(A1)\n+84,-1\n"=cmd|\' /C calc\'!A0",x\n',
  utf16_other_end: Buffer.from('\ufeffHọ tên\tNăm sinh\nHọc Viên Mẫu\t1990\n', 'utf16le').swap16(),
  nul_inside: 'Họ tên,Năm\nHọc\0Viên,1990\n',
};

const XML = {
  dimension: '<worksheet><dimension ref="A1:XFD1048576"/><sheetData><row r="2"><c r="B2"><v>1</v></c></row></sheetData></worksheet>',
  dates: sheet('<row r="1"><c s="1"><v>46270</v></c><c s="1"><v>60</v></c><c s="1"><v>-1</v></c><c s="1"><v>2958466</v></c><c s="9"><v>1e300</v></c></row>'),
  kinds: sheet('<row r="1"><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c t="str"><f>A1</f><v>x</v></c><c t="d"><v>2026-09-05</v></c><c t="?"><v>x</v></c><c><f/></c></row>'),
  rich: sheet('<row r="1"><c t="inlineStr"><is><r><rPr><b/></rPr><t>Học </t></r><r><t xml:space="preserve">Viên</t></r><rPh><t>x</t></rPh></is></c></row>'),
  merges: sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="B3"><v>2</v></c></row>', '<mergeCells><mergeCell ref="A1:C2"/><mergeCell ref="C2:A1"/><mergeCell ref="A1"/><mergeCell ref="ZZZ9:A0"/></mergeCells>'),
  backwards: sheet('<row r="5"><c><v>1</v></c></row><row r="2"><c><v>1</v></c></row>'),
  far: sheet('<row r="1"><c r="XFD1"><v>1</v></c></row>'),
  nowhere: sheet('<row r="0"><c r="A0"><v>1</v></c></row><row r="-1"><c r=""><v>1</v></c></row><row r="99999999999999999999"><c r="AAAAAAAA1"><v>1</v></c></row>'),
  twice: sheet('<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c><c r="B1"><v>3</v></c></row>'),
  shared_lies: `${sheet('<row r="1"><c t="s"><v>1</v></c><c t="s"><v>-1</v></c><c t="s"><v>99999999999</v></c></row>')}\0<sst count="4294967295" uniqueCount="1"><si><t>a</t></si></sst>`,
  prefixed: '<x:worksheet xmlns:x="y"><x:sheetData><x:row r="1"><x:c t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>',
  cdata: sheet('<row r="1"><c t="str"><v><![CDATA[<a>&]]>b<!-- c --><?d e?></v></c></row>'),
  deep: '<a>'.repeat(80),
  latin: '<?xml version="1.0" encoding="ISO-8859-1"?><worksheet><sheetData><row r="1"><c t="str"><v>\xe9</v></c></row></sheetData></worksheet>',
};

// Old workbooks: streams of records alone, and in compound files.
const OLD_ROWS = [cell.text(0, 0, 'Họ và tên'), cell.text(0, 1, 'Ngày sinh'), cell.text(1, 0, 'Häc Viªn MÉu', STYLE.abc), cell.number(1, 1, 32966, STYLE.day)];
const records = (cells, options) => stream([{ cells }], options);
const many = Array.from({ length: 40 }, (_, i) => text(`Học Viên Mẫu ${i}`.slice(0, 14 + i % 3), { wide: true }));
const long = Buffer.concat(many);
const oldBook = () => ole({ Workbook: Buffer.concat([records(OLD_ROWS), Buffer.alloc(4096)]) });
// The number at a place of a file, written over.
function put(bytes, at, value) { const out = Buffer.from(bytes); out.writeUInt32LE(value >>> 0, at); return out; }
const FAT_AT = (bytes) => 512 * (bytes.readUInt32LE(76) + 1), DIRECTORY_AT = (bytes) => 512 * (bytes.readUInt32LE(48) + 1);

const XLS = {
  kinds: records([...OLD_ROWS, cell.rk(2, 0, (12345 << 2) | 3), cell.rks(2, 1, [22, 0x3ff00000, 0xfffffffe]), cell.mark(3, 0, 1), cell.mark(3, 1, 0x2a, true), cell.mark(3, 2, 0x99, true), cell.formula(4, 0, 1.5), cell.formula(4, 1, NOTHING),
    cell.formula(4, 2, TEXT_FOLLOWS), record(KIND.SHARED, words(1, 2)), record(KIND.STRING, text('Học')), cell.formula(4, 3, TEXT_FOLLOWS)]),
  strings: records([cell.shared(0, 0, 0), cell.shared(0, 1, 1, STYLE.vni), cell.shared(1, 0, 2)], { globals: [sst(['Họ và tên', 'Nguyeãn Vaên', text('Viên Häc', { runs: [[0, 0], [5, 1]], more: Buffer.alloc(9) })])] }),
  strings_go_on: records([cell.shared(0, 0, 0), cell.shared(1, 0, 39)], { globals: [record(KIND.SST, u32(40), u32(40), long.subarray(0, 300)), record(KIND.CONTINUE, Buffer.from([1]), long.subarray(300))] }),
  strings_change: records([cell.shared(0, 0, 0)], { globals: [record(KIND.SST, u32(1), u32(1), words(6), Buffer.from([0]), Buffer.from('Hoc')), record(KIND.CONTINUE, Buffer.from([1]), Buffer.from('ọ v', 'utf16le'))] }),
  strings_four_billion: records([cell.shared(0, 0, 0)], { globals: [sst(['a'], 0xffffffff)] }),
  strings_cut: records([cell.shared(0, 0, 0)], { globals: [record(KIND.SST, u32(1), u32(1), words(60000), Buffer.from([13, 255, 255, 255, 255, 255, 255]))] }),
  runs: records([record(KIND.RSTRING, words(0, 0, STYLE.plain), text('Viên Häc'), words(3, 0, 1, 5, 2, 2, 9))]),
  merges: records([...OLD_ROWS, merged([0, 2, 0, 255], [1, 1, 1, 1], [0, 65535, 0, 65535])]),
  merges_backwards: records([...OLD_ROWS, merged([5, 2, 3, 1])]),
  disordered: records([...OLD_ROWS].reverse().concat(cell.text(0, 0, 'anew'))),
  far: records([cell.rk(0, 65535, 2)]),
  neighbours_lie: records([cell.rks(65535, 65530, [2, 2, 2])]),
  sheets: stream([{ name: 'Ẩn', hidden: true, cells: [] }, { name: 'Biểu đồ', is: 2, bof: 0x20, cells: [] }, { cells: OLD_ROWS }]),
  chart_within: records([...OLD_ROWS, stream([]).subarray(0, 20), record(KIND.EOF)]),
  no_end: records(OLD_ROWS).subarray(0, -4),
  from_1904: records(OLD_ROWS, { globals: [record(KIND.DATEMODE, words(1))] }),
  password: records(OLD_ROWS, { globals: [record(KIND.FILEPASS, words(1, 1))] }),
  macros: stream([{ is: 1, cells: [] }, { cells: OLD_ROWS }]),
  fonts_lie: records(OLD_ROWS, { looks: [font('.VnTime'), xf(4, 14), xf(65535, 65535), xf(0, 0)] }),
  of_1995: stream([{ cells: [record(KIND.LABEL, words(0, 0, 0), old('Häc Viªn')), record(KIND.RSTRING, words(1, 0, 0), old('Viªn'), Buffer.from([1, 2, 1])), cell.rk(1, 1, 22)] }],
    { version: 0x500, name: (s) => old(s, 1), looks: [font('.VnTime', true), font('VNI-Times', true), xf(0, 0)] }),
  whole: oldBook(),
  whole_small: ole({ Workbook: records(OLD_ROWS) }),
  whole_circle: put(oldBook(), FAT_AT(oldBook()), 0),
  whole_out: put(oldBook(), FAT_AT(oldBook()) + 4, 0x00ffffff),
  whole_tables_out: put(oldBook(), 76, 0xfffffff0),
  whole_more_tables: put(put(oldBook(), 68, 0), 72, 0xffffffff),
  whole_directory_circle: put(oldBook(), DIRECTORY_AT(oldBook()) + 128 + 68, 1),
  whole_size_lies: put(oldBook(), DIRECTORY_AT(oldBook()) + 128 + 120, 0x7fffffff),
  whole_large_sectors: put(oldBook(), 30, 0x0006000c),
  whole_half: oldBook().subarray(0, 3000),
  whole_locked: ole({ EncryptionInfo: Buffer.alloc(9), EncryptedPackage: Buffer.alloc(5000) }),
  whole_with_macros: ole({ Workbook: records(OLD_ROWS), _VBA_PROJECT_CUR: null }),
  whole_letter: ole({ WordDocument: Buffer.alloc(5000) }),
};

const SAID = {
  single: '5/9/90', spoken: 'ngày 05 tháng 9 năm 1990', dots: '05.09.1990', american: '9/13/1990', leap: '29/02/1900', future: '1/1/2199', year: '1990', century: '1/1/30', with_time: '05/09/1990 00:00:00',
  male: 'NAM', cross: 'x', tick: '✓', count: '12.345', count_people: '30 máy', score: '8,5', scheme: 'Ứng dụng CNTT cơ bản', result: 'Không đạt', excused: 'vắng có phép', session: 'Buổi 2', mail: 'a@b.example',
  phone_house: '(0221) 3.123.456', number_spaces: '000 190 000 001', number_apostrophe: "'000190000001", number_float: '1.9E+11', minus: '-1', formula: '=1+1', decomposed: 'Học Viên Mẫu'.normalize('NFD'), zero_width: 'Học\u200bViên', bidi: '\u202eabc',
};

const field = (...said) => p(...['begin', ...said.map((one) => `<w:r><w:instrText>${one}</w:instrText></w:r>`), 'separate', 'x', 'end'].map((one) => one.startsWith('<') || one === 'x' ? one : `<w:r><w:fldChar w:fldCharType="${one}"/></w:r>`));
const WORD = {
  file: docx(p('{class}')),
  file_links: docx(p('x'), { 'word/_rels/document.xml.rels': relations(['a', 'header', 'h.xml'], ['b', 'image', 'i.png'], ['c', 'hyperlink', 'https://x/', external]), 'word/h.xml': `<w:hdr ${W}/>`, 'word/i.png': '\x89PNG' }),
  file_out: docx(p('x'), { 'word/_rels/document.xml.rels': relations(['a', 'header', '../../../../etc/passwd'], ['b', 'attachedTemplate', 'file:///x', external]) }),
  file_itself: docx(p('x'), { 'word/_rels/document.xml.rels': relations(['a', 'header', 'document.xml']) }),
  file_macros: docx(p('x'), { 'word/_rels/document.xml.rels': relations(['a', 'vbaProject', 'v.bin']) }),
  file_half: docx(p('x')).subarray(0, 500),
  parted: document(p(run('{{cl', '<w:b/>'), run('a'), run('ss}} { code }'))),
  rows: document(table(row('TT', 'Tên'), row('{trainees.n}', '{trainees.name} {class}')), table(row('{sessions.date}'))),
  rows_deep: document(table(row(`${table(row('{trainees.n}'))}${p('{trainees.name}')}`))),
  braces: document(p('{class'), p('}'), p('{{class}')),
  unknown: document(p('Lớp {clas}')),
  two_lists: document(table(row('{trainees.n}', '{sessions.date}'))),
  fields: document(field('PA', 'GE'), field('HYPERLINK "https://x/"')),
  dde: document(field('DD', 'EAUTO a b')),
  links: document('<w:hyperlink r:id="a"/>'),
  other_prefix: `<x:document xmlns:x="${W.slice(9, -1)}"/>`,
  hidden_prefix: `<w:document ${W} ${R}><w:body xmlns:y="${W.slice(9, -1)}"><y:altChunk/></w:body></w:document>`,
  box: document(p(run('{cl'), `<w:r><w:pict><w:txbxContent>${p('{code}')}</w:txbxContent></w:pict></w:r>`, run('ass}'))),
  entities: '<!DOCTYPE a [<!ENTITY b "x">]><w:document>&b;</w:document>',
};

const here = join(dirname(fileURLToPath(import.meta.url)), 'corpus');
for (const [target, seeds] of Object.entries({ sheet: SHEETS, xls: XLS, xlsx: XML, word: WORD, said: SAID })) {
  mkdirSync(join(here, target), { recursive: true });
  for (const [name, content] of Object.entries(seeds)) writeFileSync(join(here, target, name), content);
}
