// SPDX-License-Identifier: GPL-3.0-or-later
// Word files of an office as templates: begun with the default, edited by hand and by LibreOffice, filled with the same data
// as the composed paper; what a file may not bring along is refused with the place. The same from the command line.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { temporary } from '../help/cluster.js';
import { document, docx, external, p, partsOf, relations, R, row, run, table, textOf, W } from '../help/docx.js';
import { commandLine, DATA, NOT_ALLOWED, NOT_FOUND, USAGE } from '../help/hocvu.js';
import { resaved } from '../help/libreoffice.js';
import { fetched } from '../help/pdf.js';
import { zip } from '../help/xlsx.js';
import { classWith, world } from './training_world.js';

const NAMES = ['invitation', 'nominations', 'decision', 'summons', 'results', 'report', 'record', 'year'];
let w, c, path;
before(async () => {
  w = await world({ now: '2026-09-05T03:00:00Z', accounts: { tinh: ['programme_office hung-yen'] } });
  c = await classWith(w, { title: 'An toàn số & mạng <1> "hai"', seats: ['an', 'binh'], sessions: [{ date: '2026-09-05', start: '08:00', periods: 4, venue: 'Hội trường A' }, { date: '2026-09-06', start: '13:30', periods: 4 }] });
  path = `/units/${w.unit('my-hao')}/paper-templates`;
});
after(() => w?.stop());

const base64 = (bytes) => Buffer.from(bytes).toString('base64');
const put = (name, bytes, who = 'office', at = path) => w.as(who).put(`${at}/word`, { name, file: base64(bytes) });
const drop = (name) => w.as('office').delete(`${path}/word?name=${name}`).expect(200);
const template = async (name, more = '') => (await fetched(w, 'office', `${path}/word.docx?name=${name}${more}`)).bytes;
const from = (name) => name === 'record' ? `/people/${w.person('an')}/training-record.docx` : name === 'year' ? `/units/${w.unit('my-hao')}/training-year.docx` : `/classes/${c.id}/letter.docx?kind=${name}`;
async function paper(name) {
  const got = await fetched(w, 'office', from(name));
  assert.equal(got.status, 200, got.bytes.toString('utf8', 0, 400));
  return got.bytes;
}
async function sample(name, file) {
  const r = await fetch(`${w.url}/api/v1${path}/sample.docx`, { method: 'POST', headers: { authorization: `Bearer ${w.tokens.office}`, 'content-type': 'application/json' }, body: JSON.stringify({ name, ...(file && { file: base64(file) }) }) });
  return { status: r.status, bytes: Buffer.from(await r.arrayBuffer()) };
}
// Paragraphs that say something: an office above that is not there leaves an empty line in a Word file.
const says = (bytes) => textOf(bytes).split('\n').filter(Boolean);
// Filled as the decision of the class.
async function filled(body, more) {
  await put('decision', docx(body, more)).expect(200);
  return paper('decision');
}
async function refused(bytes, code, about, name = 'decision') {
  const { errors } = await put(name, bytes).expect(422);
  assert.equal(errors[0].pointer, '/file');
  assert.equal(errors[0].code, code, errors[0].detail);
  if (about) assert.match(errors[0].detail, about);
}

test('the default template, put in as it is, gives every paper with the same words', async () => {
  for (const name of NAMES) {
    const composed = says(await paper(name)), begun = await template(name);
    assert.match(textOf(begun), /\{office_name\}/, name);
    await put(name, begun).expect(200);
    assert.deepEqual(says(await paper(name)), composed, name);
    assert.deepEqual(says(await template(name)), says(begun), `${name}: fetched again it has its fields`);
    await drop(name);
  }
});

test('LibreOffice opens it, saves it anew, and every field is still found', async () => {
  for (const name of ['invitation']) {
    const composed = says(await paper(name)), again = resaved(await template(name));
    assert.notDeepEqual(partsOf(again).get('word/document.xml'), partsOf(await template(name)).get('word/document.xml'));
    await put(name, again).expect(200);
    const made = await paper(name);
    assert.deepEqual(says(made), composed, name);
    assert.deepEqual(says(resaved(made)).sort(), composed.sort(), 'and it opens what was made');
    await drop(name);
  }
});

