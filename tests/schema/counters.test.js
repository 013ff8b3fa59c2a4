// SPDX-License-Identifier: GPL-3.0-or-later
// The counters of coverage: whatever is done to the facts, in whatever order, they hold what working everything out
// anew would give; and the recount notices when they do not.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { BUILD, ROOT, start, temporary } from '../help/cluster.js';
import { given, writePackage } from '../help/given.js';
import { dice, randomWorld, readCsv } from '../scenarios/coverage_world.js';

const SEED = Number(process.env.HOCVU_SEED ?? 20261122);
const STEPS = 160, LOOK_EVERY = 8, WRITERS = 16, ROUNDS = 6;
const known = readCsv(join(ROOT, 'schema/data/targets.csv'));
const DIFFERENCES = `
  BEGIN;
  SELECT pg_advisory_xact_lock(20250101, 2);	-- the server's own folding first comes to its end
  SELECT coverage_fold();
  CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT 'counter' AS what, (target_id, segment, unit_id, grain, day)::text AS key,
      (base, reached, finished, able, visits)::text AS value FROM coverage_counter
     WHERE base <> 0 OR reached <> 0 OR finished <> 0 OR able <> 0 OR visits <> 0
    UNION ALL SELECT 'evidence', (person_id, target_id)::text, (reached, finished, able, visits)::text FROM coverage_evidence
    UNION ALL SELECT 'tree', (unit_id, above_id, valid)::text, (kind, segment)::text FROM unit_above
    UNION ALL SELECT 'staff', person_id::text, posts::text FROM coverage_staff;
  SELECT coverage_rebuild(NULL);
  SELECT coverage_fold();
  SELECT 'DIFF ' || what || ' ' || key || ' kept ' || coalesce(k.value, '-') || ' anew ' || coalesce(n.value, '-')
    FROM kept k FULL JOIN (SELECT 'counter' AS what, (target_id, segment, unit_id, grain, day)::text AS key,
      (base, reached, finished, able, visits)::text AS value FROM coverage_counter
     WHERE base <> 0 OR reached <> 0 OR finished <> 0 OR able <> 0 OR visits <> 0
    UNION ALL SELECT 'evidence', (person_id, target_id)::text, (reached, finished, able, visits)::text FROM coverage_evidence
    UNION ALL SELECT 'tree', (unit_id, above_id, valid)::text, (kind, segment)::text FROM unit_above
    UNION ALL SELECT 'staff', person_id::text, posts::text FROM coverage_staff) n USING (what, key)
   WHERE k.value IS DISTINCT FROM n.value LIMIT 20;
  ROLLBACK`;
let server, owner;

before(async () => {
  server = await start();
  const world = randomWorld(SEED, known);
  await given(server, { ...world, targets: world.targets.slice(known.length) });
  owner = server.connect('super');
});
after(async () => { await owner?.close(); await server?.stop(); });

async function differences() {
  return (await owner.run(DIFFERENCES)).filter((line) => line.startsWith('DIFF'));
}

