// SPDX-License-Identifier: GPL-3.0-or-later
// The office keeps its list of trainers in the page of its unit, and finds who can teach the course first for a session.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browse, entered } from '../help/browser.js';
import { start } from '../help/cluster.js';

let s, b, unit;
before(async () => {
  s = await start({ demo: true, env: { HOCVU_NOW: '2026-11-22T02:00:00Z' } });
  b = await browse(s);
  unit = s.sql('owner', `SELECT g.unit_id AS id FROM role_grant g JOIN account a ON a.id = g.account_id WHERE a.name = 'office' LIMIT 1`)[0].id;
});
after(async () => {
  await b?.close();
  await s?.stop({ verify: false });
});

test('a trainer is put on the list, the line changed, and stands first where a session needs one', async () => {
  const [cls] = s.sql('owner', `SELECT c.id, k.code, k.title FROM class c JOIN course k ON k.id = c.course_id JOIN unit h ON h.id = c.host_unit_id JOIN unit top ON top.id = ${unit} AND h.lo BETWEEN top.lo AND top.hi
    WHERE c.state NOT IN ('finished', 'cancelled') ORDER BY c.id LIMIT 1`);
  const [who] = s.sql('owner', `SELECT full_name FROM person WHERE code = 'hv-0006'`);
  const page = await entered(b, s, 'office', `/units?unit=${unit}`);
  const part = page.getByRole('region', { name: 'Giảng viên, báo cáo viên' });
  await part.getByText('Chưa có giảng viên nào').waitFor();
  await part.getByRole('button', { name: 'Thêm giảng viên' }).click();
  await part.getByText('Hãy chọn một người.').waitFor();
  await part.getByRole('combobox', { name: 'Giảng viên' }).fill(who.full_name);
  await page.getByRole('option', { name: /hv-0006/ }).click();
  await part.getByLabel('Nội dung giảng dạy').fill(`${cls.code}; kỹ năng số cho người dân`);
  await part.getByLabel('Trình độ, chứng nhận').fill('Chứng nhận tập huấn giảng viên nguồn');
  await part.getByRole('button', { name: 'Thêm giảng viên' }).click();
  await part.getByText(`Đã ghi ${who.full_name} vào danh sách giảng viên.`).waitFor();
  await part.getByRole('button', { name: `Sửa: ${who.full_name}` }).click();
  await part.getByLabel('Đến hết ngày').pressSequentially('31122027');
  await page.sound('trainers');
  await page.shot('trainers');
  await part.getByRole('button', { name: 'Lưu', exact: true }).click();
  await part.getByText(/– 31\/12\/2027/).waitFor();
  for (const [width, scheme] of [[360, 'light'], [1280, 'dark']]) {
    const other = await entered(b, s, 'office', `/units?unit=${unit}`, [width, scheme, 'vi']);
    await other.getByRole('region', { name: 'Giảng viên, báo cáo viên' }).getByText(who.full_name).first().waitFor();
    await other.sound(`trainers ${width}`);
    await other.shot(`trainers-${width}-${scheme}`);
    await other.end();
  }
  await page.to(`/class?id=${cls.id}&tab=sessions`);
  await page.getByRole('button', { name: 'Thêm một buổi' }).click();
  const first = page.getByRole('dialog').getByLabel('Giảng viên').locator('optgroup').first();
  await first.waitFor({ state: 'attached' });
  assert.deepEqual([await first.getAttribute('label'), (await first.locator('option').first().textContent()).startsWith(who.full_name)], ['Dạy được khóa này', true]);
  await page.shot('trainers-session');
  await page.end();
});
