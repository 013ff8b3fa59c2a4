// SPDX-License-Identifier: GPL-3.0-or-later
// Mails that were taken over and came back: each is sent from an address of its own, the notice that comes there makes it
// undelivered, and whatever else comes there changes nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { BUILD, hocvud, run } from '../help/cluster.js';
import { commandLine } from '../help/hocvu.js';
import { smtp } from '../help/smtp.js';
import { address } from '../help/sql.js';
import { MORE, approve, nominated, openClass } from './nomination_world.js';
import { world } from './training_world.js';

const WITH_MAIL = { ...MORE, people: MORE.people.map((p) => ({ ...p, email: `${p.person}@thu.example` })) };
const TO = 'nobody@thu.example';

let sink, w;
before(async () => {
  sink = await smtp();
  w = await world({ more: WITH_MAIL, settings: sink.env({ HOCVU_MAIL_BOUNCES: 'bounce+*@tra-lai.hocvu.example' }) });
});
after(async () => { await w?.stop(); await sink?.stop(); });

const of = (mark) => w.sql('owner', `SELECT * FROM mail WHERE uid = '${mark}'`)[0];
const settled = async (mark, state) => {
  for (let waited = 0; of(mark).state !== state || of(mark).claimed_until !== null; waited += 50) {
    assert.ok(waited < 60_000, JSON.stringify(of(mark)));
    await new Promise((r) => { setTimeout(r, 50); });
  }
};
// The server of mails pipes what came, as the user the service has: the server's role and no keys.
const bounce = (mark, input, settings = { database_url: address(w.data, 'app') }) => run(join(BUILD, 'hocvud'),
  [...Object.entries({ key_file: '/nowhere/keys', ...settings }).flatMap(([name, value]) => ['--set', `${name}=${value}`]), 'bounce', mark], { input });

// The mails of one class, each with the mark its sender's address carries.
async function sent(title, codes) {
  sink.mails.length = 0;
  for (const code of codes) w.sql('owner', `INSERT INTO mail_choice VALUES (${w.person(code)}, 'seat', true) ON CONFLICT DO NOTHING`);
  const cls = await openClass(w, { capacity: 10, title });
  await approve(w, cls, Object.values(await nominated(w, cls, codes))).expect(200);
  await sink.until(codes.length);
  const marks = codes.map((code) => /^bounce\+([0-9a-f-]{36})@tra-lai\.hocvu\.example$/.exec(sink.mails.find((m) => m.to.startsWith(code)).from)[1]);
  for (const mark of marks) await settled(mark, 'sent');
  return marks;
}

const crlf = (text) => text.replace(/\r?\n/g, '\r\n');
// As Postfix writes it: bounce(8), with the mail's own header behind it.
const postfix = ({ action = 'failed', status = '5.1.1', to = TO } = {}) => `From MAILER-DAEMON Mon Nov 23 08:00:00 2026
Return-Path: <>
Received: by mx.hocvu.example (Postfix)
	id 4Tabc12345z6; Mon, 23 Nov 2026 08:00:00 +0700 (+07)
Date: Mon, 23 Nov 2026 08:00:00 +0700 (+07)
From: MAILER-DAEMON@mx.hocvu.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="4Tabc12345z5.1763859600/mx.hocvu.example"
Content-Transfer-Encoding: 8bit
Message-Id: <20261123010000.4Tabc12345z6@mx.hocvu.example>

This is a MIME-encapsulated message.

--4Tabc12345z5.1763859600/mx.hocvu.example
Content-Description: Notification
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

This is the mail system at host mx.hocvu.example.

<${to}>: host mx.thu.example[192.0.2.7] said: 550 5.1.1 <${to}>: Recipient address rejected (in reply to RCPT TO command)

--4Tabc12345z5.1763859600/mx.hocvu.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.hocvu.example
X-Postfix-Queue-ID: 4Tabc12345z5
X-Postfix-Sender: rfc822; bounce@tra-lai.hocvu.example
Arrival-Date: Mon, 23 Nov 2026 07:59:58 +0700 (+07)

Final-Recipient: rfc822; ${to}
Original-Recipient: rfc822;${to}
Action: ${action}
Status: ${status}
Remote-MTA: dns; mx.thu.example
Diagnostic-Code: smtp; 550 5.1.1 <${to}>: Recipient address rejected

--4Tabc12345z5.1763859600/mx.hocvu.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

From: hocvu <hocvu@hocvu.example>
To: ${to}

--4Tabc12345z5.1763859600/mx.hocvu.example--
`;

