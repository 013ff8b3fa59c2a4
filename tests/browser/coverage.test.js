// SPDX-License-Identifier: GPL-3.0-or-later
// A ward official reads the coverage page: all targets, one opened, the units below, the people, why; another
// day, other borders; by keyboard; on a phone; on paper.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { browse, demoPassword } from '../help/browser.js';
import { ROOT, start } from '../help/cluster.js';

let s, b;
before(async () => {
  s = await start({ demo: true, env: { HOCVU_NOW: '2026-11-22T02:00:00Z' } });
  b = await browse(s);
});
after(async () => {
  await b?.close();
  await s?.stop({ verify: false });
});

async function opened(who, path, options) {
  const page = await b.open(options);
  await page.to(path);
  await page.signIn(who, demoPassword(s, who));
  await page.locator('#main h1').waitFor();
  await page.waitForFunction(() => document.querySelector('#main [aria-busy=true], #main .waiting') === null && !document.querySelector('#main').innerText.includes('…'));
  return page;
}

test('all targets at two widths and two themes: n/N, percent, target, what is missing', async () => {
  for (const [width, scheme, lang] of [[360, 'light', 'vi'], [360, 'dark', 'vi'], [1280, 'light', 'vi'], [1280, 'dark', 'vi'], [1280, 'light', 'en']]) {
    const page = await opened('official', '/coverage', { width, scheme, lang });
    const T1 = page.locator('article').first();
    const text = await T1.innerText();
    for (const part of lang === 'vi' ? ['85,0%', '34/40 người', 'Mục tiêu 100%', 'Còn thiếu 6 người'] : ['85.0%', '34/40 people', 'Target 100%', '6 more people']) {
      assert.ok(text.includes(part), `${part} in ${text}`);
    }
    await page.waitForFunction(() => document.querySelectorAll('article .change').length === document.querySelectorAll('article').length);
    await page.sound('coverage');
    await page.shot('coverage');
    await page.still('coverage');
    await page.end();
  }
});

test('from the figure to the unit below, to its people, to why; the address keeps it all', async () => {
  const page = await opened('official', '/coverage', { width: 1280 });
  await page.locator('article').first().getByRole('link', { name: /Xem chi tiết/ }).click();
  await page.getByRole('heading', { name: 'T1: Phường Thượng Hồng' }).waitFor();
  await page.getByRole('row', { name: /^UBND phường Thượng Hồng/ }).waitFor();
  await page.getByText('Học Viên Mẫu 0006').waitFor();
  await page.getByRole('img', { name: /cuối các tháng trước/ }).waitFor();
  await page.getByText('Xem bảng số liệu').click();
  await page.getByRole('rowheader', { name: '31/10/2026' }).waitFor();
  await page.sound('one target');
  await page.shot('one-target');

  await page.getByRole('button', { name: 'Biểu đồ' }).click();
  await page.getByRole('img', { name: /Biểu đồ T1/ }).waitFor();
  await page.sound('chart');
  await page.shot('chart');
  await page.getByRole('button', { name: 'Bảng' }).click();

  await page.getByRole('searchbox', { name: 'Tìm đơn vị' }).fill('ubnd phuong');
  assert.equal(await page.locator('section[aria-labelledby=below] tbody tr').count(), 1);
  const saved = page.waitForEvent('download');
  await page.locator('section[aria-labelledby=below]').getByRole('button', { name: 'CSV' }).click();
  const csv = readFileSync(await (await saved).path(), 'utf8');
  assert.match(csv, /^\ufeffMã,Đơn vị,/);
  assert.match(csv, /ubnd-thuong-hong,UBND phường Thượng Hồng,.*,25,31,80.6,6,2026-11-22\r\n$/);

  await page.getByRole('button', { name: 'Đã đạt (34)' }).click();
  await page.getByText(/^Tham gia lớp .*\/2026/).first().waitFor();
  await page.getByRole('link', { name: 'UBND phường Thượng Hồng' }).click();
  await page.getByRole('heading', { name: 'T1: UBND phường Thượng Hồng' }).waitFor();
  await page.getByRole('navigation', { name: 'Đơn vị cấp trên' }).getByRole('link', { name: 'Phường Thượng Hồng', exact: true }).waitFor();

  await page.getByRole('button', { name: 'Vì sao?' }).click();
  const why = page.getByRole('dialog');
  for (const said of ['85/KH-UBND', 'ngày 16/04/2025', 'mục I.2', 'lãnh đạo, quản lý', 'sổ đăng ký trong hệ thống, ngày 22/11/2026', 'lượt tham gia']) await why.getByText(said, { exact: false }).first().waitFor();
  await page.sound('why');
  await page.shot('why');
  await page.keyboard.press('Escape');

  const address = page.url();
  await page.goBack();
  await page.getByRole('heading', { name: 'T1: Phường Thượng Hồng' }).waitFor();
  await page.goto(address);
  await page.getByRole('heading', { name: 'T1: UBND phường Thượng Hồng' }).waitFor();
  await page.end();
});

