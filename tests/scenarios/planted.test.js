// SPDX-License-Identifier: GPL-3.0-or-later
// A thousand numbers, telephones, mail addresses, tokens and passwords go in by the API and by imports; a dump of the
// database, the log, metrics, feeds and problems hold none of them, in clear or as anything easily turned back.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { start } from '../help/cluster.js';
import { given } from '../help/given.js';
import { address, program } from '../help/sql.js';

const IMPORTED = 900, ENTERED = 100;
const number = (i) => `0007${String(10_000_000 + i * 7919).slice(-8)}`;
const phone = (i) => `09${String(10_000_000 + i * 104_729).slice(-8)}`;
const mail = (i) => `planted-${(i * 7919).toString(36)}@example.vn`;
const planted = Array.from({ length: IMPORTED + ENTERED }, (_, i) => [number(i), phone(i), ...(i % 2 ? [mail(i)] : [])]).flat();
const secrets = [];	// passwords and tokens, gathered as they are made
let s, unit, texts = '';

before(async () => {
  s = await start();
  await given(s, { units: [{ code: 'xa-mau', name: 'Xã Mẫu', kind: 'commune' }], accounts: { office: ['programme_office xa-mau'], admin: ['admin xa-mau'] } });
  unit = s.sql('owner', "SELECT id FROM unit WHERE code = 'xa-mau'")[0].id;
});
after(() => s?.stop());

