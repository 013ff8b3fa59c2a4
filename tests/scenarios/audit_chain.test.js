// SPDX-License-Identifier: GPL-3.0-or-later
// The record cannot be rewritten unseen: whatever is touched as the database's superuser is found and named.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { BUILD, run, start } from '../help/cluster.js';
import { given } from '../help/given.js';
import { address } from '../help/sql.js';
import { until } from '../help/until.js';

let server;

// Rosters without a world around them: the record asks for nothing more.
const rosters = (n) => server.sql('owner', `DO $$BEGIN FOR i IN 1..${n} LOOP
  INSERT INTO attendance_history (session_id, person_id, after, stood) SELECT 1000 + i, p, 'present', true FROM generate_series(1, 3) p;
  PERFORM audit_act('repair', 'person', i, NULL, 'thử'); END LOOP; END$$`);
const sealed = () => until('everything is sealed', () => server.sql('super', 'SELECT count(*) AS n FROM audit_fresh')[0].n === 0);
// While somebody seals nothing is removed: the server's turn, every second, is waited for.
const prune = (months) => server.sql('job', `WITH mine AS MATERIALIZED (SELECT pg_advisory_xact_lock(hashtextextended('audit_seal', 0)))
  SELECT audit_prune(${months}, 20000) AS n FROM mine`)[0].n;
const verify = (...more) => server.hocvud('audit', 'verify', ...more);
const head = () => server.hocvud('audit', 'head').out.split(' ')[0].trim();
const last = () => Number(head().split(':')[0]);

before(async () => {
  server = await start();
  await given(server, { units: [{ code: 'tinh', name: 'Tỉnh Mẫu', kind: 'province', valid_from: '' }] });
  rosters(60);
  await sealed();
});
after(() => server?.stop({ verify: false }));

// Triggers off: the superuser who wants to be seen as little as possible.
const touch = (text) => server.sql('super', `SET session_replication_role = replica; ${text}`);

test('everything is sealed within a second of its commit, without gaps over what was rolled back', async () => {
  server.sql('owner', `BEGIN; SELECT audit_act('x', 'y', 1, NULL, 'z'); ROLLBACK; SELECT audit_act('x', 'y', 2, NULL, 'z')`);
  await sealed();
  // By the database's clock, and the best of ten: a busy machine lets now the sealer wait, now this program.
  const waits = [];
  while (waits.length < 10 && !waits.some((ms) => ms < 1500)) {
    server.sql('owner', `SELECT audit_act('x', 'y', 3, NULL, 'z')`);
    await sealed();
    waits.push(server.sql('super', `SELECT 1000 * extract(epoch FROM s.sealed_at - a.at) AS ms FROM audit_seal s JOIN audit a ON a.id = s.audit_id
      ORDER BY s.seq DESC LIMIT 1`)[0].ms);
  }
  assert.ok(waits.some((ms) => ms < 1500), `sealed late: ${waits}`);
  const ids = server.sql('super', 'SELECT count(*) AS n, max(seq) AS last, max(audit_id) AS id FROM audit_seal')[0];
  assert.equal(ids.n, ids.last);
  assert.ok(ids.id > ids.n, 'a number was burned');
  const all = verify();
  assert.equal(all.code, 0, all.out);
  assert.match(all.out, new RegExp(`${ids.n} places looked at, 0 findings, head ${head()}`));
});

test('two servers and the command seal one chain', async () => {
  const clients = await Promise.all([1, 2, 3].map(() => server.connect('owner')));
  await Promise.all(clients.map(async (c) => {
    for (let i = 0; i < 20; i++) await c.run(`SELECT audit_act('x', 'y', ${i}, NULL, 'z')`);
    await c.close();
  }));
  for (let i = 0; i < 3; i++) assert.equal(server.hocvud('audit', 'seal').code, 0);
  await sealed();
  assert.equal(verify().code, 0);
});

test('the server and jobs cannot touch seals, anchors or heads', () => {
  for (const role of ['app', 'job']) {
    for (const table of ['audit_seal', 'audit_anchor', 'audit_head', 'audit_fresh']) {
      for (const text of [`DELETE FROM ${table}`, `TRUNCATE ${table}`, `INSERT INTO ${table} SELECT * FROM ${table}`]) {
        assert.throws(() => server.sql(role, text), { code: '42501' }, `${role}: ${text}`);
      }
    }
    assert.throws(() => server.sql(role, `SELECT audit_seal_add(1, '{1}', '{00}')`), /chain went on/);
  }
});

