// SPDX-License-Identifier: GPL-3.0-or-later
// The API's description: as committed, valid, and true of what is answered.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, hocvud } from '../help/cluster.js';

const committed = join(ROOT, 'server/openapi.json');

test('server/openapi.json is what this program prints (make openapi rewrites it)', () => {
  const r = hocvud('openapi');
  assert.equal(r.code, 0, r.err);
  assert.ok(r.out === readFileSync(committed, 'utf8'), 'they differ: run make openapi and commit server/openapi.json');
});

test('it is a valid OpenAPI 3.1 description', () => {
  const r = spawnSync('node', [join(ROOT, 'tests/node_modules/@redocly/cli/bin/cli.js'), 'lint', '--format=stylish', committed], {
    cwd: join(ROOT, 'tests'), encoding: 'utf8', env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  });
  assert.equal(r.status, 0, r.stdout + r.stderr);
});

test('every route stands in it with who may ask, and every name once', () => {
  const api = JSON.parse(readFileSync(committed, 'utf8'));
  const operations = Object.entries(api.paths).flatMap(([path, item]) => Object.entries(item).map(([method, op]) => ({ path, method, ...op })));
  const routes = readFileSync(join(ROOT, 'server/routes.def'), 'utf8').match(/^(ROUTE|SLOW|HASH|AT_ONCE|QUERY|DANGEROUS\(\w+)[(,] ?\w+, "\/[^/]/gm);
  assert.equal(operations.length, routes.length);
  assert.equal(new Set(operations.map((o) => o.operationId)).size, operations.length);
  for (const o of operations) assert.ok(o['x-who'] && o.summary, `${o.method} ${o.path}`);
  for (const name of Object.keys(api.components.schemas)) assert.ok(!/sealed|blind|hash/.test(JSON.stringify(Object.keys(api.components.schemas[name].properties ?? {}))), name);
});
