// SPDX-License-Identifier: GPL-3.0-or-later
// Letters about a class, as PDF and as Word documents, from the templates that come along and from an office's own.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { run, temporary } from '../help/cluster.js';
import { fetched, pdf } from '../help/pdf.js';
import { classWith, world } from './training_world.js';

const own = join(temporary(), 'own-templates');
let w, c;
before(async () => {
  mkdirSync(own, { recursive: true });
  w = await world({ now: '2026-09-05T03:00:00Z', settings: { HOCVU_PAPER_TEMPLATES: own } });
  c = await classWith(w, { title: 'An toàn số & mạng <1>', state: 'open', sessions: [{ date: '2026-09-11', start: '08:00', periods: 4, venue: 'Hội trường A', trainer: w.person('lan') }, { date: '2026-09-12', start: '13:30', periods: 4, venue: 'Hội trường B' }] });
  await w.as('office').put(`/classes/${c.id}/quotas`, [{ unit: 'bach-sam', seats: 3 }, { unit: 'minh-duc', seats: 2 }]).expect(200);
  await w.as('hoa').post(`/units/${w.unit('bach-sam')}/nominations`, { class: c.id, codes: ['an', 'binh'] }).expect(200);
  await w.as('duc').post(`/units/${w.unit('minh-duc')}/nominations`, { class: c.id, codes: ['dung'] }).expect(200);
  const { items } = await w.as('office').get(`/classes/${c.id}/enrolments`);
  await w.as('office').post(`/classes/${c.id}/decisions`, items.map((e) => ({ enrolment: e.id, state: 'approved' }))).expect(200);
});
after(() => w?.stop());

// The text of a Word document, paragraph by paragraph, as a reader that knows nothing of ours takes it.
function docx(bytes) {
  const file = join(mkdtempSync(join(temporary(), 'docx')), 'x.docx');
  writeFileSync(file, bytes);
  const r = run('python3', ['-c', `import zipfile,sys,xml.etree.ElementTree as E
W='{http://schemas.openxmlformats.org/wordprocessingml/2006/main}'
z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None
for n in z.namelist(): E.fromstring(z.read(n))
d=E.fromstring(z.read('word/document.xml'))
for p in d.iter(W+'p'): print(''.join(t.text or '' for t in p.iter(W+'t')))
print('heads', len(list(d.iter(W+'tblHeader'))))`, file]);
  assert.equal(r.code, 0, r.err);
  return r.out;
}

const KINDS = {
  invitation: ['cong-van-cu-hoc-vien', /V\/v cử học viên tham gia lớp An toàn số & mạng <1>/, /Phường Bạch Sam/, /Hội trường B/],
  nominations: ['danh-sach-cu', /Danh sách có 3 người/, /Học Viên Mẫu dung/, /01\/01\/1985/],
  decision: ['quyet-dinh-mo-lop', /Điều 1\. Mở lớp An toàn số & mạng <1> \(An toàn thông tin\), gồm 3 học viên/, /Học Viên Mẫu binh/],
  summons: ['giay-trieu-tap', /GIẤY TRIỆU TẬP/, /13:30 - 16:30/],
  results: ['ket-qua', /Không hoàn thành/, /0\/2/],
  report: ['bao-cao-lop', /3 người của 2 cơ quan, đơn vị, trong đó 2 nữ/, /Học Viên Mẫu lan/],
};

for (const [kind, [name, ...says]] of Object.entries(KINDS)) {
  test(`${kind}: one template gives a document to go on with and a PDF`, async () => {
    const word = await fetched(w, 'office', `/classes/${c.id}/letter.docx?kind=${kind}`);
    assert.equal(word.status, 200, word.bytes.toString());
    assert.equal(word.name, `${name}-${c.code}-20260905.docx`);
    const text = docx(word.bytes);
    const paper = await fetched(w, 'office', `/classes/${c.id}/letter.pdf?kind=${kind}`);
    assert.equal(paper.name, `${name}-${c.code}-20260905.pdf`);
    const read = pdf(paper.bytes, { shots: process.env.HOCVU_SHOTS && join(process.env.HOCVU_SHOTS, kind) });
    assert.ok(read.fonts.every((f) => f.embedded));
    for (const said of says) assert.match(text, said);
    // Where lines break is each format's own: the words are the same.
    const words = (s) => [...new Set(s.match(/[\p{L}\p{N}:/]{2,}/gu))].sort();
    assert.deepEqual(words(text).filter((word) => word !== 'heads' && !words(read.text).includes(word)), []);
    for (const whole of [text, read.text]) {
      assert.equal(whole, whole.normalize('NFC'));
      assert.match(whole, /THỊ XÃ MỸ HÀO[^]*Số: ……\/……/);	// number, day and signature are the clerk's
      assert.match(whole, /Mỹ Hào, ngày …… tháng …… năm 2026/);
      assert.ok(!/[{}*]|undefined|null/.test(whole), whole);
    }
  });
}

test('a unit prints its own list in its own name, and no other unit\'s', async () => {
  const path = `/units/${w.unit('bach-sam')}/nominations.docx?class=${c.id}`;
  const text = docx((await fetched(w, 'hoa', path)).bytes);
  assert.match(text, /ỦY BAN NHÂN DÂN PHƯỜNG BẠCH SAM/);
  assert.match(text, /Danh sách có 2 người/);
  assert.ok(!/dung/.test(text));
  assert.equal((await fetched(w, 'duc', path)).status, 403);
  assert.equal((await fetched(w, 'hoa', `/classes/${c.id}/letter.docx?kind=decision`)).status, 403);
  assert.equal((await fetched(w, 'office', `/classes/${c.id}/letter.docx?kind=poem`)).status, 422);
});

test('an office\'s own template is used at once; what cannot be read is named with its line', async () => {
  const get = (kind = 'decision') => w.as('office').get(`/classes/${c.id}/letter.docx?kind=${kind}`);
  const put = (text) => writeFileSync(join(own, 'decision.txt'), text);
  put('# của chúng tôi\n@head\n@title QUYẾT ĐỊNH RIÊNG\nLớp **{class}** có {trainees} người\n@table trainees\n@column 0 Ai = {name}\n');
  const text = docx((await fetched(w, 'office', `/classes/${c.id}/letter.docx?kind=decision`)).bytes);
  assert.match(text, /QUYẾT ĐỊNH RIÊNG\nLớp An toàn số & mạng <1> có 3 người/);
  assert.match(text, /heads 1/);
  const wrong = async (said, code, line, detail) => {
    put(said);
    await get().expect(422, { errors: [{ pointer: `/decision.txt/${line}`, code, ...(detail && { detail }) }] });
  };
  await wrong('@head\n\n@titel X', 'template_word_unknown', 3, /titel/);
  await wrong('{class} {ten lop}', 'template_field_unknown', 1, /ten lop/);
  await wrong('x\n{class', 'template_field_unknown', 2);
  await wrong('@table people\n@column 0 A = {name}', 'template_list_unknown', 1, /people/);
  await wrong('@table trainees\n@column 0 A = {seats}', 'template_field_unknown', 1, /seats/);
  await wrong('@column 10 A = {n}', 'template_column_alone', 1);
  await wrong('@table trainees\n@column A = {n}', 'template_column_form', 2);
  await wrong('@table trainees\nx', 'template_table_empty', 1);
  await wrong('x\n'.repeat(300), 'template_too_long', 201);
  await wrong(Buffer.from([0xff, 0xfe, 0x41]), 'template_unreadable', 0);
  await get('summons').expect(200);
  rmSync(join(own, 'decision.txt'));
  await get().expect(200);
});
