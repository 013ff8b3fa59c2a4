// SPDX-License-Identifier: GPL-3.0-or-later
// Papers: a trainer photographs the signed sheet on a phone, the office reconciles the session beside it; the office has
// letters, notices and certificates of a class; a learner keeps their own certificate.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { browse, entered } from '../help/browser.js';
import { start, temporary } from '../help/cluster.js';
import { docx, p } from '../help/docx.js';
import { meeting } from './roll_world.js';

const REFUSED = /status of 422/;	// a code nobody has is asked about on purpose
let s, b, m;
before(async () => {
  s = await start({ demo: true });
  b = await browse(s);
  m = meeting(s, { people: 7 });
});
after(async () => {
  await b?.close();
  await s?.stop({ verify: false });
});

const saved = async (page, press) => {
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: 90_000 }), press()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
};

// The sheet of the session as a telephone sees it: the printed page as a JPEG.
async function photograph(page, session) {
  const folder = mkdtempSync(join(temporary(), 'photo')), pdf = Buffer.from(await page.evaluate(async (path) => [...new Uint8Array(await (await fetch(path)).arrayBuffer())], `/api/v1/sessions/${session}/sign-in-sheet.pdf`));
  writeFileSync(join(folder, 'sheet.pdf'), pdf);
  execFileSync('pdftoppm', ['-r', '300', '-jpeg', '-singlefile', join(folder, 'sheet.pdf'), join(folder, 'IMG_0001')]);
  return { name: 'IMG_0001.jpg', mimeType: 'image/jpeg', buffer: readFileSync(join(folder, 'IMG_0001.jpg')) };
}

test('a trainer sends a photograph of the signed sheet from a phone; a broken line is gone on with', async () => {
  const page = await entered(b, s, 'trainer', `/reconcile?session=${m.id}`, [360, 'light', 'vi']);
  await page.getByText('Chưa có bản ký. Chụp bảng điểm danh', { exact: false }).waitFor();
  await page.looks('reconcile-empty');
  const photo = await photograph(page, m.id);
  let cut = true;
  await page.route('**/parts/2', (route) => (cut ? route.abort() : route.continue()));
  await page.locator('input[capture]').setInputFiles(photo);
  await page.getByRole('button', { name: 'Gửi tiếp' }).waitFor();
  await page.shot('reconcile-broken');
  cut = false;
  await page.getByRole('button', { name: 'Gửi tiếp' }).click();
  await page.getByRole('img', { name: /Trang 1/ }).waitFor();
  const [scan] = s.sql('owner', `SELECT kind, bytes::int, (SELECT count(*)::int FROM scan_part p WHERE p.scan_id = n.id) AS parts FROM scan n WHERE session_id = ${m.id}`);
  assert.equal(scan.kind, 'jpeg');
  assert.ok(scan.parts >= 2, `${scan.bytes} bytes in ${scan.parts}`);
  await page.locator('input[capture]').setInputFiles(photo);
  await page.getByText('trang này đã có, không gửi lại', { exact: false }).waitFor();
  assert.equal(s.sql('owner', `SELECT * FROM scan WHERE session_id = ${m.id}`).length, 1);
  await page.end();
});

