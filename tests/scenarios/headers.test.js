// SPDX-License-Identifier: GPL-3.0-or-later
// The security headers: with every answer of every route, whoever asks, also with refusals and what never reaches a route.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, serve, start } from '../help/cluster.js';
import { given } from '../help/given.js';
import { head, once, wire } from '../help/wire.js';

const ROUTES = [...readFileSync(join(ROOT, 'server/routes.def'), 'utf8').matchAll(/^(?:ROUTE|SLOW|AT_ONCE|QUERY)\((\w+), "([^"]+)"/gm)]
  .map(([, method, path]) => ({ method, path }));
const ALWAYS = {
  'x-content-type-options': /^nosniff$/, 'referrer-policy': /^no-referrer$/, 'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/, 'permissions-policy': /geolocation=\(\)/, 'x-frame-options': /^DENY$/,
  'content-security-policy': /default-src '(none|self)'.*frame-ancestors 'none'/, 'cache-control': /./,
};
let s, secure;

before(async () => {
  s = await start();
  await given(s, { accounts: { root: ['admin hung-yen'] } });
  secure = await serve(s, { listen: '127.0.0.1:0', public_url: 'https://hocvu.example' });
});
after(async () => {
  await secure?.stop();
  await s?.stop();
});

const mine = () => ({ Authorization: `Bearer ${s.tokens.root}` });

function safe(r, what, { https = false } = {}) {
  for (const [name, form] of Object.entries(ALWAYS)) assert.match(r.headers[name] ?? '', form, `${what} (${r.status}): ${name}`);
  assert.doesNotMatch(r.headers['content-security-policy'], /unsafe-|\*/, what);
  assert.deepEqual(Object.keys(r.headers).filter((name) => /^access-control-|^server$|^x-powered-by$/.test(name)), [], what);
  assert.equal(r.headers['strict-transport-security'], https ? 'max-age=63072000' : undefined, what);
}

// What stands in the place of a number finds nothing; a feed's secret is nobody's.
const filled = (path) => (path.startsWith('//') ? path.slice(1) : `/api/v1${path}`).replace('<secret>', 'hf_nobody').replace(/<\w+>/g, '999999');

test('every route carries them, to strangers and to who is signed in, and nothing of the API stays in a cache', async () => {
  assert.ok(ROUTES.length > 100);
  for (const { method, path } of ROUTES) {
    for (const headers of [{}, mine()]) {
      const r = await once(s.url, method, filled(path), { headers });
      safe(r, `${method} ${path}`);
      assert.ok(r.status < 500, `${method} ${path}: ${r.status}`);
      if (!path.startsWith('//')) assert.equal(r.headers['cache-control'], 'no-store', `${method} ${path}`);
    }
  }
});

test('with data in them too, as HEAD, as 304, and as what the browser keeps of a page', async () => {
  for (const path of ['/api/v1/me', '/api/v1/accounts', '/api/v1/units?limit=1', '/', '/public', '/classes', '/feeds/catalogue', '/feeds/catalogue.ics']) {
    const got = await once(s.url, 'GET', path, { headers: mine() });
    assert.equal(got.status, 200, path);
    safe(got, path);
    safe(await once(s.url, 'HEAD', path, { headers: mine() }), `HEAD ${path}`);
    if (got.headers.etag && !/html/.test(got.headers['content-type'])) {		// a page's styles have a number used once
      const known = await once(s.url, 'GET', path, { headers: { ...mine(), 'If-None-Match': got.headers.etag } });
      assert.equal(known.status, 304, path);
      safe(known, `304 ${path}`);
    }
  }
});

test('no other site is let in: no answer to a preflight, no origin allowed', async () => {
  for (const Origin of ['https://evil.example', 'null', s.url]) {
    const r = await once(s.url, 'OPTIONS', '/api/v1/me', { headers: { Origin, 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': 'authorization' } });
    assert.equal(r.status, 204);
    safe(r, `OPTIONS from ${Origin}`);
    safe(await once(s.url, 'GET', '/api/v1/me', { headers: { ...mine(), Origin } }), `GET from ${Origin}`);
  }
});

test('refusals before any route: too long, too many, unclear, a name that is not ours', async () => {
  const refusals = [
    [404, 'GET', '/Nothing.php', {}], [405, 'DELETE', '/api/v1/me', {}], [421, 'GET', '/healthz', { headers: { Host: 'evil.example' } }],
    [414, 'GET', `/${'a'.repeat(2100)}`, {}], [400, 'GET', '/%zz', {}], [431, 'GET', '/', { headers: Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`X-${i}`, 'v'])) }],
    [413, 'POST', '/api/v1/sign-in', { headers: { 'Content-Length': '999999' } }], [400, 'POST', '/api/v1/sign-in', { headers: { 'Content-Length': ['2', '3'] }, body: '{}' }],
  ];
  for (const [status, method, path, more] of refusals) {
    const r = await once(s.url, method, path, more);
    assert.equal(r.status, status, path.slice(0, 40));
    safe(r, `${status} ${method} ${path.slice(0, 40)}`);
  }
});

test('where people type https, every answer says so for two years, and the session\'s cookie goes nowhere else', async () => {
  const at = `http://${secure.found}`;
  for (const path of ['/', '/healthz', '/Nothing.php', '/api/v1/me', '/feeds/catalogue.ics']) safe(await once(at, 'GET', path, { headers: mine() }), path, { https: true });
  const c = wire(at).say(head('PUT', '/api/v1/sign-in', { 'Content-Length': '999999' }));
  safe(await c.reply(), 'answered by hand', { https: true });
  c.close();
});
