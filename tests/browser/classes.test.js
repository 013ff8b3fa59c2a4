// SPDX-License-Identifier: GPL-3.0-or-later
// The programme office: classes on a list and a calendar; a new one whose form outlives the session, its series, a clash
// that names the other class, quotas by the gap; people accepted many at once and taken back; courses.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { demoPassword } from '../help/browser.js';
import { asked, onto, settled, world } from './training_world.js';

let w, room;
before(async () => { w = await world(); });
after(() => w?.stop());

const standing = (code) => Object.fromEntries(w.sql(`SELECT state, count(*)::int AS n FROM enrolment WHERE class_id = ${w.id('class', code)} GROUP BY 1`).map((row) => [row.state, row.n]));

test('classes as a list, found and sorted; a month, a week, by day on a phone; the address keeps it all', async () => {
  const page = await w.opened('office', '/classes');
  await page.still('classes');
  await page.looks('classes');
  await page.getByRole('searchbox', { name: 'Tìm lớp' }).fill('tri tue nhan tao');
  await page.waitForFunction(() => /q=tri/.test(location.search));
  await settled(page);
  assert.ok((await page.locator('.rows tbody th').allInnerTexts()).every((text) => text.includes('Trí tuệ nhân tạo')));
  await page.getByRole('button', { name: 'Ngày học' }).click();
  await page.waitForFunction(() => document.querySelector('th[aria-sort=ascending]') !== null);
  await page.goto(`${page.url()}`);
  await settled(page);
  assert.equal(await page.getByRole('searchbox', { name: 'Tìm lớp' }).inputValue(), 'tri tue nhan tao');
  await page.to('/classes?view=month&day=2026-12-10');
  await page.getByRole('heading', { name: 'Tháng 12/2026' }).waitFor();
  await page.getByRole('link', { name: /lop-0150/ }).first().waitFor();
  await page.looks('classes-month');
  await onto(page, 'Tháng sau');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Tháng 01/2027' }).waitFor();
  await page.to('/classes?view=week&day=2026-12-10');
  await page.getByRole('heading', { name: 'Tuần 07/12/2026 – 13/12/2026' }).waitFor();
  await page.getByRole('link', { name: /lop-0150/ }).first().waitFor();
  await page.sound('classes-week');
  await page.shot('classes-week');
  await page.end();
});

