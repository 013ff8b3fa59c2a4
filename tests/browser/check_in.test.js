// SPDX-License-Identifier: GPL-3.0-or-later
// Learners check in by themselves: the code on the wall, a sign-in slower than the code, a teacher without a role.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browse, demoPassword } from '../help/browser.js';
import { start } from '../help/cluster.js';
import { marksOf, meeting, opened, seen } from './roll_world.js';
import { onto } from './training_world.js';

let s, far;
before(async () => {
  s = await start({ demo: true });
  far = await browse(s);
});
after(async () => {
  await far?.close();
  await s?.stop({ verify: false });
});

const { row, press, where } = seen;
const marks = (session) => marksOf(s, session);
const open = (browser, path, options) => opened(s, browser, path, options);

test('learners check in by the code on the wall; the trainer takes them over, and a tick outranks a claim', async () => {
  const { id } = meeting(s, { people: 3, also: ['hv-0010'] });
  const me = 'Học Viên Mẫu 0010';
  const wall = await open(far, `/check-in-screen?session=${id}`, { width: 1280 });
  await wall.getByText('Chưa mở tự điểm danh').waitFor();
  await wall.sound('check-in not open');
  await wall.getByRole('button', { name: 'Mở tự điểm danh' }).click();
  await wall.getByRole('img', { name: 'Mã QR' }).waitFor();
  await wall.sound('check-in screen');
  await wall.shot('check-in-screen');
  const code = (await wall.locator('.screen-letters').innerText()).replace(/\s/g, '');
  assert.match(code, /^[2-9A-Z]{6}$/);

  const phone = await far.open({ width: 360 });
  const arrived = phone.waitForResponse(/check-in-arrivals/);
  await phone.to(`/check-in?code=${code}`);
  assert.equal((await arrived).status(), 204, 'that it was opened now is told before anybody signs in');
  assert.ok((await phone.context().cookies()).some((one) => one.name === 'hocvu_arrival' && one.httpOnly && one.sameSite === 'Strict'));
  await phone.signIn('learner', demoPassword(s, 'learner'));
  await phone.getByText('Đã ghi: bạn có mặt').waitFor();
  assert.ok(!(await phone.context().cookies()).some((one) => one.name === 'hocvu_arrival'), 'good for one claim');
  assert.equal(new URL(phone.url()).search, '');
  await phone.getByText('chờ giảng viên xác nhận', { exact: false }).waitFor();
  await phone.sound('checked in');
  await phone.shot('check-in-done');
  await phone.to('/check-in');
  await phone.getByLabel('Mã 6 ký tự').fill('abc 234');
  await phone.getByRole('button', { name: 'Tôi có mặt' }).click();
  await phone.getByText('Mã không đúng hoặc đã đổi', { exact: false }).waitFor();
  await phone.sound('wrong code', /status of 422/);
  await phone.shot('check-in-wrong');

  await wall.getByText('1/4 người đã tự điểm danh').waitFor();
  await wall.getByRole('link', { name: 'Về điểm danh' }).click();
  await row(wall, me).getByText(/Tự báo có mặt \d\d:\d\d/).waitFor();
  await wall.shot('roll-claims');
  await wall.getByRole('button', { name: 'Nhận 1 người tự báo có mặt' }).click();
  await where(wall, me, 'confirmed');
  assert.deepEqual(marks(id), { [me]: 'present' });
  await press(wall, me, 'Vắng không phép');
  await wall.locator(`.person[aria-label="${me}"][data-status="unexcused"][data-where="confirmed"]`).waitFor();
  await phone.to('/check-in');
  await phone.getByText('Giảng viên đã ghi: vắng không phép').waitFor();
  await phone.end();
  await wall.end();
});

test('the wall asks once at a time, and no more once it is left', async () => {
  const { id } = meeting(s, { people: 2, title: 'Lớp rời màn hình' });
  s.sql('owner', `INSERT INTO check_in (session_id, opened_at, opened_by) SELECT ${id}, now(), id FROM account WHERE name = 'trainer'`);
  const wall = await far.open();
  await wall.clock.install();
  const slow = await wall.hold(/\/sessions\/\w+\/check-in$/);
  const asked = [];
  wall.on('request', (request) => { if (/\/sessions\/(0|NaN)(\/|$)/.test(request.url())) asked.push(request.url()); });
  await wall.to(`/check-in-screen?session=${id}`);
  await wall.signIn('trainer', demoPassword(s, 'trainer'));
  await slow.until(1);
  await wall.turns();
  assert.equal(slow.asked.length, 1);
  await slow.asked[0].continue();
  await wall.getByRole('img', { name: 'Mã QR' }).waitFor();
  await wall.clock.runFor(5_000);
  await slow.until(2);
  await wall.getByRole('link', { name: 'Buổi dạy của tôi' }).first().click();
  await wall.getByRole('heading', { name: 'Buổi dạy của tôi', level: 1 }).waitFor();
  const answered = wall.waitForResponse(/\/check-in$/);
  await slow.asked[1].continue();
  await (await answered).finished();
  await wall.turns();
  await wall.clock.runFor(20_000);
  await wall.turns();
  assert.equal(slow.asked.length, 2, 'left, it asks no more');
  assert.deepEqual([asked, wall.wrong], [[], []]);
  await wall.end();
});

test('by keyboard alone: from the menu to the receipt', async () => {
  const { id } = meeting(s, { people: 2, also: ['hv-0010'], title: 'Lớp bấm phím' });
  s.sql('owner', `INSERT INTO check_in (session_id, opened_at, opened_by) SELECT ${id}, now(), id FROM account WHERE name = 'trainer'`);
  const wall = await open(far, `/check-in-screen?session=${id}`);
  const page = await far.open({ width: 1280 });
  await page.to('/');
  await page.locator('input[name=username]:focus').waitFor();
  await page.keyboard.type('learner');
  await page.keyboard.press('Tab');
  await page.keyboard.type(demoPassword(s, 'learner'));
  await page.keyboard.press('Enter');
  await page.locator('#main h1').waitFor();
  await onto(page, 'Của tôi');
  await page.keyboard.press('Enter');
  await onto(page, 'Tự điểm danh');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Tự điểm danh' }).waitFor();
  await onto(page, 'Mã 6 ký tự');
  await page.keyboard.type((await wall.locator('.screen-letters').innerText()).toLowerCase());
  await page.keyboard.press('Enter');
  await page.locator('.receipt').getByText('Lớp bấm phím').waitFor();
  await page.end();
  await wall.end();
});

test('who teaches without the role of a trainer finds the day in the menu, and takes the roll', async () => {
  const { id, names } = meeting(s, { people: 3, trainer: 'learner', title: 'Lớp của người không có vai trò' });
  const page = await open(far, '/', { who: 'learner', width: 360 });
  await page.getByRole('heading', { name: 'Buổi dạy' }).waitFor();
  await page.shot('my-day-no-role');
  await page.locator(`a[href="/roll?session=${id}"]`).click();
  await press(page, names[0], 'Có mặt');
  await where(page, names[0], 'confirmed');
  assert.deepEqual(marks(id), { [names[0]]: 'present' });
  await page.end();
});
