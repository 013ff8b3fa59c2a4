// SPDX-License-Identifier: GPL-3.0-or-later
// What people are mailed about besides nominations: sessions and classes that change, as calendars understand it; days by
// which something is due; what was done to an account.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { calendar } from '../help/ical.js';
import { smtp } from '../help/smtp.js';
import { classWith, world, WORLD } from './training_world.js';

// Changes of sessions are stamped by the database's own clock, so this story runs on it; its days are those of its beginning.
const NOW = Date.now();
const day = (n) => new Date(NOW + n * 86_400_000 + 7 * 3600_000).toISOString().slice(0, 10);
const address = (code) => `${code}@thu.example`;

let sink, w;
before(async () => {
  sink = await smtp();
  w = await world({ settings: sink.env(), more: { people: WORLD.people.map((p) => ({ ...p, email: address(p.person) })) },
    accounts: { quantri: ['admin hung-yen'], chi: { person: 'chi', roles: ['unit_head bach-sam'] }, nam: { person: 'nam', roles: ['programme_office my-hao'] } } });
});
after(async () => { await w?.stop(); await sink?.stop(); });

const rows = (where = 'true') => w.sql('owner', `SELECT m.*, p.code FROM mail m JOIN person p ON p.id = m.person_id WHERE ${where} ORDER BY m.id`);
const until = async (what) => {
  for (let waited = 0; !what(); waited += 50) {
    assert.ok(waited < 60_000, `${what}: ${JSON.stringify(rows("m.state = 'waiting'"))}`);
    await new Promise((r) => { setTimeout(r, 50); });
  }
};
const quiet = () => until(() => rows("m.state = 'waiting'").length === 0);
// The last mail to somebody was tried in vain, and nobody is at it: what is changed now holds for the next try.
const inVain = (code) => until(() => { const last = rows(`p.code = '${code}'`).at(-1); return last.reason === 'mail_away' && last.claimed_until === null; });
// What happens in between, as mails by who gets them.
const mails = async (act) => {
  await quiet();
  const from = sink.mails.length;
  const given = await act();
  await quiet();
  const came = sink.mails.slice(from);
  return { given, came, of: (code) => came.filter((m) => m.to === address(code)) };
};
const session = (id) => w.as('office').get(`/sessions/${id}`).reply();
const move = async (id, change) => {
  const { body, headers } = await session(id);
  return w.as('office').put(`/sessions/${id}`, { date: body.date, start: body.start, periods: body.periods, venue: body.venue, why: 'đổi lịch', ...change })
    .with('If-Match', headers.get('etag')).expect(200);
};
const event = (m) => { const c = calendar(m.calendar); assert.equal(c.method, m.method); assert.equal(c.events.length, 1); return c.events[0]; };

test('a session moved soon before it begins: REQUEST, REQUEST, CANCEL with one UID and rising numbers, as in the feed', async () => {
  const cls = await classWith(w, { title: 'Kỹ năng; số, "mới"', seats: ['an', 'giang'], state: 'open', sessions: [
    { date: day(2), start: '08:00', periods: 4, venue: 'Hội trường A' }, { date: day(40), start: '08:00', periods: 4 }] });
  const [soon, far] = cls.items.map((s) => s.id);
  assert.equal((await mails(() => move(far, { date: day(41) }))).came.length, 0, 'far ahead: calendars and lists have time');
  const first = await mails(() => move(soon, { start: '13:30' }));
  assert.deepEqual(first.came.map((m) => m.to).sort(), [address('an'), address('giang')]);
  const [asked] = first.of('an');
  assert.deepEqual([asked.method, asked.headers['content-type'].split(';')[0]], ['REQUEST', 'multipart/alternative']);
  assert.match(asked.text, /Bắt đầu lúc: 13:30/);
  assert.match(asked.text, /Địa điểm: Hội trường A/);
  const one = event(asked);
  assert.equal(one.organizer, 'mailto:hocvu@hocvu.example');
  assert.equal(one.attendee, `mailto:${address('an')}`);
  assert.equal(one.summary, 'Kỹ năng; số, "mới" – buổi 1');
  assert.equal(one.dtstart, `${day(2).replaceAll('-', '')}T063000Z`);

  const second = await mails(() => move(soon, { date: day(20), start: '08:00' }));
  const again = event(second.of('an')[0]);
  assert.equal(second.of('an')[0].method, 'REQUEST');
  const third = await mails(() => move(soon, { date: day(25) }));
  assert.equal(third.of('an').length, 1, 'who was told once is told of every later change, however far ahead');
  const third_ = event(third.of('an')[0]);
  const last = await mails(() => w.as('office').post(`/sessions/${soon}/cancel`, { why: 'giảng viên bận' }).expect(200));
  const gone = event(last.of('an')[0]);
  assert.deepEqual([last.of('an')[0].method, gone.status], ['CANCEL', 'CANCELLED']);
  assert.match(last.of('an')[0].subject, /^HỦY buổi học/);
  assert.equal(new Set([one, again, third_, gone].map((e) => e.uid)).size, 1);
  const numbers = [one, again, third_, gone].map((e) => e.sequence);
  assert.deepEqual(numbers, [...numbers].sort((a, b) => a - b));
  assert.equal(new Set(numbers).size, 4);
  const made = await w.as('an').post('/feeds', { what: 'person' }).expect(201);
  const feed = calendar(await w.as().get(`//feeds/${/\/feeds\/(hf_\S+)\.ics$/.exec(made.url)[1]}.ics`).expect(200));
  assert.deepEqual(feed.events.filter((e) => e.uid === gone.uid).map((e) => e.sequence), [gone.sequence], 'the feed has the same event');
  assert.equal((await mails(() => w.as('office').get(`/sessions/${soon}`))).came.length, 0);
});

