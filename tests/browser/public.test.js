// SPDX-License-Identifier: GPL-3.0-or-later
// The pages without a script, as people see them: JavaScript off, at two widths and two themes, by keyboard, in both languages.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browse } from '../help/browser.js';
import { start } from '../help/cluster.js';

const LOOKS = [[360, 'light'], [360, 'dark'], [1280, 'light'], [1280, 'dark']];
const PAGES = { 'public-figures': '/public', 'public-ward': '/public?unit=thuong-hong', 'public-classes': '/public/classes', privacy: '/privacy', 'not-there': '/khong-co.php' };
let s, b;

before(async () => {
  s = await start({ demo: true, env: { HOCVU_NOW: '2026-11-22T02:00:00Z' } });
  b = await browse(s);
});
after(async () => {
  await b?.close();
  await s?.stop({ verify: false });
});

test('every page is sound in every look', async () => {
  const page = await b.open({ width: 360 });
  for (const [width, scheme] of LOOKS) {
    await page.look(width, scheme);
    for (const [what, path] of Object.entries(PAGES)) {
      page.wrong.length = 0;
      await page.to(path);
      await page.sound(what, /404/);
      await page.still(what);
      await page.shot(what);
    }
  }
  await page.end();
});

test('by keyboard: past the menu, into a class, to another target, another month, the other language', async () => {
  const page = await b.open();
  await page.to('/public');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Bỏ qua, đến nội dung');
  await page.getByRole('link', { name: 'T3', exact: true }).press('Enter');
  await page.getByRole('heading', { name: /^T3:/ }).waitFor();
  await page.getByLabel(/Xem tháng khác/).selectOption({ index: 2 });
  await page.getByRole('button', { name: 'Xem' }).press('Enter');
  await page.getByText('Số liệu tính đến hết ngày 31/08/2026').waitFor();
  assert.match(page.url(), /target=T3/);
  await page.getByRole('link', { name: 'English' }).press('Enter');
  await page.getByText('Figures up to and including').waitFor();
  assert.match(page.url(), /as_of=2026-08-31/);
  await page.end();
});

test('nothing moves to a script: the same pages with JavaScript off', async () => {
  const page = await b.open({ script: false });
  for (const path of Object.values(PAGES)) {
    await page.to(path);
    assert.ok((await page.locator('h1').textContent()).trim().length > 3, path);
  }
  await page.to('/public/classes');
  await page.locator('.cards a').first().click();
  await page.locator('tbody tr').first().waitFor();
  await page.shot('public-class');
  await page.end();
});
