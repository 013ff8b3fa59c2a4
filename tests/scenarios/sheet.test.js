// SPDX-License-Identifier: GPL-3.0-or-later
// The sheet people sign in a session: what stands on it, how it looks to a reader, a scanner and a page that is full.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { temporary } from '../help/cluster.js';
import { NOT_ALLOWED, commandLine } from '../help/hocvu.js';
import { fetched, pdf } from '../help/pdf.js';
import { classWith, world } from './training_world.js';

const SEATS = ['an', 'binh', 'chi', 'dung', 'em', 'giang'];
let w, c;
before(async () => {
  w = await world({ now: '2026-09-05T03:00:00Z' });
  c = await classWith(w, { title: 'Lớp <1> & "hai"', seats: SEATS, sessions: [{ date: '2026-09-05', start: '08:00', periods: 4, venue: 'Hội trường A', trainer: w.person('lan') }] });
});
after(() => w?.stop());

// As hocvu and the web app number rows.
function rowCode(person) {
  const digits = '0123456789ACDEFGHJKLMNPQRTUVWXY';
  let text = '';
  for (let rest = person; rest > 0; rest = Math.floor(rest / digits.length)) text = digits[rest % digits.length] + text;
  text = text.padStart(3, '0');
  return text + digits[[...text].reduce((sum, d, i) => sum + digits.indexOf(d) * (i + 2), 0) % digits.length];
}

test('the sheet holds the session and everybody with a seat, in composed letters, its fonts inside', async () => {
  const got = await fetched(w, 'office', `/sessions/${c.session}/sign-in-sheet.pdf`);
  assert.deepEqual([got.status, got.type, got.name], [200, 'application/pdf', 'bang-diem-danh-attt-1-buoi-1-20260905.pdf']);
  const paper = pdf(got.bytes);
  assert.equal(paper.text, paper.text.normalize('NFC'));
  for (const said of ['CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', 'Độc lập - Tự do - Hạnh phúc', 'THỊ XÃ MỸ HÀO', 'Mỹ Hào, ngày 05 tháng 9 năm 2026', 'BẢNG ĐIỂM DANH',
    'Lớp <1> & "hai" (attt-1)', 'Buổi 1: ngày 05/09/2026, từ 08:00 đến 11:00 (4 tiết)', 'Hội trường A', 'Học Viên Mẫu lan']) {
    assert.ok(paper.text.includes(said), `${said} is not in\n${paper.text}`);
  }
  const rows = paper.text.split('\n').map((line) => /^ *(\d+) +(Học Viên Mẫu \S+) +(\S{4})$/.exec(line)).filter(Boolean);
  assert.deepEqual(rows.map(([, n, name, code]) => [Number(n), name, code]), SEATS.map((code, i) => [i + 1, `Học Viên Mẫu ${code}`, rowCode(w.person(code))]));
  assert.match(paper.text, /^ *7 *$/m);	// rows for who was not sent
  assert.ok(paper.fonts.length > 0 && paper.fonts.every((f) => f.embedded && f.unicode && /LiberationSerif/.test(f.name)), JSON.stringify(paper.fonts));
});

test('its code leads to the roll of the session', async () => {
  const paper = pdf((await fetched(w, 'office', `/sessions/${c.session}/sign-in-sheet.pdf`)).bytes);
  assert.deepEqual(paper.codes, [`${w.url}/roll?session=${c.session}`]);
});

test('a roster longer than a page repeats the head of its table and numbers the pages from the second on', async () => {
  const many = Array.from({ length: 60 }, (_, i) => `d${String(i).padStart(3, '0')}`);
  await w.given({ people: many.map((person) => ({ person, full_name: `Học Viên Mẫu ${person}` })),
    affiliations: many.map((person) => ({ person, unit: 'ubnd-bach-sam', valid_from: '2020-01-01', category: 'civil_servant' })) });
  const long = await classWith(w, { title: 'Đông', seats: [], sessions: [{ date: '2026-09-06', start: '08:00', periods: 4 }] });
  w.sql('owner', `UPDATE class_seat SET capacity = 90 WHERE class_id = ${long.id};
    INSERT INTO enrolment (class_id, person_id, state) SELECT ${long.id}, id, 'approved' FROM person WHERE code ~ '^d[0-9]{3}$'`);
  const paper = pdf((await fetched(w, 'office', `/sessions/${long.session}/sign-in-sheet.pdf`)).bytes);
  assert.ok(paper.pages >= 3, `${paper.pages} pages`);
  const pages = paper.text.split('\f').slice(0, paper.pages);
  for (const [i, page] of pages.entries()) {
    assert.match(page, /TT +Họ và tên +Đơn vị/, `page ${i + 1}`);
    if (i > 0) assert.match(page, new RegExp(`^\\s+${i + 1}\\n`), `page ${i + 1}`);
  }
  for (const code of many) assert.equal(paper.text.split(`Học Viên Mẫu ${code}`).length, 2, code);
});

test('only who takes, runs or audits the roll gets it', async () => {
  const path = `/sessions/${c.session}/sign-in-sheet.pdf`;
  for (const [who, status] of [['office', 200], ['lan', 200], ['auditor', 200], ['hoa', 403], ['an', 403], ['elsewhere', 403]]) {
    assert.equal((await fetched(w, who, path)).status, status, who);
  }
  assert.equal((await fetched(w, 'office', '/sessions/999999/sign-in-sheet.pdf')).status, 403);
});

test('hocvu keeps the sheet as a file, and writes over nothing unasked', async () => {
  const file = join(mkdtempSync(join(temporary(), 'sheet')), 'x.pdf');
  const as = commandLine(() => w);
  assert.equal(await as('office', ['paper', 'sheet', `${c.code}/1`, '--out', file]), `${file}\n`);
  assert.ok(readFileSync(file).equals((await fetched(w, 'office', `/sessions/${c.session}/sign-in-sheet.pdf`)).bytes));
  assert.equal(statSync(file).mode & 0o777, 0o600);
  await as('hoa', ['paper', 'sheet', c.session, '--out', file], { code: NOT_ALLOWED });
  await as('office', ['paper', 'sheet', c.session, '--out', '/nowhere/x.pdf'], { code: 73, says: /nowhere/ });
});

test('the same paper is the same bytes while nothing changed', async () => {
  const [one, other] = [await fetched(w, 'office', `/sessions/${c.session}/sign-in-sheet.pdf`), await fetched(w, 'office', `/sessions/${c.session}/sign-in-sheet.pdf`)];
  assert.ok(one.bytes.equals(other.bytes));
});
