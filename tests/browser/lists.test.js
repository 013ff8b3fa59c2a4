// SPDX-License-Identifier: GPL-3.0-or-later
// The programme office brings an Excel list in: proposed columns, problems with their cells, somebody settled by hand, the
// valid rows taken in, the whole taken back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browse, demoPassword } from '../help/browser.js';
import { start } from '../help/cluster.js';
import { STYLE, cell, xls } from '../help/xls.js';
import { xlsx } from '../help/xlsx.js';

let s, b;
before(async () => {
  s = await start({ demo: true, env: { HOCVU_NOW: '2026-11-22T02:00:00Z' } });
  b = await browse(s);
});
after(async () => {
  await b?.close();
  await s?.stop({ verify: false });
});

const FILE = () => {
  const [known] = s.sql('owner', `SELECT full_name, to_char(birth_date, 'DD/MM/YYYY') AS birth FROM person WHERE code = 'hv-0006'`);
  return xlsx([
    ['ỦY BAN NHÂN DÂN PHƯỜNG THƯỢNG HỒNG'], ['DANH SÁCH CÁN BỘ, CÔNG CHỨC'], [],
    ['TT', 'Họ và tên', 'Ngày sinh', 'Giới tính', 'Số CCCD', 'Chức vụ', 'Điện thoại', 'Đối tượng'],
    [1, 'Học Viên Mẫu Thử Một', { date: 32966 }, 'Nam', 190000771, 'Chuyên viên', 900000771, 'Công chức'],
    [2, 'Học Viên Mẫu Thử Hai', '31/02/1990', 'Nữ', '000190000772', 'Chuyên viên', '0900000772', 'Viên chức'],
    [3, known.full_name, known.birth, null, null, null, null, 'Công chức'],
    [4, 'Học Viên Mẫu 0013', null, null, null, null, null, 'Công chức'],
    ['Tổng cộng: 4 người'],
  ], { merges: ['A1:H1', 'A2:H2'] });
};

test('a list from Excel: brought, looked at in four looks, taken in, taken back', async () => {
  const page = await b.open({ width: 1280 });
  await page.to('/lists');
  await page.signIn('office', demoPassword(s, 'office'));
  await page.getByRole('heading', { name: 'Danh sách từ Excel' }).waitFor();
  await page.getByText('Bạn chưa đưa danh sách nào vào.').waitFor();
  await page.sound('lists');
  await page.shot('lists');
  await page.getByRole('combobox', { name: 'Đơn vị' }).fill('ubnd phuong thuong hong');
  await page.getByRole('option', { name: /UBND phường Thượng Hồng/ }).first().click();
  await page.locator('#list-file').setInputFiles({ name: 'danh-sach.xlsx', mimeType: 'application/octet-stream', buffer: FILE() });
  await page.getByRole('button', { name: 'Đưa vào để xem trước' }).click();
  await page.getByRole('heading', { name: 'danh-sach.xlsx' }).waitFor();
  await page.getByRole('button', { name: /Có lỗi: 1/ }).waitFor();
  await page.getByText('Ngày “31/02/1990” không đọc được').last().waitFor();
  const address = new URL(page.url()).pathname + new URL(page.url()).search;
  await page.sound('one list');
  await page.shot('list-one');
  for (const [width, scheme] of [[360, 'light'], [360, 'dark'], [1280, 'dark']]) {
    const other = await b.open({ width, scheme });
    await other.to(address);
    await other.signIn('office', demoPassword(s, 'office'));
    await other.getByText('Ngày “31/02/1990” không đọc được').last().waitFor();
    await other.sound(`one list ${width} ${scheme}`);
    await other.shot(`list-one-${width}-${scheme}`);
    await other.end();
  }
  await page.getByRole('button', { name: /^Là Học Viên Mẫu 0013/ }).click();
  await page.getByText('Bạn chọn: người đã có').waitFor();
  await page.getByRole('button', { name: 'Chỉ nhận dòng hợp lệ' }).click();
  await page.getByText('đã nhận').first().waitFor();
  await page.getByText('Người mới đã ghi').waitFor();
  assert.equal(Number(s.sql('owner', `SELECT count(*) AS n FROM person WHERE full_name = 'Học Viên Mẫu Thử Một'`)[0].n), 1);
  await page.shot('list-done');
  await page.getByRole('button', { name: 'Hoàn tác' }).click();
  await page.getByText('đã hoàn tác').first().waitFor();
  assert.equal(Number(s.sql('owner', `SELECT count(*) AS n FROM person WHERE full_name = 'Học Viên Mẫu Thử Một'`)[0].n), 0);
  await page.end();
});