// One small change of the facts: SQL as the program may run it.
const d = dice(SEED);
const pick = (table, where = 'true') => `(SELECT id FROM ${table} WHERE ${where} ORDER BY md5(id::text || '${d.below(1e9)}') LIMIT 1)`;
const anyone = () => pick('person'), day = () => `'${d.day()}'::date`;
const status = () => d.one(['present', 'present', 'late', 'excused', 'unexcused']);
const scheme = () => d.one(['national_digital_skills', 'it_skills_basic']);
const level = () => d.one(['none', 'knows', 'with_help', 'alone']);
const domain = () => d.one(['online_public_services', 'health', 'education', 'transport', 'tourism', 'banking']);
const changes = {
  mark: () => `INSERT INTO attendance (session_id, person_id, class_id, status)
    SELECT s.id, p.id, s.class_id, '${status()}' FROM session s CROSS JOIN (SELECT id FROM person ORDER BY md5(id::text || '${d.below(1e9)}') LIMIT 6) p
     WHERE s.id = ${pick('session')} ON CONFLICT (session_id, person_id) DO UPDATE SET status = excluded.status`,
  unmark: () => `DELETE FROM attendance WHERE session_id = ${pick('session')} AND person_id % 3 = ${d.below(3)}`,
  move_session: () => `UPDATE session SET date = ${day()} WHERE id = ${pick('session')}`,
  cancel_session: () => `UPDATE session SET cancelled = NOT cancelled WHERE id = ${pick('session')}`,
  add_session: () => `INSERT INTO session (class_id, number, date, periods) SELECT id, 900 + ${d.below(90)}, ${day()}, 3 FROM class
    WHERE id = ${pick('class')} ON CONFLICT DO NOTHING`,
  drop_session: () => `DELETE FROM session WHERE id = ${pick('session')}`,
  cancel_class: () => `UPDATE class SET state = CASE state WHEN 'cancelled' THEN 'open' ELSE 'cancelled' END WHERE id = ${pick('class')}`,
  other_course: () => `UPDATE class SET course_id = ${pick('course')} WHERE id = ${pick('class')}`,
  course: () => `UPDATE course SET attendance_percent = ${1 + d.below(100)}, late_counts = NOT late_counts,
    topics = '{${d.some(['digital_technology', 'expert', 'information_security'], 0.5)}}',
    assessment_scheme = ${d.one(['NULL', `'${scheme()}'`])} WHERE id = ${pick('course')}`,
  elsewhere: () => `INSERT INTO external_completion (person_id, course_id, completed_on, verified)
    VALUES (${anyone()}, ${pick('course')}, ${day()}, ${d.chance(0.7)}) ON CONFLICT DO NOTHING`,
  verified: () => `UPDATE external_completion SET verified = NOT verified WHERE id = ${pick('external_completion')}`,
  assessed: () => `INSERT INTO assessment (person_id, scheme, assessed_on, result)
    VALUES (${anyone()}, '${scheme()}', ${day()}, '${d.one(['passed', 'passed', 'failed', 'none'])}') ON CONFLICT DO NOTHING`,
  judged_anew: () => `UPDATE assessment SET result = '${d.one(['passed', 'failed'])}', assessed_on = ${day()} WHERE id = ${pick('assessment')}
    AND NOT EXISTS (SELECT FROM assessment b WHERE b.person_id = assessment.person_id AND b.id <> assessment.id)`,
  skill: () => `INSERT INTO skill (person_id, domain, observed_on, observer, level)
    SELECT ${anyone()}, x, ${day()}, 'Tổ công nghệ số', '${level()}' FROM unnest('{${domain()},${domain()},online_public_services}'::text[]) x ON CONFLICT DO NOTHING`,
  unskill: () => `DELETE FROM skill WHERE id = ${pick('skill')}`,
  hired: () => `INSERT INTO affiliation (person_id, unit_id, valid, category, dedicated_it, expert)
    SELECT ${anyone()}, ${pick('unit', "id IN (SELECT unit_id FROM unit_version JOIN unit_kind USING (kind) WHERE employs)")},
      daterange(${day()}, NULL), '${d.one(['leader_manager', 'civil_servant', 'worker'])}', ${d.chance(0.3)}, ${d.chance(0.3)}
    ON CONFLICT DO NOTHING`,
  left: () => `UPDATE affiliation SET valid = daterange(lower(valid), greatest(lower(valid) + 1, ${day()})) WHERE id = ${pick('affiliation')}`,
  flagged: () => `UPDATE affiliation SET dedicated_it = NOT dedicated_it, category = 'civil_servant' WHERE id = ${pick('affiliation')}`,
  fired: () => `DELETE FROM affiliation WHERE id = ${pick('affiliation')}`,
  transferred: () => `WITH closed AS (UPDATE affiliation SET valid = daterange(lower(valid), '2025-07-01')
      WHERE id = ${pick('affiliation', "valid @> '2025-06-30'::date AND upper_inf(valid)")} RETURNING *)
    INSERT INTO affiliation (person_id, unit_id, valid, category)
    SELECT c.person_id, u.id, '[2025-07-01,)', c.category FROM closed c CROSS JOIN unit u
     WHERE u.id = ${pick('unit', "id IN (SELECT unit_id FROM unit_version JOIN unit_kind USING (kind) WHERE employs)")} ON CONFLICT DO NOTHING`,
  moved_home: () => `UPDATE residence SET unit_id = ${pick('unit', "id IN (SELECT unit_id FROM unit_version WHERE kind = 'residential_group')")}
    WHERE id = ${pick('residence')}`,
  home: () => `INSERT INTO residence (person_id, unit_id, valid) SELECT ${anyone()}, ${pick('unit', "id IN (SELECT unit_id FROM unit_version WHERE kind = 'commune')")},
    daterange(${day()}, NULL) ON CONFLICT DO NOTHING`,
  left_home: () => `DELETE FROM residence WHERE id = ${pick('residence')}`,
  born: () => `UPDATE person SET birth_date = ${d.one(['NULL', "'1964-03-05'", "'2011-02-28'", "'1990-01-01'", "'1967-09-30'"])}, sex = '${d.one(['male', 'female'])}'
    WHERE id = ${anyone()}`,
  unit_ends: () => `UPDATE unit_version SET valid = daterange(lower(valid), greatest(lower(valid) + 1, ${day()})) WHERE id = ${pick('unit_version')}`,
  unit_moves: () => `UPDATE unit_version v SET parent_id = (SELECT w.parent_id FROM unit_version w WHERE w.kind = v.kind AND w.parent_id IS NOT NULL
      ORDER BY md5(w.id::text || '${d.below(1e9)}') LIMIT 1)
    WHERE v.id = ${pick('unit_version', "kind IN ('residential_group', 'division', 'school', 'enterprise')")}`,
  unit_kind: () => `UPDATE unit_version SET kind = '${d.one(['division', 'school', 'association'])}'
    WHERE id = ${pick('unit_version', "kind IN ('division', 'school', 'association')")}`,
  target: () => `UPDATE target SET evidence = '{${d.one(['took_part', 'completed', 'assessed', 'completed,assessed'])}}', window_year = NOT window_year, window_from = NULL
    WHERE id = ${pick('target', "base <> 'working_age'")}`,
};

