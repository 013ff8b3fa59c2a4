// SPDX-License-Identifier: GPL-3.0-or-later
// hocvud as it stands in an office: on a unix socket behind nginx with the committed configuration, and who is believed there.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect as connectHttp2 } from 'node:http2';
import { request as requestHttps } from 'node:https';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT, serve, start, temporary } from '../help/cluster.js';
import { given } from '../help/given.js';
import { nginx } from '../help/nginx.js';
import { until } from '../help/until.js';
import { head, once, wire } from '../help/wire.js';

const PUBLIC = 'https://127.0.0.1';
const json = { 'Content-Type': 'application/json' };
const sentences = JSON.parse(readFileSync(join(ROOT, 'web/messages/vi.json'), 'utf8'));
let s, behind, proxy, unit;

const mine = () => ({ Authorization: `Bearer ${s.tokens.root}` });
const posted = (at, path, body, headers = {}) => once(at, 'POST', `/api/v1${path}`, { headers: { ...json, ...headers }, body: JSON.stringify(body) });
const wrong = { name: 'nobody', password: 'khong-phai-mat-khau' };
const signingIn = async (at, headers) => (await posted(at, '/sign-in', wrong, headers)).body.code;

before(async () => {
  s = await start();
  await given(s, { accounts: { root: ['admin hung-yen'], lan: ['admin hung-yen'] } });
  behind = await serve(s, { listen: join(temporary(), 'behind.sock'), public_url: PUBLIC });
  proxy = await nginx(behind.found);
  unit = (await s.as('root').get('/units?code=hung-yen')).items[0].id;
});
after(async () => {
  await proxy?.stop();
  await behind?.stop();
  await s?.stop();
});

// One request over TLS, as a browser makes it: { status, headers, text }.
function secure(path, { method = 'GET', headers = {}, body = '' } = {}) {
  return new Promise((resolve, reject) => {
    const r = requestHttps(proxy.tls + path, { method, headers, ca: proxy.certificate() }, (answer) => {
      let text = '';
      answer.on('data', (more) => { text += more; }).on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
    });
    r.on('error', reject).end(body);
  });
}

test('over TLS, by HTTP/1.1 and HTTP/2, with the security headers of both', async () => {
  const r = await secure('/api/v1/me', { headers: mine() });
  assert.equal(r.status, 200, r.text);
  assert.match(r.headers['strict-transport-security'], /max-age=\d{8}/);
  assert.equal(r.headers['x-content-type-options'], 'nosniff');
  assert.match(r.headers['content-security-policy'], /default-src 'none'/);
  assert.equal(r.headers['cache-control'], 'no-store');
  assert.doesNotMatch(r.headers.server ?? '', /\d/);
  for (const path of ['/metrics', '/healthz', '/nothing']) {
    const { 'strict-transport-security': said } = (await secure(path)).headers;
    assert.equal(said, 'max-age=63072000', path);		// once, whoever of the two answers
  }
  const session = connectHttp2(proxy.tls, { ca: proxy.certificate() });
  const status = await new Promise((resolve, reject) => {
    session.on('error', reject);
    session.request({ ':path': '/api/v1/me', ...mine() }).on('response', (h) => resolve(h[':status'])).on('error', reject).end();
  });
  session.close();
  assert.equal(status, 200);
});

test('plain HTTP is sent to HTTPS, to the server\'s own name whatever was asked for', async () => {
  for (const Host of ['127.0.0.1', 'evil.example']) {
    const r = await once(proxy.redirect, 'GET', '/feeds/hf_secret.ics', { headers: { Host } });
    assert.deepEqual([r.status, r.headers.location], [301, 'https://127.0.0.1/feeds/hf_secret.ics']);
  }
});

test('a session over TLS has a cookie that plain HTTP never carries, and is refused to other sites', async () => {
  const password = 'mot-mat-khau-du-dai-2026';
  const first = s.hocvud('account', 'password', 'lan').out.trim();
  const signed = await secure('/api/v1/sign-in', { method: 'POST', headers: json, body: JSON.stringify({ name: 'lan', password: first }) });
  assert.equal(signed.status, 200, signed.text);
  const [cookie] = signed.headers['set-cookie'];
  assert.match(cookie, /^__Host-.*; HttpOnly; SameSite=Strict; Secure$/);
  const change = (headers) => secure('/api/v1/me/password', { method: 'PUT', headers: { ...json, cookie: cookie.split(';')[0], ...headers },
    body: JSON.stringify({ old: first, new: password }) });
  assert.equal((await change({ origin: 'https://evil.example' })).status, 403);
  assert.equal((await change({ 'sec-fetch-site': 'cross-site' })).status, 403);
  assert.equal((await change({ 'sec-fetch-site': 'same-origin' })).status, 204);
});

