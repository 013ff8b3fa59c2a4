// SPDX-License-Identifier: GPL-3.0-or-later
// Mails: who gets which, one's own address proven, what a server of mails may answer, and that none is lost.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from '../help/cluster.js';
import { commandLine } from '../help/hocvu.js';
import { smtp } from '../help/smtp.js';
import { MORE, approve, nominated, openClass } from './nomination_world.js';
import { world } from './training_world.js';

const address = (code) => `${code}@thu.example`;
const WITH_MAIL = { ...MORE, people: MORE.people.map((p) => ({ ...p, email: address(p.person) })) };

let sink, w;
before(async () => {
  sink = await smtp();
  w = await world({ more: WITH_MAIL, settings: sink.env({ HOCVU_MAIL_TRIES: '3' }),
    accounts: { bs01: { person: 'bs01' }, quantri: ['admin hung-yen'] } });
});
after(async () => { await w?.stop(); await sink?.stop(); });

const rows = (where = 'true') => w.sql('owner', `SELECT m.*, p.code FROM mail m JOIN person p ON p.id = m.person_id WHERE ${where} ORDER BY m.id`);
// The rows, as soon as they are as asked.
const until = async (good, where, ms = 60_000) => {
  for (let waited = 0; ; waited += 50) {
    const found = rows(where);
    if (found.length > 0 && good(found)) return found;
    assert.ok(waited < ms, JSON.stringify(found));
    await new Promise((r) => { setTimeout(r, 50); });
  }
};
const settled = (where) => until((found) => found.every((m) => m.state !== 'waiting'), where);
// A try is counted when it begins; how it went, and when the next one is, is written at its end.
const rested = (where) => until((found) => found.every((m) => m.claimed_until === null && m.reason !== null), where);
// Everything that waits goes now, whatever it waits for.
const hurry = () => w.sql('owner', "UPDATE mail SET next_at = NULL, reason = NULL WHERE state = 'waiting'");
const wants = (code, kind = 'seat') => w.sql('owner', `INSERT INTO mail_choice VALUES (${w.person(code)}, '${kind}', true) ON CONFLICT DO NOTHING`);
const to = (code) => sink.mails.filter((m) => m.to === address(code));
async function seatClass(title, codes, capacity = 10) {
  const cls = await openClass(w, { capacity, title });
  return { cls, sent: await nominated(w, cls, codes) };
}
const forget = () => { w.sql('owner', 'DELETE FROM mail'); Object.assign(sink, { mails: [], rcpt: undefined, data: undefined, from: undefined, breaks: false, tried: 0 }); };

test('an address is proven by a code that is mailed there; from then on decisions come', async () => {
  const mine = await w.as('bs01').get('/me/mail').expect(200, { on: true, confirmed: null, language: 'vi' });
  assert.deepEqual([mine.address.slice(0, 4), mine.address.includes('thu.example')], ['bs01', false], 'masked');
  assert.deepEqual(mine.kinds.filter((k) => k.wanted).map((k) => k.kind), ['session_changed', 'class_cancelled'], 'what is urgent, without asking');
  await w.as('bs01').put('/me/mail/address', { email: 'x@y' }).expect(422, { code: 'bad_email' });
  for (const bad of ['a@b.example\r\nBcc: c@d.example', 'a@b.example>', 'ă@b.example'])
    await w.as('bs01').put('/me/mail/address', { email: bad }).expect(422);
  await w.as('bs01').put('/me/mail/address', { email: 'moi@thu.example' }).expect(200, { confirmed: null });
  await sink.until((s) => s.mails.some((m) => m.to === 'moi@thu.example') && to('bs01').length === 1);
  const code = /: (\d{6})/.exec(sink.mails.find((m) => m.to === 'moi@thu.example').text)[1];
  assert.match(to('bs01')[0].subject, /yêu cầu đổi địa chỉ/, 'whoever has the old address hears of it');
  const wrong = code === '000000' ? '111111' : '000000';
  for (let i = 0; i < 4; i++) await w.as('bs01').post('/me/mail/address/confirm', { code: wrong }).expect(422, { code: 'mail_code_wrong' });
  const proven = await w.as('bs01').post('/me/mail/address/confirm', { code }).expect(200);
  assert.ok(proven.confirmed && proven.pending === null && proven.kinds.every((k) => k.wanted || k.kind !== 'seat'));
  assert.match(proven.address, /^moi@/);
  await w.as('bs01').post('/me/mail/address/confirm', { code }).expect(409, { code: 'mail_code_old' });
  for (let i = 0; i < 4; i++) await w.as('bs01').put('/me/mail/address', { email: 'khac@thu.example' }).expect(200);
  await w.as('bs01').put('/me/mail/address', { email: 'khac@thu.example' }).expect(429, { code: 'mail_codes_many' });
  for (let i = 0; i < 5; i++) await w.as('bs01').post('/me/mail/address/confirm', { code: wrong }).expect(422);
  await w.as('bs01').post('/me/mail/address/confirm', { code: wrong }).expect(409, { code: 'mail_code_old' });
  const record = w.sql('owner', "SELECT before, after FROM audit WHERE object IN ('person', 'mail_address')");
  assert.ok(record.length > 2 && !JSON.stringify(record).includes('@'), 'on record, without the address');

  const person = await w.as('office').get(`/people/${w.person('bs01')}`).reply();
  assert.equal(person.body.email, 'moi@thu.example', 'the register has it');
  const { sexes, ...same } = person.body;
  await w.as('office').put(`/people/${w.person('bs01')}`, { full_name: same.full_name, birth_date: same.birth_date, sex: same.sex, email: 'van-phong@thu.example' })
    .with('If-Match', person.headers.get('etag')).expect(200);
  assert.equal((await w.as('bs01').get('/me/mail')).confirmed, null, 'an address the office wrote is proven by nobody');
  await w.as('quantri').get('/me/mail').expect(200, { on: true, address: null, kinds: [] });
  await w.as('quantri').put('/me/mail', { wanted: [] }).expect(409, { code: 'account_no_person' });
  await settled('true');
});

