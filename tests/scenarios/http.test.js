// SPDX-License-Identifier: GPL-3.0-or-later
// What every request meets before and after its handler: limits, refusals, repetition, languages.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { start } from '../help/cluster.js';
import { given } from '../help/given.js';
import { until } from '../help/until.js';
import { head, once, wire } from '../help/wire.js';

let s, unit;
const json = { 'Content-Type': 'application/json' };
const mine = () => ({ Authorization: `Bearer ${s.tokens.root}` });
const asked = (method, path, more = {}) => once(s.url, method, path, { ...more, headers: { ...mine(), ...more.headers } });
const posted = (body, headers = {}) => asked('POST', `/api/v1/units/${unit}/children`, { body, headers: { ...json, ...headers } });
const refused = (r, status, code) => {
  assert.equal(r.status, status, r.text);
  assert.equal(r.headers['content-type'], 'application/problem+json');
  assert.equal(r.body.status, status);
  if (code) assert.equal(r.body.code, code);
  assert.match(r.body.request, /^[0-9a-f]{16}$/);
  assert.ok(r.body.title.length > 3 && !r.body.title.startsWith('?'), r.body.title);
  return r;
};

before(async () => {
  s = await start();
  await given(s, { accounts: { root: ['admin hung-yen'], other: ['admin hung-yen'] } });
  unit = (await s.as('root').get('/units?code=hung-yen').expect(200)).items[0].id;
});
after(() => s?.stop());

test('a body over 256 KiB is 413, said before it comes or found while it comes', async () => {
  const big = JSON.stringify({ code: 'x', name: 'a'.repeat(256 * 1024), kind: 'commune' });
  refused(await posted(big), 413, 'body_too_large');
  refused(await posted('', { 'Content-Length': String(9 * 1024 * 1024) }), 413, 'body_too_large');
  const chunks = Array.from({ length: 70 }, () => `1000\r\n${'x'.repeat(4096)}\r\n`).join('') + '0\r\n\r\n';
  const c = wire(s.url).say(head('POST', `/api/v1/units/${unit}/children`, { ...mine(), ...json, 'Transfer-Encoding': 'chunked' })).say(chunks);
  refused(await c.reply(), 413, 'body_too_large');
  const fits = JSON.stringify({ code: 'x', name: 'a'.repeat(255 * 1024), kind: 'commune' });
  refused(await posted(fits), 422, 'invalid');
});

test('a request line over 2 KiB is 414, more than 64 headers 431, more than 32 arguments 400', async () => {
  const path = (n) => `/api/v1/units?q=${'a'.repeat(n - '/api/v1/units?q='.length)}`;
  refused(await asked('GET', path(2049)), 414, 'uri_too_long');
  assert.notEqual((await asked('GET', path(2048))).status, 414);
  const headers = (n) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`X-H${i}`, 'v']));
  refused(await asked('GET', '/api/v1/me', { headers: headers(62) }), 431, 'too_many_headers');
  assert.equal((await asked('GET', '/api/v1/me', { headers: headers(61) })).status, 200);
  const args = (n) => `/api/v1/units?${Array.from({ length: n }, (_, i) => `a${i}=1`).join('&')}`;
  refused(await asked('GET', args(33)), 400, 'too_many_arguments');
  refused(await asked('GET', args(32)), 422, 'unknown_argument');
});

test('JSON that is too deep, says a key twice, is no JSON or no UTF-8 is 400', async () => {
  const deep = (n) => `{"code":${'['.repeat(n - 1)}${']'.repeat(n - 1)}}`;
  refused(await posted(deep(17)), 400, 'too_deep');
  refused(await posted(deep(16)), 422, 'invalid');
  refused(await posted('{"code":"a","code":"b"}'), 400, 'duplicate_key');
  refused(await posted('{"code":'), 400, 'bad_json');
  refused(await posted(Buffer.from('{"code":"\xff"}', 'latin1')), 400, 'bad_encoding');
  refused(await posted('{"code":"a\\u0000b","name":"x","kind":"commune"}'), 400);
  refused(await posted(''), 400, 'body_missing');
  refused(await posted('[]'), 422, 'invalid');
  refused(await posted('{}', { 'Content-Type': 'text/plain' }), 415, 'content_type_not_json');
  refused(await asked('POST', `/api/v1/units/${unit}/children`, { body: '{}' }), 415, 'content_type_not_json');
});