test(`after each of ${STEPS} random changes the counters are what working them out anew gives (HOCVU_SEED=${SEED})`, async () => {
  assert.deepEqual(await differences(), [], 'as imported');
  const names = Object.keys(changes), done = [];
  for (let i = 1; i <= STEPS; i++) {
    const name = i <= names.length ? names[i - 1] : d.one(names);
    const statement = changes[name]();
    done.push(name);
    try {
      await owner.run(statement);
    } catch (error) {
      assert.match(error.code, /^23/, `${name}: ${error.message}\n${statement}`);	// a constraint may refuse what chance made
    }
    if (i % LOOK_EVERY === 0) {
      assert.deepEqual(await differences(), [], done.splice(0).join(', '));
      if (d.chance(0.5)) await owner.run('SELECT coverage_fold()');
    }
  }
});

test('where everybody lives and works stands on their row, and hocvud verify names whose does not', async () => {
  const placed = server.sql('owner', "SELECT count(*) FILTER (WHERE homes <> '{}') AS homes, count(*) FILTER (WHERE posts <> '{}') AS posts FROM person")[0];
  assert.ok(placed.homes > 0 && placed.posts > 0);
  const right = server.hocvud('verify', '--as-of', '2026-03-02');
  assert.equal(right.code, 0, right.out);
  const [{ id, homes }] = server.sql('owner', "SELECT id, homes FROM person WHERE homes <> '{}' ORDER BY id LIMIT 1");
  await owner.run(`UPDATE person SET homes = '{}' WHERE id = ${id}`);
  const wrong = server.hocvud('verify', '--as-of', '2026-03-02');
  assert.equal(wrong.code, 1);
  assert.match(wrong.out, new RegExp(`^person ${id}: homes and posts are not where they live and work$`, 'm'));
  assert.deepEqual(JSON.parse(server.hocvud('verify', '--as-of', '2026-03-02', '--json').out).differences, [{ what: 'places', person: id }]);
  await owner.run(`UPDATE person SET homes = '${homes}' WHERE id = ${id}`);
});