test('decisions about a nomination are told once, in the reader\'s language, and name nobody else', async () => {
  forget();
  for (const code of ['bs02', 'bs03', 'bs04', 'bs05']) wants(code);
  w.sql('owner', `INSERT INTO mail_address (person_id, language) VALUES (${w.person('bs03')}, 'en')`);
  const { cls, sent } = await seatClass('Kỹ năng số: "Ứng dụng AI" <b>\u00a0ăâđêôơư', ['bs02', 'bs03', 'bs04', 'bs05', 'bs06'], 2);
  await approve(w, cls, [sent.bs02, sent.bs06]).expect(200);
  await approve(w, cls, [sent.bs03]).expect(200);
  await approve(w, cls, [sent.bs04], 'rejected', 'không đúng đối tượng').expect(200);
  await sink.until(3);
  const [seat] = to('bs02'), [line] = to('bs03'), [no] = to('bs04');
  assert.match(seat.subject, /^Được nhận vào lớp: Kỹ năng số: "Ứng dụng AI" <b>/);
  assert.match(seat.text, /Địa điểm|Buổi học sắp tới/);
  assert.match(line.subject, /^On the waiting list/);
  assert.match(no.text, /Lý do: không đúng đối tượng/);
  assert.equal(to('bs06').length, 0, 'who confirmed nothing and asked for nothing gets what is urgent alone');
  for (const m of sink.mails) {
    assert.equal(m.from, 'hocvu@hocvu.example');
    assert.equal(m.headers['auto-submitted'], 'auto-generated');
    assert.equal(m.headers['list-unsubscribe'], '<https://hocvu.example/account>');
    assert.match(m.headers['message-id'], /^<[0-9a-f-]{36}@hocvu\.example>$/);
    assert.match(m.headers.date, /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0700$/);
    assert.ok(!/Học Viên Mẫu/.test(m.raw + m.text), 'no names');
  }
  await w.as('office').post(`/enrolments/${sent.bs02}/withdrawal`, { why: 'bận công tác đột xuất' }).expect(200);
  await sink.until((s) => s.mails.length === 4);
  assert.match(to('bs03')[1].subject, /^A seat has become free/, 'who waited is told that the seat is theirs');
  assert.deepEqual((await settled()).map((m) => [m.code, m.about, m.state]), [['bs02', 'approved', 'sent'], ['bs03', 'waitlisted', 'sent'],
    ['bs04', 'rejected', 'sent'], ['bs03', 'offered', 'sent']]);
  assert.ok(!/thu\.example/.test(w.log()), 'no address in the log');
});