test('a new class outlives the session; a series leaves out a holiday; a taken room names the other class; quotas by the gap', async () => {
  const page = await w.opened('office', '/class-new');
  await page.getByLabel('Khóa học').selectOption({ label: 'Trí tuệ nhân tạo cơ bản cho công việc (ai-co-ban)' });
  await page.getByLabel('Tên lớp').fill('Lớp thử nghiệm tháng một');
  await page.getByLabel('Số chỗ').fill('12');
  await page.getByText('Đã lưu bản nháp', { exact: false }).waitFor();
  await page.looks('class-new');
  w.sql('DELETE FROM account_session');
  await page.reload();
  await page.signIn('office', demoPassword(w.s, 'office'));
  await page.getByText('Đã mở lại bản nháp', { exact: false }).waitFor();
  assert.deepEqual([await page.getByLabel('Tên lớp').inputValue(), await page.getByLabel('Số chỗ').inputValue()], ['Lớp thử nghiệm tháng một', '12']);
  await page.getByRole('button', { name: 'Tạo lớp nháp' }).click();
  await page.getByRole('heading', { name: 'Lớp thử nghiệm tháng một' }).waitFor();
  await settled(page);
  await page.sound('class-draft', /status of 401/);
  const cls = Number(new URL(page.url()).searchParams.get('id'));

  const unit = w.id('unit', 'hung-yen');
  room = (await asked(page, 'POST', `/units/${unit}/venues`, { name: 'Hội trường mẫu A', capacity: 40 })).body.id;
  const other = (await asked(page, 'POST', `/units/${unit}/classes`, { course: w.id('course', 'ai-co-ban'), title: 'Lớp giữ phòng' })).body.id;
  assert.equal((await asked(page, 'POST', `/classes/${other}/sessions`, { date: '2027-01-08', start: '09:00', periods: 4, venue_id: room })).status, 201);
  await page.reload();
  await settled(page);
  await page.getByRole('button', { name: 'Thêm chuỗi buổi' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Từ ngày').pressSequentially('01012027');
  await dialog.getByLabel('Số buổi').fill('3');
  await dialog.getByLabel('Phòng đã đăng ký').selectOption(String(room));
  await dialog.getByRole('button', { name: 'Thêm các buổi' }).click();
  await dialog.getByText('Lớp giữ phòng', { exact: false }).first().waitFor();
  await page.sound('class-clash', /status of (401|409)/);
  await page.shot('class-clash');
  await dialog.getByLabel('Bắt đầu').fill('13:30');
  await dialog.getByRole('button', { name: 'Thêm các buổi' }).click();
  await page.getByRole('heading', { name: 'Đã thêm 3 buổi' }).waitFor();
  await page.getByText('01/01/2027: Ngày nghỉ', { exact: false }).waitFor();
  await settled(page);
  await page.sound('class-sessions', /status of (401|409)/);
  await page.shot('class-sessions');
  await page.getByRole('button', { name: 'Mở đăng ký' }).click();
  await page.getByRole('button', { name: 'Đóng đăng ký' }).waitFor();

  await page.getByRole('link', { name: 'Chỉ tiêu' }).click();
  await page.getByRole('button', { name: 'Chia chỉ tiêu' }).first().click();
  for (const name of ['UBND phường Thượng Hồng', 'Sở Khoa học và Công nghệ']) {
    await page.getByRole('combobox', { name: 'Thêm đơn vị' }).fill(name);
    await page.getByRole('option', { name: new RegExp(name) }).first().click();
  }
  await page.getByRole('button', { name: 'Đề xuất theo số người chưa học' }).click();
  await page.getByText('người chưa học năm nay', { exact: false }).first().waitFor();
  await page.getByText('Tổng 12 trong 12 chỗ').waitFor();
  await page.sound('class-quotas', /status of (401|409)/);
  await page.shot('class-quotas');
  await page.getByRole('button', { name: 'Lưu chỉ tiêu' }).click();
  await page.getByRole('heading', { name: 'Đã lưu chỉ tiêu' }).waitFor();
  assert.equal(w.sql(`SELECT sum(seats)::int AS n FROM quota WHERE class_id = ${cls}`)[0].n, 12);
  await page.getByRole('link', { name: 'Lịch sử' }).click();
  await page.getByText('Chuyển từ “nháp” sang “mở đăng ký”').waitFor();
  await page.sound('class-history', /status of (401|409)/);
  await page.end();
});

test('people are accepted many at once, who has no seat waits with the reason, and all of it is taken back', async () => {
  const cls = w.id('class', 'lop-0101');
  w.sql(`UPDATE class SET capacity = 6 WHERE id = ${cls}`);
  w.sql(`INSERT INTO class_seat (class_id, capacity, imported, taken) VALUES (${cls}, 6, 4, 4) ON CONFLICT (class_id) DO UPDATE SET capacity = 6, taken = 4`);
  const before = standing('lop-0101');
  const page = await w.opened('office', `/class?id=${cls}&tab=people`);
  await page.setViewportSize({ width: 360, height: 760 });
  await page.sound('class-people-360');
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.sound('class-people');
  await page.shot('class-people');
  const boxes = page.locator('.rows tbody input[type=checkbox]');
  for (let i = 0; i < 3; i++) await boxes.nth(i).check();
  await page.getByRole('button', { name: 'Nhận vào lớp' }).click();
  await page.getByRole('heading', { name: 'Đã nhận: 2 người có chỗ, 1 người vào danh sách chờ' }).waitFor();
  await page.getByText('Lớp đã đủ 6 chỗ', { exact: false }).waitFor();
  await settled(page);
  await page.sound('class-accepted');
  await page.shot('class-accepted');
  assert.deepEqual(standing('lop-0101'), { ...before, nominated: before.nominated - 3, approved: before.approved + 2, waitlisted: (before.waitlisted ?? 0) + 1 });
  await page.getByRole('button', { name: 'Hoàn tác' }).click();
  await page.getByRole('heading', { name: 'Đã đưa về như trước khi quyết định' }).waitFor();
  assert.deepEqual(standing('lop-0101'), before);

  await settled(page);
  await boxes.nth(0).check();
  await page.getByRole('button', { name: 'Không nhận', exact: true }).click();
  await page.getByRole('dialog').getByLabel('Lý do').fill('không đúng đối tượng');
  await page.getByRole('dialog').getByRole('button', { name: 'Không nhận 1 người' }).click();
  await page.getByRole('heading', { name: 'Không nhận 1 người' }).waitFor();
  assert.equal(standing('lop-0101').rejected, (before.rejected ?? 0) + 1);
  await page.end();
});

test('a class as others see it: its results, and for a head only their own people', async () => {
  const page = await w.opened('head', `/class?id=${w.id('class', 'lop-0104')}`);
  await page.getByRole('link', { name: 'Cử người vào lớp' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Đóng đăng ký' }).count(), 0);
  await page.sound('class-seen');
  await page.shot('class-seen');
  await page.getByRole('link', { name: 'Người được cử' }).click();
  await page.getByText('Bạn thấy những người do đơn vị bạn cử.').waitFor();
  await page.sound('class-own');
  await page.to('/class?id=999999');
  await page.getByText('Không có lớp này', { exact: false }).first().waitFor();
  await page.end();
});

test('courses: found, opened, a material handed out, a new one', async () => {
  const page = await w.opened('office', '/courses');
  await page.still('courses');
  await page.looks('courses');
  await page.getByRole('searchbox', { name: 'Tìm khóa học' }).fill('an toan');
  await page.waitForFunction(() => /q=an/.test(location.search));
  await settled(page);
  await page.locator('.rows tbody a').first().click();
  await page.getByRole('heading', { name: 'Tài liệu' }).waitFor();
  await settled(page);
  await page.sound('course');
  await page.shot('course');
  await page.getByRole('button', { name: 'Thêm tài liệu' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Tên tài liệu').fill('Sổ tay mẫu');
  await dialog.getByLabel('Hoặc tệp').setInputFiles({ name: 'so-tay.txt', mimeType: 'text/plain', buffer: Buffer.from('mẫu') });
  await dialog.getByRole('button', { name: 'Thêm tài liệu' }).click();
  await page.getByRole('heading', { name: 'Đã thêm tài liệu Sổ tay mẫu' }).waitFor();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: /^Tải về/ }).click();
  assert.equal((await saved).suggestedFilename(), 'so-tay.txt');
  await page.to('/courses');
  await page.getByRole('button', { name: 'Thêm khóa học' }).click();
  const form = page.getByRole('dialog');
  await form.getByRole('button', { name: 'Lưu khóa học' }).click();
  await form.getByText('Chọn ít nhất một nội dung.').waitFor();
  await form.getByLabel('Tên khóa học').fill('Khóa thử nghiệm');
  await form.getByLabel('kỹ năng số', { exact: true }).check();
  await form.getByLabel('Số tiết').fill('8');
  await page.sound('course-new');
  await page.shot('course-new');
  await form.getByRole('button', { name: 'Lưu khóa học' }).click();
  await page.getByRole('heading', { name: 'Khóa thử nghiệm' }).waitFor();
  await page.end();
});
