// SPDX-License-Identifier: GPL-3.0-or-later
// An administrator makes an account, gives it a role, takes both back; a dangerous act asks for the password again;
// settings and health; an auditor searches the record.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { LOOKS, browse, demoPassword, entered } from '../help/browser.js';
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

const forgetful = () => s.sql('owner', "UPDATE account_session SET confirmed_at = now() - interval '1 day'");

const opened = (who, path, look) => entered(b, s, who, path, look);

test('the pages of an administrator at two widths, two themes, two languages', async () => {
  for (const look of LOOKS) {
    const page = await opened('admin', '/accounts', look);
    await page.getByRole('link', { name: 'official' }).waitFor();
    await page.sound('accounts');
    await page.shot('accounts');
    await page.still('accounts');
    await page.to('/house');
    await page.getByText(/^PostgreSQL \d/).waitFor();
    await page.getByText('factor_for_admins', { exact: true }).waitFor();
    await page.sound('house');
    await page.shot('house');
    await page.still('house');
    await page.end();
  }
});

test('what is typed last before the accounts are left stays out of the address of the next page', async () => {
  const page = await b.open();
  await page.clock.install();
  await page.to('/accounts');
  await page.signIn('admin', demoPassword(s, 'admin'));
  await page.locator('.rows tbody tr').first().waitFor();
  await page.locator('#main input[type=search]').evaluate((field) => {
    field.value = 'an toan';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    document.querySelector('nav a[href="/my-calendar"]').click();
  });
  await page.getByRole('heading', { name: 'Lịch của tôi', level: 1 }).waitFor();
  await page.clock.runFor(1_000);
  await page.turns();
  assert.equal(new URL(page.url()).search, '');
  await page.end();
});

test('an account is made, gets a role, a new password, and is disabled; the password again is asked once', async () => {
  const page = await opened('admin', '/accounts', [360, 'light', 'vi']);
  await page.getByRole('button', { name: 'Tạo tài khoản' }).first().click();
  const sheet = page.getByRole('dialog');
  await page.pick(page.getByRole('combobox', { name: 'Đơn vị của người đó' }), 'ubnd phuong thuong', 'UBND phường Thượng Hồng');
  await page.pick(page.getByRole('combobox', { name: 'Người dùng' }), 'hoc vien mau 0012', /Học Viên Mẫu 0012/);
  assert.match(await sheet.getByLabel('Tên tài khoản').inputValue(), /^[a-z0-9.]+$/);
  await sheet.getByLabel('Tên tài khoản').fill('can.bo.moi');
  await page.sound('account to make');
  await page.shot('account-make');
  forgetful();
  await sheet.getByRole('button', { name: 'Tạo tài khoản' }).click();
  const again = page.getByRole('dialog', { name: 'Xác nhận lại là bạn' });
  await again.waitFor();
  await page.sound('confirm', /status of 403/);
  await page.shot('confirm');
  await again.getByLabel('Mật khẩu', { exact: true }).fill('không phải mật khẩu này');
  await again.getByRole('button', { name: 'Xác nhận và thực hiện' }).click();
  await again.getByText('Mật khẩu không đúng.').waitFor();
  await again.getByLabel('Mật khẩu', { exact: true }).fill(demoPassword(s, 'admin'));
  await again.getByRole('button', { name: 'Xác nhận và thực hiện' }).click();
  await page.getByText('Đã tạo tài khoản can.bo.moi').waitFor();
  const password = await page.locator('.once code').innerText();
  assert.ok(password.length >= 14);
  await page.shot('account-made');

  await page.getByRole('link', { name: 'Giao vai trò cho can.bo.moi' }).click();
  await page.getByRole('heading', { name: 'can.bo.moi' }).waitFor();
  await page.getByText('Chưa có vai trò nào').waitFor();
  await page.getByLabel('Vai trò', { exact: true }).selectOption('unit_head');
  await page.pick(page.getByRole('combobox', { name: 'Đơn vị' }), 'ubnd phuong thuong', 'UBND phường Thượng Hồng');
  await page.getByLabel('Mục đích').fill('thay người nghỉ');
  await page.getByRole('button', { name: 'Giao vai trò' }).click();
  await page.getByText('Đã giao vai trò thủ trưởng đơn vị').waitFor();
  await page.sound('account', /status of (403|422)/);
  await page.shot('account');

  await page.getByRole('button', { name: 'Cấp mật khẩu mới' }).click();
  await page.getByText('Mật khẩu mới của can.bo.moi').waitFor();
  assert.notEqual(await page.locator('.once code').innerText(), password);
  await page.getByRole('button', { name: 'Kết thúc thủ trưởng đơn vị' }).click();
  await page.getByText('Đã kết thúc vai trò').waitFor();
  await page.getByRole('button', { name: 'Xác nhận còn dùng' }).click();
  await page.getByText('tài khoản vẫn còn cần dùng').waitFor();
  await page.getByRole('button', { name: 'Khóa tài khoản' }).click();
  await page.getByText('Đã khóa tài khoản').waitFor();
  await page.getByRole('button', { name: 'Mở lại tài khoản' }).waitFor();
  assert.equal(s.sql('owner', "SELECT 1 FROM account WHERE name = 'can.bo.moi' AND disabled_at IS NOT NULL AND reviewed_at IS NOT NULL").length, 1);

  await page.getByRole('link', { name: '‹ Tất cả tài khoản' }).click();
  await page.getByLabel('Tìm theo tên').fill('hoc vien mau 0012');
  await page.getByRole('link', { name: 'can.bo.moi' }).waitFor();
  await page.waitForFunction(() => document.querySelectorAll('.rows tbody tr').length === 1 && location.search.includes('q='));
  await page.getByRole('button', { name: 'Vai trò theo đơn vị' }).click();
  await page.getByRole('row', { name: /official/ }).first().waitFor();
  await page.sound('roles by unit', /status of (403|422)/);
  await page.shot('roles');
  await page.end();
});

