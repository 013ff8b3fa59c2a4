// SPDX-License-Identifier: GPL-3.0-or-later
// A trainer takes the roll: on a phone, without a network, reloaded, locked, beside another device and another person,
// by keyboard alone, on paper.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { browse, demoPassword } from '../help/browser.js';
import { cable } from '../help/cable.js';
import { ROOT, start } from '../help/cluster.js';
import { meeting } from './roll_world.js';

const CUT = /ERR_CONNECTION|ERR_INTERNET|ERR_EMPTY|ERR_SOCKET|Failed to load resource|status of 401/;

let s, line, near, far;
before(async () => {
  s = await start({ demo: true });
  line = await cable(s);
  near = await browse({ ...s, url: line.url });
  far = await browse(s);
});
after(async () => {
  await near?.close();
  await far?.close();
  await line?.close();
  await s?.stop({ verify: false });
});

const row = (page, name) => page.getByRole('group', { name });
const press = (page, name, mark) => row(page, name).getByRole('button', { name: mark, exact: true }).click();
const where = (page, name, state) => page.locator(`.person[aria-label="${name}"][data-where="${state}"]`).waitFor();
const all = (page, state) => page.waitForFunction((wanted) => {
  const people = [...document.querySelectorAll('.person')];
  return people.length > 0 && people.every((one) => one.dataset.where === wanted);
}, state);
const marks = (session) => Object.fromEntries(s.sql('owner', `SELECT p.full_name, a.status FROM attendance a JOIN person p ON p.id = a.person_id WHERE a.session_id = ${session}`)
  .map((one) => [one.full_name, one.status]));
const unsent = (page, n) => page.getByRole('button', { name: `Chưa gửi: ${n}` }).waitFor();

// At its end, where the bar at the bottom covers nobody: what it covers is scrolled to.
async function sound(page, what, allowed) {
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await page.sound(what, allowed);
}

async function opened(browser, path, { who = 'trainer', ...options } = {}) {
  const page = await browser.open(options);
  await page.to(path);
  await page.signIn(who, demoPassword(s, who));
  await page.locator('#main h1').waitFor();
  return page;
}

test('the day and the roll at two widths and two themes', async () => {
  const { id, names } = meeting(s, { people: 16 });
  for (const [width, scheme, lang] of [[360, 'light', 'vi'], [360, 'dark', 'vi'], [1280, 'light', 'vi'], [1280, 'dark', 'vi'], [360, 'light', 'en']]) {
    const page = await opened(far, '/', { width, scheme, lang });
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

test('the network is cut, the page reloaded, the network back: every mark is there, once', async () => {
  const { id, names } = meeting(s, { people: 30 });
  const page = await opened(near, `/roll?session=${id}`, { width: 360 });
  await row(page, names[0]).waitFor();
  await page.getByText('dùng được khi mất mạng').waitFor();
  await press(page, names[3], 'Có mặt');
  await where(page, names[3], 'confirmed');
  const held = await page.evaluate(async () => (await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys())
    .map((one) => new URL(one.url).pathname)))).flat());
  assert.ok(held.includes('/') && held.some((path) => path.startsWith('/assets/roll')), 'the app is kept');
  assert.deepEqual(held.filter((path) => path !== '/' && path !== '/icon.svg' && !path.startsWith('/assets/')), [], 'and nothing but the app');
  await line.cut();
  await page.getByRole('button', { name: 'Tất cả có mặt' }).click();
  await unsent(page, 29);
  for (const [i, mark] of [[0, 'Muộn'], [1, 'Vắng có phép'], [2, 'Vắng không phép'], [5, 'Muộn'], [6, 'Vắng không phép'], [7, 'Muộn'], [8, 'Có mặt']]) {
    await press(page, names[i], mark);
    await where(page, names[i], 'here');
  }
  await page.getByRole('button', { name: 'Hoàn tác' }).click();
  await page.getByRole('button', { name: 'Không phải' }).waitFor({ state: 'detached' });
  const took = await page.evaluate(() => performance.getEntriesByType('measure').map((one) => [one.name, one.duration]));
  const taps = took.filter(([name]) => name === 'tap to saved').map(([, ms]) => ms).sort((a, b) => a - b);
  console.log(`# tap to saved on the device: median ${taps[taps.length >> 1].toFixed(1)} ms, worst ${taps.at(-1).toFixed(1)} ms of ${taps.length}; `
    + `29 at once ${took.find(([name]) => name === 'all to saved')[1].toFixed(1)} ms`);
  assert.ok(taps[taps.length >> 1] < 50, `a tap takes ${taps} ms`);
  await sound(page, 'roll without network', CUT);
  await page.shot('roll-offline');

  await page.reload();
  await where(page, names[2], 'here');
  await page.getByText('Không có mạng', { exact: false }).first().waitFor();
  await unsent(page, 29);
  assert.equal(await row(page, names[0]).getAttribute('data-status'), 'late');
  assert.equal(await row(page, names[3]).getAttribute('data-where'), 'confirmed');
  await press(page, names[9], 'Muộn');
  await where(page, names[9], 'here');
  await sound(page, 'roll reloaded without network', CUT);
  await page.shot('roll-offline-reloaded');
  assert.equal(Object.keys(marks(id)).length, 1);

  await line.join();
  await all(page, 'confirmed');
  await page.getByRole('button', { name: 'Chưa gửi' }).waitFor({ state: 'detached' });
  const now = marks(id);
  assert.equal(Object.keys(now).length, 30);
  assert.deepEqual([0, 1, 2, 3, 4, 6, 9].map((i) => now[names[i]]), ['late', 'excused', 'unexcused', 'present', 'present', 'unexcused', 'late']);
  assert.equal(s.sql('owner', `SELECT count(*)::int AS n FROM attendance_history WHERE session_id = ${id}`)[0].n, 30);
  await sound(page, 'roll sent', CUT);
  await page.shot('roll-sent');
  await page.end();
});

