// SPDX-License-Identifier: GPL-3.0-or-later
// Random worlds: two hundred questions each, answered by hocvud and by an independent recount of the package;
// again after export and import; and by hocvud's own recount, which must notice a figure that is wrong.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT, start } from '../help/cluster.js';
import { account, given } from '../help/given.js';
import { Recount } from './coverage_recount.js';
import { randomQuestions, randomWorld, readCsv } from './coverage_world.js';

const SEED = Number(process.env.HOCVU_SEED ?? 20260301);
const QUESTIONS = 200;
const targets = readCsv(join(ROOT, 'schema/data/targets.csv'));
const pkg = randomWorld(SEED, targets);
const own = { ...pkg, targets: pkg.targets.slice(targets.length) };
const questions = randomQuestions(SEED, pkg, QUESTIONS);
const asked = (q) => `/coverage?${new URLSearchParams(q)}`;
let first, second;

before(async () => {
  first = await start();
  await given(first, { ...own, accounts: { lan: ['programme_office p'] } });
});
after(async () => {
  await first?.stop();
  await second?.stop();
});

test(`${QUESTIONS} random questions have the answers of an independent recount (HOCVU_SEED=${SEED})`, async () => {
  const recount = new Recount(pkg);
  for (const q of questions) assert.deepEqual(await first.as('lan').get(asked(q)), recount.answer(q), JSON.stringify(q));
});

test('so do questions about the boundaries of another day', async () => {
  const recount = new Recount(pkg);
  for (const q of randomQuestions(SEED + 1, pkg, QUESTIONS / 2, true)) {
    assert.deepEqual(await first.as('lan').get(asked(q)), recount.answer(q), JSON.stringify(q));
  }
});

test('the command line prints the same object, its members in the same order', async () => {
  for (const q of questions.slice(0, 10)) {
    const flags = ['--target', q.target, '--unit', q.unit, '--as-of', q.as_of, ...(q.segment ? ['--segment', q.segment] : [])];
    const printed = first.hocvud('coverage', ...flags, '--json').out;
    const { text } = await first.as('lan').get(asked(q)).reply();
    assert.equal(printed.trim(), text.trim());
  }
});

test('children are the same objects, by code', async () => {
  const recount = new Recount(pkg);
  for (const as_of of ['2025-01-01', '2025-09-30', '2026-06-01']) {
    const { items } = await first.as('lan').get(`/coverage/children?target=T1&unit=p&as_of=${as_of}`);
    const below = pkg.units.map((v) => v.code).filter((c, i, all) => all.indexOf(c) === i && recount.parent(c, as_of) === 'p').sort();
    assert.deepEqual(items, below.map((unit) => recount.answer({ target: 'T1', unit, as_of })));
  }
});

test('states, people and figures agree', async () => {
  for (const q of questions.slice(0, 40)) {
    const figure = await first.as('lan').get(asked(q));
    for (const state of ['reached', 'missing']) {
      const { items, next } = await first.as('lan').get(`${asked(q).replace('?', '/people?')}&state=${state}&limit=200`);
      const wanted = state === 'reached' ? figure.numerator : null;
      assert.equal(next ?? null, null);
      if (wanted !== null && !figure.flags.includes('not_valid')) assert.equal(items.length, wanted, JSON.stringify(q));
      for (const p of items) assert.ok(state === 'reached' || p.reasons.length > 0, JSON.stringify(p));
    }
  }
});

test('export, import, export: the same bytes, the same answers', async () => {
  const [out, again] = ['out', 'again'].map((name) => join(dirname(first.data), name));
  const must = (r) => assert.equal(r.code, 0, r.out + r.err);
  must(first.hocvud('export', out, '--numbers', '--why', 'thử xuất rồi nhập lại'));
  second = await start();
  must(second.hocvud('import', out));
  must(second.hocvud('export', again, '--numbers', '--why', 'thử xuất rồi nhập lại'));
  assert.deepEqual(readdirSync(again).sort(), readdirSync(out).sort());
  for (const file of readdirSync(out)) assert.ok(readFileSync(join(out, file)).equals(readFileSync(join(again, file))), file);
  account(second, 'lan', { roles: ['programme_office p'] });
  for (const q of questions) assert.deepEqual(await second.as('lan').get(asked(q)), await first.as('lan').get(asked(q)));
});

test('hocvud verify agrees on many days, and notices a wrong definition', () => {
  const good = first.hocvud('verify', '--as-of', '2026-01-02', '--days', '4');
  assert.equal(good.code, 0, good.out + good.err);
  assert.match(good.out, /^[1-9]\d* figures .* 0 differ/);
  const [{ body }] = first.sql('owner', "SELECT pg_get_functiondef('coverage_shown'::regproc) AS body");
  const define = (text) => first.sql('owner', `DO $do$BEGIN EXECUTE ${`$body$${text}$body$`}; PERFORM coverage_rebuild(NULL); END$do$`);
  define(body.replaceAll("'present'", "'unexcused'"));
  const bad = first.hocvud('verify', '--as-of', '2025-12-31', '--target', 'T1', '--json');
  define(body);
  assert.equal(bad.code, 1);
  const [{ target, segment, as_of, shown, counted }] = JSON.parse(bad.out).differences;
  assert.deepEqual([target, as_of, typeof segment], ['T1', '2025-12-31', 'string']);
  assert.notEqual(shown, counted);
});
