// SPDX-License-Identifier: GPL-3.0-or-later
// A head sends people to a class: by mouse, by keyboard alone, from Excel, while the last seat goes; and sees how they
// stand, withdraws, substitutes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { demoPassword } from '../help/browser.js';
import { asked, onto, settled, world } from './training_world.js';

let w;
before(async () => { w = await world(); });
after(() => w?.stop());

const AI = 'lop-0104';		// open, 40 seats
const sent = (code) => w.sql(`SELECT p.code, e.state, e.why FROM enrolment e JOIN person p ON p.id = e.person_id JOIN unit u ON u.id = e.nominated_by_id
  WHERE e.class_id = ${w.id('class', code)} AND u.code = 'ubnd-thuong-hong' ORDER BY p.code`);
// People of the unit who were never in the class: nothing stands against sending them.
const free = (n) => w.sql(`SELECT DISTINCT p.code, p.full_name FROM affiliation a JOIN unit u ON u.id = a.unit_id JOIN unit top ON top.code = 'ubnd-thuong-hong' AND u.lo BETWEEN top.lo AND top.hi
  JOIN person p ON p.id = a.person_id WHERE a.valid @> '2026-11-22'::date
   AND NOT EXISTS (SELECT FROM enrolment e WHERE e.person_id = p.id AND e.class_id = ${w.id('class', AI)})
   AND NOT EXISTS (SELECT FROM completion d JOIN class c ON c.course_id = d.course_id WHERE d.person_id = p.id AND c.code = '${AI}' AND d.completed_on >= '2026-01-01')
 ORDER BY p.code LIMIT ${n}`);

test('classes that take people, then one: chosen from the list, problems beside the person, sent, undone', async () => {
  const page = await w.opened('head', '/nominate');
  await page.getByRole('heading', { name: 'Cử người đi học' }).waitFor();
  await page.still('nominate');
  await page.looks('nominate');
  await page.getByRole('searchbox', { name: 'Tìm lớp' }).fill('tri tue');
  assert.equal(await page.locator('li.card').count(), 2);
  await page.locator('li.card').filter({ hasText: AI }).getByRole('link', { name: /^Cử người/ }).click();
  await page.getByRole('heading', { name: /^Cử người: / }).waitFor();
  await settled(page);
  const [one, two] = free(2);
  const already = w.sql(`SELECT p.code, p.full_name FROM enrolment e JOIN person p ON p.id = e.person_id JOIN affiliation a ON a.person_id = p.id AND a.valid @> '2026-11-22'::date
    JOIN unit u ON u.id = a.unit_id JOIN unit top ON top.code = 'ubnd-thuong-hong' AND u.lo BETWEEN top.lo AND top.hi
    WHERE e.class_id = ${w.id('class', AI)} AND e.state <> 'withdrawn' ORDER BY p.code LIMIT 1`)[0];
  for (const person of [one, two, already].filter(Boolean)) {
    await page.getByRole('searchbox', { name: 'Tìm theo tên' }).fill(person.full_name.toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, ''));
    await page.getByRole('checkbox', { name: person.full_name }).first().check();
  }
  await settled(page);
  const basket = page.locator('.basket');
  await basket.locator('li').filter({ hasText: one.full_name }).getByText('Cử được').waitFor();
  if (already) await basket.locator('li').filter({ hasText: already.full_name }).getByText('đã có trong danh sách của lớp', { exact: false }).waitFor();
  await page.looks('nominate-chosen');
  await page.getByLabel('Ghi chú').fill('theo công văn mẫu 01');
  await page.getByRole('button', { name: /^Gửi danh sách cử 2 người/ }).click();
  await page.getByRole('heading', { name: /^Đã cử 2 người/ }).waitFor();
  await page.sound('nominate-done');
  await page.shot('nominate-done');
  assert.deepEqual(sent(AI).filter((row) => [one.code, two.code].includes(row.code)).map((row) => [row.state, row.why]), [['nominated', 'theo công văn mẫu 01'], ['nominated', 'theo công văn mẫu 01']]);
  await page.getByRole('button', { name: 'Hoàn tác' }).click();
  await page.getByRole('heading', { name: 'Đã rút lại danh sách vừa cử' }).waitFor();
  assert.deepEqual(sent(AI).filter((row) => [one.code, two.code].includes(row.code)).map((row) => row.state), ['withdrawn', 'withdrawn']);
  await page.end();
});

