// SPDX-License-Identifier: GPL-3.0-or-later
// The roll without a network: reloaded, undone on its way, beside another device and another person, locked.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { browse, demoPassword } from '../help/browser.js';
import { cable } from '../help/cable.js';
import { start } from '../help/cluster.js';
import { asks, held, landed, marksOf, meeting, opened, seen } from './roll_world.js';

const CUT = /ERR_CONNECTION|ERR_INTERNET|ERR_EMPTY|ERR_SOCKET|Failed to load resource|status of 401/;

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

const { row, press, where, all, unsent, sent, sound } = seen;
const marks = (session) => marksOf(s, session);
const open = (browser, path, options) => opened(s, browser, path, options);

test('the network is cut, the page reloaded, the network back: every mark is there, once', async () => {
  const { id, names } = meeting(s, { people: 30 });
  const page = await open(near, `/roll?session=${id}`, { width: 360 });
  await row(page, names[0]).waitFor();
  await page.getByText('dùng được khi mất mạng').waitFor();
  await press(page, names[3], 'Có mặt');
  await where(page, names[3], 'confirmed');
  const held = await page.evaluate(async () => (await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys())
    .map((one) => new URL(one.url).pathname)))).flat());
  assert.ok(held.includes('/') && held.some((path) => path.startsWith('/assets/roll')), 'the app is kept');
  assert.deepEqual(held.filter((path) => path !== '/' && path !== '/icon.svg' && !path.startsWith('/assets/')), [], 'and nothing but the app');
  await line.cut();
  await page.getByRole('button', { name: 'Tất cả có mặt' }).click();
  await unsent(page, 29);
  for (const [i, mark] of [[0, 'Muộn'], [1, 'Vắng có phép'], [2, 'Vắng không phép'], [5, 'Muộn'], [6, 'Vắng không phép'], [7, 'Muộn'], [8, 'Có mặt']]) {
    await press(page, names[i], mark);
    await where(page, names[i], 'here');
  }
  await page.getByRole('button', { name: 'Hoàn tác' }).click();
  await page.getByRole('button', { name: 'Không phải' }).waitFor({ state: 'detached' });
  const took = await page.evaluate(() => performance.getEntriesByType('measure').map((one) => [one.name, one.duration]));
  const taps = took.filter(([name]) => name === 'tap to saved').map(([, ms]) => ms).sort((a, b) => a - b);
  console.log(`# tap to saved on the device: median ${taps[taps.length >> 1].toFixed(1)} ms, worst ${taps.at(-1).toFixed(1)} ms of ${taps.length}; `
    + `29 at once ${took.find(([name]) => name === 'all to saved')[1].toFixed(1)} ms; `
    + `in the store ${Math.max(...took.filter(([name]) => name === 'saved to stored').map(([, ms]) => ms)).toFixed(1)} ms later at worst`);
  // A tap that waits for something waits each time; a machine that has much to do slows some.
  assert.ok(taps[0] < 50, `a tap takes ${taps} ms`);
  await sound(page, 'roll without network', CUT);
  await page.shot('roll-offline');

  await page.reload();
  await where(page, names[2], 'here');
  await page.getByText('Không có mạng', { exact: false }).first().waitFor();
  await unsent(page, 29);
  assert.equal(await row(page, names[0]).getAttribute('data-status'), 'late');
  assert.equal(await row(page, names[3]).getAttribute('data-where'), 'confirmed');
  await press(page, names[9], 'Muộn');
  await where(page, names[9], 'here');
  await sound(page, 'roll reloaded without network', CUT);
  await page.shot('roll-offline-reloaded');
  assert.equal(Object.keys(marks(id)).length, 1);

  await line.join();
  await all(page, 'confirmed');
  await sent(page);
  const now = marks(id);
  assert.equal(Object.keys(now).length, 30);
  assert.deepEqual([0, 1, 2, 3, 4, 6, 9].map((i) => now[names[i]]), ['late', 'excused', 'unexcused', 'present', 'present', 'unexcused', 'late']);
  assert.equal(s.sql('owner', `SELECT count(*)::int AS n FROM attendance_history WHERE session_id = ${id}`)[0].n, 30);
  await sound(page, 'roll sent', CUT);
  await page.shot('roll-sent');
  await page.end();
});

