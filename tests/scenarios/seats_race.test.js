// SPDX-License-Identifier: GPL-3.0-or-later
// Fifty at once for the last seats, over the database and over HTTP: never over, none unsold, in the order of the
// queue. The same harness with the lock and the CHECK taken away oversells, or it would prove nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { blocks } from '../help/blocks.js';
import { account, given } from '../help/given.js';
import { start } from '../help/cluster.js';

const RACERS = 50, HELD = 8, CAPACITY = 15, ROUNDS = 3;
const seat = blocks('server/features/training/seat.sql'), enrolment = blocks('server/features/training/enrolment.sql');
let server, unit;

before(async () => {
  const people = Array.from({ length: RACERS + HELD }, (_, i) => `p${i + 1}`);
  server = await start();
  await given(server, {
    units: [{ code: 'town', valid_from: '', name: 'Thị xã', kind: 'town' }, { code: 'hall', valid_from: '', name: 'UBND thị xã', kind: 'town_committee', parent: 'town' }],
    people: people.map((person) => ({ person, full_name: `Học Viên Mẫu ${person}`, sex: 'male' })),
    affiliations: people.map((person) => ({ person, unit: 'hall', valid_from: '2020-01-01', category: 'civil_servant' })),
    courses: [{ code: 'c', title: 'Khóa', topics: 'digital_skills', attendance_percent: 80, periods: 4 }],
  });
  account(server, 'office', { roles: ['programme_office town'] });
  [{ id: unit }] = server.sql('owner', "SELECT id FROM unit WHERE code = 'town'");
});
after(() => server?.stop());

// A class with HELD of its CAPACITY seats given and RACERS people nominated: { id, nominated }.
let classes = 0;
function classForRace() {
  const code = `race-${++classes}`;
  server.sql('owner', `INSERT INTO class (code, course_id, host_unit_id, title, capacity, state)
    SELECT '${code}', k.id, ${unit}, 'Đua', ${CAPACITY}, 'open' FROM course k WHERE k.code = 'c';
    INSERT INTO class_seat (class_id, capacity, taken) SELECT c.id, ${CAPACITY}, ${HELD} FROM class c WHERE c.code = '${code}';
    INSERT INTO enrolment (class_id, person_id, nominated_by_id, state)
    SELECT c.id, p.id, ${unit}, CASE WHEN row_number() OVER (ORDER BY p.id) <= ${HELD} THEN 'approved' ELSE 'nominated' END
      FROM class c, person p WHERE c.code = '${code}' ORDER BY p.id`);
  const [{ id }] = server.sql('owner', `SELECT id FROM class WHERE code = '${code}'`);
  const rows = server.sql('owner', `SELECT id FROM enrolment WHERE class_id = ${id} AND state = 'nominated' ORDER BY id`);
  return { id, nominated: rows.map((r) => r.id) };
}

// Fifty psql sessions, connected before the start, each deciding on one enrolment by `act`. Nobody has the counter before
// all of them want it: a busy machine would let some be through before others begin.
async function raceOfConnections(act) {
  const race = classForRace(), gate = server.connect('super');
  const sessions = race.nominated.map(() => server.connect('office'));
  await Promise.all(sessions.map((c) => c.run('SELECT 1')));
  await gate.run(`BEGIN; SELECT FROM class_seat WHERE class_id = ${race.id} FOR UPDATE`);
  const all = Promise.allSettled(sessions.map(async (c, i) => {
    await c.run('BEGIN');
    await act(c, race.id, race.nominated[i]);
    await c.run('COMMIT');
  }));
  const waiting = () => Number(server.sql('super', "SELECT count(*) AS n FROM pg_stat_activity WHERE usename = 'hocvu_app' AND wait_event_type = 'Lock'")[0].n);
  let met = 0;
  for (const end = Date.now() + 60_000; met < RACERS && Date.now() < end; met = waiting()) await sleep(50);
  await gate.run('ROLLBACK');
  const ends = await all;
  await Promise.all([gate, ...sessions].map((c) => c.close()));
  assert.equal(met, RACERS, 'not all of them came to the counter');
  return { ...race, failed: ends.filter((e) => e.status === 'rejected').map((e) => e.reason) };
}