// Each drill gives the place at which it must be found, or the words.
const any = (n) => 1 + Math.floor(Math.random() * n);
const drills = {
  alter(n) {
    const seq = any(n), column = ['action', 'object', 'reason', 'via', 'address', 'request'][any(6) - 1];
    return { seq, text: `UPDATE audit SET ${column} = coalesce(${column}, '') || 'x' WHERE id = (SELECT audit_id FROM audit_seal WHERE seq = ${seq})` };
  },
  whom(n) {
    const seq = any(n), column = ['account_id', 'person_id', 'unit_id', 'row_id'][any(4) - 1];
    return { seq, text: `UPDATE audit SET ${column} = coalesce(${column}, 0) + 1 WHERE id = (SELECT audit_id FROM audit_seal WHERE seq = ${seq})` };
  },
  when(n) {
    const seq = any(n);
    return { seq, text: `UPDATE audit SET at = at - interval '1 microsecond' WHERE id = (SELECT audit_id FROM audit_seal WHERE seq = ${seq})` };
  },
  seal(n) {
    const seq = any(n);
    return { seq, text: `UPDATE audit_seal SET hash = sha256(hash) WHERE seq = ${seq}` };
  },
  delete(n) {
    const seq = any(n);
    return { seq, text: `DELETE FROM audit WHERE id = (SELECT audit_id FROM audit_seal WHERE seq = ${seq})` };
  },
  deleteBoth(n) {
    const seq = any(n - 1);
    return { seq, text: `DELETE FROM audit WHERE id = (SELECT audit_id FROM audit_seal WHERE seq = ${seq}); DELETE FROM audit_seal WHERE seq = ${seq}` };
  },
  // As if it had never been: the places behind it move up.
  closeUp(n) {
    const seq = any(n - 1);
    return { seq, text: `DELETE FROM audit WHERE id = (SELECT audit_id FROM audit_seal WHERE seq = ${seq}); DELETE FROM audit_seal WHERE seq = ${seq};
      UPDATE audit_seal SET seq = -seq WHERE seq > ${seq}; UPDATE audit_seal SET seq = -seq - 1 WHERE seq < 0` };
  },
  insert(n) {
    const seq = any(n);
    return { seq, text: `UPDATE audit_seal SET seq = -seq WHERE seq >= ${seq}; UPDATE audit_seal SET seq = -seq + 1 WHERE seq < 0;
      WITH a AS (INSERT INTO audit (action, object, at) VALUES ('x', 'y', now() - interval '1 day') RETURNING id)
      INSERT INTO audit_seal (seq, audit_id, hash) SELECT ${seq}, id, sha256('x') FROM a` };
  },
  insertPast() {
    return { seq: 0, text: `INSERT INTO audit (action, object, at) VALUES ('x', 'y', now() - interval '1 day')` };
  },
  reorder(n) {
    const a = any(n - 1), b = a + any(n - a);
    return { seq: a, text: `UPDATE audit_seal SET audit_id = -audit_id WHERE seq IN (${a}, ${b});
      UPDATE audit_seal s SET audit_id = -o.audit_id FROM audit_seal o WHERE s.seq + o.seq = ${a + b} AND s.seq <> o.seq AND s.seq IN (${a}, ${b})` };
  },
  cutTail(n) {
    const seq = any(n);
    return { seq, text: `DELETE FROM audit WHERE id IN (SELECT audit_id FROM audit_seal WHERE seq >= ${seq}); DELETE FROM audit_seal WHERE seq >= ${seq}` };
  },
  cutBeginning(n) {
    const upTo = any(n - 1);
    return { seq: 1, text: `DELETE FROM audit WHERE id IN (SELECT audit_id FROM audit_seal WHERE seq <= ${upTo}); DELETE FROM audit_seal WHERE seq <= ${upTo}` };
  },
  forgeAnchor(n) {
    const upTo = any(n - 1);
    return { seq: upTo, text: `INSERT INTO audit_anchor (seq, hash, through, removed, marks) SELECT seq, hash, now() - interval '2 years', seq, '{(,)}' FROM audit_seal WHERE seq = ${upTo};
      DELETE FROM audit WHERE id IN (SELECT audit_id FROM audit_seal WHERE seq <= ${upTo}); DELETE FROM audit_seal WHERE seq <= ${upTo}` };
  },
  truncate() {
    return { seq: 1, text: 'TRUNCATE audit; TRUNCATE audit_seal' };
  },
  mark() {
    return { words: /not what was sealed/, text: `UPDATE attendance_history SET after = 'unexcused' WHERE id = (SELECT id FROM attendance_history ORDER BY random() LIMIT 1)` };
  },
  markGone() {
    return { words: /not what was sealed/, text: `DELETE FROM attendance_history WHERE id = (SELECT id FROM attendance_history ORDER BY random() LIMIT 1)` };
  },
  markInserted() {
    return { words: /the record does not know it/, text: `INSERT INTO attendance_history (session_id, person_id, after, stood) VALUES (1, 1, 'present', true)` };
  },
};

// Touched, looked at, and put back: all in the folder of one quiet cluster.
const TABLES = ['audit', 'audit_seal', 'audit_fresh', 'audit_anchor', 'audit_head', 'attendance_history'];
const keep = TABLES.map((t) => `DROP TABLE IF EXISTS kept_${t}; CREATE TABLE kept_${t} AS TABLE ${t};`).join('\n');
const putBack = TABLES.map((t) => `DELETE FROM ${t}; INSERT INTO ${t} OVERRIDING SYSTEM VALUE SELECT * FROM kept_${t};`).join('\n');