test('undone while the mark was on its way: it is taken back by another mark, not forgotten', async () => {
  const { id, names } = meeting(s, { people: 2 });
  const page = await opened(far, `/roll?session=${id}`, { width: 360 });
  await row(page, names[0]).waitFor();
  const holder = s.connect('owner');
  await holder.run(`BEGIN; SELECT id FROM session WHERE id = ${id} FOR UPDATE`);
  await press(page, names[0], 'Có mặt');
  await page.waitForTimeout(2500);
  await page.getByRole('button', { name: 'Hoàn tác' }).click();
  await holder.run('COMMIT');
  holder.close?.();
  await page.locator(`.person[aria-label="${names[0]}"][data-status="unmarked"][data-where="none"]`).waitFor();
  assert.deepEqual(marks(id), {});
  assert.deepEqual(s.sql('owner', `SELECT after FROM attendance_history WHERE session_id = ${id} ORDER BY id`).map((h) => h.after), ['present', 'unmarked']);
  await page.end();
});

test('two devices disagree: both values are shown, the later stands until somebody decides', async () => {
  const { id, names } = meeting(s, { people: 4 });
  const one = await opened(near, `/roll?session=${id}`, { width: 360 });
  const two = await opened(far, `/roll?session=${id}`, { width: 1280 });
  await row(one, names[0]).waitFor();
  await row(two, names[0]).waitFor();
  await line.cut();
  await press(one, names[0], 'Muộn');
  await where(one, names[0], 'here');
  await press(two, names[0], 'Vắng không phép');
  await press(two, names[1], 'Có mặt');
  await where(two, names[0], 'confirmed');
  await line.join();
  await one.getByText('Hai máy ghi khác nhau:', { exact: false }).waitFor();
  await where(one, names[0], 'confirmed');
  await sound(one, 'two devices', CUT);
  await one.shot('roll-two-devices');
  await row(one, names[0]).locator('.person-name').click();
  const sheet = one.getByRole('dialog');
  await sheet.getByText(/^Máy này: Muộn/).waitFor();
  await sheet.getByText(/^Máy khác \(trainer\): Vắng không phép/).waitFor();
  await sheet.getByText('Đang giữ dấu ghi sau cùng: Vắng không phép', { exact: false }).waitFor();
  await one.sound('both values', CUT);
  await one.shot('roll-both-values');
  await sheet.getByRole('button', { name: 'Chọn: Muộn' }).click();
  await where(one, names[0], 'confirmed');
  assert.equal(await one.getByText('Hai máy ghi khác nhau', { exact: false }).count(), 0);
  assert.deepEqual(marks(id), { [names[0]]: 'late', [names[1]]: 'present' });
  const history = s.sql('owner', `SELECT h.after FROM attendance_history h JOIN person p ON p.id = h.person_id WHERE session_id = ${id} AND p.full_name = '${names[0]}' ORDER BY h.id`);
  assert.deepEqual(history.map((h) => h.after).sort(), ['late', 'late', 'unexcused']);
  await two.locator(`.person[aria-label="${names[0]}"][data-status="late"]`).waitFor({ timeout: 15_000 });
  await one.end();
  await two.end();
});

