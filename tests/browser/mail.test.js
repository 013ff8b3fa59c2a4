// SPDX-License-Identifier: GPL-3.0-or-later
// Mails on the web: one's own address proven and what one wants chosen; the office sees what did not arrive and sends it again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { LOOKS, browse, demoPassword, entered } from '../help/browser.js';
import { start } from '../help/cluster.js';
import { smtp } from '../help/smtp.js';

let s, b, sink;

// Until there is no such mail any more.
async function none(such) {
  for (const end = Date.now() + 60_000; s.sql('owner', `SELECT 1 FROM mail WHERE ${such}`).length > 0; await sleep(200)) assert.ok(Date.now() < end, such);
}

before(async () => {
  sink = await smtp();
  s = await start({ demo: true, env: { ...sink.env(), HOCVU_PUBLIC_URL: '' } });
  b = await browse(s);
  sink.rcpt = (to) => (to.startsWith('sai') ? '550 5.1.1 no such mailbox' : to.startsWith('day') ? '452 4.2.2 mailbox full' : undefined);
  s.sql('owner', `UPDATE person SET email_sealed = 'k0.' || (ARRAY['sai', 'day', 'tot'])[1 + p.n % 3] || p.n || '@thu.example'
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM person WHERE code LIKE 'hv-%' ORDER BY id LIMIT 6) p WHERE p.id = person.id`);
  s.sql('owner', "INSERT INTO mail_choice SELECT id, 'seat', true FROM person WHERE email_sealed LIKE 'k0.%@thu.example'");
  s.sql('owner', `INSERT INTO mail (kind, about, person_id, class_id) SELECT 'seat', 'approved', p.id, (SELECT min(id) FROM class) FROM person p WHERE p.email_sealed LIKE 'k0.%@thu.example'`);
  await none("state = 'waiting' AND (reason IS NULL OR claimed_until IS NOT NULL)");
  s.sql('owner', "UPDATE mail SET next_at = now() + interval '1 day' WHERE state = 'waiting'");	// tried again when the office says so, not meanwhile
});
after(async () => {
  await b?.close();
  await s?.stop({ verify: false });
  await sink?.stop();
});

test('the office reads why mails did not arrive and sends them again, by keyboard', async () => {
  for (const look of LOOKS) {
    const page = await entered(b, s, 'admin', '/mails', look);
    await page.locator('tbody tr').first().waitFor();
    await page.sound('mails');
    await page.shot('mails');
    await page.still('mails');
    await page.end();
  }
  const page = await entered(b, s, 'admin', '/mails', [360, 'light', 'vi']);
  await page.getByText('Máy chủ thư trả lời: 550 5.1.1').first().waitFor();
  assert.equal(await page.getByText('thu.example').count(), 0, 'no addresses');
  const before = sink.mails.length;
  sink.rcpt = undefined;
  await page.getByRole('checkbox').first().focus();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: /^Gửi lại/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('4 thư sẽ được gửi lại').waitFor();
  await page.sound('mails sent again');
  await page.shot('mails-again');
  await none("state <> 'sent'");	// written down a moment after the sink has it
  assert.equal(sink.mails.length, before + 4);
  await page.to('/mails?state=sent');
  await page.locator('tbody tr').nth(5).waitFor();
  await page.to('/mails');
  await page.getByText('Mọi thư đều đã tới máy chủ thư').waitFor();
  await page.sound('no mails');
  await page.shot('mails-none');
  await page.to('/house');
  await page.getByText('0 thư chờ gửi, 0 thư không tới').waitFor();
  await page.end();
});

test('an address is given, proven by the code that comes, and what shall come is chosen', async () => {
  const page = await entered(b, s, 'learner', '/account', [360, 'light', 'vi']);
  await page.getByRole('button', { name: /địa chỉ/ }).click();
  await page.getByLabel('Địa chỉ thư điện tử').fill('moi@thu.example');
  s.sql('owner', "UPDATE account_session SET confirmed_at = now() - interval '1 day'");
  await page.getByRole('button', { name: 'Gửi mã' }).click();
  const again = page.getByRole('dialog', { name: 'Xác nhận lại là bạn' });
  await again.getByLabel('Mật khẩu', { exact: true }).fill(demoPassword(s, 'learner'));
  await again.getByRole('button', { name: 'Xác nhận và thực hiện' }).click();
  const field = page.getByLabel(/^Mã đã gửi tới moi@/);
  await field.waitFor();
  await page.shot('account-mail-code');
  await sink.until((one) => one.mails.some((m) => m.to === 'moi@thu.example'));
  await field.fill('000000');
  await page.getByRole('button', { name: 'Xác nhận', exact: true }).click();
  await page.getByText('Mã không đúng.').waitFor();
  await field.fill(/: (\d{6})/.exec(sink.mails.find((m) => m.to === 'moi@thu.example').text)[1]);
  await page.keyboard.press('Enter');
  await page.getByText('Đã xác nhận địa chỉ.').waitFor();
  const seat = page.getByLabel('Có kết quả về việc cử tôi đi học');
  assert.ok(await seat.isChecked(), 'who confirmed an address gets decisions');
  await seat.uncheck();
  await page.getByText('Đã lưu lựa chọn.').waitFor();
  const spoken = page.waitForResponse((answer) => answer.request().method() === 'PUT');	// it says the same sentence again
  await page.getByLabel('Ngôn ngữ của thư').selectOption('en');
  assert.equal((await spoken).status(), 200);
  await page.sound('account', /status of (403|422)/);
  await page.shot('account-mail');
  const kept = s.sql('owner', "SELECT c.wanted, a.language FROM mail_choice c JOIN mail_address a USING (person_id) WHERE c.kind = 'seat' AND NOT c.wanted");
  assert.deepEqual(kept, [{ wanted: false, language: 'en' }]);
  await page.end();
});
