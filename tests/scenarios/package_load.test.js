// SPDX-License-Identifier: GPL-3.0-or-later
// A first load of very many people and homes drops indexes and makes them again: whatever comes between, none is lost.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { BUILD, start, temporary } from '../help/cluster.js';
import { writePackage } from '../help/given.js';
import { address, program } from '../help/sql.js';

const MANY = 50_000;
let server, folder, whole;
before(async () => {
  server = await start();
  folder = writePackage(mkdtempSync(join(temporary(), 'load.')), { units: [{ code: 't-tinh', name: 'Tỉnh T', kind: 'province' }, { code: 't-xa', name: 'Xã T', kind: 'commune', parent: 't-tinh' }] });
  const rows = (row) => Array.from({ length: MANY }, (_, i) => row(i)).join('');
  writeFileSync(join(folder, 'people.csv'), `person,full_name\n${rows((i) => `t-${i},Học Viên Mẫu ${i}\n`)}`);
  writeFileSync(join(folder, 'residences.csv'), `person,unit,valid_from,valid_to\n${rows((i) => `t-${i},t-xa,2020-01-01,2024-12-31\n`)}`);
  // Nothing has a comment of this kind yet; it must stay all the same.
  server.sql('owner', `COMMENT ON CONSTRAINT residence_overlap ON residence IS 'Không ở hai nơi'; COMMENT ON INDEX residence_by_person IS 'Theo người'`);
  whole = catalogue();
  // What the planner knows to be empty it may look through for every row that comes: hours for a million.
  server.sql('super', 'VACUUM person, residence');
});
after(() => server?.stop());

// All that may be lost: indexes, constraints, what is said of them, and whether they hold.
function catalogue(data = server.data) {
  const r = spawnSync(program('psql'), ['-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', address(data, 'super'), '-c',
    `SELECT pg_get_indexdef(x.indexrelid), x.indisvalid, x.indisready, k.relowner::regrole, obj_description(k.oid, 'pg_class')
	   FROM pg_index x JOIN pg_class k ON k.oid = x.indexrelid WHERE x.indrelid IN ('person'::regclass, 'residence'::regclass) ORDER BY 1`, '-c',
    `SELECT c.conrelid::regclass, c.conname, c.contype, c.convalidated, pg_get_constraintdef(c.oid), obj_description(c.oid, 'pg_constraint')
	   FROM pg_constraint c WHERE c.conrelid IN ('person'::regclass, 'residence'::regclass) OR c.confrelid = 'person'::regclass ORDER BY 1, 2`, '-c',
    'SELECT * FROM index_parked'], { encoding: 'utf8' });
  assert.equal(r.status, 0, r.stderr);
  return r.stdout;
}
const stored = () => server.sql('owner', 'SELECT (SELECT count(*) FROM person) AS people, (SELECT count(*) FROM residence) AS homes')[0];
const NOTHING = { people: 0, homes: 0 };

// An import that is on its way: { pid, ended: { code, err } }.
function importing() {
  const child = spawn(join(BUILD, 'hocvud'), ['import', folder, '--data', server.data], { stdio: ['ignore', 'pipe', 'pipe'] });
  let err = '';
  for (const pipe of [child.stdout, child.stderr]) pipe.setEncoding('utf8').on('data', (text) => { err = (err + text).slice(-4000); });
  return { pid: child.pid, ended: new Promise((done) => { child.on('close', (code) => done({ code, err })); }) };
}

async function until(asked, what) {
  for (const end = Date.now() + 120_000; Date.now() < end; await sleep(50)) if (server.sql('super', asked)[0].yes) return;
  assert.fail(what);
}

// A statement's trigger that does `what` when the rows of a table are in and its indexes are not.
function between(table, what) {
  server.sql('owner', `CREATE OR REPLACE FUNCTION between_rows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$BEGIN ${what}; RETURN NULL; END$$;
	CREATE TRIGGER between_rows AFTER INSERT ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION between_rows()`);
}
const nothingBetween = () => server.sql('owner', 'DROP FUNCTION IF EXISTS between_rows() CASCADE');