test('closing the dialog does nothing; a service gets a token that is shown once', async () => {
  const page = await opened('admin', '/accounts');
  await page.getByRole('button', { name: 'Tạo tài khoản' }).first().click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Tài khoản dùng cho').selectOption('service');
  await sheet.getByLabel('Tên tài khoản').fill('may.in');
  forgetful();
  await sheet.getByRole('button', { name: 'Tạo tài khoản' }).click();
  await page.getByRole('dialog', { name: 'Xác nhận lại là bạn' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Xác nhận lại là bạn' }).waitFor({ state: 'detached' });
  assert.equal(s.sql('owner', "SELECT 1 FROM account WHERE name = 'may.in'").length, 0);
  await sheet.getByRole('button', { name: 'Tạo tài khoản' }).click();
  await page.getByRole('dialog', { name: 'Xác nhận lại là bạn' }).getByLabel('Mật khẩu', { exact: true }).fill(demoPassword(s, 'admin'));
  await page.keyboard.press('Enter');
  await page.getByText('Đã tạo tài khoản phần mềm').waitFor();
  await page.getByRole('link', { name: 'Giao vai trò cho may.in' }).click();
  await page.getByLabel('Dùng để').fill('in giấy mời');
  await page.getByRole('button', { name: 'Tạo mã truy cập' }).click();
  await page.getByText('Mã truy cập “in giấy mời”').waitFor();
  const token = await page.locator('.once code').innerText();
  assert.equal((await fetch(`${s.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } })).status, 200);
  await page.getByRole('button', { name: 'Thu hồi in giấy mời' }).click();
  await page.getByText('Không có mã truy cập').waitFor();
  assert.equal((await fetch(`${s.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } })).status, 401);
  await page.sound('service', /status of 403/);
  await page.end();
});

test('by keyboard alone: from the menu to an account, a role given', async () => {
  const page = await opened('admin', '/account');
  const onto = async (name, selector = 'a, button, input, select') => {
    for (let i = 0; i < 120; i++) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate((wanted) => {
        const e = document.activeElement;
        return e.matches(wanted) ? `${e.labels?.[0]?.textContent ?? ''} ${e.textContent} ${e.getAttribute('aria-label') ?? ''}` : '';
      }, selector);
      if (at.includes(name)) return;
    }
    assert.fail(`Tab never came to ${name}`);
  };
  await onto('Quản trị', 'nav button');
  await page.keyboard.press('Enter');
  await onto('Tài khoản và vai trò', 'nav a');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'learner' }).waitFor();
  await onto('learner', '#main a');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'learner' }).waitFor();
  await page.settled();
  await onto('Vai trò', 'select');
  await page.keyboard.press('g');	// one letter: what a select takes for one word ends with a pause
  await onto('Đơn vị', 'input');
  await page.keyboard.type('thuong hong');
  await page.locator('li[role=option]:visible').filter({ hasText: 'Thượng Hồng' }).first().waitFor();	// first stand one's own units
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await onto('Mục đích', 'input');
  await page.keyboard.type('dạy thay');
  await page.keyboard.press('Enter');
  await page.getByText('Đã giao vai trò giảng viên').waitFor();
  await page.end();
});

test('an auditor searches the record; the filters stand in the address', async () => {
  for (const look of LOOKS.slice(0, 2)) {
    const page = await opened('auditor', '/audit', look);
    await page.getByLabel('Dữ liệu').selectOption('role_grant');
    await page.waitForFunction(() => location.search.includes('object=') && document.querySelector('.rows tbody tr'));
    await page.settled();
    assert.match(page.url(), /object=role_grant/);
    await page.locator('summary').first().click();
    await page.sound('audit');
    await page.shot('audit');
    await page.end();
  }
});