test('by keyboard alone, from the menu to the answer', async () => {
  const [three] = free(1);
  const page = await w.b.open();
  await page.to('/coverage');
  await page.locator('input[name=username]:focus').waitFor();
  await page.keyboard.type('head');
  await page.keyboard.press('Tab');
  await page.keyboard.type(demoPassword(w.s, 'head'));
  await page.keyboard.press('Enter');
  await page.locator('#main h1').waitFor();
  await onto(page, 'Cử người đi học');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Cử người đi học' }).waitFor();
  await settled(page);
  await onto(page, 'Tìm lớp');
  await page.keyboard.type(AI);
  await onto(page, 'Cử người Trí tuệ');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /^Cử người: / }).waitFor();
  await settled(page);
  await onto(page, 'Tìm theo tên');
  await page.keyboard.type(three.full_name);
  await page.getByRole('checkbox', { name: three.full_name }).first().waitFor();
  // The list is asked anew a moment after the last key: until then it is everybody's.
  await page.waitForFunction(() => document.querySelectorAll('.rows tbody tr').length === 1);
  await settled(page);
  await onto(page, three.full_name);
  await page.keyboard.press('Space');
  await page.locator('.basket li').waitFor();
  await onto(page, 'Gửi danh sách cử 1 người');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /^Đã cử 1 người/ }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.matches('.done')), true, 'what became of it has the focus');
  assert.equal(sent(AI).find((row) => row.code === three.code)?.state, 'nominated');
  await page.end();
});

test('pasted from Excel: names and codes are found, the same twice, two of one name, nobody; other columns are passed over', async () => {
  const [four, five, six] = free(3);
  w.sql(`UPDATE person SET full_name = '${four.full_name}', sort_name = (SELECT sort_name FROM person WHERE code = '${four.code}'), folded = (SELECT folded FROM person WHERE code = '${four.code}')
    WHERE code = '${six.code}'`);
  const page = await w.opened('head', `/nominate?class=${w.id('class', AI)}&way=paste`, { width: 360 });
  const text = ['STT\tHọ và tên\tNgày sinh\tSố định danh', `1\t${four.full_name}\t01/01/1985\t000000000001`, `2\t${five.code.toUpperCase()}\t02/02/1986\t000000000002`,
    `3\t${five.full_name.toLowerCase()}`, '4\tHọc Viên Không Có', ''].join('\r\n');
  await page.getByLabel('Dán cột họ tên hoặc mã nhân sự').fill(text);
  const [request] = await Promise.all([page.waitForRequest(/people\/match/), page.getByRole('button', { name: 'Tìm những người này' }).click()]);
  assert.doesNotMatch(request.postData(), /0000000|1985/, 'numbers and days stay here');
  const report = page.locator('.report');
  for (const said of ['Tìm thấy 1', 'Trùng 1', 'Cần chọn 1', 'Không tìm thấy 1']) await report.getByText(said, { exact: true }).waitFor();
  await page.locator('fieldset').getByText(four.code, { exact: false }).click();
  await settled(page);
  await page.looks('nominate-paste');
  assert.equal(await page.locator('.basket li').count(), 2);
  await page.getByRole('button', { name: /^Gửi danh sách cử 2 người/ }).click();
  await page.getByRole('heading', { name: /^Đã cử 2 người/ }).waitFor();
  assert.deepEqual(sent(AI).filter((row) => [four.code, five.code, six.code].includes(row.code) && row.state === 'nominated').map((row) => row.code), [four.code, five.code].sort());
  await page.end();
});

test('the last seat goes while somebody is choosing: said before sending, nothing lost; the list survives the session', async () => {
  const cls = w.id('class', 'lop-0101');
  w.sql(`UPDATE class SET capacity = 5 WHERE id = ${cls}`);
  w.sql(`INSERT INTO class_seat (class_id, capacity, imported, taken) VALUES (${cls}, 5, 4, 4) ON CONFLICT (class_id) DO UPDATE SET capacity = 5, taken = 4`);
  const office = await w.opened('office', '/classes');
  const page = await w.opened('head', `/nominate?class=${cls}`);
  assert.match(await page.locator('dl.facts').innerText(), /Chỗ còn lại\s+1/);
  const name = page.locator('.rows tbody label').nth(2);
  const who = (await name.locator('span').first().innerText()).split('\n')[0];
  await name.click();
  await settled(page);
  const waiting = await asked(office, 'GET', `/classes/${cls}/enrolments?state=nominated&limit=1`);
  assert.equal((await asked(office, 'POST', `/classes/${cls}/decisions`, [{ enrolment: waiting.body.items[0].id, state: 'approved' }])).status, 200);
  await page.getByRole('button', { name: /^Gửi danh sách cử 1 người/ }).click();
  await page.getByRole('heading', { name: 'Chỗ trống cuối cùng vừa được cấp cho đơn vị khác' }).waitFor();
  await page.locator('.basket').getByText(who).waitFor();
  await page.sound('nominate-seat-gone');
  await page.shot('nominate-seat-gone');

  w.sql('DELETE FROM account_session');
  await page.getByRole('button', { name: 'Vẫn cử 1 người' }).click();
  await page.getByRole('heading', { name: 'Màn hình đã khóa' }).waitFor();
  await page.reload();
  await page.signIn('head', demoPassword(w.s, 'head'));
  await page.getByText('Đã mở lại bản nháp', { exact: false }).waitFor();
  await page.locator('.basket').getByText(who).waitFor();
  await page.getByRole('button', { name: /1 người$/ }).click();
  await page.getByRole('heading', { name: /^Đã cử 1 người/ }).waitFor();
  assert.equal(await page.evaluate(() => Object.keys(localStorage).some((key) => key.startsWith('hocvu.draft'))), false, 'what was sent is not kept');

  // Closed meanwhile: the class is said to take nobody, and the choice stays on the device.
  w.sql(`UPDATE class SET state = 'closed' WHERE id = ${cls}`);
  await page.locator('.rows tbody label').nth(3).click();
  await page.getByText('Lớp hiện không nhận danh sách cử', { exact: false }).first().waitFor();
  assert.equal(await page.locator('.basket li').count(), 1);
  await page.waitForFunction(() => Object.keys(localStorage).some((key) => key.startsWith('hocvu.draft')));
  await page.getByRole('button', { name: 'Học Viên Mẫu 0001' }).click();
  await page.getByRole('button', { name: 'Đăng xuất' }).click();
  await page.getByRole('heading', { name: 'Đăng nhập' }).waitFor();
  assert.equal(await page.evaluate(() => Object.keys(localStorage).some((key) => key.startsWith('hocvu.draft'))), false, 'signing out wipes drafts');
  await office.end();
  await page.end();
});