test('another day typed without slashes; a unit that was not there says so and shows itself in the borders of today', async () => {
  const page = await opened('official', '/coverage?target=T3', { width: 360 });
  const field = page.getByLabel('Tính đến ngày');
  await field.fill('');
  await field.pressSequentially('31022025');
  assert.equal(await field.inputValue(), '31/02/2025');
  await field.press('Enter');
  await page.getByText('Cần ngày có thật').waitFor();
  await field.fill('');
  await field.pressSequentially('31122025');
  await field.press('Enter');
  await page.getByText('1.260/24.000', { exact: false }).first().waitFor();
  assert.match(page.url(), /as_of=2025-12-31/);
  await page.sound('another day');
  await page.shot('resident-target');
  await page.to('/coverage?as_of=2025-06-30');
  await page.getByText('Đơn vị không tồn tại vào ngày này.').waitFor();
  await page.getByRole('button', { name: 'Xem theo đơn vị hiện nay' }).click();
  await page.getByText('xếp theo đơn vị của ngày', { exact: false }).waitFor();
  await page.waitForFunction(() => /boundaries=\d/.test(location.search) && document.querySelector('#main [aria-busy=true]') === null);
  await page.sound('other borders');
  await page.shot('other-borders');
  await page.end();
});

test('each role that reads figures arrives here; who may not see people is told', async () => {
  for (const [who, heading] of [['head', 'Tỷ lệ bao phủ: UBND phường Thượng Hồng'], ['office', 'Tỷ lệ bao phủ: Tỉnh Hưng Yên'], ['auditor', 'Tỷ lệ bao phủ: Tỉnh Hưng Yên']]) {
    const page = await opened(who, '/');
    await page.getByRole('heading', { name: heading }).waitFor();
    await page.end();
  }
  const page = await opened('head', '/coverage?target=T3');
  await page.getByText('không xem được danh sách người', { exact: false }).waitFor();
  await page.sound('no people', /status of 403/);
  await page.end();
});

test('by keyboard alone: to a target, down to a unit, and why', async () => {
  const page = await opened('official', '/coverage');
  const onto = async (name) => {
    for (let i = 0; i < 80; i++) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate(() => (document.activeElement.matches('a, button') ? document.activeElement.textContent : ''))).includes(name)) return;
    }
    assert.fail(`Tab never came to ${name}`);
  };
  await onto('Xem chi tiết');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'T1: Phường Thượng Hồng' }).waitFor();
  await page.getByRole('row', { name: /^UBND phường/ }).waitFor();
  await onto('UBND phường Thượng Hồng');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'T1: UBND phường Thượng Hồng' }).waitFor();
  await onto('Vì sao?');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByText('85/KH-UBND', { exact: false }).first().waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  await onto('Đã đạt');
  await page.keyboard.press('Enter');
  await page.getByRole('columnheader', { name: 'Minh chứng' }).waitFor();
  await page.locator('section[aria-labelledby=people] [aria-busy=false]').waitFor();
  assert.match(await page.locator('section[aria-labelledby=people] tbody tr').first().innerText(), /\d\d\/\d\d\/\d{4}/, 'the evidence says when');
  await page.end();
});

test('on paper: the day, chart and table, nothing to press', async () => {
  const page = await opened('official', '/coverage?target=T1');
  await page.getByRole('row', { name: /^UBND phường/ }).waitFor();
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.getByRole('button').filter({ visible: true }).count() - await page.locator('th button').count(), 0);
  assert.ok(await page.getByText('Số liệu đến ngày').isVisible());
  assert.ok(await page.getByRole('img', { name: /Biểu đồ T1/ }).isVisible());
  assert.ok(await page.locator('section[aria-labelledby=below] table').isVisible());
  await page.pdf({ path: join(ROOT, 'build/screenshots/one-target.pdf'), format: 'A4', preferCSSPageSize: true });
  await page.shot('paper');
  await page.end();
});