test('many changes at once are one mail about what holds; one about a session that began is none', async () => {
  const cls = await classWith(w, { title: 'Nhiều lần', seats: ['em'], state: 'open', sessions: [{ date: day(1), start: '08:00', periods: 2 }] });
  const refused = sink.from;
  sink.from = () => '451 later';
  await move(cls.session, { start: '09:00' });
  await move(cls.session, { start: '10:00' });
  await until(() => rows("m.reason = 'mail_away'").length > 0);
  await move(cls.session, { start: '11:00' });
  await inVain('em');
  sink.from = refused;
  w.sql('owner', "UPDATE mail SET next_at = NULL WHERE state = 'waiting'");
  await quiet();
  const came = sink.mails.filter((m) => m.to === address('em'));
  assert.deepEqual([came.length, /11:00/.test(came[0].text)], [1, true]);
  sink.from = () => '451 later';
  await move(cls.session, { start: '12:00' });
  await inVain('em');
  w.sql('owner', "UPDATE mail SET useless_at = now() - interval '1 second', next_at = NULL WHERE state = 'waiting'");
  sink.from = refused;
  await quiet();
  assert.deepEqual(rows("m.state = 'late'").map((m) => [m.code, m.reason]), [['em', 'mail_late']]);
});

test('a class cancelled is told to who is in it, waits or teaches, one opened to heads of units with seats', async () => {
  w.sql('owner', `INSERT INTO mail_choice SELECT id, 'class_opened', true FROM person WHERE code IN ('chi', 'an')`);
  const cls = await classWith(w, { title: 'Mở rồi hủy', state: 'draft' });
  await w.as('office').post(`/classes/${cls.id}/sessions`, { date: day(2), start: '18:00', periods: 2, trainer: w.person('lan') }).expect(201);
  await w.as('office').put(`/classes/${cls.id}/quotas`, [{ unit: 'bach-sam', seats: 5 }]).expect(200);
  const opened = await mails(() => w.as('office').post(`/classes/${cls.id}/state`, { state: 'open' }).expect(200));
  assert.deepEqual(opened.came.map((m) => m.to), [address('chi')]);
  assert.match(opened.came[0].text, /https:\/\/hocvu\.example\/nominate/);
  w.sql('owner', `INSERT INTO enrolment (class_id, person_id, state) SELECT ${cls.id}, id, CASE code WHEN 'an' THEN 'approved' WHEN 'em' THEN 'waitlisted'
    ELSE 'withdrawn' END FROM person WHERE code IN ('an', 'em', 'binh')`);
  const gone = await mails(() => w.as('office').post(`/classes/${cls.id}/state`, { state: 'cancelled', why: 'ít người' }).expect(200));
  assert.deepEqual(gone.came.map((m) => m.to).sort(), ['an', 'em', 'lan'].map(address));
  assert.ok(gone.came.every((m) => m.calendar === undefined && /^HỦY lớp/.test(m.subject)), 'nobody\'s calendar had it');
});

test('what is done to an account, and what is due, is told to whom it concerns, once', async () => {
  const account = w.sql('owner', "SELECT id FROM account WHERE name = 'chi'")[0].id;
  const reset = await mails(() => w.as('quantri').post(`/accounts/${account}/password`).expect(200));
  assert.deepEqual(reset.came.map((m) => [m.to, m.subject]), [[address('chi'), 'Mật khẩu của anh/chị đã được quản trị đặt lại']]);
  assert.equal(reset.came[0].headers['list-unsubscribe'], undefined, 'such notices are not to be refused');
  w.sql('owner', `INSERT INTO mail_choice SELECT id, k, true FROM person, unnest('{report_due,request_due}'::text[]) k WHERE code = 'nam'`);
  w.sql('owner', `INSERT INTO report_duty (plan_id, section, reporter, addressee, period, before_month, before_day, source)
    SELECT id, '9', 'UBND các phường', 'UBND thị xã', 'year', extract(month FROM d), least(extract(day FROM d), 28), 'x' FROM plan, (SELECT date '${day(5)}' AS d) x WHERE code = '000'`);
  await w.as('office').post(`/units/${w.unit('bach-sam')}/data-requests`, { kind: 'view', channel: 'letter', received_on: day(0), said: 'Xin xem' }).expect(201);
  const due = await mails(() => { for (let i = 0; i < 2; i++) w.sql('owner', `SELECT mail_remind('${day(0)}')`); });
  const subjects = due.of('nam').map((m) => m.subject).sort();
  assert.equal(subjects.length, 2, subjects.join());
  assert.match(subjects[0], /^Có yêu cầu mới về dữ liệu cá nhân/);
  assert.match(subjects[1], /^Sắp đến hạn báo cáo/);
  assert.ok(due.came.every((m) => !/Xin xem/.test(m.text)), 'what was asked is read on the page');
});
