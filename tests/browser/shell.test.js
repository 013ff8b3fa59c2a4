// SPDX-License-Identifier: GPL-3.0-or-later
// Coming in and being in: sign-in, the first password, the menu by role, help, look, the idle lock, the way out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browse, demoPassword } from '../help/browser.js';
import { start } from '../help/cluster.js';

let s, b;
before(async () => {
  s = await start({ demo: true });
  b = await browse(s);
});
after(async () => {
  await b?.close();
  await s?.stop({ verify: false });
});

const h1 = (page) => page.locator('h1').first().innerText();

test('the sign-in page at two widths, two themes, two languages', async () => {
  for (const [width, scheme, lang] of [[360, 'light', 'vi'], [360, 'dark', 'vi'], [1280, 'light', 'vi'], [1280, 'dark', 'vi'], [1280, 'light', 'en']]) {
    const page = await b.open({ width, scheme, lang });
    await page.to('/');
    await page.locator('button[type=submit]').waitFor();
    assert.equal(await h1(page), lang === 'vi' ? 'Đăng nhập' : 'Sign in');
    await page.sound('sign-in');
    await page.shot('sign-in');
    await page.end();
  }
});

test('a wrong password is said with the request number, guessing has to wait', async () => {
  const page = await b.open({ width: 360 });
  await page.to('/');
  for (let i = 0; i < 6; i++) {
    await page.signIn('auditor', `không phải ${i}`);
    await page.locator('[role=alert]').filter({ hasText: i < 5 ? 'Mã yêu cầu' : 'lần' }).waitFor();
    await page.locator('button[type=submit]:not([aria-disabled=true]), button:has-text("Chờ")').first().waitFor();
  }
  await page.getByRole('button', { name: /Chờ \d+ giây/ }).waitFor();
  await page.sound('sign-in refused', /status of (401|429)/);
  await page.shot('sign-in-refused');
  await page.end();
});

test('a password somebody else chose is changed first; then everything is open', async () => {
  const given = s.hocvud('account', 'add', 'moi').out.trim();
  s.hocvud('account', 'grant', 'moi', 'ward_official', 'thuong-hong');
  const page = await b.open({ width: 360 });
  await page.to('/account');
  await page.signIn('moi', given);
  await page.getByRole('heading', { name: 'Đặt mật khẩu của riêng bạn' }).waitFor();
  await page.getByLabel('Mật khẩu hiện nay').fill(given);
  await page.getByLabel('Mật khẩu mới', { exact: true }).fill('ngắn');
  await page.getByLabel('Nhập lại mật khẩu mới').fill('khác');
  await page.getByRole('button', { name: 'Đổi mật khẩu' }).click();
  await page.getByText('Mật khẩu cần ít nhất 14 ký tự.').waitFor();
  await page.getByText('Hai lần nhập chưa giống nhau.').waitFor();
  await page.sound('first password');
  await page.shot('first-password');
  await page.getByLabel('Mật khẩu mới', { exact: true }).fill('một câu ngắn dễ nhớ');
  await page.getByLabel('Nhập lại mật khẩu mới').fill('một câu ngắn dễ nhớ');
  await page.getByRole('button', { name: 'Đổi mật khẩu' }).click();
  await page.getByRole('heading', { name: 'Tài khoản của tôi' }).waitFor();
  assert.equal(new URL(page.url()).pathname, '/account');
  await page.end();
});

test('the menu holds what the role is for; the account page is the same for all', async () => {
  for (const [who, there, absent] of [['official', ['Tỷ lệ bao phủ', 'Tài khoản của tôi'], ['Buổi dạy của tôi', 'Tự điểm danh']],
    ['trainer', ['Buổi dạy của tôi', 'Tài khoản của tôi'], ['Tỷ lệ bao phủ', 'Đi từng nhà']], ['learner', ['Tự điểm danh', 'Tài khoản của tôi'], ['Tỷ lệ bao phủ', 'Điểm danh']]]) {
    const page = await b.open();
    await page.to('/account');
    await page.signIn(who, demoPassword(s, who));
    await page.locator('#main h1').waitFor();
    const entries = await page.locator('#menu a').allTextContents();
    assert.deepEqual(there.filter((name) => !entries.includes(name)), [], `${who}: ${entries}`);
    assert.deepEqual(absent.filter((name) => entries.includes(name)), [], who);
    await page.end();
  }
  for (const [width, scheme] of [[360, 'light'], [1280, 'dark']]) {
    const page = await b.open({ width, scheme });
    await page.to('/account');
    await page.signIn('official', demoPassword(s, 'official'));
    await page.getByText('trình duyệt này', { exact: false }).first().waitFor();
    await page.sound('account');
    await page.shot('account');
    await page.end();
  }
});