test('a scan as PDF stands beside the table, above it on a phone, in a frame of our own', async () => {
  const other = meeting(s, { people: 3 });
  const page = await entered(b, s, 'office', `/reconcile?session=${other.id}`);
  const pdf = Buffer.from(await page.evaluate(async (path) => [...new Uint8Array(await (await fetch(path)).arrayBuffer())], `/api/v1/sessions/${other.id}/sign-in-sheet.pdf`));
  await page.locator('input[multiple]').setInputFiles({ name: 'to-ky.pdf', mimeType: 'application/pdf', buffer: pdf });
  const paper = page.getByTitle(/Trang 1 của bảng điểm danh đã ký/), table = page.getByRole('heading', { name: 'Từng người' });
  await paper.waitFor();
  const fences = await page.evaluate(async (path) => ['x-frame-options', 'content-security-policy'].map(((answer) => (name) => answer.headers.get(name))(await fetch(path))),
    (await paper.getAttribute('src')).replace(/#.*/, ''));
  assert.deepEqual(fences, ['SAMEORIGIN', "default-src 'none'; frame-ancestors 'self'"]);
  await page.shot('reconcile-pdf');
  const at = async () => [await paper.boundingBox(), await table.boundingBox()];
  const [left, right] = await at();
  assert.ok(right.x > left.x + left.width, 'beside');
  await page.look(360, 'light');
  const [above, below] = await at();
  assert.ok(below.y > above.y + above.height && above.width <= 360, 'above');
  await page.end();
});

test('the office enters the paper, decides what differs and confirms; a later mark is seen', async () => {
  const people = s.sql('owner', `SELECT p.id::int, p.full_name FROM enrolment e JOIN person p ON p.id = e.person_id JOIN session n ON n.class_id = e.class_id WHERE n.id = ${m.id} ORDER BY p.sort_name, p.id`);
  const page = await entered(b, s, 'office', `/reconcile?session=${m.id}`);
  const mark = (marks) => page.evaluate(async ([id, body]) => (await fetch(`/api/v1/sessions/${id}/attendance`, { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })).status, [m.id, marks]);
  assert.equal(await mark(people.slice(0, 6).map((p, i) => ({ person: p.id, status: i === 1 ? 'unexcused' : 'present' }))), 200);
  await page.reload();
  await page.settled();
  assert.equal(await page.getByRole('button', { name: 'Xác nhận đã đối chiếu' }).isDisabled(), true);
  const row = (person) => page.getByRole('listitem').filter({ hasText: person.full_name });
  const code = (await row(people[2]).locator('.code').innerText()).trim();
  await page.getByLabel('Tất cả đã ký, trừ các mã dòng').fill(`${code.toLowerCase()} 9999`);
  await page.getByRole('button', { name: 'Ghi: trừ 2 dòng' }).click();
  await page.getByText('9999: ', { exact: false }).waitFor();
  await page.getByLabel('Tất cả đã ký, trừ các mã dòng').fill(code.toLowerCase());
  await page.getByRole('button', { name: 'Ghi: trừ 1 dòng' }).click();
  await page.getByText('Còn 3 chỗ lệch trong 7 người').waitFor();
  await page.looks('reconcile', REFUSED);
  assert.match(await page.locator('.lines li.open').first().innerText(), /Ghi vắng nhưng có chữ ký|Ghi có mặt nhưng không ký|Chưa điểm danh/);

  await row(people[1]).getByRole('button', { name: 'Quyết định' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: 'Muộn', exact: true }).click();
  await sheet.getByLabel('Lý do').fill('ký');
  await sheet.getByRole('button', { name: 'Ghi quyết định' }).click();
  await sheet.getByText('Ghi lý do ít nhất 3 ký tự.').waitFor();
  await page.sound('reconcile-decide', REFUSED);
  await page.shot('reconcile-decide');
  await sheet.getByRole('button', { name: 'Có chữ ký, vào muộn' }).click();
  await sheet.getByRole('button', { name: 'Ghi quyết định' }).click();
  await page.getByText('Còn 2 chỗ lệch').waitFor();
  for (const [person, reason] of [[people[2], 'Quên ký, cả lớp xác nhận'], [people[6], 'Không ai thấy ở lớp']]) {
    await row(person).getByRole('button', { name: 'Quyết định' }).click();
    await sheet.getByRole('button', { name: reason }).click();
    if (person === people[2]) await sheet.getByRole('button', { name: 'Có mặt', exact: true }).click();
    await sheet.getByRole('button', { name: 'Ghi quyết định' }).click();
    await sheet.waitFor({ state: 'detached' });
  }
  await page.getByText('Không còn chỗ lệch', { exact: false }).waitFor();
  await page.getByRole('button', { name: 'Xác nhận đã đối chiếu' }).click();
  await page.getByText('Đã đối chiếu', { exact: true }).waitFor();
  await page.looks('reconcile-done', REFUSED);
  assert.deepEqual(s.sql('owner', `SELECT status FROM attendance WHERE session_id = ${m.id} AND person_id = ${people[1].id}`), [{ status: 'late' }]);
  assert.equal(await mark([{ person: people[0].id, status: 'late' }]), 200);
  await page.goto(page.url().replace(/reconcile.*/, `class?id=${s.sql('owner', `SELECT class_id FROM session WHERE id = ${m.id}`)[0].class_id}`));
  await page.settled();
  await page.getByText('Đối chiếu rồi, có thay đổi').waitFor();
  await page.sound('class-reconciled', REFUSED);
  await page.end();
});

test('the office has letters, a notice and certificates of a finished class; one is revoked with a reason', async () => {
  const [{ id }] = s.sql('owner', `SELECT c.id FROM class c JOIN unit u ON u.id = c.host_unit_id WHERE c.state = 'finished'
    AND (SELECT count(*) FROM completion d WHERE d.class_id = c.id) BETWEEN 3 AND 60 AND EXISTS (SELECT FROM completion d JOIN account a ON a.person_id = d.person_id AND a.name = 'learner' WHERE d.class_id = c.id) ORDER BY c.id LIMIT 1`);
  const page = await entered(b, s, 'office', `/class?id=${id}&tab=papers`);
  await page.looks('class-papers');
  const item = page.getByRole('listitem').filter({ hasText: 'Quyết định mở lớp' });
  const word = await saved(page, () => item.getByRole('button', { name: 'Word' }).click());
  assert.match(word.name, /^quyet-dinh-mo-lop-.*\.docx$/);
  assert.equal(word.bytes.subarray(0, 2).toString(), 'PK');
  const paper = await saved(page, () => item.getByRole('button', { name: 'PDF' }).click());
  assert.equal(paper.bytes.subarray(0, 5).toString(), '%PDF-');
  const loud = await page.locator('pre').innerText();
  await page.getByRole('button', { name: 'SMS', exact: true }).click();
  await page.waitForFunction((before) => document.querySelector('pre').innerText !== before && document.querySelector('pre').innerText !== '', loud);
  assert.ok((await page.locator('pre').innerText()).length < loud.length);

  await page.getByRole('button', { name: 'Cấp giấy chứng nhận' }).first().click();
  await page.getByLabel('Chức vụ người ký').fill('CHỦ TỊCH');
  await page.sound('certificates-give');
  await page.shot('certificates-give');
  await page.getByRole('button', { name: 'Cấp', exact: true }).click();
  await page.getByText(/Đã cấp \d+ giấy/).waitFor();
  await page.looks('class-certificates');
  const zip = await saved(page, () => page.getByRole('button', { name: 'Tải tất cả (ZIP)' }).click());
  assert.match(zip.name, /\.zip$/);
  const first = page.locator('.rows tbody tr').first(), name = (await first.locator('th').innerText()).split('\n')[0];
  await first.getByRole('button', { name: 'Thu hồi' }).click();
  await page.getByRole('dialog').getByLabel('Lý do').fill('Cấp nhầm người');
  await page.getByRole('dialog').getByRole('button', { name: 'Thu hồi' }).click();
  await page.getByText('Đã thu hồi').waitFor();
  assert.equal(s.sql('owner', `SELECT holder FROM certificate WHERE class_id = ${id} AND revoked_at IS NOT NULL`)[0].holder, name);
  await page.end();
});

test('a learner finds the certificate in the record and keeps it as a file', async () => {
  const page = await entered(b, s, 'learner', '/my-record', [360, 'light', 'vi']);
  await page.getByRole('heading', { name: 'Chứng nhận của tôi' }).waitFor();
  await page.looks('record-certificates');
  const file = await saved(page, () => page.getByRole('region', { name: 'Chứng nhận của tôi' }).getByRole('button', { name: 'PDF' }).first().click());
  assert.match(file.name, /^giay-chung-nhan-.*\.pdf$/);
  await page.end();
});

test('a person\'s record and a unit\'s year are papers where they belong', async () => {
  const [{ id: person }] = s.sql('owner', "SELECT id FROM person WHERE code = 'hv-0010'"), [{ id: unit }] = s.sql('owner', "SELECT id FROM unit WHERE code = 'thuong-hong'");
  const page = await entered(b, s, 'office', `/people?person=${person}`);
  const record = await saved(page, () => page.getByRole('button', { name: 'Word' }).first().click());
  assert.match(record.name, /^ly-lich-dao-tao-\d+\.docx$/);
  await page.sound('people-paper');
  await page.to(`/units?unit=${unit}`);
  await page.settled();
  const year = await saved(page, () => page.getByRole('button', { name: 'PDF' }).first().click());
  assert.match(year.name, /^dao-tao-20\d\d-don-vi-\d+\.pdf$/);
  await page.sound('units-paper');
  await page.shot('units-paper');
  await page.end();
});

test('the office edits a template: a broken line is shown, a good one is used, the standard one comes back', async () => {
  const page = await entered(b, s, 'office', '/templates?letter=decision');
  await page.looks('templates');
  const text = page.getByLabel('Nội dung mẫu'), standard = await text.inputValue();
  await text.fill(`${standard}\n@tittle Sai`);
  await page.getByRole('button', { name: 'Lưu mẫu' }).click();
  await page.getByText(`Dòng ${standard.split('\n').length + 1}: `, { exact: false }).waitFor();
  await page.sound('templates-wrong', REFUSED);
  await page.shot('templates-wrong');
  await page.locator('input[type=file][accept^=".txt"]').setInputFiles({ name: 'decision.txt', mimeType: 'text/plain', buffer: Buffer.from('@title QUYẾT ĐỊNH RIÊNG\r\nLớp {class}\r\n') });
  await page.waitForFunction((field) => field.value.startsWith('@title QUYẾT ĐỊNH RIÊNG'), await text.elementHandle());
  await page.getByRole('button', { name: 'Lưu mẫu' }).click();
  await page.getByText('Đã lưu.', { exact: false }).waitFor();
  await page.sound('templates-own', REFUSED);
  await page.shot('templates-own');
  await page.getByRole('button', { name: 'Trở về mẫu chuẩn' }).click();
  await page.getByText('Đã trở về mẫu trước.').waitFor();
  assert.equal(await text.inputValue(), standard);
  await page.end();
});

test('the office puts its own Word file in force: fetched, refused with the place, tried, used, taken back', async () => {
  const page = await entered(b, s, 'office', '/templates?letter=decision'), word = page.locator('section[aria-labelledby=word]');
  const chosen = (name, buffer) => word.locator('input[type=file]').setInputFiles({ name, mimeType: '', buffer });
  const begun = await saved(page, () => word.getByRole('button', { name: 'Tải mẫu Word để sửa' }).click());
  assert.equal(begun.name, 'mau-decision.docx');
  await chosen('sai.docx', docx(p('Kính gửi các đơn vị {trainees.unit}')));
  await word.getByRole('button', { name: 'Đưa vào dùng' }).click();
  await word.getByText('{trainees.unit} – “Kính gửi các đơn vị {trainees.unit}”', { exact: false }).waitFor();
  await page.sound('templates-word-wrong', REFUSED);
  await page.shot('templates-word-wrong');
  await chosen('quyet-dinh.docx', docx(p('Quyết định của cơ quan: {class}')));
  const tried = await saved(page, () => word.getByRole('button', { name: 'Xem thử với số liệu giả' }).click());
  assert.equal(tried.name, 'xem-thu-decision.docx');
  await word.getByRole('button', { name: 'Đưa vào dùng' }).click();
  await word.getByText('Đã đưa vào dùng.', { exact: false }).waitFor();
  await page.looks('templates-word', REFUSED);
  await word.getByRole('button', { name: 'Bỏ tệp Word này' }).click();
  await word.getByText('Đã bỏ tệp Word.', { exact: false }).waitFor();
  await page.end();
});