// As Exchange writes it: long folded headers, other names of the outer fields, a part of HTML, CRLF.
const exchange = ({ action = 'failed', status = '5.1.10' } = {}) => crlf(`Received: from MX01.thu.example (192.0.2.8) by mx.hocvu.example
From: "Microsoft Outlook" <postmaster@thu.example>
Date: Mon, 23 Nov 2026 01:00:00 +0000
content-type: multipart/report;
 report-type=delivery-status;
 boundary="_7b1c4d2e-0f4a-4f3e-9a53-1a2b3c4d5e6f_"
X-MS-Exchange-Message-Is-Ndr: true
Content-Language: en-US
Subject: Undeliverable: thu

--_7b1c4d2e-0f4a-4f3e-9a53-1a2b3c4d5e6f_
Content-Type: multipart/alternative; differences=Content-Type;
 boundary="_c0ffee00-1234-4abc-8def-001122334455_"

--_c0ffee00-1234-4abc-8def-001122334455_
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

Your message to ${TO} couldn't be delivered.

--_c0ffee00-1234-4abc-8def-001122334455_--

--_7b1c4d2e-0f4a-4f3e-9a53-1a2b3c4d5e6f_
Content-Type: message/delivery-status

Reporting-MTA: dns;MX01.thu.example
Received-From-MTA: dns;mx.hocvu.example
Arrival-Date: Mon, 23 Nov 2026 00:59:58 +0000

Final-Recipient: rfc822;${TO}
Action:
 ${action}
Status: ${status}
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient
 ${TO} not found by SMTP address lookup

--_7b1c4d2e-0f4a-4f3e-9a53-1a2b3c4d5e6f_
Content-Type: message/rfc822

From: hocvu <hocvu@hocvu.example>
To: ${TO}

x
--_7b1c4d2e-0f4a-4f3e-9a53-1a2b3c4d5e6f_--
`);

const absent = (inside = '') => `From: Học Viên Mẫu <bs01@thu.example>
Subject: Automatic reply
Auto-Submitted: auto-replied
Content-Type: text/plain; charset=utf-8

I am away. Action: failed
Status: 5.1.1

${inside}`;

test('each mail is sent from an address with its mark; what its readers see stays as it was', async () => {
  const marks = await sent('Dấu riêng', ['bs02', 'bs03']);
  assert.equal(new Set(marks).size, 2);
  for (const m of sink.mails) {
    assert.match(m.headers.from, /<hocvu@hocvu\.example>$|^hocvu@hocvu\.example$/);
    assert.equal(m.headers['message-id'], `<${m.from.slice('bounce+'.length, -'@tra-lai.hocvu.example'.length)}@hocvu.example>`);
  }
});

test('notices as Postfix and as Exchange write them make mails undelivered, with the status and nothing else they say', async () => {
  const [one, two, three, stays] = await sent('Trả lại', ['bs04', 'bs05', 'bs06', 'bs07']);
  for (const [mark, notice] of [[one, postfix()], [two, exchange()], [three, crlf(postfix({ status: '4.4.7' }))]]) {
    const r = bounce(mark.toUpperCase(), notice);
    assert.deepEqual([r.code, r.out], [0, ''], r.err);
    assert.match(r.err, /event=mail_came_back mail=\d+ outcome=done status=\d\.\d+\.\d+/);
    assert.ok(!r.err.includes('@'), r.err);
  }
  const { items } = await w.as('office').get('/mails').expect(200);
  assert.deepEqual(items.map((m) => [m.state, m.reason, m.answer, m.class_title, m.done !== null]).sort(),
    [['failed', 'mail_came_back', '4.4.7', 'Trả lại', true], ['failed', 'mail_came_back', '5.1.1', 'Trả lại', true], ['failed', 'mail_came_back', '5.1.10', 'Trả lại', true]]);
  assert.match(await commandLine(() => w)('office', 'mail list --lang en'), /mail_came_back +5\.1\.1/);
  assert.equal(of(stays).state, 'sent');

  const again = bounce(one, exchange());
  assert.deepEqual([again.code, of(one).answer], [0, '5.1.1'], 'a second notice of the same mail is left');
  await w.as('office').post('/mails/retry', { mails: [Number(of(one).id)] }).expect(200);
  await settled(one, 'sent');
  assert.equal(of(one).reason, null);
  assert.equal(bounce(one, postfix({ status: '5.2.2' })).code, 0);
  assert.deepEqual([of(one).state, of(one).answer], ['failed', '5.2.2'], 'it may come back again');
});

