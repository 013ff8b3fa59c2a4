// SPDX-License-Identifier: GPL-3.0-or-later
// A trainer takes the roll: on a phone and a desk, by keyboard alone, with who walks in, on paper, to its end.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { browse } from '../help/browser.js';
import { ROOT, start } from '../help/cluster.js';
import { asks, held, landed, marksOf, meeting, opened, seen } from './roll_world.js';

let s, far;
before(async () => {
  s = await start({ demo: true });
  far = await browse(s);
});
after(async () => {
  await far?.close();
  await s?.stop({ verify: false });
});

const { row, press, where, all, sent, sound } = seen;
const marks = (session) => marksOf(s, session);
const open = (browser, path, options) => opened(s, browser, path, options);

test('the day and the roll at two widths and two themes', async () => {
  const { id, names } = meeting(s, { people: 16 });
  for (const [width, scheme, lang] of [[360, 'light', 'vi'], [360, 'dark', 'vi'], [1280, 'light', 'vi'], [1280, 'dark', 'vi'], [360, 'light', 'en']]) {
    const page = await open(far, '/', { width, scheme, lang });
    await page.getByText(lang === 'vi' ? 'Dùng được khi mất mạng' : 'Works without a network', { exact: false }).waitFor();
    await page.sound('my-day');
    await page.shot('my-day');
    await page.still('my-day');
    await page.locator(`a[href="/roll?session=${id}"]`).click();
    await row(page, names[0]).waitFor();
    assert.equal(await page.locator('.person').count(), 16);
    await sound(page, 'roll');
    await page.shot('roll');
    await page.still('roll');
    await page.end();
  }
});

test('by keyboard alone: search without marks, mark, go on, undo, note', async () => {
  const { id, names } = meeting(s, { people: 12 });
  const page = await open(far, `/roll?session=${id}`, { width: 1280 });
  await row(page, names[0]).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type(names[4].normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase());
  await page.waitForFunction(() => document.querySelectorAll('.person').length === 1);
  await page.keyboard.press('Enter');
  await page.keyboard.press('2');
  await page.locator(`.person[aria-label="${names[4]}"][data-status="late"]`).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => document.querySelectorAll('.person').length === 12);
  await page.keyboard.press('1');
  await page.keyboard.press('j');
  await page.keyboard.press('3');
  await page.keyboard.press('j');
  await page.keyboard.press('4');
  await page.locator(`.person[aria-label="${names[2]}"][data-status="unexcused"]`).waitFor();
  await page.keyboard.press('u');
  await page.locator(`.person[aria-label="${names[2]}"][data-status="unmarked"]`).waitFor();
  await page.keyboard.press('k');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByLabel('Ghi chú').focus();
  await page.keyboard.type('họp đột xuất');
  await page.keyboard.press('Enter');
  await page.getByText('họp đột xuất').waitFor();
  await page.waitForFunction(() => document.querySelectorAll('.person[data-where=confirmed]').length === 3);
  assert.deepEqual(marks(id), { [names[0]]: 'present', [names[1]]: 'excused', [names[4]]: 'late' });
  await sound(page, 'roll by keyboard');
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('xuống người dưới').waitFor();
  await page.shot('roll-help');
  await page.end();
});

// A roll that asks again only when the test says so.
async function calmly(people, width = 360) {
  const { id, names } = meeting(s, { people });
  const page = await open(far, `/roll?session=${id}`, { width, byHand: true });
  await row(page, names[0]).waitFor();
  return { id, names, page };
}

const stands = async (page, name) => {
  const one = row(page, name);
  return `${await one.getAttribute('data-status')}, ${await one.getAttribute('data-where')}`;
};

test('a mark that has just arrived is shown at once, and who is late stays late when all the others are marked present', async () => {
  const { id, names, page } = await calmly(4);
  const marking = await held(page, asks.marks);
  await press(page, names[1], 'Muộn');
  await press(page, names[2], 'Vắng có phép');
  await press(page, names[3], 'Có mặt');
  await page.getByRole('button', { name: 'Hoàn tác' }).click();
  await marking.came;
  marking.go();
  await sent(page);
  const shown = [await stands(page, names[1]), await stands(page, names[2])];
  await page.getByRole('button', { name: 'Tất cả có mặt' }).click();
  await sent(page);
  assert.deepEqual(marks(id), { [names[0]]: 'present', [names[1]]: 'late', [names[2]]: 'excused', [names[3]]: 'present' });
  assert.deepEqual(shown, ['late, confirmed', 'excused, confirmed']);
  await page.end();
});

test('an answer older than the mark does not take it off the screen', async () => {
  const { id, names, page } = await calmly(2);
  const older = await held(page, asks.rows);
  await page.evaluate(() => globalThis.poll());
  await older.came;
  await press(page, names[0], 'Muộn');
  await sent(page);
  assert.equal(await stands(page, names[0]), 'late, confirmed');
  await landed(page, id, older);
  assert.equal(await stands(page, names[0]), 'late, confirmed');
  await page.end();
});