test('signing out asks about what is not sent; another person on the phone sends nothing of it, and sees no name', async () => {
  const { id, names } = meeting(s, { people: 4 });
  const page = await opened(near, `/roll?session=${id}`, { width: 360 });
  await row(page, names[0]).waitFor();
  await page.getByText('dùng được khi mất mạng').waitFor();
  await line.cut();
  await press(page, names[0], 'Có mặt');
  await press(page, names[1], 'Muộn');
  await unsent(page, 2);
  await page.getByRole('button', { name: 'Chưa gửi: 2' }).click();
  await page.shot('unsent');
  await page.keyboard.press('Escape');
  const leave = async () => {
    await page.locator('.head-tools .menu').last().getByRole('button').first().click();
    await page.getByRole('button', { name: 'Đăng xuất', exact: true }).click();
  };
  await leave();
  const asked = page.getByRole('dialog', { name: 'Còn 2 mục chưa gửi' });
  await asked.waitFor();
  await page.sound('signing out', CUT);
  await page.shot('signing-out');
  await asked.getByRole('button', { name: 'Gửi rồi đăng xuất' }).click();
  await asked.getByText('Vẫn chưa gửi được hết', { exact: false }).waitFor();
  const saved = page.waitForEvent('download');
  await asked.getByRole('button', { name: 'Lưu ra tệp' }).click();
  const file = readFileSync(await (await saved).path(), 'utf8');
  assert.match(file, new RegExp(`Điểm danh,.*,${names[1]},muộn,`));
  await asked.getByRole('button', { name: 'Giữ trên máy này và đăng xuất' }).click();
  await line.join();
  await page.getByRole('heading', { name: /Đăng nhập|Không kết nối/ }).waitFor();
  await page.to('/');
  await page.signIn('office', demoPassword(s, 'office'));
  await page.locator('#main h1').waitFor();
  await page.getByRole('button', { name: 'Chưa gửi: 0' }).click();
  await page.getByText('Máy này còn 2 mục chưa gửi của tài khoản trainer', { exact: false }).waitFor();
  await sound(page, 'another person', CUT);
  await page.shot('another-person');
  await page.keyboard.press('Escape');
  const kept = await page.evaluate(() => new Promise((done) => {
    const base = indexedDB.open('hocvu');
    base.onsuccess = () => { const all = base.result.transaction('kept').objectStore('kept').getAll(); all.onsuccess = () => done(JSON.stringify(all.result)); };
  }));
  assert.doesNotMatch(kept, /roll:|Học Viên/);
  assert.deepEqual(marks(id), {});
  await leave();
  await page.getByRole('heading', { name: 'Đăng nhập' }).waitFor();
  await page.signIn('trainer', demoPassword(s, 'trainer'));
  await page.locator('#main h1').waitFor();
  await page.getByRole('button', { name: 'Chưa gửi' }).waitFor({ state: 'detached' });
  for (let i = 0; i < 50 && Object.keys(marks(id)).length < 2; i++) await page.waitForTimeout(100);
  assert.deepEqual(marks(id), { [names[0]]: 'present', [names[1]]: 'late' });
  assert.deepEqual(s.sql('owner', `SELECT DISTINCT a.name FROM attendance_history h JOIN account a ON a.id = h.account_id WHERE session_id = ${id}`).map((a) => a.name), ['trainer']);
  await page.end();
});