// What the server has computed so far, in milliseconds of a processor: others on the machine do not count.
function computed() {
  const fields = readFileSync(`/proc/${s.pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

test('a long body costs no more than its length: marks by the ten thousand, nothing but faults, long numbers', async () => {
  const marks = `a${'\u0301'.repeat(60_000)}${'\u0323'.repeat(60_000)}`;
  const bodies = [JSON.stringify({ name: marks, password: 'x' }), `{${Array.from({ length: 19_000 }, (_, i) => `"k${i}":1`)}}`, `{"name":${'1'.repeat(200_000)}}`,
    JSON.stringify({ name: 'o\u031b\u0309'.repeat(50_000), password: 'x' })];
  for (const body of bodies) {
    const before = computed();
    const r = await once(s.url, 'POST', '/api/v1/sign-in', { headers: json, body });
    assert.ok([400, 422].includes(r.status), r.text);
    const cost = computed() - before;
    assert.ok(cost < 3000, `${cost} ms: ${body.slice(0, 20)}`);
  }
  const piled = refused(await once(s.url, 'POST', '/api/v1/sign-in', { headers: json, body: bodies[0] }), 422, 'invalid');
  assert.deepEqual(piled.body.errors.map((e) => [e.pointer, e.code]), [['/name', 'too_many_marks']]);
});

test('every wrong field is named at once, and one nobody knows too', async () => {
  const r = refused(await posted('{"code":7,"kind":"commune","valid_from":"2025-02-30","colour":"red"}'), 422, 'invalid');
  assert.deepEqual(Object.fromEntries(r.body.errors.map((e) => [e.pointer, e.code])),
    { '/code': 'wrong_type', '/name': 'required', '/valid_from': 'bad_date', '/colour': 'unknown_field' });
  assert.ok(r.body.errors.every((e) => e.detail && !e.detail.startsWith('?')));
});

test('what an address cannot say is refused: %00, no UTF-8, half an escape, arguments nobody knows or said twice', async () => {
  refused(await asked('GET', '/api/v1/units?q=a%00b'), 400, 'bad_encoding');
  refused(await asked('GET', '/api/v1/me%00'), 400, 'bad_encoding');
  refused(await asked('GET', '/api/v1/units?q=%ff'), 400, 'bad_encoding');
  refused(await asked('GET', '/api/v1/units?q=%4'), 400, 'bad_encoding');
  refused(await asked('GET', '/api/v1/units?colour=red'), 422, 'unknown_argument');
  refused(await asked('GET', '/api/v1/units?q=a&q=b'), 400, 'duplicate_argument');
  refused(await asked('GET', '/api/v1/units?limit=0'), 422, 'invalid');
  refused(await asked('GET', '/api/v1/units?limit=201'), 422, 'invalid');
  refused(await asked('GET', '/api/v1/units?as_of=2025-13-01'), 422, 'invalid');
  const nul = wire(s.url).say(Buffer.from('GET /api/v1/me\0x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 'latin1'));
  const r = await nul.reply();
  assert.ok(r === null || r.status === 400);
});

test('what a proxy could read otherwise is refused and its connection closed', async () => {
  const bad = [
    { 'Content-Length': ['2', '3'] }, { 'Content-Length': '2', 'Transfer-Encoding': 'chunked' }, { 'Content-Length': '+2' },
    { 'Transfer-Encoding': 'gzip' }, { Host: ['a', 'b'] },
  ];
  for (const headers of bad) {
    const c = wire(s.url).say(head('POST', '/api/v1/sign-out', { Connection: 'keep-alive', ...headers })).say('{}');
    const r = await c.reply();
    assert.ok(r === null || r.status === 400, `${JSON.stringify(headers)} gave ${r?.status}`);
    await c.ended();
  }
});

test('an unknown path is 404, a wrong method 405 with Allow; HEAD is GET without its body, OPTIONS says what goes', async () => {
  refused(await asked('GET', '/api/v1/nothing'), 404, 'not_found');
  refused(await asked('GET', '/api/v1/units/0'), 404);
  refused(await asked('GET', '/api/v1/units/99999999999999999999'), 404);
  refused(await asked('GET', '/api/v1/units/999999'), 404);
  const wrong = refused(await asked('DELETE', `/api/v1/units/${unit}`), 405, 'method_not_allowed');
  assert.equal(wrong.headers.allow, 'GET, HEAD, PUT, OPTIONS');
  const options = await asked('OPTIONS', `/api/v1/units/${unit}`);
  assert.deepEqual([options.status, options.headers.allow], [204, 'GET, HEAD, PUT, OPTIONS']);
  const got = await asked('GET', `/api/v1/units/${unit}`), headed = await asked('HEAD', `/api/v1/units/${unit}`);
  assert.equal(headed.status, 200);
  assert.equal(headed.headers['content-length'], got.headers['content-length']);
  assert.equal(headed.headers.etag, got.headers.etag);
});

test('what a person may read is not for caches, and no page may frame or sniff it', async () => {
  const { headers } = await asked('GET', '/api/v1/me');
  assert.equal(headers['cache-control'], 'no-store');
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.match(headers['content-security-policy'], /default-src 'none'/);
  assert.equal((await once(s.url, 'GET', '/api/v1/me')).headers['cache-control'], 'no-store');
});

test('a problem speaks the language that was asked for, Vietnamese when none was', async () => {
  const title = async (language) => {
    const r = await once(s.url, 'GET', '/api/v1/me', { headers: language ? { 'Accept-Language': language } : {} });
    return [r.headers['content-language'], r.body.title];
  };
  const [vi, viTitle] = await title(), [en, enTitle] = await title('en-GB,en;q=0.9');
  assert.deepEqual([vi, en], ['vi', 'en']);
  assert.notEqual(viTitle, enTitle);
  assert.match(viTitle, /[ạảãàáâậầấẩẫăắằặẳẵđêếềệễểôốồộổỗơớờợởỡưứừựửữĐ]/);
  assert.deepEqual(await title('fr, vi;q=0.3, en;q=0.7'), ['en', enTitle]);
  assert.deepEqual(await title('fr'), ['vi', viTitle]);
});

test('the same Idempotency-Key gets the same answer, another body with it is refused, and keys of others do not meet', async () => {
  const key = randomUUID(), body = { code: 'lap-lai', name: 'Lặp Lại', kind: 'commune' };
  const send = (who, k, b) => s.as(who).post(`/units/${unit}/children`, b).with('Idempotency-Key', k).reply();
  const first = await send('root', key, body), again = await send('root', key, body);
  assert.deepEqual([first.status, again.status], [201, 201]);
  assert.deepEqual(again.body, first.body);
  assert.equal(first.headers.get('idempotent-replay'), null);
  assert.equal(again.headers.get('idempotent-replay'), 'true');
  const reused = await send('root', key, { ...body, name: 'Khác' });
  assert.deepEqual([reused.status, reused.body.code], [422, 'idempotency_key_reused']);
  const elsewhere = await s.as('root').post('/sign-out').with('Idempotency-Key', key).reply();
  assert.deepEqual([elsewhere.status, elsewhere.body.code], [422, 'idempotency_key_reused']);
  const another = await send('other', key, body);
  assert.deepEqual([another.status, another.body.code], [409, 'unit_code_taken']);
  const bad = await send('root', 'a b', body);
  assert.deepEqual([bad.status, bad.body.code], [400, 'bad_idempotency_key']);
});

test('a refused request leaves its key free', async () => {
  const key = randomUUID();
  const send = (code) => s.as('root').post(`/units/${unit}/children`, { code, name: 'Trùng', kind: 'commune' }).with('Idempotency-Key', key);
  await send('hung-yen').expect(409);
  await send('trung-moi').expect(201);
});

test('twenty at once with one key make one unit and all get its answer', async () => {
  const key = randomUUID(), body = { code: 'cung-luc', name: 'Cùng Lúc', kind: 'commune' };
  const all = await Promise.all(Array.from({ length: 20 }, () =>
    s.as('root').post(`/units/${unit}/children`, body).with('Idempotency-Key', key).reply()));
  assert.deepEqual([...new Set(all.map((r) => r.status))], [201]);
  assert.equal(new Set(all.map((r) => r.body.id)).size, 1);
  assert.equal(all.filter((r) => r.headers.get('idempotent-replay') === null).length, 1);
  assert.equal(s.sql('owner', "SELECT id FROM unit WHERE code = 'cung-luc'").length, 1);
});

test('what a write could not know is told by ETag: 304, 428, 412', async () => {
  const path = `/units/${unit}`, got = await s.as('root').get(path).reply();
  const etag = got.headers.get('etag');
  assert.match(etag, /^"v\d+/);
  await s.as('root').get(path).with('If-None-Match', etag).expect(304, '');
  await s.as('root').get(path).with('If-None-Match', `W/${etag}, "x"`).expect(304);
  await s.as('root').get(path).with('If-None-Match', '"v999"').expect(200);
  const edit = { name: got.body.name, official_code: got.body.official_code };
  await s.as('root').put(path, edit).expect(428, { code: 'if_match_missing' });
  await s.as('root').put(path, edit).with('If-Match', '"v999"').expect(412, { code: 'changed_meanwhile' });
  for (const form of ['1', 'v1', '"1"', '"v1', 'W/1', 'x, y']) {
    await s.as('root').put(path, edit).with('If-Match', form).expect(412, { code: 'if_match_form', title: /"v2"/ });
  }
  await s.as('root').put(path, edit).with('If-Match', '1, "v999"').expect(412, { code: 'changed_meanwhile' });
  const done = await s.as('root').put(path, edit).with('If-Match', etag).reply();
  assert.equal(done.status, 200, done.text);
  assert.notEqual(done.headers.get('etag'), etag);
  await s.as('root').put(path, edit).with('If-Match', etag).expect(412);
  await s.as('root').put(path, edit).with('If-Match', done.headers.get('etag')).expect(200);
});

test('many requests on one connection, also sent before the answers came', async () => {
  const c = wire(s.url);
  for (let i = 0; i < 20; i++) c.say(head('GET', '/api/v1/me', { ...mine(), Connection: i === 19 ? 'close' : 'keep-alive' }));
  for (let i = 0; i < 20; i++) assert.equal((await c.reply()).status, 200);
  await c.ended();
});

test('alive, ready, counted, described', async () => {
  assert.deepEqual(await s.as().get('//healthz').expect(200), 'ok\n');
  assert.deepEqual(await s.as().get('//readyz').expect(200), 'ready\n');
  const metrics = await s.as().get('//metrics').expect(200);
  assert.match(metrics, /^hocvu_requests_total\{route="GET \/me",status="2xx"\} [1-9]/m);
  assert.match(metrics, /^hocvu_faults_total 0$/m);
  assert.match(metrics, /^hocvu_connections \d+$/m);
  await s.as().get('/openapi.json').expect(200, { openapi: '3.1.0' });
  const front = await s.as().get('//').reply();
  if (front.status !== 404) assert.match(front.headers.get('content-type'), /^text\/html/);
});

test('who hears of weaknesses is said as RFC 9116 has it', async () => {
  const r = await once(s.url, 'GET', '/.well-known/security.txt');
  assert.deepEqual([r.status, r.headers['content-type']], [200, 'text/plain; charset=utf-8']);
  assert.match(r.text, /^Contact: mailto:\S+$/m);
  const [, expires] = /^Expires: (\S+)$/m.exec(r.text);
  const days = (new Date(expires) - Date.now()) / 86_400_000;
  assert.ok(days > 30 && days < 365, expires);
});

test('one line of log a request: its id, route and status, and nothing of anybody', async () => {
  const secret = 'Bí Mật Không Ai Biết', mark = 'khong-ai-biet';
  const r = await s.as('root').get(`/units?q=${encodeURIComponent(secret)}&code=${mark}`).reply();
  assert.equal(r.status, 200);
  const bad = await s.as('root').post('/people', { full_name: secret, national_id: 'abc' }).reply();
  assert.equal(bad.status, 422);
  // Lines come in the order of their answers: behind the next one's no second line of this one is still on its way.
  const next = await once(s.url, 'GET', '/api/v1/nothing');
  await until('the next request is in the log', () => s.log().includes(`${next.body.request} `));
  const lines = s.log().split('\n').filter((line) => line.includes(bad.body.request));
  assert.equal(lines.length, 1);
  assert.match(lines[0], /account=\d+ route="POST \/people" status=422 code=invalid ms=[\d.]+ queries=\d+ bytes=\d+/);
  assert.ok(!s.log().includes(secret) && !s.log().includes(mark) && !s.log().includes(s.tokens.root));
});
