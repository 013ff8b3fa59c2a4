// SPDX-License-Identifier: GPL-3.0-or-later
// The programme office: people and units with their history, population, plans, targets, indicators, results from
// elsewhere; each main task start to finish on the real API.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { LOOKS, browse, entered } from '../help/browser.js';
import { start } from '../help/cluster.js';

let s, b;
before(async () => {
  s = await start({ demo: true, env: { HOCVU_NOW: '2026-11-22T02:00:00Z' } });
  b = await browse(s);
});
after(async () => {
  await b?.close();
  await s?.stop({ verify: false });
});

const id = (table, code) => s.sql('owner', `SELECT id FROM ${table} WHERE code = '${code}'`)[0].id;
const count = (query) => Number(s.sql('owner', `SELECT count(*) AS n FROM ${query}`)[0].n);

const opened = (who, path, look) => entered(b, s, who, path, look);

test('every page of the office at two widths, two themes, two languages', async () => {
  const pages = [['units', '/units'], ['people', '/people'], ['person', `/people?person=${id('person', 'hv-0001')}`], ['plans', '/plans'], ['targets', '/targets'], ['indicators', '/indicators'],
    ['results', '/results'], ['results-skills', '/results?what=skills'], ['results-headcounts', '/results?what=headcounts'], ['results-assessments', '/results?what=assessments']];
  for (const look of LOOKS) {
    const page = await opened('office', '/units', look);
    for (const [name, path] of pages) {
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

test('a person is entered with a place, corrected, moved on; the number shown for a reason', async () => {
  const page = await opened('office', '/people', [360, 'light', 'vi']);
  await page.getByRole('button', { name: 'Thêm người' }).first().click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Họ và tên').fill('Học Viên Mẫu Mới');
  await sheet.getByLabel('Ngày sinh').fill('1990');
  await sheet.getByLabel('Giới tính').selectOption('female');
  await sheet.getByLabel('Số định danh cá nhân').fill('000190000777');
  await page.pick(page.getByRole('combobox', { name: 'Đơn vị công tác', exact: true }).last(), 'ubnd phuong thuong', 'UBND phường Thượng Hồng');
  await sheet.getByLabel('Diện', { exact: true }).selectOption('civil_servant');
  await sheet.getByLabel('Từ ngày', { exact: true }).fill('01/11/2026');
  await page.shot('person-add');
  await sheet.getByRole('button', { name: 'Lưu', exact: true }).click();
  await page.getByRole('heading', { name: 'Học Viên Mẫu Mới' }).waitFor();
  await page.settled();
  await page.sound('person entered');
  assert.match(await page.locator('#main').innerText(), /0001\*+/);

  await page.getByRole('button', { name: /Xem đầy đủ Số định danh/ }).click();
  await page.getByRole('dialog').getByLabel('Lý do').fill('đối chiếu với thẻ');
  await page.getByRole('dialog').getByRole('button', { name: 'Xem đầy đủ' }).click();
  await page.getByText('000190000777').waitFor();
  assert.equal(count("audit WHERE action = 'reveal' AND reason = 'đối chiếu với thẻ'"), 1);

  await page.getByRole('button', { name: 'Sửa thông tin' }).click();
  await page.getByRole('dialog').getByLabel('Ngày sinh').fill('05/09/1990');
  await page.getByRole('dialog').getByRole('button', { name: 'Lưu', exact: true }).click();
  await page.getByText('Đã lưu thông tin mới.').waitFor();
  await page.getByText('05/09/1990').waitFor();

  await page.getByRole('button', { name: /Sửa UBND phường/ }).click();
  await page.getByRole('dialog').getByLabel('Đến hết ngày').fill('20/11/2026');
  await page.getByRole('dialog').getByRole('button', { name: 'Lưu', exact: true }).click();
  await page.getByText('01/11/2026 – 20/11/2026').waitFor();
  await page.getByText('đã qua').first().waitFor();
  await page.getByRole('button', { name: 'Ghi sự đồng ý' }).click();
  const agree = page.getByRole('dialog');
  await agree.getByLabel('Nơi lưu giấy đồng ý').fill('tủ 2, hồ sơ 7');
  await agree.getByLabel(/đã đọc hoặc nghe đọc/).check();
  await agree.getByRole('button', { name: 'Lưu', exact: true }).click();
  await page.getByText('Dự lớp tự nguyện').first().waitFor();
  await page.sound('person');
  await page.shot('person-one');
  await page.end();
});

test('a population figure of a territory, with its source', async () => {
  const page = await opened('office', `/units?unit=${id('unit', 'thuong-hong')}`);
  await page.getByRole('heading', { name: 'Phường Thượng Hồng' }).waitFor();
  await page.getByLabel('Số người').fill('24.100');
  await page.getByLabel('Nguồn').fill('Công an phường, báo cáo tháng 11');
  await page.getByRole('button', { name: 'Ghi số dân' }).click();
  await page.getByText('Đã ghi 24.100 người').waitFor();
  await page.getByRole('row', { name: /24.100/ }).waitFor();
  await page.sound('unit');
  await page.shot('unit-population');
  await page.to(`/units?unit=${id('unit', 'thuong-hong')}&as_of=2025-06-30`);
  await page.getByText('Ngày 30/06/2025 đơn vị này chưa có hoặc không còn').waitFor();
  await page.getByRole('button', { name: 'Xem theo hôm nay' }).click();
  await page.waitForURL((url) => !url.searchParams.has('as_of'));
  await page.end();
});

test('a plan with the state of its tasks; a target of our own; a value of an indicator', async () => {
  const page = await opened('office', '/plans');
  await page.to(`/plans?plan=${s.sql('owner', 'SELECT p.code FROM plan p JOIN task t ON t.plan_id = p.id GROUP BY p.code ORDER BY count(*) DESC LIMIT 1')[0].code}`);
  await page.getByRole('table').first().waitFor();
  await page.settled();
  await page.sound('plan');
  await page.shot('plan');

  await page.to('/targets');
  await page.getByRole('button', { name: 'Thêm chỉ tiêu của ta' }).first().click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Mã ngắn').fill('TH1');
  await sheet.getByLabel('Nội dung chỉ tiêu').fill('Công chức của phường học an toàn thông tin');
  await sheet.getByLabel('Mục tiêu', { exact: true }).fill('90');
  await sheet.getByLabel('công chức').check();
  await page.sound('target form');
  await page.shot('target-add');
  await sheet.getByRole('button', { name: 'Lưu chỉ tiêu' }).click();
  await page.getByText('Đã lưu chỉ tiêu TH1.').waitFor();
  await page.getByRole('button', { name: 'Sửa TH1' }).click();
  await page.getByRole('dialog').getByLabel('Mục tiêu', { exact: true }).fill('95');
  await page.getByRole('dialog').getByLabel('Lý do').fill('ghi nhầm mức của văn bản');
  await page.getByRole('dialog').getByRole('button', { name: 'Lưu chỉ tiêu' }).click();
  await page.getByText('95%').waitFor();

  await page.to('/indicators');
  await page.getByRole('button', { name: /^Số liệu/ }).first().click();
  const values = page.getByRole('dialog');
  await page.pick(page.getByRole('combobox', { name: 'Đơn vị', exact: true }).last(), 'phuong thuong hong', 'Phường Thượng Hồng');
  await values.getByLabel('Kỳ').fill('2026-Q3');
  await values.getByLabel('Giá trị').fill('82%');
  await values.getByLabel('Nguồn').fill('Báo cáo quý III');
  await values.getByRole('button', { name: 'Ghi số liệu' }).click();
  await values.getByRole('row', { name: /2026-Q3/ }).waitFor();
  await page.sound('indicator');
  await page.shot('indicator');
  await page.end();
});

test('a course elsewhere is entered by the head and verified by the office; an event and an assessment', async () => {
  const head = await opened('head', '/results', [360, 'light', 'vi']);
  await head.locator('summary').first().click();
  await head.pick(head.getByRole('combobox', { name: 'Họ và tên', exact: true }).last(), 'hoc vien mau 0010', 'Học Viên Mẫu 0010');
  await head.getByRole('combobox', { name: 'Khóa học' }).fill('an toan');
  await head.locator('li[role=option]:visible').first().click();
  await head.getByLabel('Nơi tổ chức').fill('Công an tỉnh');
  await head.getByRole('button', { name: 'Lưu', exact: true }).click();
  await head.getByText('Đã ghi cho Học Viên Mẫu 0010; chờ xác minh.').waitFor();
  await head.sound('results of a head');
  await head.shot('results-head');
  await head.end();

  const page = await opened('office', '/results?verified=no');
  await page.getByRole('checkbox', { name: /Học Viên Mẫu 0010/ }).check();
  await page.getByRole('button', { name: 'Xác minh 1 dòng đã chọn' }).click();
  await page.getByText('Đã xác minh 1 khóa học.').waitFor();
  assert.equal(count("external_completion e JOIN person p ON p.id = e.person_id WHERE p.code = 'hv-0010' AND e.source = 'Công an tỉnh' AND e.verified"), 1);

  await page.getByRole('button', { name: 'Sự kiện đếm lượt' }).click();
  await page.pick(page.getByRole('combobox', { name: 'Đơn vị, địa bàn', exact: true }).last(), 'phuong thuong hong', 'Phường Thượng Hồng');
  await page.locator('summary').click();
  await page.getByRole('textbox', { name: 'Sự kiện' }).fill('Ngày hội chuyển đổi số');
  await page.getByRole('textbox', { name: 'Số lượt' }).fill('350');
  await page.getByRole('button', { name: 'Lưu', exact: true }).click();
  await page.getByText('Đã ghi Ngày hội chuyển đổi số: 350 lượt.').waitFor();
  await page.getByRole('button', { name: 'Gỡ bỏ Ngày hội chuyển đổi số' }).click();
  await page.getByRole('dialog').getByLabel('Lý do').fill('ghi nhầm ngày');
  await page.getByRole('dialog').getByRole('button', { name: 'Gỡ bỏ' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(count("headcount WHERE title = 'Ngày hội chuyển đổi số'"), 0);

  await page.to('/results?what=assessments');
  await page.locator('summary').first().click();
  await page.pick(page.getByRole('combobox', { name: 'Họ và tên', exact: true }).last(), 'hoc vien mau 0010', 'Học Viên Mẫu 0010');
  await page.getByRole('button', { name: 'Lưu', exact: true }).click();
  await page.getByText('Đã ghi kết quả của Học Viên Mẫu 0010.').waitFor();
  await page.settled();
  await page.sound('assessments');
  await page.end();
});