test('metrics and readiness are for the machine itself', async () => {
  for (const path of ['/metrics', '/readyz', '/%6detrics', '//metrics', '/x/../readyz']) {
    assert.equal((await once(proxy.url, 'GET', path)).status, 404, path);
    assert.notEqual((await once(behind.found, 'GET', path)).text.length, 0);
  }
  assert.equal((await once(behind.found, 'GET', '/metrics')).status, 200);
});

test('the address of a feed is the public one, whoever asks, and without one only this machine\'s', async () => {
  const made = async (at, headers = {}) => (await posted(at, '/feeds', { what: 'catalogue' }, { ...mine(), ...headers })).body;
  assert.ok((await made(proxy.url)).url.startsWith(`${PUBLIC}/feeds/`));
  assert.ok((await made(behind.found, { Host: 'localhost', 'X-Forwarded-For': '127.0.0.1' })).url.startsWith(`${PUBLIC}/feeds/`));
  assert.ok((await made(s.url, { Host: 'localhost:8080' })).url.startsWith('http://localhost:8080/feeds/'));
  for (const Host of ['evil.example', 'a"><script>alert(1)</script>', '127.0.0.1.evil.example']) {
    const r = await posted(s.url, '/feeds', { what: 'catalogue' }, { ...mine(), Host });
    assert.deepEqual([r.status, r.body.code, r.body.title], [421, 'host_unknown', sentences.host_unknown]);
  }
  assert.equal((await once(s.url, 'GET', '/feeds/catalogue', { headers: { Host: 'evil.example' } })).status, 421);
});

test('no log says a feed\'s secret, whether it is read, refused, cut off or the server is away', async () => {
  const { url } = (await posted(proxy.url, '/feeds', { what: 'catalogue' }, mine())).body;
  const path = new URL(url).pathname;
  assert.equal((await once(proxy.url, 'GET', path)).status, 200);
  assert.equal((await once(proxy.url, 'POST', path, { body: 'x' })).status, 405);
  assert.equal((await once(proxy.url, 'PUT', path, { headers: { 'Content-Length': '999999' } })).status, 413);
  for (const at of [behind.found, proxy.url]) {
    for (let i = 0; i < 20; i++) {
      const c = wire(at).say(head('GET', path));
      await sleep(i % 4);
      c.close();
    }
  }
  process.kill(behind.pid, 'SIGSTOP');
  const late = wire(proxy.url).say(head('GET', path));
  await sleep(100);
  late.close();
  process.kill(behind.pid, 'SIGCONT');
  await once(proxy.url, 'GET', '/api/v1/units?q=Nguoi-Nao-Do', { headers: mine() });
  // Whatever was asked before it stands in front of it.
  await until('nginx has written of it', () => /^127\.0\.0\.1 \[\S+\] GET \/api\/v1\/units 200 \d+ [\d.]+$/m.test(proxy.access()));
  await until('hocvud has written of it', () => behind.log().includes('route="GET /units" status=200'));
  const secret = /hf_[\w-]+/.exec(path)[0];
  for (const log of [proxy.access(), proxy.errors(), behind.log()]) {
    assert.ok(!log.includes(secret) && !log.includes('Nguoi-Nao-Do'), log.split('\n').find((line) => line.includes(secret)));
  }
});

test('for whom a proxy speaks: the unix socket and listed addresses are believed, nobody else', async () => {
  const open = await serve(s, { listen: join(temporary(), 'open.sock') });
  const listed = await serve(s, { listen: '127.0.0.1:0', proxies: '10.0.0.0/24 127.0.0.1' });
  const rfc7239 = await serve(s, { listen: join(temporary(), 'rfc7239.sock'), forwarded: 'on' });
  const at = { socket: open.found, listed: `http://${listed.found}`, stranger: s.url, rfc7239: rfc7239.found };
  const from = (where, said) => signingIn(at[where], typeof said === 'string' || Array.isArray(said) ? { 'X-Forwarded-For': said } : said ?? {});
  try {
    for (const [where, address, code] of [
      ['socket', '127.0.0.1', 'sign_in_failed'], ['socket', '203.0.113.9', 'https_needed'], ['socket', null, 'https_needed'],
      ['socket', '127.0.0.1, 203.0.113.9', 'https_needed'], ['socket', 'localhost', 'https_needed'],
      ['listed', '127.0.0.1', 'sign_in_failed'], ['listed', '::1', 'sign_in_failed'], ['listed', '203.0.113.9', 'https_needed'],
      // Lies: what a client wrote stands left of what a proxy saw; another line, another header, a proxy's address in front.
      ['socket', ['127.0.0.1', '203.0.113.9'], 'https_needed'], ['socket', ['203.0.113.9', '127.0.0.1'], 'sign_in_failed'],
      ['socket', { Forwarded: 'for=127.0.0.1' }, 'https_needed'], ['socket', { Forwarded: 'for=127.0.0.1', 'X-Forwarded-For': '203.0.113.9' }, 'https_needed'],
      ['socket', { 'X-Real-IP': '127.0.0.1' }, 'https_needed'], ['socket', '203.0.113.9 127.0.0.1', 'https_needed'],
      ['listed', '203.0.113.9, 10.0.0.7', 'https_needed'], ['listed', '127.0.0.1, 203.0.113.9, 10.0.0.7', 'https_needed'],
      ['listed', '203.0.113.9, 127.0.0.1', 'https_needed'], ['listed', '127.0.0.1, 10.0.1.7', 'https_needed'],
      ['rfc7239', { Forwarded: 'for=127.0.0.1' }, 'sign_in_failed'], ['rfc7239', { Forwarded: 'for=127.0.0.1, for="203.0.113.9:80"' }, 'https_needed'],
      ['rfc7239', '127.0.0.1', 'https_needed'], ['rfc7239', { Forwarded: 'for=203.0.113.9', 'X-Forwarded-For': '127.0.0.1' }, 'https_needed'],
      ['stranger', { Forwarded: 'for=127.0.0.1' }, 'https_needed'], ['stranger', { Via: '1.1 somebody' }, 'https_needed'],
      ['stranger', null, 'sign_in_failed'], ['stranger', '127.0.0.1', 'https_needed'], ['stranger', '203.0.113.9', 'https_needed'],
    ]) assert.equal(await from(where, address), code, `${where} for ${JSON.stringify(address)}`);
  } finally {
    await open.stop();
    await listed.stop();
    await rfc7239.stop();
  }
});

