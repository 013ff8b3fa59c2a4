// SPDX-License-Identifier: GPL-3.0-or-later
// Results that do not come from our classes: many at once pasted from a sheet and mended beside their lines; courses
// elsewhere verified together and taken back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { NOW, onto, settled, world } from './training_world.js';

let w;
before(async () => { w = await world(); });
after(() => w?.stop());

// Staff of the demo commune, of whom two have one name.
function people(n) {
  return w.sql(`SELECT DISTINCT p.id, p.code, p.full_name FROM person p JOIN affiliation a ON a.person_id = p.id JOIN unit u ON u.id = a.unit_id
    JOIN unit top ON top.code = 'thuong-hong' AND u.lo BETWEEN top.lo AND top.hi WHERE a.valid @> '${NOW}'::date ORDER BY p.code LIMIT ${n}`);
}

const written = () => w.sql(`SELECT p.code, a.assessed_on::text AS day, a.result, a.score, a.reference FROM assessment a JOIN person p ON p.id = a.person_id
  WHERE a.scheme = 'it_skills_advanced' AND a.assessed_on >= '2026-09-01' ORDER BY p.code`);

test('results of a test pasted from a sheet: found, mended beside their lines, saved as a whole', async () => {
  const [one, two, three, four, five] = people(5);
  w.sql(`UPDATE person SET full_name = '${four.full_name}', folded = (SELECT folded FROM person WHERE id = ${four.id}), sort_name = (SELECT sort_name FROM person WHERE id = ${four.id}) WHERE id = ${five.id}`);
  const page = await w.opened('office', '/results?what=assessments');
  await page.locator('summary', { hasText: 'Ghi nhiều kết quả một lần' }).click();
  const many = page.locator('details.many');
  await many.getByLabel('Bài đánh giá').selectOption('it_skills_advanced');
  await many.getByLabel('Dán danh sách vào đây').fill(['STT\tHọ và tên\tNgày\tKết quả\tĐiểm\tSố', `1\t${one.full_name}\t05/09/2026\tĐạt\t8,5\tKQ-01`, `2\t${two.code.toUpperCase()}\t06/09/2026\tKhông đạt\t3`,
    `3\t${four.full_name}`, '4\tHọc Viên Không Có\t05/09/2026\tĐạt', `5\t${three.full_name}\t01/01/2030\tĐạt`].join('\r\n'));
  await many.getByRole('button', { name: 'Kiểm tra danh sách' }).click();
  await many.getByText('Có nhiều người trùng tên').waitFor();
  await many.getByText('Không tìm thấy trong đơn vị', { exact: false }).waitFor();
  await page.looks('results-many');
  await many.getByLabel(/^Chọn người cho dòng: 3/).selectOption({ index: 1 });
  await many.getByRole('button', { name: 'Lưu 4 dòng' }).click();
  await many.getByText('Ngày này chưa đến', { exact: false }).or(many.locator('.ds-validation-message').nth(1)).first().waitFor();
  await many.getByRole('button', { name: 'Lưu 3 dòng' }).waitFor();
  assert.deepEqual(written(), [], 'all of what is good, or nothing');
  await many.getByRole('button', { name: 'Lưu 3 dòng' }).click();
  await page.getByRole('heading', { name: 'Đã lưu 3 dòng' }).waitFor();
  await settled(page);
  await page.sound('results-many-saved', /status of 422/);
  await page.shot('results-many-saved');
  const rows = written();
  assert.equal(rows.length, 3);
  assert.deepEqual(rows.filter((row) => [one.code, two.code].includes(row.code)), [{ code: one.code, day: '2026-09-05', result: 'passed', score: '8,5', reference: 'KQ-01' },
    { code: two.code, day: '2026-09-06', result: 'failed', score: '3', reference: null }]);
  // One of them is mended by somebody meanwhile: the undo takes back the others and says so.
  w.sql(`UPDATE assessment SET score = '9' WHERE scheme = 'it_skills_advanced' AND person_id = ${one.id}`);
  await page.getByRole('button', { name: 'Hoàn tác' }).click();
  await page.getByRole('heading', { name: 'Đã hoàn tác', exact: false }).waitFor();
  await many.getByText('Không hoàn tác được 1').waitFor();
  await settled(page);
  await page.sound('results-many-undone', /status of 422/);
  await page.shot('results-many-undone');
  assert.deepEqual(written().map((row) => row.code), [one.code]);
  assert.equal(await many.locator('tbody tr').count(), 4, 'what was taken back can be mended and saved again');
  await many.getByRole('button', { name: 'Lưu 2 dòng' }).click();
  await page.getByRole('heading', { name: 'Đã lưu 2 dòng' }).waitFor();
  assert.equal(written().length, 3);
  await onto(page, 'Bỏ dòng');
  await page.keyboard.press('Enter');
  assert.equal(await many.locator('tbody tr').count(), 1);
  await page.end();
});

test('courses elsewhere: many entered with one course and organiser, verified together, taken back', async () => {
  const staff = people(3);
  const page = await w.opened('office', '/results?what=external');
  await page.locator('summary', { hasText: 'Ghi nhiều người một lần' }).click();
  const many = page.locator('details.many');
  await many.getByLabel('Dán danh sách vào đây').fill(staff.map((one, i) => `${one.code}\tGCN ${i + 1}`).join('\n'));
  await many.getByRole('button', { name: 'Kiểm tra danh sách' }).click();
  await many.locator('tbody tr').nth(2).waitFor();
  await page.shot('results-external-many');
  await many.getByRole('button', { name: 'Lưu 3 dòng' }).click();
  await many.getByText('Chọn khóa học.').waitFor();
  await many.getByRole('combobox', { name: 'Khóa học' }).fill('an toan');
  await many.getByRole('option').first().click();
  await many.getByLabel('Nơi tổ chức').fill('Công an tỉnh (mẫu)');
  await many.getByRole('button', { name: 'Lưu 3 dòng' }).click();
  await page.getByRole('heading', { name: 'Đã lưu 3 dòng' }).waitFor();
  const stands = () => w.sql("SELECT evidence, verified FROM external_completion WHERE source = 'Công an tỉnh (mẫu)' ORDER BY evidence");
  const all = (verified) => [1, 2, 3].map((i) => ({ evidence: `GCN ${i}`, verified }));
  assert.deepEqual(stands(), all(false));
  await page.to('/results?what=external&verified=no');
  await settled(page);
  for (const one of staff) await page.getByRole('checkbox', { name: one.full_name }).first().check();
  await page.getByRole('button', { name: 'Xác minh 3 dòng đã chọn' }).click();
  await page.getByRole('heading', { name: 'Đã xác minh 3 khóa học.' }).waitFor();
  assert.deepEqual(stands(), all(true));
  await settled(page);
  await page.sound('results-verified');
  await page.shot('results-verified');
  await page.getByRole('button', { name: 'Hoàn tác' }).click();
  await page.getByRole('heading', { name: 'Đã bỏ xác minh, như trước' }).waitFor();
  assert.deepEqual(stands(), all(false));
  await page.end();
});
