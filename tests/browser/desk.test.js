// SPDX-License-Identifier: GPL-3.0-or-later
// Reorganisations rehearsed, done and undone; the desk for personal data: requests with clocks, breaches, retention.
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

const year = new Date(Date.now() + 7 * 3600_000).getUTCFullYear() + 1;	// the next, as the days are in Vietnam

const opened = (who, path, look) => entered(b, s, who, path, look);

test('the pages at two widths, two themes, two languages', async () => {
  for (const look of LOOKS) {
    const page = await opened('admin', '/reorganisations', look);
    for (const [name, path] of [['reorganisations', '/reorganisations'], ['reorganise', '/reorganisations?view=new'], ['personal', '/personal-data'], ['breaches', '/personal-data?view=breaches'], ['retention', '/personal-data?view=retention'], ['kinds', '/personal-data?view=kinds']]) {
      await page.to(path);
      await page.locator('#main h1').waitFor();
      await page.settled();
      await page.sound(name);
      await page.shot(name);
      await page.still(name);
    }
    await page.end();
  }
});

test('a unit gets another name by a reorganisation: rehearsed with its counts, done, undone', async () => {
  const page = await opened('admin', '/reorganisations?view=new', [1280, 'light', 'vi']);
  await page.getByLabel('Ngày có hiệu lực').fill(`01/01/${year}`);
  await page.getByLabel('Căn cứ').fill('Quyết định mẫu 01/QĐ');
  await page.getByRole('button', { name: 'Thêm đơn vị mới' }).click();
  await page.getByLabel('Tên đơn vị mới').fill('Sở Khoa học và Chuyển đổi số');
  await page.getByLabel('Mã mới').fill('so-khcds');
  await page.locator('.one select').first().selectOption('department');
  await page.pick(page.getByRole('combobox', { name: 'Cấp trên' }), 'ubnd tinh', 'UBND tỉnh');
  await page.getByLabel('Việc', { exact: true }).selectOption('rename');
  await page.pick(page.getByRole('combobox', { name: 'Đơn vị cũ' }), 'so khoa hoc', 'Sở Khoa học');
  await page.pick(page.getByRole('combobox', { name: 'Đơn vị tiếp nhận' }), 'chuyen doi so', 'Sở Khoa học và Chuyển đổi số');
  await page.getByRole('button', { name: 'Chạy thử' }).click();
  await page.getByText('Đã chạy thử').waitFor({ timeout: 60_000 });
  await page.getByRole('row', { name: /so-khcds/ }).first().waitFor();
  await page.sound('rehearsed');
  await page.shot('rehearsed');
  assert.equal(s.sql('owner', "SELECT 1 FROM unit WHERE code = 'so-khcds'").length, 0);
  await page.getByLabel('Căn cứ').fill('Quyết định mẫu 02/QĐ');
  await page.getByText('Hãy chạy thử lại').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Thực hiện' }).count(), 0);
  await page.getByRole('button', { name: 'Chạy thử' }).click();
  s.sql('owner', "UPDATE account_session SET confirmed_at = now() - interval '1 day'");
  await page.getByRole('button', { name: 'Thực hiện' }).click({ timeout: 60_000 });
  await page.getByRole('dialog').getByLabel('Mật khẩu', { exact: true }).fill(demoPassword(s, 'admin'));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: `Sắp xếp đơn vị ngày 01/01/${year}` }).waitFor({ timeout: 60_000 });
  await page.settled();
  assert.equal(s.sql('owner', "SELECT 1 FROM unit WHERE code = 'so-khcds'").length, 1);
  await page.shot('reorganisation');
  await page.getByRole('button', { name: 'Hủy đợt sắp xếp' }).click();
  await page.getByRole('button', { name: 'Hủy đợt này' }).click();
  await page.getByText('Đã hủy; mọi thứ trở lại như trước.').waitFor({ timeout: 60_000 });
  assert.equal(s.sql('owner', "SELECT 1 FROM unit WHERE code = 'so-khcds'").length, 0);
  await page.sound('undone', /status of 403/);
  await page.end();
});

test('a request with its clock, answered and refused by law; a breach with its hours', async () => {
  const page = await opened('office', '/personal-data', [360, 'light', 'vi']);
  await page.getByRole('button', { name: 'Ghi yêu cầu' }).first().click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Yêu cầu', { exact: true }).selectOption('delete');
  await sheet.getByLabel('Người gửi là').selectOption('work');
  await page.pick(sheet.getByRole('combobox', { name: 'Người yêu cầu' }), 'hoc vien mau 0010', 'Học Viên Mẫu 0010');
  await sheet.getByLabel('Nội dung yêu cầu').fill('Đề nghị xóa hồ sơ của tôi.');
  await page.sound('request form');
  await sheet.getByRole('button', { name: 'Lưu', exact: true }).click();
  await page.getByText('Trả lời lần đầu chậm nhất').waitFor();
  await page.getByText(/1 yêu cầu đang chờ/).waitFor();
  await page.getByRole('button', { name: 'Xử lý', exact: false }).first().click();
  await page.getByRole('dialog').getByLabel('Đã trả lời, đã làm gì').fill('đã báo tiếp nhận qua điện thoại');
  await page.getByRole('dialog').getByRole('button', { name: 'Lưu', exact: true }).click();
  await page.getByText('Đã ghi: đã trả lời.').waitFor();
  await page.getByRole('button', { name: 'Xử lý', exact: false }).first().click();
  await page.getByRole('dialog').getByLabel('Bước này').selectOption('refused');
  await page.getByRole('dialog').getByLabel('Căn cứ').fill('Điều 19 Luật 91/2025/QH15');
  await page.getByRole('dialog').getByLabel('Lý do').fill('hồ sơ công vụ, không xóa theo yêu cầu');
  await page.sound('request refused');
  await page.shot('request-step');
  await page.getByRole('dialog').getByRole('button', { name: 'Lưu', exact: true }).click();
  await page.getByText('Đã ghi: từ chối.').waitFor();
  await page.shot('requests');

  await page.getByRole('button', { name: 'Sự cố dữ liệu' }).click();
  await page.getByRole('button', { name: 'Ghi sự cố' }).click();
  await page.getByRole('dialog').getByLabel('Việc gì đã xảy ra').fill('Mất một máy tính bảng của tổ công nghệ số.');
  await page.getByRole('dialog').getByLabel('Dữ liệu của ai').fill('cư dân một tổ dân phố');
  await page.getByRole('dialog').getByRole('button', { name: 'Lưu', exact: true }).click();
  await page.getByText(/còn 7[12] giờ/).waitFor();
  await page.getByRole('button', { name: /^Cập nhật/ }).click();
  await page.getByRole('dialog').getByLabel('Đã báo cơ quan chuyên trách').check();
  await page.getByRole('dialog').getByLabel('Báo cơ quan nào, văn bản nào').fill('Công an tỉnh, công văn mẫu 5');
  await page.getByRole('dialog').getByRole('button', { name: 'Lưu', exact: true }).click();
  await page.getByText('đã báo', { exact: true }).waitFor();
  await page.sound('breach');
  await page.shot('breach');
  await page.end();
});