test('help, look and language by keyboard alone', async () => {
  const page = await b.open();
  await page.to('/account');
  await page.locator('input[name=username]:focus').waitFor();
  await page.keyboard.type('official');
  await page.keyboard.press('Tab');
  await page.keyboard.type(demoPassword(s, 'official'));
  await page.keyboard.press('Enter');
  await page.locator('#main h1').waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Đến nội dung chính');
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await page.sound('help');
  await page.shot('help');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Hiển thị' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Tối' }).focus();
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), 'dark');
  await page.getByRole('button', { name: 'Rất lớn' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'English' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'My account' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'My account' }).waitFor();
  assert.deepEqual(await page.evaluate(() => [document.documentElement.dataset.size, document.documentElement.lang]), ['lg', 'en']);
  await page.end();
});

test('whoever is idle too long finds the page hidden, and the same account goes on where it was', async () => {
  const page = await b.open();
  await page.clock.install();
  await page.to('/account');
  await page.signIn('official', demoPassword(s, 'official'));
  await page.locator('#main h1').waitFor();
  await page.getByLabel('Mật khẩu hiện nay').fill('gõ dở');
  await page.clock.fastForward('14:00');
  assert.equal(await page.getByRole('heading', { name: 'Màn hình đã khóa' }).count(), 0);
  await page.clock.fastForward('01:20');
  await page.getByRole('heading', { name: 'Màn hình đã khóa' }).waitFor();
  assert.equal(await page.locator('#main').isVisible(), false);
  await page.sound('locked');
  await page.shot('locked');
  await page.locator('input[name=password]').fill(demoPassword(s, 'official'));
  await page.getByRole('button', { name: 'Mở khóa' }).click();
  await page.locator('#main h1').waitFor();
  assert.equal(await page.getByLabel('Mật khẩu hiện nay').inputValue(), 'gõ dở');
  await page.end();
});

test('a session that ended elsewhere locks the page at the next answer; signing out leaves nothing', async () => {
  const page = await b.open();
  await page.to('/account');
  await page.signIn('head', demoPassword(s, 'head'));
  await page.locator('#main h1').waitFor();
  s.sql('owner', 'DELETE FROM account_session');
  await page.getByLabel('Mật khẩu hiện nay').fill('x');
  await page.getByLabel('Mật khẩu mới', { exact: true }).fill('một câu ngắn dễ nhớ');
  await page.getByLabel('Nhập lại mật khẩu mới').fill('một câu ngắn dễ nhớ');
  await page.getByRole('button', { name: 'Đổi mật khẩu' }).click();
  await page.getByRole('heading', { name: 'Màn hình đã khóa' }).waitFor();
  await page.getByRole('button', { name: 'Không phải tôi' }).click();
  await page.getByRole('heading', { name: 'Đăng nhập' }).waitFor();
  await page.sound('signed out', /status of 401/);
  await page.signIn('head', demoPassword(s, 'head'));
  await page.locator('#main h1').waitFor();
  await page.getByRole('button', { name: 'Học Viên Mẫu 0001' }).click();
  await page.getByRole('button', { name: 'Đăng xuất' }).click();
  await page.getByRole('heading', { name: 'Đăng nhập' }).waitFor();
  // That a browser is known opens nothing: it only counts its own wrong tries apart.
  assert.deepEqual((await page.context().cookies()).map((cookie) => cookie.name).filter((name) => !name.endsWith('hocvu_device')), []);
  await page.end();
});

test('an address that is no page says so', async () => {
  const page = await b.open();
  await page.to('/khong-co');
  await page.signIn('official', demoPassword(s, 'official'));
  await page.getByRole('heading', { name: 'Không có trang này' }).waitFor();
  await page.sound('lost');
  await page.end();
});