test('the lock hides everything but the open roll, which goes on; what is marked waits for its own account', async () => {
  const { id, names } = meeting(s, { people: 4 });
  const page = await near.open({ width: 360 });
  await page.clock.install();
  await page.to(`/roll?session=${id}`);
  await page.signIn('trainer', demoPassword(s, 'trainer'));
  await row(page, names[0]).waitFor();
  await page.clock.fastForward('16:00');
  await page.getByRole('heading', { name: 'Màn hình đã khóa' }).waitFor();
  assert.equal(await row(page, names[0]).isVisible(), false);
  await page.sound('locked with a roll', CUT);
  await page.shot('locked-with-roll');
  await page.getByRole('button', { name: 'Tiếp tục điểm danh buổi đang mở' }).click();
  await press(page, names[0], 'Muộn');
  await where(page, names[0], 'here');
  await page.getByText('chỉ ghi được buổi học đang mở', { exact: false }).waitFor();
  assert.equal(await page.locator('#menu').count(), 0);
  await sound(page, 'bare roll', CUT);
  await page.shot('roll-bare');
  assert.deepEqual(marks(id), {});
  await page.getByRole('button', { name: 'Mở khóa' }).click();
  await page.locator('input[name=password]').fill(demoPassword(s, 'trainer'));
  await page.getByRole('button', { name: 'Mở khóa' }).click();
  await row(page, names[0]).waitFor();
  await page.clock.fastForward('00:05');
  await where(page, names[0], 'confirmed');
  assert.deepEqual(marks(id), { [names[0]]: 'late' });
  await page.end();
});

test('locked, without a network and reloaded: the open roll goes on, everything else stays hidden', async () => {
  const { id, names } = meeting(s, { people: 3 });
  const page = await near.open({ width: 360 });
  await page.clock.install();
  await page.to(`/roll?session=${id}`);
  await page.signIn('trainer', demoPassword(s, 'trainer'));
  await row(page, names[0]).waitFor();
  await page.getByText('dùng được khi mất mạng').waitFor();
  await line.cut();
  await page.clock.fastForward('16:00');
  await page.getByRole('heading', { name: 'Màn hình đã khóa' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Màn hình đã khóa' }).waitFor();
  assert.equal(await row(page, names[0]).isVisible(), false);
  await page.getByRole('button', { name: 'Tiếp tục điểm danh buổi đang mở' }).click();
  await press(page, names[1], 'Vắng không phép');
  await where(page, names[1], 'here');
  await page.getByRole('button', { name: 'Mở khóa' }).click();
  await line.join();
  await page.locator('input[name=password]').fill(demoPassword(s, 'trainer'));
  await page.getByRole('button', { name: 'Mở khóa' }).click();
  await row(page, names[0]).waitFor();
  await page.clock.fastForward('00:30');
  await where(page, names[1], 'confirmed');
  assert.deepEqual(marks(id), { [names[1]]: 'unexcused' });
  await page.end();
});

test('by keyboard alone: search without marks, mark, go on, undo, note', async () => {
  const { id, names } = meeting(s, { people: 12 });
  const page = await opened(far, `/roll?session=${id}`, { width: 1280 });
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

test('somebody walks in; who nobody knows is refused, said so, and let go', async () => {
  const { id, names, besides } = meeting(s, { people: 3 });
  const page = await opened(far, `/roll?session=${id}`, { width: 360 });
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
  const page = await opened(far, `/sign-in-sheet?session=${id}`, { width: 1280 });
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
  await page.getByRole('button', { name: 'Hoàn tác' }).waitFor({ state: 'detached', timeout: 15_000 });
  await page.getByRole('button', { name: 'Tất cả có mặt' }).click();
  await page.getByRole('button', { name: 'Hoàn tác' }).waitFor({ state: 'detached', timeout: 15_000 });
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

test('learners check in by the code on the wall; the trainer takes them over, and a tick outranks a claim', async () => {
  const { id } = meeting(s, { people: 3, also: ['hv-0010'] });
  const me = 'Học Viên Mẫu 0010';
  const wall = await opened(far, `/check-in-screen?session=${id}`, { width: 1280 });
  await wall.getByText('Chưa mở tự điểm danh').waitFor();
  await wall.sound('check-in not open');
  await wall.getByRole('button', { name: 'Mở tự điểm danh' }).click();
  await wall.getByRole('img', { name: 'Mã QR' }).waitFor();
  await wall.sound('check-in screen');
  await wall.shot('check-in-screen');
  const code = (await wall.locator('.screen-letters').innerText()).replace(/\s/g, '');
  assert.match(code, /^[2-9A-Z]{6}$/);

  const phone = await far.open({ width: 360 });
  await phone.to(`/check-in?code=${code}`);
  await phone.signIn('learner', demoPassword(s, 'learner'));
  await phone.getByText('Đã ghi: bạn có mặt').waitFor();
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