test('who is sent: states, why somebody waits, somebody else instead, many withdrawn and taken back', async () => {
  const page = await w.opened('head', '/nominations');
  await page.still('nominations');
  await page.looks('nominations');
  await page.getByLabel('Trạng thái').selectOption('nominated');
  await page.waitForFunction(() => /state=nominated/.test(location.search));
  await settled(page);
  const first = page.locator('.rows tbody tr').first();
  const old = (await first.locator('th').innerText()).split('\n')[0];
  const [other] = w.sql(`SELECT p.full_name FROM (SELECT e.* FROM enrolment e JOIN unit u ON u.id = e.nominated_by_id JOIN unit top ON top.code = 'ubnd-thuong-hong' AND u.lo BETWEEN top.lo AND top.hi
      WHERE e.state = 'nominated' ORDER BY e.id DESC LIMIT 1) n JOIN class c ON c.id = n.class_id JOIN unit u ON u.id = n.nominated_by_id JOIN unit below ON below.lo BETWEEN u.lo AND u.hi
    JOIN affiliation a ON a.unit_id = below.id AND a.valid @> '2026-11-22'::date JOIN person p ON p.id = a.person_id
   WHERE NOT EXISTS (SELECT FROM enrolment e WHERE e.class_id = n.class_id AND e.person_id = p.id)
     AND NOT EXISTS (SELECT FROM completion d WHERE d.person_id = p.id AND d.course_id = c.course_id AND d.completed_on >= '2026-01-01') ORDER BY p.code LIMIT 1`);
  await first.getByRole('button', { name: /^Chi tiết/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Đang chờ cơ quan tổ chức lớp duyệt.').waitFor();
  await page.sound('place');
  await page.shot('place');
  await dialog.getByRole('button', { name: 'Cử thay' }).click();
  await dialog.getByRole('button', { name: 'Cử người thay' }).click();
  await dialog.getByText('Cần ghi lý do.').waitFor();
  await dialog.getByRole('combobox').fill(other.full_name);
  await dialog.getByRole('option').first().click();
  await dialog.getByLabel('Lý do').fill('bận việc');
  await page.sound('substitute');
  await page.shot('substitute');
  await dialog.getByRole('button', { name: 'Cử người thay' }).click();
  await page.getByRole('heading', { name: new RegExp(`^Đã cử .* thay ${old}$`) }).waitFor();
  await settled(page);

  const boxes = page.locator('.rows tbody input[type=checkbox]');
  const many = Math.min(2, await boxes.count());
  for (let i = 0; i < many; i++) await boxes.nth(i).check();
  await page.getByRole('button', { name: `Rút ${many} người` }).click();
  await page.getByRole('dialog').getByLabel('Lý do').fill('hoãn');
  await page.getByRole('dialog').getByRole('button', { name: 'Rút khỏi lớp' }).click();
  await page.getByRole('heading', { name: `Đã rút ${many} người` }).waitFor();
  await settled(page);
  await page.sound('withdrawn');
  await page.getByRole('button', { name: 'Hoàn tác' }).click();
  await page.getByRole('heading', { name: /^Đã cử lại/ }).waitFor();
  await page.end();
});

test('from who is missing on the coverage page to sending them', async () => {
  const page = await w.opened('head', '/coverage?target=T1');
  await page.getByRole('link', { name: 'Cử những người này đi học' }).click();
  await page.getByText('Đang chọn người còn thiếu của chỉ tiêu T1', { exact: false }).waitFor();
  await page.locator('li.card').filter({ hasText: AI }).getByRole('link', { name: /^Cử người/ }).click();
  await settled(page);
  assert.equal(await page.getByLabel('Hiện ai').inputValue(), 'T1');
  await page.getByText('Chưa tham gia', { exact: false }).filter({ visible: true }).first().waitFor();
  await page.sound('nominate-missing');
  await page.shot('nominate-missing');
  await page.end();
});