test('a mark made in one tab stays in another when it has arrived', async () => {
  const { id, names, page } = await calmly(2);
  const tab = await page.context().newPage();
  await tab.goto(page.url());
  await row(tab, names[0]).waitFor();
  await press(page, names[0], 'Muộn');
  await tab.locator(`.person[aria-label="${names[0]}"][data-status="late"]`).waitFor();
  await sent(page);
  await sent(tab);
  assert.equal(await stands(tab, names[0]), 'late, confirmed');
  await page.end();
});

test('a mark that another page is shown before its own answer comes is sent all the same', async () => {
  const { id, names, page } = await calmly(2, 1280);
  const marking = await held(page, asks.marks);
  await press(page, names[0], 'Muộn');
  await marking.came;
  await page.getByRole('link', { name: 'In danh sách' }).click();
  await page.getByRole('cell', { name: names[0] }).waitFor();
  marking.go();
  await sent(page);
  assert.deepEqual(marks(id), { [names[0]]: 'late' });
  await page.end();
});

// When a mark made now was taken by what is sent, and what the page's clock showed before and after.
async function taken(page, name) {
  const clock = () => page.evaluate(() => Date.now());
  const marking = page.waitForRequest(asks.marks);
  const before = await clock();
  await press(page, name, 'Có mặt');
  const after = await clock();
  return { before, at: Date.parse((await marking).postDataJSON()[0].recorded_at), after };
}

test('a slow network is no wrong clock: marks keep the time of the device', async () => {
  const { id, names } = meeting(s, { people: 2 });
  const page = await open(far, '/account', { width: 360, byHand: true });
  const slow = [await held(page, asks.session), await held(page, asks.rows)];
  await page.clock.install();
  await page.to(`/roll?session=${id}`);
  for (const answer of slow) {
    await answer.came;
    await page.clock.setSystemTime(await page.evaluate(() => Date.now() + 20_000));
    answer.go();
  }
  await row(page, names[0]).waitFor();
  const { before, at, after } = await taken(page, names[0]);
  assert.ok(before <= at && at <= after, `${at} is not from ${before} to ${after}`);
  await sent(page);
  await page.end();
});

test('a clock that is ten minutes ahead is set right', async () => {
  const { id, names } = meeting(s, { people: 2 });
  const page = await open(far, '/account', { width: 360, byHand: true });
  await page.clock.install({ time: Date.now() + 600_000 });
  await page.to(`/roll?session=${id}`);
  await row(page, names[0]).waitFor();
  const { before, at } = await taken(page, names[0]);
  assert.ok(Math.abs(before - 600_000 - at) < 60_000, `${at} is not ten minutes before ${before}`);
  await sent(page);
  await page.end();
});

test('somebody walks in; who nobody knows is refused, said so, and let go', async () => {
  const { id, names, besides } = meeting(s, { people: 3 });
  const page = await open(far, `/roll?session=${id}`, { width: 360 });
  await row(page, names[0]).waitFor();
  const bring = async (code) => {
    await page.getByRole('button', { name: 'Thêm người' }).click();
    await page.getByLabel('Mã hoặc số định danh').fill(code);
    await page.keyboard.press('Enter');
  };
  await bring(besides.code);
  await where(page, besides.name, 'confirmed');
  await bring('khong-co-ai');
  await where(page, 'khong-co-ai', 'refused');
  await row(page, 'khong-co-ai').locator('.person-name').click();
  await page.getByText('Không tìm thấy người này quanh lớp học', { exact: false }).waitFor();
  await page.sound('refused', /status of 422/);
  await page.shot('roll-refused');
  await page.getByRole('button', { name: 'Bỏ dấu này' }).click();
  await row(page, 'khong-co-ai').waitFor({ state: 'detached' });
  await page.end();
});

test('on paper: every name with a row code, which the search of the roll knows; then the roll is closed', async () => {
  const { id, names } = meeting(s, { people: 8 });
  const page = await open(far, `/sign-in-sheet?session=${id}`, { width: 1280 });
  await page.getByRole('cell', { name: names[0] }).waitFor();
  await page.sound('sheet');
  await page.shot('sheet');
  const code = await page.locator('.paper .code').nth(5).innerText();
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.getByRole('button').filter({ visible: true }).count(), 0);
  await page.pdf({ path: join(ROOT, 'build/screenshots/sheet.pdf'), format: 'A4', preferCSSPageSize: true });
  await page.shot('sheet-paper');
  await page.emulateMedia({ media: 'screen' });
  await page.getByRole('link', { name: 'Về điểm danh' }).click();
  await page.getByPlaceholder('Tìm tên').fill(code.toLowerCase());
  await page.waitForFunction(() => document.querySelectorAll('.person').length === 1);
  await press(page, names[5], 'Vắng có phép');
  await page.getByPlaceholder('Tìm tên').fill('');
  await where(page, names[5], 'confirmed');
  await page.getByRole('button', { name: 'Tất cả có mặt' }).click();
  await all(page, 'confirmed');
  await page.getByRole('button', { name: 'Kết thúc điểm danh' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Số người đếm được').fill('6');
  await sheet.getByText('Đếm được 6 người nhưng đã ghi 7 có mặt', { exact: false }).waitFor();
  await page.sound('closing');
  await page.shot('closing');
  await sheet.getByRole('button', { name: 'Kết thúc điểm danh' }).click();
  await sheet.getByText('7 có mặt, 1 vắng', { exact: false }).waitFor();
  await page.shot('closed');
  await page.end();
});