const counted = (id) => server.sql('owner', `SELECT s.taken, count(*) FILTER (WHERE e.state = 'approved') AS approved,
    count(*) FILTER (WHERE e.state = 'waitlisted') AS waiting, count(*) FILTER (WHERE e.state = 'nominated') AS nominated,
    max(e.queued) FILTER (WHERE e.state = 'approved') < min(e.queued) FILTER (WHERE e.state = 'waitlisted') AS in_order
  FROM class_seat s JOIN enrolment e USING (class_id) WHERE s.class_id = ${id} GROUP BY s.taken`)[0];

const FAIR = { taken: CAPACITY, approved: CAPACITY, waiting: RACERS + HELD - CAPACITY, nominated: 0, in_order: true };
const NOW = '2026-09-05T03:00:00Z';

// What the server runs for POST /classes/<class>/decisions, block by block.
async function decide(c, id, one) {
  const list = [{ enrolment: one, state: 'approved' }];
  await c.run(seat.seat_class({ class: id }));
  await c.run(seat.seats_locked({ class: id }));
  await c.run(enrolment.decisions_put({ class: id, decisions: list, account: null, now: NOW }));
  await c.run(seat.quotas_return({ class: id, today: '2026-09-05', days: 3 }));
  await c.run(seat.seats_allocate({ class: id, account: null, now: NOW }));
}

// The seeded defect: look how many there are, then take one.
async function countThenTake(c, id, one) {
  const [taken] = await c.run(`SELECT count(*) FROM enrolment WHERE class_id = ${id} AND state = 'approved'`);
  if (Number(taken) >= CAPACITY) return;
  await c.run(`UPDATE enrolment SET state = 'approved' WHERE id = ${one}`);
  await c.run(`UPDATE class_seat SET taken = taken + 1 WHERE class_id = ${id}`);
}

test('fifty database connections never oversell, leave no seat and keep the queue', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const race = await raceOfConnections(decide);
    assert.deepEqual(race.failed, []);
    assert.deepEqual(counted(race.id), FAIR);
  }
});

test('fifty HTTP clients never oversell, leave no seat and keep the queue', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const { id, nominated } = classForRace();
    const answers = await Promise.all(nominated.map((one) =>
      server.as('office').post(`/classes/${id}/decisions`, [{ enrolment: one, state: 'approved' }]).expect(200)));
    assert.deepEqual(counted(id), FAIR);
    const said = answers.map((a) => a.items[0]);
    assert.equal(said.filter((p) => p.state === 'approved').length, CAPACITY - HELD);
    const places = said.filter((p) => p.state === 'waitlisted').map((p) => p.place).sort((a, b) => a - b);
    assert.deepEqual(places, Array.from({ length: RACERS - CAPACITY + HELD }, (_, i) => i + 1), 'everybody has a place of his own');
  }
});

test('people leave while others are accepted: every seat that becomes free is given on', async () => {
  const { id, nominated } = classForRace();
  const first = nominated.slice(0, 25), later = nominated.slice(25);
  for (const one of first) await server.as('office').post(`/classes/${id}/decisions`, [{ enrolment: one, state: 'approved' }]).expect(200);
  await Promise.all([
    ...first.slice(0, 20).map((one) => server.as('office').post(`/enrolments/${one}/withdrawal`, { why: 'bận' }).expect(200)),
    ...later.map((one) => server.as('office').post(`/classes/${id}/decisions`, [{ enrolment: one, state: 'approved' }]).expect(200)),
  ]);
  assert.deepEqual(counted(id), { taken: CAPACITY, approved: CAPACITY, waiting: RACERS - 20 + HELD - CAPACITY, nominated: 0, in_order: true });
});

test('the same harness sees the seeded defect: the CHECK stops it, and without the CHECK it oversells', async () => {
  const stopped = await raceOfConnections(countThenTake);
  assert.ok(stopped.failed.length > 0, 'nobody was refused: there was no race');
  assert.deepEqual([...new Set(stopped.failed.map((e) => e.code))], ['23514']);
  assert.equal(counted(stopped.id).approved, CAPACITY);
  server.sql('owner', 'ALTER TABLE class_seat DROP CONSTRAINT class_full');
  const over = await raceOfConnections(countThenTake);
  assert.ok(counted(over.id).approved > CAPACITY, `${counted(over.id).approved} of ${CAPACITY} seats: the defect went unseen`);
  const unlocked = await raceOfConnections((c, id, one) => decide({ run: (sql) => (/INTO class_seat/.test(sql) ? [] : c.run(sql)) }, id, one));
  assert.ok(counted(unlocked.id).approved > CAPACITY, `${counted(unlocked.id).approved} of ${CAPACITY}: the allocator without its lock went unseen`);
});
