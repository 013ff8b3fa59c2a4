// SPDX-License-Identifier: GPL-3.0-or-later
// No mail is lost and few come twice: a server killed in the midst, two that send, a thousand at once; TLS with a password;
// and a server that sends none writes none.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { hocvud, serve, start } from '../help/cluster.js';
import { smtp } from '../help/smtp.js';

const running = [];
after(async () => { for (const s of running) await s.stop().catch(() => {}); });

const many = (s, n) => s.sql('owner', `INSERT INTO person (code, full_name, sort_name, folded, folded_given, email_sealed)
  SELECT 'm-' || i, 'Học Viên Mẫu ' || i, 'x', 'x', 'x', 'k0.m' || i || '@thu.example' FROM generate_series(1, ${n}) i;
  INSERT INTO mail (kind, about, person_id) SELECT 'account', 'password_reset', id FROM person WHERE code LIKE 'm-%'`);
const states = (s) => Object.fromEntries(s.sql('owner', 'SELECT state, count(*)::int AS n FROM mail GROUP BY state').map((r) => [r.state, r.n]));
const until = async (what, ms = 120_000) => {
  for (let waited = 0; !(await what()); waited += 50) {
    assert.ok(waited < ms, what.toString());
    await sleep(50);
  }
};

test('killed in the midst of a batch: what had not been said to be sent is sent again, under the same Message-ID', async () => {
  const sink = await smtp();
  const s = await start({ env: sink.env() });
  // From then on what sends waits for an answer: it is there, or it has ended, and nothing goes on meanwhile.
  sink.data = () => { if (sink.mails.length === 20) { sink.silent = true; process.kill(s.pid, 'SIGKILL'); } return '250 taken'; };
  many(s, 150);
  await until(() => sink.mails.length > 20);
  await until(() => sink.open === 0, 30_000);	// what sends ends with it, not after the 45 seconds it would wait
  const before = sink.mails.length;
  assert.equal(before, 21);
  Object.assign(sink, { data: undefined, silent: false });
  await s.stop({ keep: true, signal: 'SIGKILL' }).catch(() => {});
  const again = await start({ data: s.data, env: sink.env() });
  running.push(again, sink);
  again.sql('owner', "UPDATE mail SET claimed_until = now() WHERE claimed_until IS NOT NULL");
  await until(() => states(again).sent === 150);
  const by = Map.groupBy ? Map.groupBy(sink.mails, (m) => m.to) : sink.mails.reduce((all, m) => all.set(m.to, [...(all.get(m.to) ?? []), m]), new Map());
  assert.equal(by.size, 150, 'everybody got theirs');
  for (const [who, mails] of by) assert.equal(new Set(mails.map((m) => m.headers['message-id'])).size, 1, who);
  assert.ok(sink.mails.length <= 150 + before, 'only what was under way came twice');
});

test('two servers send each mail once; a thousand take seconds; the process that serves holds no library of mails', async () => {
  const sink = await smtp();
  const one = await start({ env: sink.env() });
  const two = await serve(one, { listen: '127.0.0.1:0' }, sink.env());
  running.push(two, one, sink);
  const maps = readFileSync(`/proc/${one.pid}/maps`, 'utf8');
  assert.ok(!/libcurl/.test(maps));
  await until(() => one.sql('owner', 'SELECT seen_at FROM mail_house')[0].seen_at !== null);
  const began = Date.now();
  many(one, 1000);
  await until(() => states(one).sent === 1000);
  const seconds = (Date.now() - began) / 1000;
  assert.equal(sink.mails.length, 1000);
  assert.equal(new Set(sink.mails.map((m) => m.headers['message-id'])).size, 1000);
  for (const server of [one, two]) assert.match(server.log(), /event=mails claimed=/, 'both had a part in it');
  assert.ok(sink.talks <= 40, `connections are used again: ${sink.talks}`);
  console.log(`# 1,000 mails in ${seconds.toFixed(1)} s, ${sink.talks} connections`);
});

test('no more a minute than the setting says', async () => {
  const sink = await smtp();
  const s = await start({ env: sink.env({ HOCVU_MAIL_PER_MINUTE: '7' }) });
  running.push(s, sink);
  many(s, 30);
  await until(() => sink.mails.length >= 7);
  // What sends has had two turns more when it has twice put right what it says of the house.
  for (let i = 0; i < 2; i++) {
    s.sql('owner', 'UPDATE mail_house SET urgent_days = 59');
    await until(() => s.sql('owner', 'SELECT FROM mail_house WHERE urgent_days = 59').length === 0);
  }
  assert.deepEqual([sink.mails.length, s.sql('owner', 'SELECT FROM mail WHERE tried_at IS NOT NULL').length], [7, 7]);
});

test('TLS and a password: a certificate nobody vouches for and a wrong password are no fault of the mail', async () => {
  const sink = await smtp({ tls: true, password: 'mat-khau-cua-may' });
  const signed = { HOCVU_MAIL_USER: 'hocvu', HOCVU_MAIL_PASSWORD_FILE: sink.passwordFile };
  const s = await start({ env: sink.env({ ...signed, HOCVU_MAIL_CA_FILE: '' }) });
  running.push(sink);
  many(s, 3);
  await until(() => s.sql('owner', "SELECT count(*)::int AS n FROM mail WHERE reason = 'mail_away' AND tries = 0")[0].n > 0);
  assert.equal(sink.mails.length, 0, 'nothing is said to who cannot prove to be the server');
  await s.stop({ keep: true });
  const good = await start({ data: s.data, env: sink.env(signed) });
  running.push(good);
  good.sql('owner', 'UPDATE mail SET next_at = NULL');
  await until(() => sink.mails.length === 3);
  assert.ok(!/mat-khau/.test(good.log()));
});

test('without a server of mails nothing is written, and settings that do not fit are refused at the start', async () => {
  const s = await start();
  running.push(s);
  s.sql('owner', `INSERT INTO person (code, full_name, sort_name, folded, folded_given, email_sealed) VALUES ('x', 'Học Viên Mẫu', 'x', 'x', 'x', 'k0.a@b.example')`);
  assert.equal(s.sql('owner', "SELECT mail_takes((SELECT id FROM person WHERE code = 'x'), 'account') AS t")[0].t, false);
  const fail = (...set) => hocvud('serve', ...set.flatMap((x) => ['--set', x]), '--set', `key_file=${s.data}/keys`);
  for (const [wrong, ...set] of [['mail_from is no address', 'mail_server=localhost'],
    ['on this machine', 'mail_server=mail.example', 'mail_tls=none', 'mail_from=a@b.example'],
    ['mail_tls is', 'mail_server=localhost', 'mail_tls=on', 'mail_from=a@b.example'],
    ['needs mail_password_file', 'mail_server=localhost', 'mail_user=x', 'mail_from=a@b.example'],
    ['a name:port', 'mail_server=localhost/x', 'mail_from=a@b.example']]) {
    const r = fail(...set);
    assert.equal(r.code, 78, r.err);
    assert.match(r.err, new RegExp(wrong), set.join(' '));
  }
});
