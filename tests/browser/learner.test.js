// SPDX-License-Identifier: GPL-3.0-or-later
// A learner: my classes and the way out of one, my record on paper, my calendar, a voluntary class by my own will,
// what I agreed to and what is held on me.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browse, demoPassword } from '../help/browser.js';
import { start } from '../help/cluster.js';
import { account } from '../help/given.js';

const LOOKS = [[360, 'light'], [360, 'dark'], [1280, 'light'], [1280, 'dark']];
let s, b, page;
const ready = (on) => on.waitForFunction(() => document.querySelector('#main h1') !== null && document.querySelector('#main .waiting') === null);

async function looks(path, what, wait = async () => {}) {
  for (const [width, scheme] of LOOKS) {
    const page = await b.open({ width, scheme });
    await page.to(path);
    await page.signIn('learner', demoPassword(s, 'learner'));
    await ready(page);
    await wait(page);
    await page.sound(what);
    await page.still(what);
    await page.shot(what);
    await page.end();
  }
}

before(async () => {
  s = await start({ demo: true, env: { HOCVU_NOW: '2026-11-22T02:00:00Z' } });
  account(s, 'maker', { roles: ['programme_office hung-yen'] });
  s.sql('owner', "UPDATE role_grant SET valid = '[2020-01-01,)'; UPDATE account_token SET expires_at = '2100-01-01'");
  const maker = s.as('maker'), unit = (code) => Number(s.sql('owner', `SELECT id FROM unit WHERE code = '${code}'`)[0].id);
  const person = Number(s.sql('owner', "SELECT id FROM person WHERE code = 'hv-0010'")[0].id), host = unit('thuong-hong'), sender = unit('ubnd-thuong-hong');
  const course = Number(s.sql('owner', "SELECT id FROM course WHERE code = 'attt-cbcc'")[0].id);
  s.sql('owner', `DELETE FROM residence WHERE person_id = ${person}`);
  await maker.post(`/units/${host}/residences`, { person, valid_from: '2026-01-01' }).expect(201);
  const opened = async (code, title, days, more = {}) => {
    const made = await maker.post(`/units/${host}/classes`, { course, code, title, capacity: 2, venue: 'Nhà văn hóa phường', ...more }).expect(201);
    for (const [date, start] of days) await maker.post(`/classes/${made.id}/sessions`, { date, start, periods: 4 }).expect(201);
    await maker.post(`/classes/${made.id}/state`, { state: 'open' }).expect(200);
    return made.id;
  };
  const sent = async (klass, state) => {
    await maker.post(`/units/${sender}/nominations`, { class: klass, people: [person], even_if_trained: true }).expect(200);
    const one = (await maker.get(`/classes/${klass}/enrolments`).expect(200)).items.find((e) => e.person === person);
    if (state) await maker.post(`/classes/${klass}/decisions`, [{ enrolment: one.id, state }]).expect(200);
  };
  await sent(await opened('hoc-truoc', 'Kỹ năng số cho công chức phường', [['2026-11-25', '08:00'], ['2026-11-27', '13:30']]), 'approved');
  await sent(await opened('hoc-sau', 'Khai thác dữ liệu dân cư', [['2026-12-02', '08:00']]));
  const voluntary = await opened('lop-toi', 'Lớp tối: dịch vụ công trực tuyến cho mọi người', [['2026-12-04', '18:30']], { capacity: 30 });
  await maker.put(`/classes/${voluntary}/voluntary`, { voluntary: true }).expect(204);
  b = await browse(s);
});
after(async () => {
  await b?.close();
  await s?.stop({ verify: false });
});

test('each page of a learner, at two widths and two themes', async () => {
  await looks('/', 'my-classes', (page) => page.getByText('Thứ Tư, 25/11/2026').waitFor());
  await looks('/my-record', 'my-record', (page) => page.getByRole('heading', { name: 'Các lớp' }).waitFor());
  await looks('/voluntary', 'voluntary', (page) => page.getByText('Lớp tối').first().waitFor());
});

