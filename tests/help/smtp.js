// SPDX-License-Identifier: GPL-3.0-or-later
// A server of mails for tests: takes what comes, or answers as it is told; nothing leaves this machine.
//
//   const sink = await smtp({ rcpt: (to) => to.startsWith('no@') ? '550 5.1.1 no such user' : undefined });
//   await start({ env: sink.env() }) ... await sink.until(3); sink.mails[0].subject
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import { temporary } from './cluster.js';

// A certificate of its own for "localhost", and the file by which it is believed.
function certificate() {
  const folder = mkdtempSync(join(temporary(), 'smtp'));
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(folder, name));
  const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost',
    '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', cert], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  return { key: readFileSync(key), cert: readFileSync(cert), file: cert, folder };
}

const decoded = (value) => value.replace(/\?=\r?\n? +=\?/g, '?==?').replace(/=\?UTF-8\?B\?([A-Za-z0-9+/=]*)\?=/g,
  (all, bytes) => `\u0001${bytes}\u0002`).replace(/\u0001([^\u0002]*)\u0002/g, (all, bytes) => Buffer.from(bytes, 'base64').toString());

function part(text) {
  const at = text.indexOf('\r\n\r\n');
  const lines = text.slice(0, at).replace(/\r\n[ \t]/g, ' ').split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  }));
  assert.equal(Object.keys(headers).length, lines.length, `a header came twice: ${lines}`);
  return { headers, body: text.slice(at + 4) };
}

const content = (p) => (p.headers['content-transfer-encoding'] === 'base64' ? Buffer.from(p.body, 'base64').toString() : p.body);

// A mail as it came: { headers, subject, text, calendar, method, raw }.
export function mail(raw) {
  for (const line of raw.split('\r\n')) assert.ok(line.length <= 998 && !/[^\x20-\x7e\t]/.test(line), `seven bits: ${line}`);
  const { headers, body } = part(raw);
  const boundary = /boundary="([^"]+)"/.exec(headers['content-type'])?.[1];
  const parts = boundary === undefined ? [{ headers, body }] : body.split(`--${boundary}`).slice(1, -1).map((p) => part(p.slice(2)));
  const of = (type) => parts.find((p) => p.headers['content-type'].startsWith(type));
  return { raw, headers, subject: decoded(headers.subject), text: content(of('text/plain')).replaceAll('\r\n', '\n'),
    calendar: of('text/calendar') && content(of('text/calendar')), method: /method=(\w+)/.exec(of('text/calendar')?.headers['content-type'])?.[1] };
}

// What the sink does can be changed while it runs: sink.rcpt, sink.data (answers by a function of the address or the mail,
// undefined: 250), sink.breaks (true: the connection ends in the midst of a text), sink.silent (true: a text is taken and never
// answered), sink.from. sink.open says how many connections there are.
export async function smtp({ tls = false, password, ...rules } = {}) {
  const keys = tls ? certificate() : undefined;
  const sink = { mails: [], talks: 0, open: 0, tried: 0, ...rules };
  const server = createServer((socket) => {
    sink.talks++;
    sink.open++;
    socket.on('close', () => { sink.open--; });
    talk(socket, sink, { keys, password, hello: true });
  });
  await new Promise((done) => { server.listen(sink.port ?? 0, '127.0.0.1', done); });
  sink.port = server.address().port;
  sink.stop = () => new Promise((done) => { server.close(done); for (const s of sockets) s.destroy(); });
  sink.env = (more = {}) => ({
    HOCVU_MAIL_SERVER: `${tls ? 'localhost' : '127.0.0.1'}:${sink.port}`, HOCVU_MAIL_TLS: tls ? 'starttls' : 'none', HOCVU_MAIL_PER_MINUTE: '0',
    HOCVU_MAIL_FROM: 'hocvu@hocvu.example', HOCVU_PUBLIC_URL: 'https://hocvu.example',
    ...(keys ? { HOCVU_MAIL_CA_FILE: keys.file } : {}), ...more });
  if (password !== undefined && keys) {
    sink.passwordFile = join(keys.folder, 'password');
    writeFileSync(sink.passwordFile, `${password}\n`, { mode: 0o600 });
  }
  // Waits until so many mails, or those a function asks for, have come.
  sink.until = async (wanted, ms = 60_000) => {
    const enough = () => (typeof wanted === 'number' ? sink.mails.length >= wanted : wanted(sink));
    for (let waited = 0; !enough(); waited += 25) {
      assert.ok(waited < ms, `${sink.mails.length} mails came: ${sink.mails.map((m) => `${m.to}: ${m.subject}`).join('\n')}`);
      await sleep(25);
    }
    return sink.mails;
  };
  return sink;
}

const sockets = new Set();

function talk(socket, sink, { keys, password, hello }) {
  let buffer = '', text, from, to, proof = false, user = password === undefined;
  sockets.add(socket);
  const say = (line) => socket.write(`${line}\r\n`);
  const commands = {
    EHLO: () => say(['250-sink', ...(keys && hello ? ['250-STARTTLS'] : []), ...(password !== undefined && !(keys && hello) ? ['250-AUTH PLAIN'] : []), '250 SIZE'].join('\r\n')),
    STARTTLS: () => {
      say('220 go on');
      socket.removeAllListeners('data');
      talk(new TLSSocket(socket, { isServer: true, key: keys.key, cert: keys.cert }), sink, { keys, password, hello: false });
    },
    AUTH: (line) => {
      if (line.split(' ')[2] !== undefined) return commands.proof(line.split(' ')[2]);
      proof = true;
      say('334 ');
    },
    proof: (line) => {
      proof = false;
      user = Buffer.from(line, 'base64').toString().split('\0')[2] === password;
      say(user ? '235 welcome' : '535 5.7.8 no');
    },
    MAIL: (line) => {
      from = /<(.*?)>/.exec(line)[1];
      say((user ? undefined : '530 who are you') ?? sink.from?.(from) ?? '250 fine');
    },
    RCPT: (line) => {
      sink.tried++;
      to = /<(.*?)>/.exec(line)[1];
      say(sink.rcpt?.(to) ?? '250 fine');
    },
    DATA: () => { text = ''; say('354 go on'); },
    RSET: () => say('250 fine'), NOOP: () => say('250 fine'),
    QUIT: () => { say('221 bye'); socket.end(); },
  };
  const text_take = () => {
    if (sink.breaks) { socket.destroy(); return false; }
    const end = buffer.startsWith('.\r\n') ? 0 : buffer.indexOf('\r\n.\r\n');
    if (end < 0) return false;
    text = buffer.slice(0, end + 2).replace(/(^|\r\n)\.\./g, '$1.');
    buffer = buffer.slice(end === 0 ? 3 : end + 5);
    const came = { from, to, ...mail(text) };
    const answer = sink.data?.(came) ?? '250 2.0.0 taken';
    if (answer.startsWith('2')) sink.mails.push(came);
    text = undefined;
    if (!sink.silent) say(answer);
    return true;
  };
  socket.on('error', () => {});
  socket.on('close', () => sockets.delete(socket));
  socket.on('data', (bytes) => {
    buffer += bytes.toString('latin1');
    for (;;) {
      if (text !== undefined) { if (!text_take()) return; continue; }
      const at = buffer.indexOf('\r\n');
      if (at < 0) return;
      const line = buffer.slice(0, at);
      buffer = buffer.slice(at + 2);
      (commands[proof ? 'proof' : line.slice(0, 8).toUpperCase().split(/[ :]/)[0]] ?? (() => say('502 what')))(line);
    }
  });
  if (hello) say('220 sink');
}
