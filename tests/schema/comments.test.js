// SPDX-License-Identifier: GPL-3.0-or-later
// The schema says what it holds, and every step of its history can be taken back and made again.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, hocvud, run, start } from '../help/cluster.js';
import { address, program } from '../help/sql.js';

const FILES = readdirSync(join(ROOT, 'schema')).filter((name) => /^\d+_.*\.sql$/.test(name)).sort();
let server;

before(async () => { server = await start(); });
after(() => server?.stop({ verify: false }));	// one of its migrations was tampered with

// What pg_dump says of the schema, without what differs from run to run.
function dumped() {
  const dump = run(program('pg_dump'), ['--schema-only', '-d', address(server.data, 'super')]);
  assert.equal(dump.code, 0, dump.err);
  return dump.out.replace(/^\\(un)?restrict .*$/gm, '');
}

const OURS = `c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')`;

test('every table has a comment', () => {
  assert.deepEqual(server.sql('owner', `SELECT c.relname FROM pg_class c WHERE ${OURS} AND obj_description(c.oid, 'pg_class') IS NULL`), []);
});

test('every column has a comment', () => {
  assert.deepEqual(server.sql('owner', `SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE ${OURS} AND a.attnum > 0 AND NOT a.attisdropped AND col_description(c.oid, a.attnum) IS NULL ORDER BY 1, a.attnum`), []);
});

test('every constraint there is has its sentence, under its name or, of keys nobody named, under what they are about', () => {
  const [vi, en] = ['vi', 'en'].map((l) => JSON.parse(readFileSync(join(ROOT, `web/messages/${l}.json`), 'utf8')));
  // Of tables that only migrations and the server itself write.
  const internal = /^(coverage_counter|idempotency_key|index_parked|package_note|record_kind|consent_text|reference_loaded|request_clock|retention_(proposal|item)|retirement_age|unit_kind_segment)_/;
  const named = server.sql('owner', `SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 't'`)
    .map((c) => c.conname).filter((c) => !internal.test(c)).map((c) => c.replace(/.*_fkey$/, 'reference_broken').replace(/.*_pkey$/, 'row_there_already'));
  assert.ok(named.length > 100);
  assert.deepEqual(named.filter((c) => !(c in vi) || !(c in en)), []);
});

test('every check, key and exclusion whose name reaches people is named for them', () => {
  // PostgreSQL's own names for checks end in _check; ours say what is wrong.
  assert.deepEqual(server.sql('owner', `SELECT conrelid::regclass::text AS table, conname FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'x') AND conname ~ '_(check|excl)[0-9]*$'`), []);
});

test('the server owns nothing', () => {
  assert.deepEqual(server.sql('owner', `SELECT c.relname FROM pg_class c WHERE ${OURS} AND pg_get_userbyid(c.relowner) <> 'hocvu_owner'`), []);
});

test('migrations have consecutive names and both directions', () => {
  const numbers = FILES.map((name) => name.slice(0, 4));
  assert.equal(new Set(numbers).size, numbers.length, 'one number, one file');
  for (const name of FILES) {
    assert.match(readFileSync(join(ROOT, 'schema', name), 'utf8'), /^-- migrate:up$[^]*^-- migrate:down$/m, name);
  }
});

test('up, down to nothing and up again give the same schema', () => {
  const whole = dumped();
  for (const name of [...FILES].reverse()) {
    const down = hocvud('migrate', 'down', '--data', server.data);
    assert.equal(down.code, 0, `${name}: ${down.err}`);
    assert.match(down.out, new RegExp(name));
  }
  assert.deepEqual(server.sql('owner', `SELECT c.relname FROM pg_class c WHERE ${OURS} AND c.relname <> 'schema_migration'`), []);
  assert.deepEqual(server.sql('owner', `SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')`), []);
  const up = hocvud('migrate', 'up', '--data', server.data);
  assert.equal(up.code, 0, up.err);
  assert.equal(dumped(), whole);
});

test('a file changed after it was applied is refused by name', () => {
  server.sql('owner', `UPDATE schema_migration SET checksum = 'other' WHERE version = '${FILES[0].slice(0, 4)}'`);
  const up = hocvud('migrate', 'up', '--data', server.data);
  assert.equal(up.code, 70);
  assert.match(up.err, new RegExp(`${FILES[0]} was changed`));
  assert.match(hocvud('migrate', 'status', '--data', server.data).out, new RegExp(`changed +${FILES[0]}`));
});