// What somebody without a key would try: the text itself, other alphabets, backwards, hashes of it.
function forms(text) {
  const bytes = Buffer.from(text), out = [text, [...text].reverse().join(''), bytes.toString('hex'), bytes.toString('hex').toUpperCase(),
    bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')];
  for (const hash of ['md5', 'sha1', 'sha256', 'sha512', 'blake2b512']) {
    const digest = createHash(hash).update(text).digest();
    out.push(digest.toString('hex'), digest.toString('base64').replace(/=+$/, ''));
  }
  return out;
}

// One pass over the words of the text; what may stand inside a word is looked for in it.
function found(text, values, { hashed = true } = {}) {
  const wanted = new Map(values.flatMap((v) => (hashed ? forms(v) : forms(v).slice(0, 6)).map((f) => [f, v])));
  const lengths = new Set([...wanted.keys()].map((f) => f.length));
  const hits = new Set();
  for (const [word] of text.matchAll(/[\w@.+/-]+/g)) {
    for (const n of lengths) for (let at = 0; at + n <= word.length; at++) {
      const v = wanted.get(word.slice(at, at + n));
      if (v) hits.add(v);
    }
  }
  return [...hits];
}

test('the search finds what it is for', () => {
  for (const form of forms(number(5))) assert.deepEqual(found(`before x${form}y after`, [number(5)]), [number(5)], form);
});

test('a thousand people come in, some wrongly, and their numbers are looked for', async () => {
  const folder = join(s.data, '../planted');
  mkdirSync(folder);
  const row = (i) => `m${i},Học Viên Mẫu ${i},1990,female,${number(i)},${phone(i)},${i % 2 ? mail(i) : ''}`;
  writeFileSync(join(folder, 'people.csv'), ['person,full_name,birth_date,sex,national_id,phone,email', ...Array.from({ length: IMPORTED }, (_, i) => row(i))].join('\n') + '\n');
  const imported = s.hocvud('import', folder);
  assert.equal(imported.code, 0, imported.out);
  const wrong = join(s.data, '../wrong');
  mkdirSync(wrong);
  writeFileSync(join(wrong, 'people.csv'), `person,full_name,birth_date,sex,national_id,phone,email\nz1,Học Viên,1990,female,${number(3)},${phone(3)},\nz2,Học Viên,1990,x,${number(4)}0,${phone(4)},${mail(4)}\n`);
  const refused = s.hocvud('import', wrong);
  assert.equal(refused.code, 65);
  texts += imported.out + imported.err + refused.out + refused.err;
  for (let i = IMPORTED; i < IMPORTED + ENTERED; i++) {
    await s.as('office').post('/people', { full_name: `Học Viên Mẫu ${i}`, national_id: number(i), phone: phone(i), email: i % 2 ? mail(i) : null, lives_in: 'xa-mau' }).expect(201);
    if (i % 10 === 0) {
      await s.as('office').post('/people/find', { national_id: number(i) }).expect(200);
      for (const body of [{ full_name: '', national_id: number(i) }, { full_name: 'x', national_id: number(i) }, { full_name: 'x', national_id: `${number(i)}0`, phone: `${phone(i)}x`, email: `${mail(i)} x` }]) {
        const r = await s.as('office').post('/people', body).reply();
        assert.ok(r.status >= 400 && r.status < 500);
        texts += r.text;
      }
    }
  }
});

test('passwords and tokens are made, used and missed', async () => {
  for (let i = 0; i < 12; i++) {
    const made = await s.as('admin').post('/accounts', { name: `tk-${i}` }).expect(201);
    secrets.push(made.password);
    const missed = await s.as().post('/sign-in', { name: `tk-${i}`, password: `${made.password}-sai` }).reply();
    secrets.push(`${made.password}-sai`);
    texts += missed.text;
  }
  for (const name of ['office', 'admin']) secrets.push(s.tokens[name]);
  const feed = await s.as('office').post('/feeds', { kind: 'catalogue' }).reply();
  if (feed.body?.url) secrets.push(/feeds\/([^./]+)/.exec(feed.body.url)[1]);
  assert.ok(secrets.length > 20);
});

test('a dump of the database holds none of them', () => {
  const dump = spawnSync(program('pg_dump'), ['-d', address(s.data, 'super')], { encoding: 'utf8', maxBuffer: 1 << 29 });
  assert.equal(dump.status, 0, dump.stderr);
  assert.ok(dump.stdout.includes('Học Viên Mẫu 950'), 'people are in it');
  assert.deepEqual(found(dump.stdout, planted), []);
  // Tokens are 192 random bits: what is kept of them is a plain BLAKE2b of 256 bits, which is not among these forms.
  assert.deepEqual(found(dump.stdout, secrets), []);
});

test('neither do the log, the metrics, problems, the catalogue and an export', async () => {
  const metrics = await (await fetch(`${s.url}/metrics`)).text(), catalogue = await (await fetch(`${s.url}/feeds/catalogue.ics`)).text();
  const folder = join(s.data, '../out');
  assert.equal(s.hocvud('export', folder).code, 0);
  const out = spawnSync('cat', [join(folder, 'people.csv')], { encoding: 'utf8' }).stdout;
  assert.match(out, /0007\*{6}\d\d/);
  assert.ok(metrics.length > 100 && texts.length > 1000 && s.log().length > 1000);
  for (const [what, text] of Object.entries({ log: s.log(), metrics, catalogue, problems: texts, export: out })) {
    assert.deepEqual(found(text, [...planted, ...secrets]), [], what);
  }
});

test('a masked export is refused by an import; one with numbers is on record with its reason', () => {
  const back = s.hocvud('import', join(s.data, '../out'));
  assert.equal(back.code, 65, back.out);
  assert.equal(s.hocvud('export', join(s.data, '../out2'), '--numbers').code, 64);
  assert.equal(s.hocvud('export', join(s.data, '../out2'), '--numbers', '--why', 'chuyển máy chủ').code, 0);
  const full = spawnSync('cat', [join(s.data, '../out2/people.csv')], { encoding: 'utf8' }).stdout;
  assert.equal(found(full, planted, { hashed: false }).length, planted.length);
  assert.deepEqual(s.sql('owner', "SELECT via, reason FROM audit WHERE action = 'export'"), [{ via: 'hocvu_job', reason: 'chuyển máy chủ' }]);
  assert.match(s.hocvud('import', join(s.data, '../out2')).out, /, 0 written/);
});

test('names are not looked for in addresses', async () => {
  await s.as('office').get(`/units/${unit}/residents?q=hoc`).expect(422, { code: 'unknown_argument' });
  const page = await s.as('office').post(`/units/${unit}/residents/search?limit=5`, { q: 'học viên mẫu 95' }).expect(200);
  assert.equal(page.items.length, 5);
  assert.ok(page.next > 0);
});