for (const [table, who] of [['person', 'hocvud'], ['residence', 'its connection to PostgreSQL']]) {
  test(`an error after the rows of ${table}, before their indexes, leaves all as it was`, { timeout: 120_000 }, async () => {
    between(table, `IF EXISTS (SELECT FROM index_parked) THEN RAISE 'here'; END IF`);
    const { code, err } = await importing().ended;
    nothingBetween();
    server.sql('super', 'VACUUM person, residence');
    assert.equal(code, 70, err);
    assert.match(err, /here/);
    assert.deepEqual(stored(), NOTHING);
    assert.equal(catalogue(), whole);
  });

  test(`so does the end by force of ${who} after the rows of ${table}`, async (t) => {
    const holder = server.connect('super');
    t.after(() => holder.close());
    await holder.run('SELECT pg_advisory_lock(4242)');
    between(table, 'PERFORM pg_advisory_xact_lock(4242)');
    const run = importing();
    await until(`SELECT count(*) > 0 AS yes FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = 4242`, 'the import did not come there');
    if (who === 'hocvud') process.kill(run.pid, 'SIGKILL');
    else server.sql('super', `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = 4242`);
    assert.notEqual((await run.ended).code, 0);
    await holder.run('SELECT pg_advisory_unlock(4242)');
    await until(`SELECT count(*) = 0 AS yes FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND database IS NOT NULL`, 'the transaction stayed');
    nothingBetween();
    assert.deepEqual(stored(), NOTHING);
    assert.equal(catalogue(), whole);
  });
}

test('who reads homes and then people neither dies nor kills the import, and two imports at once are one after the other', async (t) => {
  const holder = server.connect('super'), reader = server.connect('app');
  t.after(async () => { await holder.close(); await reader.close(); });
  await holder.run('SELECT pg_advisory_lock(4242)');
  between('unit', 'PERFORM pg_advisory_xact_lock(4242)');
  const first = importing(), second = importing();
  await until(`SELECT count(*) > 0 AS yes FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = 4242`, 'the import did not come there');
  await reader.run('BEGIN');
  await reader.run('SELECT count(*) FROM residence');
  await holder.run('SELECT pg_advisory_unlock(4242)');
  await until(`SELECT count(*) > 0 AS yes FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation IN ('person'::regclass, 'residence'::regclass)`,
    'the import did not want the tables');
  // Longer than PostgreSQL waits until it looks for a deadlock.
  await sleep(1500);
  await reader.run('SELECT count(*) FROM person');
  await reader.run('COMMIT');
  const ends = await Promise.all([first.ended, second.ended]);
  nothingBetween();
  assert.deepEqual(ends.map((e) => e.code), [0, 0], ends.map((e) => e.err).join(''));
  assert.deepEqual(stored(), { people: MANY, homes: MANY });
  assert.equal(catalogue(), whole);
});

test('overlaps of homes are found as ever: the last day is in, another person is another box', () => {
  const [{ id, other, unit }] = server.sql('owner', `SELECT min(p.id) AS id, max(p.id) AS other, (SELECT id FROM unit WHERE code = 't-xa') AS unit FROM person p`);
  const lives = (who, days) => server.sql('owner', `BEGIN; INSERT INTO residence (person_id, unit_id, valid) VALUES (${who}, ${unit}, daterange(${days})); ROLLBACK`);
  for (const days of [`'2024-12-31', NULL`, `NULL, '2020-01-02'`, `NULL, NULL`, `'2021-01-01', '2021-01-02'`, `'2019-12-31', '2025-01-01'`]) {
    assert.throws(() => lives(id, days), { constraint: 'residence_overlap' }, days);
  }
  for (const days of [`'2025-01-01', NULL`, `NULL, '2020-01-01'`, `'5874890-01-01', '5874891-01-01'`, `'4712-01-01 BC', '4711-01-01 BC'`]) lives(id, days);
  assert.throws(() => server.sql('owner', `BEGIN; INSERT INTO residence (person_id, unit_id, valid) VALUES (${other}, ${unit}, daterange('2025-01-01', NULL)), (${other}, ${unit}, daterange('5874890-01-01', '5874891-01-01')); ROLLBACK`),
    { constraint: 'residence_overlap' });
});

test('a dump brings them back', () => {
  const psql = (base, args, input) => spawnSync(program('psql'), ['-Xq', '-v', 'ON_ERROR_STOP=1', '-d', address(server.data, 'super').replace('dbname=hocvu', `dbname=${base}`), ...args], { encoding: 'utf8', input, maxBuffer: 1 << 28 });
  assert.equal(psql('postgres', ['-c', 'DROP DATABASE IF EXISTS again', '-c', 'CREATE DATABASE again']).status, 0);
  const all = spawnSync(program('pg_dump'), ['-d', address(server.data, 'super')], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const back = psql('again', [], all.stdout);
  assert.equal(back.status, 0, back.stderr);
  const said = psql('again', ['-At', '-c', `SELECT obj_description(c.oid), (SELECT count(*) FROM residence) FROM pg_constraint c WHERE conname = 'residence_overlap'`]);
  assert.equal(said.stdout.trim(), `Không ở hai nơi|${MANY}`);
  assert.equal(psql('postgres', ['-c', 'DROP DATABASE again']).status, 0);
});