test('200 tamperings at random places: each found, at its place', async () => {
  await sealed();
  // The sealer is held off: it would take what is slipped in for new.
  const held = server.connect('super');
  await held.run(`SELECT pg_advisory_lock(hashtextextended('audit_seal', 0))`);
  touch(keep);
  const n = last(), names = Object.keys(drills), stored = head();
  const straight = ['audit', 'verify', '--head', stored, '--set', `job_url=${address(server.data, 'job')}`, '--set', `key_file=${server.data}/keys`];
  for (let i = 0; i < 200; i++) {
    const name = names[i % names.length], drill = drills[name](n);
    touch(`${i > 0 ? putBack : ''} ${drill.text}`);
    const r = run(join(BUILD, 'hocvud'), straight);
    assert.equal(r.code, 1, `${name}: ${drill.text}\n${r.out}${r.err}`);
    if (drill.words) assert.match(r.out, drill.words, name);
    else assert.match(r.out, new RegExp(`^${drill.seq}\t`, 'm'), `${name} at ${drill.seq}: ${drill.text}\n${r.out}`);
  }
  touch(putBack);
  await held.close();
  assert.equal(verify('--head', stored).code, 0);
});

test('a row sealed long after its time is told, until a head behind it is given', async () => {
  server.sql('owner', `INSERT INTO audit (action, object, at) VALUES ('x', 'y', now() - interval '1 hour')`);
  await sealed();
  const late = verify();
  assert.equal(late.code, 1);
  assert.match(late.out, /sealed late/);
  assert.equal(verify('--head', head()).code, 0);
});

test('what was kept long enough is removed from the beginning, and the rest is proven still', async () => {
  touch(TABLES.map((t) => `TRUNCATE ${t};`).join(' '));
  server.sql('owner', `INSERT INTO audit (action, object, at) SELECT 'x', 'y', now() - i * interval '1 month' FROM generate_series(30, 20, -1) i`);
  rosters(3);
  await sealed();
  const before = head();
  const sealer = server.connect('super');
  await sealer.run('BEGIN');
  await sealer.run("SELECT pg_advisory_xact_lock(hashtextextended('audit_seal', 0))");
  const pruning = spawn(join(BUILD, 'hocvud'), ['audit', 'prune', '--data', server.data], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said = text(pruning.stdout);
  await until('it waits for who seals', () => server.sql('super', `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`).length > 0);
  await sealer.close();
  assert.equal(await said, '7 places removed\n', '30 to 24 months ago');
  await sealed();
  const r = verify('--head', before);
  assert.equal(r.code, 0, r.out);
  assert.equal(prune(1), 4, '23 to 20 months ago: less than twelve are not to be had');
  await sealed();
  assert.equal(verify('--head', head()).code, 0);
  assert.equal(server.sql('owner', `SELECT FROM audit WHERE action = 'prune'`).length, 2);
  assert.equal(prune(12), 0);
  server.sql('owner', `INSERT INTO audit (action, object, at) SELECT 'x', 'y', now() - interval '3 years' FROM generate_series(1, 3)`);
  await sealed();
  assert.match(server.hocvud('audit', 'prune').out, /^\d+ places removed$/m);
  assert.equal(server.hocvud('audit', 'prune', '--set', 'audit_keep_months=12').code, 0);
});

test('the server itself removes nothing, however old, and how long is said where only jobs write', async () => {
  assert.throws(() => server.sql('app', 'SELECT audit_prune(24, 20000)'), { code: '42501' });
  assert.throws(() => server.sql('app', `UPDATE record_kind SET keep_months = 12 WHERE kind = 'audit'`), { code: '42501' });
  touch(`UPDATE record_kind SET keep_months = 240 WHERE kind = 'audit'`);
  server.sql('owner', `INSERT INTO audit (action, object, at) SELECT 'x', 'y', now() - interval '5 years' FROM generate_series(1, 3)`);
  await sealed();
  assert.equal(prune(12), 0, 'the longer of both counts');
  touch(`UPDATE record_kind SET keep_months = 12 WHERE kind = 'audit'; ${TABLES.map((t) => `TRUNCATE ${t};`).join(' ')}`);
  rosters(1);
  await sealed();
});

test('heads of the day are signed when there is a key, and another key did not sign them', async () => {
  const keys = ['a', 'b'].map((digit) => { const f = join(dirname(server.data), `sign-${digit}`); writeFileSync(f, `${digit.repeat(64)}\n`, { mode: 0o600 }); return f; });
  const { data } = server;
  await server.stop({ keep: true, verify: false });
  server = await start({ data, flags: ['--set', `audit_key_file=${keys[0]}`] });
  touch('TRUNCATE audit_head');
  const told = /event=audit_head head=\S+ signature=[\w-]{86}/;	// what was logged is read when this program waits
  await until('the head of the day is kept and told', () => server.sql('owner', 'SELECT FROM audit_head').length > 0 && told.test(server.log()));
  assert.match(server.log(), told);
  const by = (key) => server.hocvud('audit', 'verify', '--head', head(), '--set', `audit_key_file=${key}`);
  assert.equal(by(keys[0]).code, 0);
  assert.match(by(keys[1]).out, /not signed with our key/);
});
