// SPDX-License-Identifier: GPL-3.0-or-later
// A community team goes from door to door without a network, comes back into it, and every visit is there once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browse, demoPassword } from '../help/browser.js';
import { cable } from '../help/cable.js';
import { start } from '../help/cluster.js';
import { onto } from './training_world.js';

const CUT = /ERR_CONNECTION|ERR_EMPTY|ERR_SOCKET|Failed to load resource/;

let s, line, near, far;
before(async () => {
  s = await start({ demo: true });
  line = await cable(s);
  near = await browse({ ...s, url: line.url });
  far = await browse(s);
});
after(async () => {
  await near?.close();
  await far?.close();
  await line?.close();
  await s?.stop({ verify: false });
});

async function opened(browser, options) {
  const page = await browser.open(options);
  await page.to('/visits');
  await page.signIn('team', demoPassword(s, 'team'));
  await page.locator('button.resident').first().waitFor();
  await page.getByText(options?.lang === 'en' ? 'works without a network' : 'dùng được khi mất mạng').waitFor();
  return page;
}

test('the group at two widths and two themes', async () => {
  for (const [width, scheme, lang] of [[360, 'light', 'vi'], [360, 'dark', 'vi'], [1280, 'light', 'vi'], [1280, 'dark', 'vi'], [360, 'light', 'en']]) {
    const page = await opened(far, { width, scheme, lang });
    await page.sound('visits');
    await page.shot('visits');
    await page.still('visits');
    await page.end();
  }
});

const RESIDENTS = /\/residents(\?|$)/;

test('a page nobody touches asks for its residents once', async () => {
  const page = await far.open();
  const asked = [];
  page.on('request', (request) => { if (RESIDENTS.test(request.url())) asked.push(request.url()); });
  await page.to('/visits');
  await page.signIn('team', demoPassword(s, 'team'));
  await page.getByText('dùng được khi mất mạng').waitFor();
  await page.turns();
  assert.equal(asked.length, 1, asked.join(' '));
  await page.end();
});

test('of two groups the one chosen last is shown, also when the answer about the other comes after it', async () => {
  const page = await far.open();
  await page.to('/visits');
  await page.signIn('official', demoPassword(s, 'official'));
  const choice = page.locator('.visits-group select'), ready = page.locator('.visits-ready');
  await ready.waitFor();
  const other = await choice.locator('option').nth(1).getAttribute('value');
  const names = await page.locator('button.resident > span').allInnerTexts();
  const late = await page.hold(new RegExp(`/units/${other}/residents`));
  await choice.selectOption(other);
  await late.until(1);
  await page.goBack();
  await ready.waitFor();
  await late.asked[0].continue();
  await page.waitForFunction((name) => new Promise((known) => {		// it is kept, and would be shown next
    indexedDB.open('hocvu').onsuccess = ({ target: { result: base } }) => {
      base.transaction('kept').objectStore('kept').getAll().onsuccess = ({ target: { result: rows } }) => {
        base.close();
        known(rows.some((row) => row.name === name));
      };
    };
  }), `group:${other}`);
  await page.turns();
  assert.deepEqual(await page.locator('button.resident > span').allInnerTexts(), names);
  await page.end();
});

