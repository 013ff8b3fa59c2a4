// SPDX-License-Identifier: GPL-3.0-or-later
// hocvud check: a database that does not fit this program is told query by query, and serve does not start on it.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { BUILD, run, start } from '../help/cluster.js';
import { address } from '../help/sql.js';

let s, conf;
before(async () => {
  s = await start();
  conf = join(dirname(s.data), 'check.conf');
  writeFileSync(conf, `database_url = ${address(s.data, 'app')}\nkey_file = ${join(s.data, 'keys')}\nlisten = 127.0.0.1:0\n`);
});
after(() => s?.stop());

const hocvud = (command) => run('timeout', ['180', join(BUILD, 'hocvud'), command, '--conf', conf]);
const owner = (text) => s.sql('owner', text);

// What check and serve say while the schema is changed; the change is undone.
function broken(change, undo) {
  owner(change);
  try {
    return { check: hocvud('check'), serve: hocvud('serve') };
  } finally {
    owner(undo);
  }
}

test('a database that fits is said to fit', () => {
  const r = hocvud('check');
  assert.equal(r.code, 0, r.out + r.err);
  assert.match(r.out, /^queries=\d+ routes=\d+ wrong=0$/m);
});

test('a column that is gone is named with each query that needs it', () => {
  const { check, serve } = broken('ALTER TABLE unit_version RENAME COLUMN official_code TO old_code', 'ALTER TABLE unit_version RENAME COLUMN old_code TO official_code');
  assert.equal(check.code, 78);
  assert.match(check.out, /org\/unit\.sql: unit_get: .*official_code/);
  assert.match(check.out, /org\/unit\.sql: unit_version_add: .*official_code/);
  assert.equal(serve.code, 78);
  assert.match(serve.err, /unit_get/);
});

test('a column of another type is named too', () => {
  const { check } = broken('ALTER TABLE population ALTER COLUMN count TYPE numeric', 'ALTER TABLE population ALTER COLUMN count TYPE bigint');
  assert.equal(check.code, 78);
  assert.match(check.out, /org\/place\.sql: populations_of_unit: column count has another type/);
});

test('a database that is away is another matter', () => {
  writeFileSync(conf, `database_url = host=/nowhere user=hocvu_app dbname=hocvu\nkey_file = ${join(s.data, 'keys')}\n`);
  assert.equal(hocvud('check').code, 69);
});
