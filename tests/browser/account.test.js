// SPDX-License-Identifier: GPL-3.0-or-later
// The account page: a second factor with a real code, recovery codes, signing in with both, tokens, other sessions; an
// administrator who has to set one up first; the first steps of an office.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browse, demoPassword } from '../help/browser.js';
import { serve, start } from '../help/cluster.js';
import { codeAt } from '../help/totp.js';

const NOW = '2026-11-22T02:00:00Z', MS = Date.parse(NOW);
let s, b, page, codes, outer, there;
const ready = (on) => on.waitForFunction(() => document.querySelector('#main h1') !== null && document.querySelector('#main .waiting') === null);
const password = (who) => demoPassword(s, who);
const secretOf = (on) => on.locator('details code').textContent().then((text) => text.replace(/\s/g, ''));

// The dialog of a dangerous act, when the last confirmation is too long ago.
async function confirmedBy(on, fill) {
  if (await on.getByRole('dialog').isVisible()) await fill(on.getByRole('dialog'));
}

before(async () => {
  s = await start({ demo: true, env: { HOCVU_NOW: NOW } });
  b = await browse(s);
});
after(async () => {
  await b?.close();
  await there?.close();
  await outer?.stop();
  await s?.stop({ verify: false });
});

test('a second factor is set up with the code a phone would show, by keyboard; a wrong code is refused', async () => {
  page = await b.open();
  await page.to('/account');
  await page.signIn('official', password('official'));
  await ready(page);
  await page.getByRole('button', { name: 'Bật xác thực hai bước' }).press('Enter');
  await page.getByRole('img', { name: /Mã QR/ }).waitFor();
  await page.looks('second-factor');
  await page.getByText('Không quét được? Nhập tay').press('Enter');
  const secret = await secretOf(page);
  assert.match(secret, /^[A-Z2-7]{32}$/);
  await page.getByLabel('Mã 6 số ứng dụng đang hiện').fill('000000');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Mã 6 số ứng dụng đang hiện').fill(codeAt(secret, MS));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Mã khôi phục của hocvu' }).waitFor();
  codes = await page.locator('section[aria-labelledby=codes] code').allTextContents();
  assert.equal(new Set(codes).size, 10);
  await page.looks('recovery-codes', /422|second_factor_wrong/);
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Lưu thành tệp' }).click();
  assert.equal((await saving).suggestedFilename(), 'ma-khoi-phuc.txt');
  await page.getByRole('button', { name: 'Tôi đã cất mã' }).click();
  await page.getByText('Còn 10 mã khôi phục.').waitFor();

  const again = await b.open();
  await again.to('/account');
  await again.signIn('official', password('official'));
  await again.locator('input[name=code]').fill(codeAt(secret, MS + 30_000));
  await again.locator('button[type=submit]').click();
  await ready(again);
  await again.end();
  const lost = await b.open();
  await lost.to('/account');
  await lost.signIn('official', password('official'));
  await lost.locator('input[name=code]').fill(codes[0]);
  await lost.locator('button[type=submit]').click();
  await ready(lost);
  await lost.getByText('Còn 9 mã khôi phục.').waitFor();
  await lost.end();
});

test('other sessions end at once; a token is shown once and revoked', async () => {
  await page.to('/account');
  await ready(page);
  await page.getByRole('button', { name: 'Kết thúc mọi phiên khác' }).click();
  await page.getByRole('button', { name: 'Kết thúc mọi phiên khác' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Tạo token' }).click();
  await page.getByLabel('Dùng cho việc gì').fill('máy phòng 101');
  await page.getByRole('button', { name: 'Tạo', exact: true }).click();
  await page.getByRole('dialog').or(page.getByText(/^hv_/)).first().waitFor();
  await confirmedBy(page, async (dialog) => {
    await dialog.locator('input[name=code]').fill(codes[1]);
    await dialog.locator('button[type=submit]').click();
  });
  const token = await page.locator('.once code').textContent();
  assert.equal((await fetch(`${s.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } })).status, 200);
  await page.looks('account', /403|422/);
  await page.getByRole('button', { name: /^Thu hồi máy phòng 101/ }).click();
  await page.getByRole('button', { name: /^Thu hồi máy phòng 101/ }).waitFor({ state: 'detached' });
  assert.equal((await fetch(`${s.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } })).status, 401);
  await page.end();
});

test('an administrator sets up the second factor before anything else', async () => {
  const r = await serve(s, { listen: '127.0.0.1:0', factor_for_admins: 'on' }, { HOCVU_NOW: NOW });
  outer = { ...r, url: `http://${r.found}`, data: s.data };
  there = await browse(outer);
  const first = await there.open();
  await first.to('/coverage');
  await first.signIn('admin', password('admin'));
  await first.getByRole('heading', { name: 'Thiết lập xác thực hai bước' }).waitFor();
  assert.equal(await first.getByRole('navigation').count(), 0);
  await first.looks('first-factor');
  await first.getByRole('button', { name: 'Bật xác thực hai bước' }).click();
  await first.getByText('Không quét được? Nhập tay').click();
  await first.getByLabel('Mã 6 số ứng dụng đang hiện').fill(codeAt(await secretOf(first), MS));
  await first.keyboard.press('Enter');
  await first.getByRole('button', { name: 'Tôi đã cất mã' }).click();
  await ready(first);
  await first.getByRole('heading', { level: 1 }).waitFor();
  await first.end();
});

test('first steps: what is there is ticked, what comes next stands out', async () => {
  const office = await b.open();
  await office.to('/first-steps');
  await office.signIn('office', password('office'));
  await ready(office);
  await office.getByText(/Xong \d\/5 bước/).waitFor();
  assert.ok(await office.locator('li.done').count() >= 4);
  await office.looks('first-steps');
  await office.still('first steps');
  await office.end();
});
