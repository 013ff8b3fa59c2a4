// SPDX-License-Identifier: GPL-3.0-or-later
// server/threats.md names tests: each of them is there, so that no answer outlives what shows it.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from './help/cluster.js';

const rows = readFileSync(join(ROOT, 'server/threats.md'), 'utf8').split('\n').filter((line) => line.startsWith('| ')).slice(1)
  .map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));

test('every threat has an answer and tests that are there', () => {
  assert.ok(rows.length > 20);
  for (const [threat, answer, shown] of rows) {
    assert.ok(threat && answer && shown, threat);
    for (const one of shown.split('; ')) {
      const [, file, words] = /^(\S+?\.(?:js|c))(?:: (.*))?$/.exec(one) ?? [];
      assert.ok(file && existsSync(join(ROOT, 'tests', file)), `${one}: no such file`);
      const text = readFileSync(join(ROOT, 'tests', file), 'utf8').replaceAll("\\'", "'");
      assert.ok(!words || text.includes(file.endsWith('.c') ? words : `'${words}`) || text.includes(`\`${words}`), `${one}: no such test`);
    }
  }
});

test('every area of the ASVS has an answer, and the tests it names are there', () => {
  const areas = readFileSync(join(ROOT, 'server/asvs.md'), 'utf8').split('\n').filter((line) => line.startsWith('| V'));
  assert.deepEqual(areas.map((line) => /^\| V(\d+) /.exec(line)[1]), Array.from({ length: 17 }, (_, i) => String(i + 1)));
  for (const line of areas) {
    const [area, where, shown] = line.split('|').slice(1, -1).map((cell) => cell.trim());
    assert.ok(where, area);
    for (const one of shown.split('; ').filter(Boolean)) assert.ok(existsSync(join(ROOT, 'tests', one)), `${area}: ${one}`);
  }
});