test('a refusal for good is given up with its reason, one for now is tried again, a broken connection too', async () => {
  forget();
  for (const code of ['bs07', 'bs08', 'bs09']) wants(code);
  sink.rcpt = (who) => ({ [address('bs07')]: `550 5.1.1 <${address('bs07')}> khong co`, [address('bs08')]: '450 4.2.0 later' }[who]);
  const { cls, sent } = await seatClass('Từ chối', ['bs07', 'bs08', 'bs09']);
  await approve(w, cls, Object.values(sent)).expect(200);
  const [gone] = await settled("p.code = 'bs07'");
  assert.deepEqual([gone.state, gone.reason, Number(gone.tries)], ['failed', 'mail_refused', 1]);
  assert.match(gone.answer, /^550 5\.1\.1 /);
  assert.ok(!gone.answer.includes('@'), gone.answer);
  await sink.until(1);
  assert.equal(to('bs09').length, 1, 'the others go on');
  const [waits] = await rested("p.code = 'bs08'");
  assert.deepEqual([waits.state, waits.reason], ['waiting', 'mail_later']);
  const seconds = (new Date(waits.next_at) - new Date(waits.tried_at)) / 1000;
  assert.ok(seconds >= 59 && seconds < 119, `tried again after a minute: ${seconds}`);
  w.sql('owner', "UPDATE mail SET next_at = next_at + interval '1 day' WHERE state = 'waiting'");	// what follows may take longer

  const undelivered = await w.as('office').get('/mails').expect(200);
  assert.deepEqual(undelivered.items.map((m) => [m.state, m.reason, m.class_title]), [['waiting', 'mail_later', 'Từ chối'], ['failed', 'mail_refused', 'Từ chối']]);
  assert.ok(!JSON.stringify(undelivered).includes('thu.example'));
  assert.deepEqual((await w.as('elsewhere').get('/mails').expect(200)).items, [], 'of another town\'s people nothing is told');
  const ids = undelivered.items.map((m) => m.id);
  assert.deepEqual((await w.as('elsewhere').post('/mails/retry', { mails: ids }).expect(200)).items.map((m) => [m.outcome, m.why]),
    [['skipped', 'mail_unknown'], ['skipped', 'mail_unknown']]);
  await w.as('hoa').get('/mails').expect(403);
  const house = await w.as('quantri').get('/house').expect(200);
  assert.deepEqual([house.mail, house.mails_waiting, house.mails_undelivered, house.mail_trouble], [true, 1, 1, 'mail_later']);

  const cli = commandLine(() => w);
  assert.match(await cli('office', 'mail list --lang en'), /mail_later.*\n.*mail_refused +550 5\.1\.1/s);
  assert.match(await cli('office', `mail stop 999999 --lang en`), /skipped +mail_unknown/);

  sink.rcpt = undefined;
  sink.breaks = true;
  hurry();
  await sink.until((s) => s.tried >= 4);
  const [broken] = await rested("p.code = 'bs08'");
  assert.deepEqual([broken.state, Number(broken.tries)], ['waiting', 2]);
  assert.equal(to('bs08').length, 0);
  hurry();
  const [given] = await settled("p.code = 'bs08'");
  assert.deepEqual([given.state, given.reason, Number(given.tries)], ['failed', 'mail_given_up', 3]);

  sink.breaks = false;
  const again = await w.as('office').post('/mails/retry', { mails: ids }).expect(200);
  assert.deepEqual(again.items.map((m) => m.outcome), ['done', 'done']);
  await sink.until((s) => s.mails.length === 3);
  assert.equal((await settled("p.code = 'bs07'"))[0].state, 'sent');
  const ends = await w.as('office').post('/mails/stop', { mails: [...ids, 999_999] }).expect(200);
  assert.deepEqual(ends.items.map((m) => m.why), ['mail_sent_already', 'mail_sent_already', 'mail_unknown']);
  assert.equal(w.sql('owner', "SELECT count(*)::int AS n FROM audit WHERE object = 'mail' AND action = 'mail_retry'")[0].n, 2);
});

test('a server of mails that is away costs no mail a try', async () => {
  forget();
  wants('bs10');
  sink.from = () => '550 5.7.1 sender refused';
  const { cls, sent } = await seatClass('Vắng', ['bs10']);
  await approve(w, cls, Object.values(sent)).expect(200);
  assert.deepEqual((await rested()).map((m) => [m.state, m.reason, Number(m.tries)]), [['waiting', 'mail_away', 0]]);
  sink.from = undefined;
  hurry();
  await sink.until(1);
});

test('nobody is mailed who said no, was made unknown or has no address; what waits is about what holds now', async () => {
  forget();
  for (const code of ['bs11', 'md01', 'md02']) wants(code);
  sink.from = () => '451 wait';
  const a = await seatClass('Thay đổi', ['bs11']);
  const cls = await openClass(w, { capacity: 10, title: 'Không thư' });
  const b = await nominated(w, cls, ['md01', 'md02'], 'duc', 'minh-duc');
  await approve(w, a.cls, [a.sent.bs11]).expect(200);
  await approve(w, a.cls, [a.sent.bs11], 'rejected', 'nhầm người').expect(200);
  await approve(w, cls, Object.values(b)).expect(200);
  await until((found) => found.length === 3 && found.every((m) => m.next_at !== null && m.claimed_until === null));
  w.sql('owner', `UPDATE mail_choice SET wanted = false WHERE person_id = ${w.person('md01')}`);
  w.sql('owner', `UPDATE person SET email_sealed = NULL, email_blind = NULL WHERE id = ${w.person('md02')}`);
  sink.from = undefined;
  hurry();
  await sink.until(1);
  await settled('true');
  assert.deepEqual(sink.mails.map((m) => [m.to, /Chưa được nhận/.test(m.subject)]), [[address('bs11'), true]]);
  assert.deepEqual(rows().map((m) => [m.code, m.state, m.reason]).sort(), [['bs11', 'sent', null], ['md01', 'stopped', 'mail_unwanted'],
    ['md02', 'failed', 'mail_no_address']]);
});