test('nginx says who came, whatever the client says; tries from one place do not lock out another', async () => {
  const tries = async (at, address) => {
    const codes = [];
    for (let i = 0; i < 12 && codes.at(-1) !== 'sign_in_wait'; i++) codes.push(await signingIn(at, { 'X-Forwarded-For': address(i) }));
    return codes.at(-1);
  };
  assert.equal(await tries(proxy.url, (i) => `203.0.113.${i}`), 'sign_in_wait');
  assert.equal(await signingIn(behind.found, { 'X-Forwarded-For': '198.51.100.7' }), 'sign_in_failed');
});

test('bodies too long and a server that is away are said as problems, in a clerk\'s words', async () => {
  const long = await once(proxy.url, 'POST', `/api/v1/units/${unit}/children`, { headers: { ...mine(), ...json }, body: 'x'.repeat(300_000) });
  const stopped = await nginx(join(temporary(), 'nobody.sock'));
  const away = await once(stopped.url, 'GET', '/api/v1/me');
  await once(stopped.url, 'GET', '/feeds/hf_khong-ai-biet.ics');
  assert.ok(!(stopped.access() + stopped.errors()).includes('hf_khong'));
  await stopped.stop();
  for (const [r, status, code] of [[long, 413, 'body_too_large'], [away, 503, 'server_away']]) {
    assert.equal(r.headers['content-type'], 'application/problem+json');
    assert.deepEqual([r.status, r.body.status, r.body.code, r.body.title], [status, status, code, sentences[code]]);
  }
  const conf = readFileSync(join(ROOT, 'deploy/nginx.conf'), 'utf8');
  assert.ok(conf.includes(`"title":"${sentences.too_many_requests}","status":429,"code":"too_many_requests"`));
});

test('more than 256 at once from one address are refused, the others not', async () => {
  const all = Array.from({ length: 286 }, () => wire(proxy.url).say(head('POST', '/api/v1/sign-out', { 'Content-Length': '9999', Connection: 'keep-alive' })));
  const dripping = setInterval(() => all.forEach((c) => c.say('x')), 1000);		// who is silent for 5 seconds is cut off
  try {
    const answered = [];
    all.forEach((c) => c.reply().then((r) => answered.push(r), () => {}));
    await until('30 are refused', () => answered.length >= 30);
    assert.ok(answered.every((r) => r?.status === 429 && r.body.code === 'too_many_requests' && r.headers['retry-after'] === '2'));
    // All have asked by now: who was not refused is at work, and one more is refused, too.
    assert.equal((await once(proxy.url, 'GET', '/healthz')).status, 429);
    assert.equal(answered.length, 30);
  } finally {
    clearInterval(dripping);
    all.forEach((c) => c.close());
  }
  await until('their places are free', async () => (await once(proxy.url, 'GET', '/healthz')).status === 200);
});

test('a long list comes compressed to who asks for it, and its tag still fits', async () => {
  const headers = { ...mine(), 'Accept-Encoding': 'gzip' };
  const r = await secure('/api/v1/openapi.json', { headers: { 'Accept-Encoding': 'gzip' } });
  assert.equal(r.headers['content-encoding'], 'gzip');
  const list = await secure('/api/v1/plans', { headers });
  assert.equal(list.status, 200);
  assert.equal((await secure('/api/v1/plans', { headers: { ...headers, 'If-None-Match': list.headers.etag } })).status, 304);
});