test('my classes by keyboard: the time-table, why I wait, withdrawing with a reason', async () => {
  page = await b.open({ width: 1280 });
  await page.to('/my-classes');
  await page.signIn('learner', demoPassword(s, 'learner'));
  await ready(page);
  const card = page.locator('article', { hasText: 'Kỹ năng số cho công chức phường' });
  const text = await card.innerText();
  for (const part of ['Thứ Tư, 25/11/2026', '08:00–11:00', 'Buổi 1/2', 'Nhà văn hóa phường', 'Còn 2 buổi']) assert.ok(text.includes(part), `${part} in ${text}`);
  await card.getByRole('button', { name: 'Lịch học' }).focus();
  await page.keyboard.press('Enter');
  await card.getByText('Thứ Sáu, 27/11/2026').waitFor();
  const waits = page.locator('article', { hasText: 'Khai thác dữ liệu dân cư' });
  await waits.getByRole('button', { name: /Vì sao đang chờ/ }).press('Enter');
  await waits.getByText('Đang chờ cơ quan tổ chức lớp duyệt.').waitFor();

  await waits.getByRole('button', { name: 'Rút khỏi lớp' }).press('Enter');
  await page.getByLabel('Vì sao bạn không đi được?').fill('bận');
  await page.getByRole('dialog').getByRole('button', { name: 'Rút khỏi lớp' }).press('Enter');
  await page.locator('.ds-validation-message').waitFor();
  await page.getByLabel('Vì sao bạn không đi được?').fill('Bận họp hội đồng nhân dân');
  await page.getByRole('dialog').getByRole('button', { name: 'Rút khỏi lớp' }).press('Enter');
  await page.getByText(/Đã rút khỏi lớp “Khai thác dữ liệu dân cư”/).waitFor();
  await page.sound('withdrawn');
});

test('my record says what was attended and completed, and is for paper', async () => {
  await page.to('/my-record');
  await ready(page);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.getByRole('button', { name: 'In hồ sơ' }).isVisible(), false);
  assert.ok(await page.getByText('Hồ sơ học tập, in từ hệ thống ngày 22/11/2026', { exact: false }).count() > 0 || await page.getByText('in từ hệ thống ngày').isVisible());
  await page.emulateMedia({ media: 'screen' });
});

test('my calendar: made, subscribed to in five ways, given another address, revoked', async () => {
  await page.to('/my-calendar');
  await ready(page);
  await page.getByRole('radio', { name: /Lớp tôi học/ }).check();
  await page.getByRole('button', { name: 'Tạo đường dẫn lịch' }).click();
  await page.getByRole('heading', { name: /Đăng ký: Lớp tôi học/ }).waitFor();
  const first = await page.getByLabel('Đường dẫn lịch', { exact: true }).inputValue();
  assert.match(first, /\/feeds\/hf_[\w-]+\.ics$/);
  assert.match(await (await fetch(first)).text(), /Kỹ năng số cho công chức/);
  assert.match(await page.getByRole('link', { name: /trên máy này/ }).getAttribute('href'), /^webcal:/);
  assert.match(await page.getByRole('link', { name: /Google/ }).getAttribute('href'), /^https:\/\/calendar\.google\.com\/.*cid=webcal%3A/);
  assert.equal(await page.getByRole('link', { name: /Outlook/ }).count(), 2);
  await page.getByRole('img', { name: /Mã QR của lịch/ }).waitFor();
  await page.looks('my-calendar');
  await page.getByRole('button', { name: 'Xong' }).click();
  await page.getByRole('button', { name: /Đổi đường dẫn/ }).click();
  await page.getByLabel('Đường dẫn lịch', { exact: true }).waitFor();
  const second = await page.getByLabel('Đường dẫn lịch', { exact: true }).inputValue();
  assert.notEqual(second, first);
  assert.deepEqual([(await fetch(first)).status, (await fetch(second)).status], [404, 200]);
  await page.getByRole('button', { name: /^Thu hồi/ }).click();
  await page.getByRole('button', { name: 'Thu hồi ngay' }).click();
  await page.getByText('Bạn chưa tạo đường dẫn lịch nào').waitFor();
  assert.equal((await fetch(second)).status, 404);
});