test('the page dies before the store has the mark: it was noted with the tap, and is there when the page comes back', async () => {
  const { id, names } = meeting(s, { people: 2 });
  const page = await open(near, `/roll?session=${id}`, { width: 360 });
  await row(page, names[0]).waitFor();
  await page.getByText('dùng được khi mất mạng').waitFor();
  await line.cut();
  // Somebody holds the store, as a slow disk would.
  await page.evaluate(() => new Promise((held) => {
    const base = indexedDB.open('hocvu');
    base.onsuccess = () => {
      const store = base.result.transaction('outbox', 'readwrite').objectStore('outbox');
      const hold = () => { store.count().onsuccess = hold; held(); };
      hold();
    };
  }));
  await press(page, names[1], 'Muộn');
  await where(page, names[1], 'here');
  assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith('hocvu.journal:')).length), 1);
  await page.reload();
  await where(page, names[1], 'here');
  assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith('hocvu.journal:')).length), 0, 'the store has it');
  await line.join();
  await where(page, names[1], 'confirmed');
  assert.deepEqual(marks(id), { [names[1]]: 'late' });
  await page.end();
});

test('undone while the mark was on its way: it is taken back by another mark, not forgotten', async () => {
  const { id, names } = meeting(s, { people: 2 });
  const page = await open(far, `/roll?session=${id}`, { width: 360 });
  await row(page, names[0]).waitFor();
  const holder = s.connect('owner');
  await holder.run(`BEGIN; SELECT id FROM session WHERE id = ${id} FOR UPDATE`);
  await Promise.all([page.waitForRequest((one) => one.method() === 'PUT'), press(page, names[0], 'Có mặt')]);
  await page.getByRole('button', { name: 'Hoàn tác' }).click();
  await holder.run('COMMIT');
  holder.close?.();
  await page.locator(`.person[aria-label="${names[0]}"][data-status="unmarked"][data-where="none"]`).waitFor();
  assert.deepEqual(marks(id), {});
  assert.deepEqual(s.sql('owner', `SELECT after FROM attendance_history WHERE session_id = ${id} ORDER BY id`).map((h) => h.after), ['present', 'unmarked']);
  await page.end();
});

test('two devices disagree: both values are shown, the later stands until somebody decides', async () => {
  const { id, names } = meeting(s, { people: 4 });
  const one = await open(near, `/roll?session=${id}`, { width: 360 });
  const two = await open(far, `/roll?session=${id}`, { width: 1280 });
  await row(one, names[0]).waitFor();
  await row(two, names[0]).waitFor();
  await line.cut();
  await press(one, names[0], 'Muộn');
  await where(one, names[0], 'here');
  await press(two, names[0], 'Vắng không phép');
  await press(two, names[1], 'Có mặt');
  await where(two, names[0], 'confirmed');
  await where(two, names[1], 'confirmed');
  await line.join();
  await one.getByText('Hai máy ghi khác nhau:', { exact: false }).waitFor();
  await where(one, names[0], 'confirmed');
  await sound(one, 'two devices', CUT);
  await one.shot('roll-two-devices');
  await row(one, names[0]).locator('.person-name').click();
  const sheet = one.getByRole('dialog');
  await sheet.getByText(/^Máy này: Muộn/).waitFor();
  await sheet.getByText(/^Máy khác \(trainer\): Vắng không phép/).waitFor();
  await sheet.getByText('Đang giữ dấu ghi sau cùng: Vắng không phép', { exact: false }).waitFor();
  await one.sound('both values', CUT);
  await one.shot('roll-both-values');
  await sheet.getByRole('button', { name: 'Chọn: Muộn' }).click();
  await where(one, names[0], 'confirmed');
  assert.equal(await one.getByText('Hai máy ghi khác nhau', { exact: false }).count(), 0);
  assert.deepEqual(marks(id), { [names[0]]: 'late', [names[1]]: 'present' });
  const history = s.sql('owner', `SELECT h.after FROM attendance_history h JOIN person p ON p.id = h.person_id WHERE session_id = ${id} AND p.full_name = '${names[0]}' ORDER BY h.id`);
  assert.deepEqual(history.map((h) => h.after).sort(), ['late', 'late', 'unexcused']);
  await two.locator(`.person[aria-label="${names[0]}"][data-status="late"]`).waitFor();
  await one.end();
  await two.end();
});