test('a field parted into runs keeps the look of where it begins; both kinds of braces; capitals do not count', async () => {
  const xml = partsOf(await filled(p(run('Lớp {{cl', '<w:b/>'), '<w:proofErr w:type="spellStart"/>', run('as', '<w:i/>'), run('s}}', '<w:u w:val="single"/>'), run(' mã {'), run('Code'), run('}, { periods } tiết')))).get('word/document.xml');
  assert.match(xml, /<w:b\/><\/w:rPr><w:t xml:space="preserve">Lớp An toàn số &amp; mạng &lt;1&gt; &quot;hai&quot;<\/w:t>/);
  assert.match(xml, /<w:i\/><\/w:rPr><w:t xml:space="preserve"><\/w:t>/);
  assert.equal(textOf(docx(xml)), `Lớp An toàn số & mạng <1> "hai" mã ${c.code}, 8 tiết`);
  assert.doesNotMatch(xml, /proofErr/);
});

test('rows are repeated: none, some, 61; a table of nothing else keeps one', async () => {
  const list = (name) => table(row('TT', 'Họ tên'), row(`{${name}.n}`, `{${name}.name}, {class}`), row('Hết', ''));
  const said = says(await filled(list('trainees') + list('results') + table(row('{quotas.n}', 'Đơn vị {quotas.unit}')) + p('xong')));
  assert.deepEqual(said.slice(0, 7), ['TT', 'Họ tên', '1', 'Học Viên Mẫu an, An toàn số & mạng <1> "hai"', '2', 'Học Viên Mẫu binh, An toàn số & mạng <1> "hai"', 'Hết']);
  assert.deepEqual(said.slice(-2), ['Đơn vị ', 'xong']);
  assert.deepEqual(says(await filled(table(row('x'), row('{quotas.unit}')))), ['x']);
  const many = await classWith(w, { code: 'dong', sessions: [{ date: '2026-09-05', start: '08:00', periods: 4 }] });
  await put('decision', docx(table(row('TT', 'Buổi'), row('{sessions.n}', '{sessions.date} {sessions.start}')))).expect(200);
  const days = Array.from({ length: 60 }, (_, i) => new Date(Date.UTC(2026, 9, 1 + i)).toISOString().slice(0, 10));
  for (const date of days) await w.as('office').post(`/classes/${many.id}/sessions`, { date, start: '08:00', periods: 4 }).expect(201);
  const long = says((await fetched(w, 'office', `/classes/${many.id}/letter.docx?kind=decision`)).bytes);
  assert.equal(long.length, 2 + 2 * 61);
  assert.deepEqual(long.slice(-2), ['61', '29/11/2026 08:00']);
});

test('heads and feet are filled, pictures and pages of the web stay, what an editor alone needs does not', async () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100c9fe92ef0000000049454e44ae426082', 'hex');
  const made = await filled(document(p('<w:hyperlink r:id="rId4"><w:r><w:t>trang</w:t></w:r></w:hyperlink>', run('<!-- x -->{class}')), '<w:p><w:commentRangeStart w:id="1"/><w:r><w:t>a</w:t></w:r><w:r><w:commentReference w:id="1"/></w:r></w:p>',
    '<w:p><w:r><w:drawing><a:blip xmlns:a="a" r:embed="rId3"/></w:drawing></w:r></w:p><w:sectPr><w:headerReference w:type="default" r:id="rId1"/><w:footerReference w:type="default" r:id="rId2"/></w:sectPr>'), {
    'word/_rels/document.xml.rels': relations(['rId1', 'header', 'header7.xml'], ['rId2', 'footer', '/word/f.xml'], ['rId3', 'image', 'media/a.png'], ['rId4', 'hyperlink', 'https://example.vn/?a=1&amp;b=2', external], ['rId5', 'comments', 'comments.xml'], ['rId6', 'fontTable', 'fontTable.xml']),
    'word/header7.xml': `<w:hdr ${W}>${p('{office_name} – {code}')}</w:hdr>`, 'word/f.xml': `<w:ftr ${W}><w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PA</w:instrText></w:r><w:r><w:instrText>GE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>{place}</w:t></w:r></w:p></w:ftr>`,
    'word/media/a.png': png, 'word/comments.xml': `<w:comments ${W}/>`, 'docProps/core.xml': '<a>Người Soạn</a>',
  });
  const all = partsOf(made), names = [...all.keys()];
  assert.match(textOf(made, names.find((n) => n.includes('header'))), new RegExp(`MỸ HÀO – ${c.code}`));
  assert.equal(textOf(made, names.find((n) => n.includes('footer'))), 'Mỹ Hào');
  assert.ok(names.some((n) => n.endsWith('.png')));
  assert.match(all.get('word/_rels/document.xml.rels'), /Id="rId4" Type="[^"]*\/hyperlink" Target="https:\/\/example.vn\/\?a=1&amp;b=2" TargetMode="External"/);
  assert.doesNotMatch([...all].flat().join(''), /comment|Người Soạn|fontTable/);
});