test('from the notice of a voluntary class to a registration, with a consent that nobody ticked beforehand', async () => {
  await page.to('/public/classes');
  await page.getByRole('link', { name: /Lớp tối/ }).click();
  await page.getByRole('link', { name: 'Đăng nhập và đăng ký lớp này' }).click();
  await ready(page);
  await page.getByRole('button', { name: /^Đăng ký/ }).click();
  const dialog = page.getByRole('dialog');
  assert.equal(await dialog.getByRole('checkbox').isChecked(), false);
  await dialog.getByRole('button', { name: 'Đăng ký lớp này' }).click();
  await dialog.getByText(/không đồng ý thì không đăng ký được/).waitFor();
  await page.sound('consent');
  await page.shot('consent');
  await dialog.getByRole('checkbox').check();
  await dialog.getByRole('button', { name: 'Đăng ký lớp này' }).click();
  await page.getByText(/Đã đăng ký “Lớp tối/).waitFor();
  await page.getByRole('button', { name: /^Đăng ký / }).waitFor({ state: 'detached' });
  await page.sound('registered');
});

test('what I agreed to is withdrawn by two presses, and the seat with it; a request shows its days; my data is a file', async () => {
  await page.to('/my-data');
  await ready(page);
  await page.getByText('Tham gia lớp tự nguyện').waitFor();
  await page.getByLabel('Nói rõ yêu cầu').fill('Ngày sinh ghi sai, đúng là 05/09/1985.');
  await page.getByRole('button', { name: 'Gửi yêu cầu' }).click();
  await page.getByText('Đã gửi. Trạng thái').waitFor();
  await page.getByText(/Phản hồi trước hết ngày 24\/11\/2026/).waitFor();
  await page.getByText(/Gửi ngày 22\/11\/2026 đến \p{Lu}/u).waitFor();	// a name, not a code
  await page.getByRole('button', { name: 'Xem tất cả' }).click();
  const again = page.getByRole('dialog');
  await again.or(page.getByText('Nhân thân')).first().waitFor();
  if (await again.isVisible()) {
    await again.locator('input[name=password]').fill(demoPassword(s, 'learner'));
    await again.locator('button[type=submit]').click();
  }
  await page.getByText('Nhân thân').waitFor();
  const held = await page.locator('section[aria-labelledby=held]').innerText();
  assert.match(held, /Họ và tên\s+Học Viên Mẫu/, 'words instead of codes');
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Lưu thành tệp' }).click();
  assert.match((await saving).suggestedFilename(), /^du-lieu-cua-toi-2026|^du-lieu-cua-toi-/);
  await page.looks('my-data', /confirm_needed|403/);
  await page.getByRole('button', { name: 'Rút lại', exact: true }).click();
  await page.getByRole('button', { name: 'Rút lại ngay' }).click();
  await page.getByText(/đã rút lại/i).waitFor();
  const states = s.sql('owner', "SELECT e.state FROM enrolment e JOIN class c ON c.id = e.class_id WHERE c.code = 'lop-toi'");
  assert.deepEqual(states.map((e) => e.state), ['withdrawn']);
});

test('in English, and for an account that is nobody\'s', async () => {
  const english = await b.open({ width: 360, lang: 'en' });
  await english.to('/my-classes');
  await english.signIn('office', demoPassword(s, 'office'));
  await ready(english);
  await english.getByText('This account does not belong to a person').waitFor();
  for (const path of ['/my-record', '/my-data', '/my-calendar', '/voluntary']) {
    await english.to(path);
    await ready(english);
    await english.sound(path);
  }
  await english.end();
});