test('what is decided while an older answer is on its way stays decided, in another tab too', async () => {
  const { id, names } = meeting(s, { people: 3 });
  const one = await open(near, `/roll?session=${id}`, { width: 360, byHand: true });
  const two = await open(far, `/roll?session=${id}`, { width: 1280 });
  await row(one, names[0]).waitFor();
  await row(two, names[0]).waitFor();
  const marking = await held(one, asks.marks, { unsent: true });
  await press(one, names[0], 'Muộn');
  await press(one, names[1], 'Muộn');
  await marking.came;
  await press(two, names[0], 'Vắng không phép');
  await press(two, names[1], 'Vắng không phép');
  await where(two, names[0], 'confirmed');
  await where(two, names[1], 'confirmed');
  marking.go();
  await sent(one);
  await one.evaluate(() => globalThis.poll());
  const clash = (page) => page.getByText('Hai máy ghi khác nhau', { exact: false });
  await clash(one).first().waitFor();
  const tab = await one.context().newPage();
  await tab.goto(one.url());
  await clash(tab).first().waitFor();

  const older = await held(one, asks.rows);
  await one.evaluate(() => globalThis.poll());
  await older.came;
  const decide = async (page, name, choice) => {
    await row(page, name).locator('.person-name').click();
    await page.getByRole('dialog').getByRole('button', { name: choice }).click();
  };
  await decide(one, names[0], 'Chọn: Muộn');
  await decide(tab, names[1], 'Giữ như hiện nay');
  await sent(one);
  await landed(one, id, older);
  assert.equal(await clash(one).count(), 0);
  await one.reload();
  await row(one, names[0]).waitFor();
  await one.evaluate(() => globalThis.poll());
  assert.equal(await clash(one).count(), 0);
  assert.deepEqual(marks(id), { [names[0]]: 'late', [names[1]]: 'unexcused' });
  await one.end();
  await two.end();
});

test('signing out asks about what is not sent; another person on the phone sends nothing of it, and sees no name', async () => {
  const { id, names } = meeting(s, { people: 4 });
  const page = await open(near, `/roll?session=${id}`, { width: 360 });
  await row(page, names[0]).waitFor();
  await page.getByText('dùng được khi mất mạng').waitFor();
  await line.cut();
  await press(page, names[0], 'Có mặt');
  await press(page, names[1], 'Muộn');
  await unsent(page, 2);
  await page.getByRole('button', { name: 'Chưa gửi: 2' }).click();
  await page.shot('unsent');
  await page.keyboard.press('Escape');
  const leave = async () => {
    await page.locator('.head-tools .menu').last().getByRole('button').first().click();
    await page.getByRole('button', { name: 'Đăng xuất', exact: true }).click();
  };
  await leave();
  const asked = page.getByRole('dialog', { name: 'Còn 2 mục chưa gửi' });
  await asked.waitFor();
  await page.shot('signing-out');
  await asked.getByRole('button', { name: 'Gửi rồi đăng xuất' }).click();
  await asked.getByText('Vẫn chưa gửi được hết', { exact: false }).waitFor();
  // Now, because the button cannot be pressed while the page itself tries to send: the next time is some way off.
  await page.sound('signing out', CUT);
  const saved = page.waitForEvent('download');
  await asked.getByRole('button', { name: 'Lưu ra tệp' }).click();
  const file = readFileSync(await (await saved).path(), 'utf8');
  assert.match(file, new RegExp(`Điểm danh,.*,${names[1]},muộn,`));
  await asked.getByRole('button', { name: 'Giữ trên máy này và đăng xuất' }).click();
  // Before the network is back: what waits may go out until the page has gone.
  await page.getByRole('heading', { name: /Đăng nhập|Không kết nối/ }).waitFor();
  await line.join();
  await page.to('/');
  await page.signIn('office', demoPassword(s, 'office'));
  await page.locator('#main h1').waitFor();
  await page.getByRole('button', { name: 'Chưa gửi: 0' }).click();
  await page.getByText('Máy này còn 2 mục chưa gửi của tài khoản trainer', { exact: false }).waitFor();
  await sound(page, 'another person', CUT);
  await page.shot('another-person');
  await page.keyboard.press('Escape');
  const kept = await page.evaluate(() => new Promise((done) => {
    const base = indexedDB.open('hocvu');
    base.onsuccess = () => { const all = base.result.transaction('kept').objectStore('kept').getAll(); all.onsuccess = () => done(JSON.stringify(all.result)); };
  }));
  assert.doesNotMatch(kept, /roll:|Học Viên/);
  assert.deepEqual(marks(id), {});
  await leave();
  await page.getByRole('heading', { name: 'Đăng nhập' }).waitFor();
  const arrived = page.waitForResponse((one) => one.request().method() === 'PUT' && one.ok(), { timeout: 90_000 });
  await page.signIn('trainer', demoPassword(s, 'trainer'));
  await arrived;
  await sent(page);
  assert.deepEqual(marks(id), { [names[0]]: 'present', [names[1]]: 'late' });
  assert.deepEqual(s.sql('owner', `SELECT DISTINCT a.name FROM attendance_history h JOIN account a ON a.id = h.account_id WHERE session_id = ${id}`).map((a) => a.name), ['trainer']);
  await page.end();
});

