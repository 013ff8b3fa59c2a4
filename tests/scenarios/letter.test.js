// SPDX-License-Identifier: GPL-3.0-or-later
// Letters about a class, as PDF and as Word documents, from the templates that come along and from an office's own.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { temporary } from '../help/cluster.js';
import { partsOf, textOf } from '../help/docx.js';
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

// The text of a Word document, paragraph by paragraph, and how many heads tables repeat.
const docx = (bytes) => `${textOf(bytes)}\nheads ${partsOf(bytes).get('word/document.xml').split('<w:tblHeader').length - 1}\n`;

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

test('a class in plain words names no people', async () => {
  const say = async (means, who = 'an') => (await w.as(who).get(`/classes/${c.id}/announcement.txt?means=${means}`).reply()).text;
  const loud = await say('loudspeaker');
  assert.match(loud, /Lịch học: buổi 1: 08:00, ngày 11\/09\/2026, tại Hội trường A; buổi 2: 13:30/);
  assert.match(await say('zalo'), /An toàn số & mạng <1>/);
  assert.equal((await say('sms')).trim().split('\n').length, 1);
  for (const means of ['loudspeaker', 'zalo', 'sms']) assert.ok(!/Học Viên|[{}#]|SPDX/.test(await say(means)), means);
});

test('a person\'s record and a unit\'s year for the personnel file', async () => {
  const done = await classWith(w, { title: 'Đã học', state: 'running', seats: ['an'], sessions: [{ date: '2026-09-01', start: '08:00', periods: 4 }] });
  await w.as('office').put(`/sessions/${done.session}/attendance`, [{ person: w.person('an'), status: 'present' }]).expect(200);
  await w.as('hoa').post(`/units/${w.unit('bach-sam')}/external-completions`, [{ person: w.person('an'), course: w.course('attt'), completed_on: '2026-03-01', source: 'MOOC' }]).expect(201);
  const text = docx((await fetched(w, 'hoa', `/people/${w.person('an')}/training-record.docx`)).bytes);
  for (const said of [/PHIẾU THEO DÕI ĐÀO TẠO/, /Học Viên Mẫu an/, /UBND phường Bạch Sam/, /01\/09\/2026/, /Hoàn thành/, /MOOC/, /Chưa xác minh/]) assert.match(text, said);
  const own = await fetched(w, 'an', `/people/${w.person('an')}/training-record.pdf`);
  assert.match(pdf(own.bytes, { shots: process.env.HOCVU_SHOTS && join(process.env.HOCVU_SHOTS, 'record') }).text, /Học Viên Mẫu an/);
  assert.equal((await fetched(w, 'duc', `/people/${w.person('an')}/training-record.pdf`)).status, 403);
  const year = docx((await fetched(w, 'hoa', `/units/${w.unit('bach-sam')}/training-year.docx?year=2026`)).bytes);
  assert.match(year, /Danh sách có 4 người/);
  assert.match(year, /Học Viên Mẫu an\n\nUBND phường Bạch Sam\n1\n4\nAn toàn thông tin\n/);
  assert.match(docx((await fetched(w, 'hoa', `/units/${w.unit('bach-sam')}/training-year.docx?year=2025`)).bytes), /Học Viên Mẫu an\n\nUBND phường Bạch Sam\n0\n0\n\n/);
  assert.equal((await fetched(w, 'duc', `/units/${w.unit('bach-sam')}/training-year.pdf`)).status, 403);
});

test('what would be a book is refused: no paper of more than 2,000 rows', async () => {
  const big = await classWith(w, { title: 'Rất đông', state: 'open' });
  w.sql('owner', `INSERT INTO person (code, full_name, sort_name, folded, folded_given)
    SELECT 'dong-' || n, 'Học Viên Mẫu ' || n, n || ' Học Viên Mẫu', 'hoc vien mau ' || n, n || ' hoc vien mau' FROM generate_series(1, 2001) n;
    INSERT INTO enrolment (class_id, person_id, state) SELECT ${big.id}, id, 'approved' FROM person WHERE code LIKE 'dong-%'`);
  assert.equal(JSON.parse((await fetched(w, 'office', `/classes/${big.id}/letter.pdf?kind=decision`)).bytes).code, 'paper_too_long');
  assert.equal((await fetched(w, 'office', `/sessions/${big.session}/sign-in-sheet.pdf`)).status, 422);
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