const fields = (...runs) => `<w:p>${runs.map((r) => r.startsWith('<') ? r : `<w:r><w:fldChar w:fldCharType="${r}"/></w:r>`).join('')}</w:p>`;
const said = (text) => `<w:r><w:instrText xml:space="preserve">${text}</w:instrText></w:r>`;
const rels = (...list) => ({ 'word/_rels/document.xml.rels': relations(...list) });

test('what cannot be filled is refused with the field and the first words of its paragraph', async () => {
  await refused(docx(p('Kính gửi: các cơ quan, lớp {clas}')), 'docx_field_unknown', /\{clas\} – “Kính gửi: các cơ quan, lớp \{clas\}”/);
  await refused(docx(p('Lớp ', run('{{cla'), run('ss}'))), 'docx_braces', /“|Lớp \{\{class\}/);
  for (const text of ['Lớp {class', 'Lớp class}', '{', '{{class}', '{a{class}', '{class}}', '{}']) await refused(docx(p(text)), text === '{}' ? 'docx_field_unknown' : 'docx_braces');
  await refused(docx(p('Danh sách {trainees.name}')), 'docx_list_outside', /\{trainees\.name\} – “Danh sách/);
  await refused(docx(table(row('{trainees.name}', '{sessions.date}'))), 'docx_two_lists', /\{sessions\.date\}/);
  await refused(docx(table(row('{trainees.name}', `${table(row('{sessions.date}'))}${p('')}`))), 'docx_two_lists');
  await refused(docx(p('{staff.name}')), 'docx_field_unknown');
  await refused(docx(p('{class}'), {}), 'docx_field_unknown', null, 'year');
});

test('what would fetch, run or hide something is refused', async () => {
  for (const word of ['INCLUDETEXT "c:\\\\a.docx"', 'DDEAUTO excel a b', 'DDE a b', 'INCLUDEPICTURE "http://a/b.png"', 'LINK Word.Document.8 a', 'MERGEFIELD a', 'IF 1 = 1', 'MACROBUTTON a b', 'QUOTE 68 68 69', 'HYPERLINK "file://a/b"', 'HYPERLINK \\o "x" "\\\\\\\\a\\\\b"', ' '])
    await refused(docx(fields('begin', said(word), 'separate', run('x'), 'end')), 'docx_instruction');
  await refused(docx(fields('begin', said('DD'), said('EAUTO a'), 'end')), 'docx_instruction', /DDEAUTO/);
  await refused(docx(fields('begin', said('PAGE'), 'begin', said('PAGE'), 'end', 'end')), 'docx_instruction');
  await refused(docx(fields(said('PAGE'))), 'docx_instruction');
  await refused(docx(fields('begin', said('PAGE'))), 'docx_damaged');
  await refused(docx(p('<w:fldSimple w:instr=" DDE a b "><w:r><w:t>x</w:t></w:r></w:fldSimple>')), 'docx_instruction');
  await refused(docx(document('<w:altChunk r:id="a"/>'), { ...rels(['a', 'aFChunk', 'a.html']), 'word/a.html': '<p>x' }), 'docx_part', /aFChunk/);
  await refused(docx(p('<w:r><w:object/></w:r>')), 'docx_part');
  await refused(docx(p('x'), rels(['a', 'oleObject', 'embeddings/a.bin'])), 'docx_part', /oleObject/);
  await refused(docx(p('x'), rels(['a', 'image', 'http://a.example/b.png', external])), 'docx_outside', /a\.example/);
  await refused(docx(p('x'), rels(['a', 'hyperlink', 'file:///etc/passwd', external])), 'docx_outside');
  await refused(docx(p('x'), { ...rels(['a', 'settings', 'settings.xml']), 'word/settings.xml': `<w:settings ${W}/>`, 'word/_rels/settings.xml.rels': relations(['a', 'attachedTemplate', 'file:///c:/a.dotm', external]) }), 'docx_outside', /a\.dotm/);
  await refused(docx(p('<w:r><w:pict><v:imagedata xmlns:v="v" src="http://a.example/b.png"/></w:pict></w:r>')), 'docx_outside');
  await refused(docx(p('x'), rels(['a', 'header', '../../../etc/passwd'])), 'docx_outside');
  await refused(docx(p('x'), { ...rels(['a', 'image', 'media/a.emf']), 'word/media/a.emf': 'EMF' }), 'docx_picture');
  await refused(docx(p('x'), rels(['a', 'vbaProject', 'vbaProject.bin'])), 'docx_macros');
  await refused(docx(p('x'), { '[Content_Types].xml': '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>' }), 'docx_macros');
  await refused(docx(p('<w:ins w:id="1"><w:r><w:t>x</w:t></w:r></w:ins>')), 'docx_revisions');
  await refused(docx(p('<w:del w:id="1"><w:r><w:delText>x</w:delText></w:r></w:del>')), 'docx_revisions');
  await refused(docx(`<?xml version="1.0"?><x:document xmlns:x="${W.slice(9, -1)}"><x:body><x:p><x:r><x:instrText>DDE</x:instrText></x:r></x:p></x:body></x:document>`), 'docx_form');
  await refused(docx(`<?xml version="1.0"?><w:document ${W}><w:body xmlns:x="${W.slice(9, -1)}"><x:altChunk/></w:body></w:document>`), 'docx_form');
});

test('broken, locked, foreign and swollen files are refused', async () => {
  const good = docx(p('x'));
  await refused(docx(p('x'), { 'word/document.xml': null }), 'docx_no_document');
  await refused(docx(p('x'), { '_rels/.rels': null }), 'docx_no_document');
  await refused(zip({ 'a.txt': 'x' }), 'docx_no_document');
  await refused(docx(`<?xml version="1.0"?><workbook ${R}/>`), 'docx_no_document');
  await refused(docx('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "x">]><w:document>&b;</w:document>'), 'docx_entities');
  await refused(docx('<?xml version="1.0"?><w:document'), 'docx_damaged');
  await refused(good.subarray(0, good.length - 40), 'docx_damaged');
  await refused(Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'docx_old_or_locked');
  await refused(Buffer.from('Kính gửi'), 'docx_unknown');
  await refused(docx(document(p('x'.repeat(40_000_000)))), 'docx_too_big');
  await refused(docx(document(...Array.from({ length: 60_000 }, () => p(run('xxxxxxxxxx', '<w:b/>').repeat(3))))), 'docx_too_big');
  await w.as('office').put(`${path}/word`, { name: 'decision', file: 'không phải base64' }).expect(422, { errors: [{ code: 'docx_unknown' }] });
  await put('notice_sms', good).expect(422);
  await put('decision', Buffer.alloc(185_000)).expect(422);
});

test('the nearest unit\'s counts, a nearer text goes before a Word file; PDFs stay with the text; back; on record', async () => {
  await drop('decision');
  const composed = says(await paper('decision')), above = `/units/${w.unit('hung-yen')}/paper-templates`;
  const one = async () => (await w.as('office').get(path).expect(200)).items.find((t) => t.name === 'decision');
  await put('decision', docx(p('Của tỉnh')), 'tinh', above).expect(200);
  assert.deepEqual(says(await paper('decision')), ['Của tỉnh']);
  assert.deepEqual([(await one()).word_own, (await one()).word_used, (await one()).word_unit_name], [false, true, 'Tỉnh Hưng Yên']);
  await w.as('office').put(path, { name: 'decision', text: '@left Của thị xã' }).expect(200);
  assert.deepEqual(says(await paper('decision')), ['Của thị xã']);
  assert.equal((await one()).word_used, false);
  await put('decision', docx(p('Tệp của thị xã'))).expect(200);
  assert.deepEqual(says(await paper('decision')), ['Tệp của thị xã']);
  assert.match(says(await template('decision', '&standard=true')).join(), /Của thị xã/);
  await drop('decision');
  await w.as('office').delete(`${path}?name=decision`).expect(200);
  await w.as('tinh').delete(`${above}/word?name=decision`).expect(200);
  assert.deepEqual(says(await paper('decision')), composed);
  const acts = w.sql('owner', "SELECT action FROM audit WHERE object = 'paper_word'").map((r) => r.action);
  assert.ok(acts.includes('insert') && acts.includes('delete'));
});

test('a sample is made with data of nobody and keeps nothing; every field has one', async () => {
  for (const name of NAMES) {
    const { fields: all, lists } = (await w.as('office').get(path).expect(200)).items.find((t) => t.name === name);
    const body = [p(all.split(' ').map((f) => `{${f}}`).join('|')), ...lists.split(';').map((l) => l.split('|')).map(([l, names]) => table(row('TT'), row(names.split(' ').map((f) => `{${l}.${f}}`).join('|'))))].join('');
    const r = await sample(name, docx(body));
    assert.equal(r.status, 200, r.bytes.toString());
    assert.doesNotMatch(textOf(r.bytes), /…\||\|…$|\{/m, name);
    assert.equal(says(r.bytes).length, 1 + 4 * lists.split(';').length, name);
    assert.match((await sample(name)).bytes.toString('latin1'), /^PK/);
  }
  assert.equal((await sample('decision', docx(p('{clas}')))).status, 422);
  assert.equal((await w.as('office').get(path).expect(200)).items.find((t) => t.name === 'decision').word_own, false);
});

test('only who runs the unit\'s programme may', async () => {
  for (const who of ['hoa', 'lan', 'an', 'elsewhere', 'auditor']) {
    await put('decision', docx(p('x')), who).expect(403);
    await w.as(who).delete(`${path}/word?name=decision`).expect(403);
    await w.as(who).post(`${path}/sample.docx`, { name: 'decision' }).expect(403);
    assert.equal((await fetched(w, who, `${path}/word.docx?name=decision`)).status, 403);
  }
});

const as = commandLine(() => w);
// A file of those bytes, by its path.
function written(name, bytes) {
  const path = join(mkdtempSync(join(temporary(), 'word.')), name);
  writeFileSync(path, bytes);
  return path;
}
const inUse = (out, name) => out.split('\n').find((line) => line.startsWith(`${name} `)) ?? '';

test('hocvu: a template is fetched, tried, put, listed and taken back', async () => {
  const mine = written('mine.docx', docx(p('Lớp {class} của thị xã'))), first = written('first.docx', ''), tried = written('tried.docx', '');
  const composed = says(await paper('decision'));
  assert.equal(await as('office', ['template', 'get', 'quyết định', '--unit', 'my-hao', '--out', first]), `${first}\n`);
  assert.deepEqual(says(readFileSync(first)), says(await template('decision')));
  await as('office', `template try decision ${mine} --unit my-hao --out ${tried}`);
  assert.match(textOf(readFileSync(tried)), /^Lớp .* của thị xã$/);
  assert.match(inUse(await as('office', 'template list --unit my-hao'), 'decision'), /^decision +quyết định +mẫu chuẩn *$/, 'nothing is kept of a trial');

  const put = await as('office', `template put decision ${mine} --unit my-hao`);
  assert.match(put, /Văn bản +quyết định\nĐang dùng +tệp Word\nTệp Word của +Thị xã Mỹ Hào\nĐặt lúc +05\/09\/2026 10:00\n/);
  assert.deepEqual(says(await paper('decision')), ['Lớp An toàn số & mạng <1> "hai" của thị xã']);
  const listed = await as('office', 'template list --unit my-hao --lang en');
  assert.match(inUse(listed, 'decision'), /decision +a Word file +Thị xã Mỹ Hào/);
  assert.equal(listed.trim().split('\n').length, 1 + NAMES.length + 3);
  assert.equal(JSON.parse(await as('office', 'template list --unit my-hao --json')).items.find((t) => t.name === 'decision').word_account, 'office');
  await as('office', `template get decision --unit my-hao --out ${tried}`);
  assert.deepEqual(says(readFileSync(tried)), ['Lớp {class} của thị xã']);
  await as('office', `template get decision --unit my-hao --standard --out ${tried}`);
  assert.deepEqual(says(readFileSync(tried)), says(readFileSync(first)));
  await as('office', `template try decision --unit my-hao --out ${tried}`);
  assert.match(textOf(readFileSync(tried)), /của thị xã$/, 'without a file the one in use');

  assert.match(await as('office', 'template drop decision --unit my-hao'), /Đang dùng +mẫu chuẩn\n/);
  assert.deepEqual(says(await paper('decision')), composed);
});

test('hocvu: a Word file comes from standard input too, as the bytes it is', async () => {
  const input = await template('summons');
  assert.match(await as('office', 'template put summons - --unit my-hao', { input }), /tệp Word/);
  assert.deepEqual(says(await template('summons')), says(input));
  await as('office', 'template drop summons --unit my-hao');
});

test('hocvu: a broken file is refused with the field and its place, and nothing of the file is shown', async () => {
  const before = await as('office', 'template list --unit my-hao');
  for (const act of ['put', 'try'])
    await as('office', `template ${act} decision ${written('a.docx', docx(p('Kính gửi: lớp {clas}')))} --unit my-hao`, { code: DATA, says: /^  - tệp: Mẫu Word có trường không có trong danh sách trường: \{clas\} – “Kính gửi: lớp \{clas\}”$/m });
  await as('office', 'template put decision - --unit my-hao', { input: 'Kính gửi', code: DATA, says: /^  - tệp: Tệp không phải văn bản Word \(\.docx\)\.$/m });
  await as('office', `template put notice_sms ${written('b.docx', docx(p('x')))} --unit my-hao`, { code: DATA, says: /^  - tên \(notice_sms\): /m });
  await as('office', `template put decision ${written('big.docx', Buffer.alloc(180_001))} --unit my-hao`, { code: DATA, says: /tối đa 180\.000 byte/ });
  await as('office', 'template put decision - --unit my-hao', { input: Buffer.alloc(180_001), code: DATA, says: /dài quá/ });
  await as('office', 'template put decision /khong/co.docx --unit my-hao', { code: 66, says: /Không đọc được/ });
  await as('office', 'template put thu a.docx --unit my-hao', { code: USAGE, says: /invitation, nominations/ });
  await as('office', 'template list --unit khong-co', { code: NOT_FOUND });
  for (const act of ['list', 'get decision --out -', 'drop decision', 'try decision --out -']) await as('lan', `template ${act} --unit my-hao`, { code: NOT_ALLOWED });
  assert.equal(await as('office', 'template list --unit my-hao'), before);
});

test('hocvu: the text of a template, fetched, put and taken back', async () => {
  const standard = await as('office', 'template get decision --unit my-hao --text --out -');
  assert.match(standard, /@head/);
  const file = written('decision.txt', '\ufeff@title QUYẾT ĐỊNH CỦA THỊ XÃ\n');
  assert.match(await as('office', `template put decision ${file} --unit my-hao --text`), /Đang dùng +nội dung sửa\nNội dung của +Thị xã Mỹ Hào\nSửa lúc/);
  assert.deepEqual(says(await paper('decision')), ['QUYẾT ĐỊNH CỦA THỊ XÃ']);
  assert.match(await as('office', 'template get decision --unit my-hao --text --out -'), /^@title QUYẾT/);
  assert.equal(await as('office', 'template get decision --unit my-hao --text --standard --out -'), standard);
  await as('office', 'template put decision - --unit my-hao --text', { input: '@title A\n{clas}', code: DATA, says: /^  - decision\.txt, dòng 2: Mẫu văn bản có trường không dùng được ở đây, hoặc thiếu dấu đóng ngoặc nhọn\. “clas”$/m });
  await as('office', 'template put decision - --unit my-hao --text', { input: Buffer.from([0xff, 0xfe]), code: DATA, says: /UTF-8/ });
  assert.match(await as('office', 'template drop decision --unit my-hao --text'), /mẫu chuẩn/);
});