test('the lock hides everything but the open roll, which goes on; what is marked waits for its own account', async () => {
  const { id, names } = meeting(s, { people: 4 });
  const page = await near.open({ width: 360 });
  await page.clock.install();
  await page.to(`/roll?session=${id}`);
  await page.signIn('trainer', demoPassword(s, 'trainer'));
  await row(page, names[0]).waitFor();
  await page.clock.fastForward('16:00');
  await page.getByRole('heading', { name: 'Màn hình đã khóa' }).waitFor();
  assert.equal(await row(page, names[0]).isVisible(), false);
  await page.sound('locked with a roll', CUT);
  await page.shot('locked-with-roll');
  await page.getByRole('button', { name: 'Tiếp tục điểm danh buổi đang mở' }).click();
  await press(page, names[0], 'Muộn');
  await where(page, names[0], 'here');
  await page.getByText('chỉ ghi được buổi học đang mở', { exact: false }).waitFor();
  assert.equal(await page.locator('#menu').count(), 0);
  await sound(page, 'bare roll', CUT);
  await page.shot('roll-bare');
  assert.deepEqual(marks(id), {});
  await page.getByRole('button', { name: 'Mở khóa' }).click();
  await page.locator('input[name=password]').fill(demoPassword(s, 'trainer'));
  await page.getByRole('button', { name: 'Mở khóa' }).click();
  await row(page, names[0]).waitFor();
  await page.clock.fastForward('00:05');
  await where(page, names[0], 'confirmed');
  assert.deepEqual(marks(id), { [names[0]]: 'late' });
  await page.end();
});

test('locked, without a network and reloaded: the open roll goes on, everything else stays hidden', async () => {
  const { id, names } = meeting(s, { people: 3 });
  const page = await near.open({ width: 360 });
  await page.clock.install();
  await page.to(`/roll?session=${id}`);
  await page.signIn('trainer', demoPassword(s, 'trainer'));
  await row(page, names[0]).waitFor();
  await page.getByText('dùng được khi mất mạng').waitFor();
  await line.cut();
  await page.clock.fastForward('16:00');
  await page.getByRole('heading', { name: 'Màn hình đã khóa' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Màn hình đã khóa' }).waitFor();
  assert.equal(await row(page, names[0]).isVisible(), false);
  await page.getByRole('button', { name: 'Tiếp tục điểm danh buổi đang mở' }).click();
  await press(page, names[1], 'Vắng không phép');
  await where(page, names[1], 'here');
  await page.getByRole('button', { name: 'Mở khóa' }).click();
  await line.join();
  await page.locator('input[name=password]').fill(demoPassword(s, 'trainer'));
  await page.getByRole('button', { name: 'Mở khóa' }).click();
  await row(page, names[0]).waitFor();
  await page.clock.fastForward('00:30');
  await where(page, names[1], 'confirmed');
  assert.deepEqual(marks(id), { [names[1]]: 'unexcused' });
  await page.end();
});
