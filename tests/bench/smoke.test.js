// SPDX-License-Identifier: GPL-3.0-or-later
// The bench runs whole on a tiny world and writes its list; nothing here looks at how fast anything was.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, run, temporary } from '../help/cluster.js';
import { FIGURES, NAMES, median } from './figures.js';

// As make bench has it, when that flavour is built: make test builds both.
const RELEASE = 'build/release';
const build = existsSync(join(ROOT, RELEASE, 'hocvud')) ? RELEASE : process.env.HOCVU_BUILD ?? '';
const bench = (...args) => run('node', [join(ROOT, 'tests/bench/bench.js'), ...args], { env: { HOCVU_BUILD: build }, ms: 2_400_000 });	// it does much, also on a machine that does much else

test('every figure is measured once and judged by what it has to reach', () => {
  const folder = join(temporary(), 'bench'), out = join(temporary(), 'bench.json');
  const r = bench('--people', '500,600', '--rounds', '1', '--seconds', '1', '--clients', '4', '--rows', '300', '--folder', folder, '--out', out);
  const unmeasured = r.out.split('\n').filter((line) => line.includes('not measured')).join('\n');
  assert.equal(r.code, 0, `${r.out}${r.err}\n${unmeasured}`);	// what went wrong last, where a long message is cut

  const rows = JSON.parse(readFileSync(out, 'utf8'));
  assert.deepEqual(rows.map((row) => row.name), ['person_get', 'page_50', 'roster_put_bare', 'roster_put_full', 'roster_audit', 'roster_repeat',
    'rls_cost', 'coverage_page_10k', 'coverage_page_1m', 'coverage_growth', 'coverage_one', 'feed_1000', 'feed_304', 'sign_in_flood', 'import_1m', 'import_again',
    'list_preview_50k', 'list_preview_mib', 'list_take_50k', 'list_undo_50k', 'export_50k', 'rss_idle', 'rss_512', 'web_performance', 'web_lcp', 'web_tbt', 'start']);
  for (const row of rows) {
    assert.deepEqual(Object.keys(row), ['name', 'value', 'unit', 'low', 'high', 'target', 'met']);
    assert.ok(['ratio', 'us', 'ms', 'MiB', 's', 'of 100'].includes(row.unit), row.unit);
    assert.ok((row.low > 0 || ['web_tbt', 'list_preview_mib'].includes(row.name)) && row.low <= row.value && row.value <= row.high, JSON.stringify(row));
    assert.equal(row.met, FIGURES.find((f) => f.name === row.name).good(row.value));
    assert.match(r.out, new RegExp(`^\\| ${row.name} \\| .*\\| (yes|\\*\\*no\\*\\*) \\|`, 'm'));
  }
  for (const name of ['small', 'bare', 'lock']) assert.ok(!existsSync(join(folder, name)), `${name} was left behind`);
});

test('a figure that does not exist is refused with the list of those that do', () => {
  const r = bench('--only', 'person_get,nothing');
  assert.equal(r.code, 64);
  for (const name of NAMES) assert.ok(r.err.includes(name), r.err);
});

test('the middle of the rounds', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 3, 2]), 2.5);
});