test('a whole day without a network: met, nobody in, come back, somebody new; then everything arrives once', async () => {
  const page = await opened(near, { width: 360 });
  const names = await page.locator('button.resident > span').allInnerTexts();
  const door = async (name) => {
    await page.getByPlaceholder('Tìm tên').fill(name.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase());
    await page.locator('button.resident', { hasText: name }).first().click();
  };
  const outcome = (what) => page.getByRole('dialog').getByRole('button', { name: what, exact: true }).click();
  const keep = async () => {
    await page.getByRole('button', { name: 'Lưu lượt thăm' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  };
  await line.cut();
  await door(names[0]);
  await page.getByRole('button', { name: 'Lưu lượt thăm' }).click();
  await page.getByText('Hãy chọn kết quả của lượt thăm.').waitFor();
  await outcome('Đã gặp');
  for (const [domain, level] of [['dịch vụ công trực tuyến', 'Tự làm'], ['y tế', 'Cần giúp'], ['giáo dục', 'Biết'], ['giao thông', 'Chưa biết'], ['du lịch', 'Chưa biết'], ['ngân hàng', 'Tự làm']]) {
    await page.getByRole('button', { name: `${domain}: ${level}` }).click();
  }
  await page.getByLabel('Người dân đã nghe và nói đồng ý', { exact: false }).check();
  await page.sound('capture', CUT);
  await page.shot('capture');
  await keep();
  await door(names[1]);
  await outcome('Không có nhà');
  await keep();
  await page.reload();
  await page.locator('button.resident').first().waitFor();
  await door(names[2]);
  await outcome('Hẹn lại');
  await page.getByLabel('Hẹn lại ngày').fill('31/12/2099');
  await page.getByLabel('Hẹn lại ngày').blur();
  await keep();
  await page.getByPlaceholder('Tìm tên').fill('');
  await page.getByRole('button', { name: 'Thêm người, nhà' }).click();
  await page.getByLabel('Họ và tên').fill('Học Viên Mẫu Mới Đến');
  await page.getByLabel('Năm sinh').fill('1990');
  await page.getByRole('button', { name: 'nữ', exact: true }).click();
  await outcome('Đã gặp');
  await page.getByRole('button', { name: 'ngân hàng: Cần giúp' }).click();
  await keep();
  await page.getByRole('button', { name: 'Chưa gửi: 4' }).waitFor();
  await page.getByText('Học Viên Mẫu Mới Đến').waitFor();
  const took = await page.evaluate(() => performance.getEntriesByName('capture to saved').map((one) => one.duration));
  console.log(`# a visit is on the device after ${Math.max(...took).toFixed(1)} ms at worst of ${took.length}`);
  await page.sound('visits without network', CUT);
  await page.shot('visits-offline');
  assert.equal(s.sql('owner', 'SELECT count(*)::int AS n FROM visit')[0].n, 0);

  await line.join();
  // Nobody has to press anything: what waits goes by itself as soon as there is a network again.
  await page.getByRole('button', { name: 'Chưa gửi' }).waitFor({ state: 'detached', timeout: 60_000 });
  const visits = s.sql('owner', `SELECT p.full_name AS who, v.outcome, v.come_back_on::text AS back, v.consent_id IS NOT NULL AS agreed
    FROM visit v JOIN person p ON p.id = v.person_id ORDER BY v.visited_at`);
  assert.deepEqual(visits, [{ who: names[0], outcome: 'met', back: null, agreed: true }, { who: names[1], outcome: 'no_answer', back: null, agreed: false },
    { who: names[2], outcome: 'come_back', back: '2099-12-31', agreed: false }, { who: 'Học Viên Mẫu Mới Đến', outcome: 'met', back: null, agreed: false }]);
  const skills = s.sql('owner', `SELECT s.domain, s.level FROM skill s JOIN person p ON p.id = s.person_id WHERE p.full_name = '${names[0]}' AND s.observer = 'team' ORDER BY 1`);
  assert.deepEqual(skills.map((one) => `${one.domain} ${one.level}`), ['banking alone', 'education knows', 'health with_help', 'online_public_services alone', 'tourism none', 'transport none']);
  assert.equal(s.sql('owner', "SELECT count(*)::int AS n FROM person WHERE full_name = 'Học Viên Mẫu Mới Đến'")[0].n, 1);
  assert.equal(s.sql('owner', 'SELECT DISTINCT how, witness FROM consent WHERE witness IS NOT NULL')[0].witness, 'team');
  await page.getByPlaceholder('Tìm tên').fill('moi den');
  await page.locator('button.resident', { hasText: 'Học Viên Mẫu Mới Đến' }).waitFor();
  await page.getByRole('button', { name: /^Hẹn lại 1$/ }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: /^Hẹn lại 1$/ }).waitFor();
  await page.sound('visits sent', CUT);
  await page.shot('visits-sent');
  await page.end();
});

test('by keyboard alone: a name, what was met with, a skill, and on to the next door', async () => {
  const page = await opened(far, { width: 1280 });
  const name = await page.locator('button.resident > span').nth(5).innerText();
  await onto(page, 'Tìm tên');
  await page.keyboard.type(name.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase());
  await page.waitForFunction((wanted) => document.querySelector('button.resident > span')?.textContent === wanted, name);
  await onto(page, name);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name }).waitFor();
  await onto(page, 'Đã gặp');
  await page.keyboard.press('Space');
  await onto(page, 'ngân hàng: Tự làm');
  await page.keyboard.press('Space');
  await onto(page, 'Lưu lượt thăm');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.ok((await page.evaluate(() => document.activeElement.textContent)).includes(name), 'the focus is where it was');
  await page.getByRole('button', { name: 'Chưa gửi' }).waitFor({ state: 'detached', timeout: 60_000 });
  await page.locator('button.resident[data-outcome=met][data-where=confirmed]', { hasText: name }).waitFor();
  assert.deepEqual(s.sql('owner', `SELECT s.domain, s.level FROM skill s JOIN person p ON p.id = s.person_id WHERE p.full_name = '${name}' AND s.observer = 'team' AND s.level = 'alone' AND s.domain = 'banking'`),
    [{ domain: 'banking', level: 'alone' }]);
  await page.end();
});