// Put off to the end of the transaction, as everything about thousands is, the counters lock nobody: the places do it themselves.
test('who loses a place while another transaction adds one stands in what is left, also where thousands move', async () => {
  const [one, two] = [server.connect('super'), server.connect('super')];
  const waits = () => server.sql('super', "SELECT FROM pg_stat_activity WHERE usename = 'postgres' AND wait_event_type = 'Lock'").length > 0;
  await owner.run(`INSERT INTO person (code, full_name, sort_name, folded, folded_given) VALUES ('hai-noi', 'Học Viên Mẫu Hai Nơi', 'nơi hai', 'hai noi', 'noi')`);
  const who = "(SELECT id FROM person WHERE code = 'hai-noi')", [here, there] = server.sql('owner', 'SELECT id FROM unit ORDER BY id LIMIT 2').map((u) => u.id);
  const lives = (unit, year) => `INSERT INTO residence (person_id, unit_id, valid) SELECT ${who}, ${unit}, '[${year}-01-01,${year + 1}-01-01)'`;
  const left = (year) => `DELETE FROM residence WHERE person_id = ${who} AND valid @> date '${year}-06-01'`;
  const late = (c) => c.run('BEGIN; INSERT INTO coverage_due (target_id) VALUES (NULL)');
  const homes = () => server.sql('owner', `SELECT p.homes = (SELECT range_agg(int8range(r.unit_id, r.unit_id, '[]')) FROM residence r WHERE r.person_id = p.id) AS same
    FROM person p WHERE p.id = ${who}`)[0].same;
  try {
    for (const [first, then] of [[lives(here, 2012), left(2010)], [lives(there, 2014), left(2012)], [left(2014), lives(there, 2016)]]) {
      if (first.startsWith('INSERT') && then === left(2010)) await owner.run(lives(here, 2010));
      if (first.startsWith('DELETE')) await owner.run(lives(here, 2018));
      await late(one);
      await one.run(first);
      await late(two);
      const second = two.run(then);
      for (const end = Date.now() + 30_000; !waits(); await sleep(20)) assert.ok(Date.now() < end, `${then} did not wait for ${first}`);
      await one.run('COMMIT');
      await second;
      await two.run('COMMIT');
      assert.equal(homes(), true, `${first}; meanwhile ${then}`);
    }
    await owner.run(`DELETE FROM person WHERE id = ${who}`);
  } finally {
    await Promise.all([one.close(), two.close()]);
  }
});

// A mark waits for the person's row with the counters' lock in hand, which who changes thousands needs alone.
const crowd = "(SELECT id FROM person WHERE code LIKE 'dong-nguoi-%')";
async function whileMarked(change) {
  const people = server.sql('owner', `SELECT min(id) AS first, max(id) AS last FROM person WHERE id IN ${crowd}`)[0];
  const markers = Array.from({ length: 3 }, () => server.connect('super')), ended = [];
  let over = false;
  const marks = markers.map(async (c) => {
    while (!over) await c.run(`SELECT coverage_enter('{}', '{${people.first},${people.last}}')`).catch((e) => ended.push(e));
  });
  try {
    await change();
  } finally {
    over = true;
    await Promise.all(marks);
    await Promise.all(markers.map((c) => c.close()));
  }
  assert.deepEqual(ended, []);
}

test('thousands are moved while marks for them keep coming: neither is ended for the other', async () => {
  const mover = server.connect('super'), [here, there] = server.sql('owner', 'SELECT id FROM unit ORDER BY id LIMIT 2').map((u) => u.id);
  await owner.run(`INSERT INTO person (code, full_name, sort_name, folded, folded_given)
    SELECT 'dong-nguoi-' || n, 'Học Viên Mẫu Đông', 'đông', 'dong', 'dong' FROM generate_series(1, 2100) n`);
  await owner.run(`INSERT INTO residence (person_id, unit_id, valid) SELECT id, ${here}, '[2020-01-01,)' FROM person WHERE id IN ${crowd}`);
  await whileMarked(async () => {
    await mover.run('BEGIN');
    await mover.run(`UPDATE residence SET unit_id = ${there} WHERE person_id IN ${crowd}`);
    await sleep(1500);	// longer than the database waits before it looks for a deadlock
    await mover.run('COMMIT');
  });
  await mover.close();
  assert.equal(Number(await owner.run(`SELECT count(*) FROM person WHERE id IN ${crowd} AND homes = '{[${there},${there}]}'`)), 2100);
  assert.deepEqual(await differences(), []);
});