test('a list at work is asked for again only after the answer before, however long that one takes', async () => {
  const page = await b.open();
  await page.clock.install();
  await page.to('/lists');
  await page.signIn('office', demoPassword(s, 'office'));
  await page.pick(page.getByRole('combobox', { name: 'Đơn vị' }), 'ubnd phuong thuong hong', 'UBND phường Thượng Hồng');
  await page.locator('#list-file').setInputFiles({ name: 'danh-sach-cham.xlsx', mimeType: 'application/octet-stream', buffer: FILE() });
  await page.getByRole('button', { name: 'Đưa vào để xem trước' }).click();
  await page.getByRole('button', { name: /Có lỗi: 1/ }).waitFor();
  const slow = await page.hold(/\/api\/v1\/lists\/\d+$/);
  const answer = async (n, change) => {
    await slow.until(n);
    const response = await slow.asked[n - 1].fetch();
    await slow.asked[n - 1].fulfill({ response, json: { ...await response.json(), ...change } });
  };
  await page.reload();
  await answer(1, { state: 'waiting' });
  await page.locator('progress').waitFor();
  for (let n = 2; n < 4; n++) {
    await page.clock.runFor(1_000);
    await slow.until(n);
    await page.clock.runFor(5_000);
    await page.turns();
    assert.equal(slow.asked.length, n, 'one at a time');
    if (n < 3) await slow.asked[1].fulfill({ status: 503, contentType: 'application/problem+json', body: '{"title":"","code":"busy"}' });
  }
  await answer(3);
  await page.getByRole('button', { name: /Có lỗi: 1/ }).waitFor();
  await page.clock.runFor(5_000);
  await page.turns();
  assert.equal(slow.asked.length, 3, 'at its end it is not asked for any more');
  await page.end();
});

test('an old workbook in the letters of an old font says so, with samples; who knows better keeps them', async () => {
  const page = await b.open({ width: 1280 });
  await page.to('/lists');
  await page.signIn('office', demoPassword(s, 'office'));
  await page.pick(page.getByRole('combobox', { name: 'Đơn vị' }), 'ubnd phuong thuong hong', 'UBND phường Thượng Hồng');
  const old = (s, r, c) => cell.text(r, c, s, STYLE.abc);
  const buffer = xls([...['TT', 'Hä vµ tªn', 'Ngµy sinh', '§èi t­îng'].map((title, c) => old(title, 0, c)), cell.number(1, 0, 1), old('Häc Viªn MÉu Cò', 1, 1), cell.number(1, 2, 32905, STYLE.day), old('C«ng chøc', 1, 3)]);
  assert.match(await page.locator('#list-file').getAttribute('accept'), /\.xls,/);
  await page.locator('#list-file').setInputFiles({ name: 'danh-sach-cu.xls', mimeType: 'application/octet-stream', buffer });
  await page.getByRole('button', { name: 'Đưa vào để xem trước' }).click();
  await page.getByText('Học Viên Mẫu Cũ').last().waitFor();
  await page.looks('list-letters');
  await page.getByRole('button', { name: 'Không đúng, giữ nguyên chữ trong tệp' }).click();
  await page.getByText('Häc Viªn MÉu Cò').last().waitFor();
  await page.getByRole('button', { name: 'Đọc thành chữ Unicode' }).waitFor();
  await page.end();
});

test('a trainer goes from the roll to the sheet of the class: each column a session, and one that is not clear is asked about', async () => {
  const [at] = s.sql('owner', `SELECT s.id, s.class_id FROM session s JOIN account a ON a.person_id = s.trainer_id WHERE a.name = 'trainer' AND NOT s.cancelled
    AND s.date <= '2026-11-22' AND EXISTS (SELECT FROM enrolment e WHERE e.class_id = s.class_id AND e.state = 'approved') ORDER BY s.date DESC, s.id LIMIT 1`);
  const people = s.sql('owner', `SELECT p.code, p.full_name FROM enrolment e JOIN person p ON p.id = e.person_id WHERE e.class_id = ${at.class_id} AND e.state = 'approved' ORDER BY p.code LIMIT 3`);
  const page = await b.open({ width: 360 });
  await page.to(`/roll?session=${at.id}`);
  await page.signIn('trainer', demoPassword(s, 'trainer'));
  await page.getByRole('link', { name: 'Đưa bảng điểm danh từ Excel' }).click();
  await page.locator('#list-file').setInputFiles({ name: 'bang-diem-danh.xlsx', mimeType: 'application/octet-stream',
    buffer: xlsx([['TT', 'Mã học viên', 'Họ và tên', 'Buổi 1', 'Buổi chiều'], ...people.map((one, i) => [i + 1, one.code, one.full_name, 'x', 'x'])]) });
  await page.getByRole('button', { name: 'Đưa vào để xem trước' }).click();
  await page.getByRole('heading', { name: 'bang-diem-danh.xlsx' }).waitFor();
  await page.getByText(people[0].full_name).last().waitFor();
  await page.getByText('Chưa rõ cột này là buổi nào').first().waitFor();
  assert.equal(await page.getByLabel('Cột D là của buổi').locator('option:checked').innerText().then((said) => said.slice(0, 6)), 'Buổi 1');
  await page.settled();
  await page.looks('list-sheet');
  await page.end();
});