test('absence notes, delays, unknown marks and garbage change nothing, and nobody is told of an error', async () => {
  const [mark] = await sent('Không đổi', ['bs08']);
  const before = of(mark);
  const enclosed = absent().replace('text/plain; charset=utf-8', 'multipart/mixed; boundary=b').replace('I am away', `--b\nContent-Type: message/rfc822\n\n${postfix()}--b--\n`);
  for (const [what, input] of Object.entries({ absence: absent(), quoting: absent(postfix()), enclosed, delayed: postfix({ action: 'delayed', status: '4.4.1' }),
    relayed: exchange({ action: 'relayed', status: '2.0.0' }), contradiction: postfix({ status: '2.0.0' }), nostatus: postfix({ status: 'x' }),
    empty: '', nul: '\0'.repeat(1000), line: 'a'.repeat(1 << 20), late: `X: ${'a'.repeat(1 << 18)}\n${postfix()}` })) {
    const r = bounce(mark, input);
    assert.deepEqual([r.code, r.err.trim().split('\n').length], [0, 1], `${what}: ${r.err}`);
    assert.deepEqual(of(mark), before, what);
  }
  for (const unknown of ['00000000-0000-4000-8000-000000000000', '', 'x', `${mark}0`, mark.slice(1), "'; DROP TABLE mail", '--data=/tmp/x', '--data', '\u0007ă'])
    assert.equal(bounce(unknown, postfix()).code, 0, unknown);
  assert.deepEqual(of(mark), before);

  w.sql('owner', `UPDATE mail SET state = 'stopped' WHERE uid = '${mark}'`);
  assert.equal(bounce(mark, postfix()).code, 0);
  assert.equal(of(mark).state, 'stopped', 'what is no longer sent is left');
});

test('what may go better later is asked for again: a database that is away, a mail of which nobody wrote down yet that it went', async () => {
  const [mark] = await sent('Lát nữa', ['bs09']);
  assert.equal(bounce(mark, postfix(), { database_url: 'host=/nowhere user=hocvu_app dbname=hocvu' }).code, 75);
  w.sql('owner', `UPDATE mail SET state = 'waiting', next_at = now() + interval '1 day', claimed_until = now() + interval '5 minutes' WHERE uid = '${mark}'`);
  assert.equal(bounce(mark, postfix()).code, 75);
  w.sql('owner', `UPDATE mail SET state = 'sent', claimed_until = NULL WHERE uid = '${mark}'`);
  assert.equal(bounce(mark, postfix()).code, 0);
  assert.equal(of(mark).state, 'failed');
});

test('an address without one star, or too long with a mark in it, is refused at the start; no mark is a fault of who set it up', () => {
  for (const wrong of ['bounce@xa.example', 'b+*+*@xa.example', 'bounce@*.example', '*', `${'b'.repeat(29)}*@xa.example`, 'bounce <*@xa.example'])
    assert.match(hocvud('serve', '--set', 'mail_server=localhost', '--set', 'mail_from=a@b.example', '--set', `mail_bounces=${wrong}`,
      '--set', `key_file=${w.data}/keys`).err, /mail_bounces is no address/, wrong);
  assert.equal(hocvud('bounce').code, 64);
});