test('births of thousands are corrected by an import while marks for them keep coming', async () => {
  const folder = writePackage(mkdtempSync(join(temporary(), 'births.')), { people: server.sql('owner', `SELECT code FROM person WHERE id IN ${crowd}`)
    .map((p) => ({ person: p.code, full_name: 'Học Viên Mẫu Đông', birth_date: '1990-05-06' })) });
  await whileMarked(() => new Promise((done, failed) => {
    const running = spawn(join(BUILD, 'hocvud'), ['import', folder, '--data', server.data], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    running.stderr.on('data', (bytes) => { said += bytes; });
    running.on('close', (code) => (code === 0 ? done() : failed(new Error(said))));
  }));
  assert.equal(Number(await owner.run(`SELECT count(*) FROM person WHERE id IN ${crowd} AND birth_date = '1990-05-06'`)), 2100);
  assert.deepEqual(await differences(), []);
  await owner.run(`DELETE FROM person WHERE id IN ${crowd}`);
  assert.deepEqual(await differences(), []);
});

test('a person who is deleted takes nothing along', async () => {
  await owner.run(`DELETE FROM attendance WHERE person_id = ${pick('person', 'id IN (SELECT person_id FROM residence)')}`);
  await owner.run(`DELETE FROM person p WHERE p.id = (SELECT r.person_id FROM residence r
    WHERE NOT EXISTS (SELECT FROM attendance a WHERE a.person_id = r.person_id) AND NOT EXISTS (SELECT FROM enrolment e WHERE e.person_id = r.person_id)
      AND NOT EXISTS (SELECT FROM session s WHERE s.trainer_id = r.person_id) LIMIT 1)`);
  assert.deepEqual(await differences(), []);
});

test(`${WRITERS} writers on one hot class: no deadlock, nothing lost`, async () => {
  const [{ class: hot, sessions }] = server.sql('super', `SELECT class_id AS class, array_agg(id) AS sessions FROM session
    WHERE NOT cancelled AND class_id = (SELECT s.class_id FROM session s JOIN class c ON c.id = s.class_id AND c.state <> 'cancelled'
      WHERE NOT s.cancelled GROUP BY 1 ORDER BY count(*) DESC LIMIT 1) GROUP BY 1`);
  const people = server.sql('super', 'SELECT id FROM person ORDER BY id LIMIT 60').map((p) => p.id);
  const folding = server.connect('office');
  const writers = Array.from({ length: WRITERS }, () => server.connect('office'));
  const failed = [];
  try {
    await Promise.all(writers.map(async (w, i) => {
      for (let round = 0; round < ROUNDS; round++) {
        const some = people.filter((p) => (p + i + round) % 4 !== 0);
        await w.run(`INSERT INTO attendance (session_id, person_id, class_id, status)
          SELECT ${sessions[(i + round) % sessions.length]}, p, ${hot}, '${['present', 'unexcused', 'late'][(i + round) % 3]}'
            FROM unnest('{${some}}'::bigint[]) p ORDER BY p
          ON CONFLICT (session_id, person_id) DO UPDATE SET status = excluded.status`).catch((e) => failed.push(`${e.code} ${e.message}`));
        if (i === 0) await folding.run('SELECT coverage_fold()');
      }
    }));
  } finally {
    await Promise.all([folding, ...writers].map((w) => w.close()));
  }
  assert.deepEqual(failed, []);
  assert.deepEqual(await differences(), []);
});

test('hocvud verify names target, unit and day when a mark went past the counters', async () => {
  await owner.run('ALTER TABLE attendance DISABLE TRIGGER coverage_added');
  await owner.run(`WITH k AS (INSERT INTO course (code, title, topics, attendance_percent, folded)
      VALUES ('quiet', 'Lớp Mẫu', '{digital_skills}', 80, 'lop mau') RETURNING id),
      c AS (INSERT INTO class (code, course_id, title, state) SELECT 'quiet', id, 'Lớp Mẫu', 'running' FROM k RETURNING id)
    INSERT INTO session (class_id, number, date, periods) SELECT id, 1, '2026-03-03', 1 FROM c`);
  await owner.run(`INSERT INTO attendance (session_id, person_id, class_id, status)
    SELECT s.id, a.person_id, s.class_id, 'present' FROM session s JOIN class c ON c.id = s.class_id AND c.code = 'quiet'
     CROSS JOIN (SELECT a.person_id FROM affiliation a JOIN unit_above u ON u.unit_id = a.unit_id AND u.segment = 'S1' AND u.valid @> '2026-03-03'::date
       WHERE a.valid @> '2026-03-03'::date AND a.category = 'civil_servant' LIMIT 1) a`);
  await owner.run('ALTER TABLE attendance ENABLE TRIGGER coverage_added');
  const wrong = server.hocvud('verify', '--as-of', '2026-03-03');
  assert.equal(wrong.code, 1, wrong.out);
  assert.match(wrong.out, /^T1 S1 of \S+ on 2026-03-03: visits is shown as \d+, counted \d+$/m);
  assert.equal(server.hocvud('verify', '--as-of', '2026-03-02').code, 0, 'the day before is untouched');
  await owner.run('SELECT coverage_rebuild(NULL)');
  assert.equal(server.hocvud('verify', '--as-of', '2026-03-03').code, 0);
});
