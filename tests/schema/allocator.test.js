// SPDX-License-Identifier: GPL-3.0-or-later
// The allocator's one statement against a plain model of it: give one seat after the other to the first who may have it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { blocks } from '../help/blocks.js';
import { start } from '../help/cluster.js';

const CASES = 250, PEOPLE = 24, UNITS = ['u0', 'u1', 'u2', 'u3', 'u4'];	// u0 is above u1 and u2; u3 and u4 stand alone
const seat = blocks('server/features/training/seat.sql');
let server, c;

before(async () => {
  server = await start();
  server.sql('owner', `INSERT INTO unit (code, lo, hi) VALUES ('u0', 900000, 902000), ('u1', 901000, 901000), ('u2', 902000, 902000),
      ('u3', 903000, 903000), ('u4', 904000, 904000);
    INSERT INTO course (code, title, topics, attendance_percent, folded) VALUES ('k', 'K', '{digital_skills}', 80, 'k');
    INSERT INTO person (code, full_name, sort_name, folded, folded_given) SELECT 'p' || i, 'Học Viên Mẫu', 'm', 'm', 'm' FROM generate_series(0, ${PEOPLE - 1}) i`);
  c = server.connect('office');
});
after(async () => { await c?.close(); await server?.stop(); });

// A small generator, the same numbers each run.
let state = 20260905;
function random(n) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor(state / 2 ** 32 * n);
}

// Who counts in which quota: the nearest unit at or above the sender that has one.
const above = { u0: ['u0'], u1: ['u1', 'u0'], u2: ['u2', 'u0'], u3: ['u3'], u4: ['u4'], none: [] };

function worldMade() {
  const quotas = UNITS.filter(() => random(2)).map((unit) => ({ unit, seats: random(6), returned: random(4) === 0 }));
  const people = Array.from({ length: PEOPLE }, (_, i) => ({
    code: `p${i}`, unit: [...UNITS, 'none'][random(6)], state: ['approved', 'waitlisted', 'waitlisted', 'nominated', 'withdrawn'][random(5)],
  }));
  const order = people.map((p) => ({ p, at: random(1000) })).sort((a, b) => a.at - b.at).map(({ p }) => p);
  order.forEach((p, i) => { p.queued = i; });
  const taken = people.filter((p) => p.state === 'approved').length;
  return { quotas, people, order, taken, capacity: random(10) === 0 ? null : taken + random(12) };
}

// Gives the codes that get a seat.
function modelled({ quotas, order, taken, capacity }) {
  const quotaOf = (p) => above[p.unit].map((u) => quotas.find((q) => q.unit === u)).find(Boolean);
  const held = new Map(quotas.map((q) => [q, q.returned ? 0
    : Math.max(0, q.seats - order.filter((p) => p.state === 'approved' && quotaOf(p) === q).length)]));
  const waiting = order.filter((p) => p.state === 'waitlisted'), given = [];
  let free = capacity === null ? Infinity : capacity - taken;
  for (;;) {
    const everyone = free - [...held.values()].reduce((a, b) => a + b, 0);
    const next = waiting.find((p) => free > 0 && ((held.get(quotaOf(p)) ?? 0) > 0 || everyone > 0));
    if (!next) return given.sort();
    const q = quotaOf(next);
    if (q && held.get(q) > 0) held.set(q, held.get(q) - 1);
    waiting.splice(waiting.indexOf(next), 1);
    given.push(next.code);
    free--;
  }
}

async function allocated(w) {
  const unit = (u) => (u === 'none' ? 'NULL' : `(SELECT id FROM unit WHERE code = '${u}')`);
  await c.run('BEGIN');
  const [id] = await c.run(`INSERT INTO class (code, course_id, title, capacity, state) SELECT 'a', id, 'A', ${w.capacity}, 'open' FROM course WHERE code = 'k' RETURNING id`);
  await c.run(`INSERT INTO class_seat (class_id, capacity, taken) VALUES (${id}, ${w.capacity}, ${w.taken})`);
  if (w.quotas.length) await c.run(`INSERT INTO quota (class_id, unit_id, seats, origin, returned_on) VALUES ${w.quotas.map((q) =>
    `(${id}, ${unit(q.unit)}, ${q.seats}, 'given', ${q.returned ? "'2026-01-01'" : 'NULL'})`)}`);
  await c.run(`INSERT INTO enrolment (class_id, person_id, nominated_by_id, state, queued)
    SELECT ${id}, p.id, x.unit, x.state, x.queued FROM (VALUES ${w.people.map((p) =>
    `('${p.code}', ${p.unit === 'none' ? 'NULL::bigint' : unit(p.unit)}, '${p.state}', ${p.queued})`)}) AS x(code, unit, state, queued) JOIN person p USING (code)`);
  const run = () => c.run(seat.seats_allocate({ class: id, account: null, now: '2026-09-05T03:00:00Z' }));
  const [n] = await run();
  const [again] = await run();
  const got = await c.run(`SELECT p.code FROM enrolment_event e JOIN person p ON p.id = e.person_id WHERE e.class_id = ${id}`);
  const [taken] = await c.run(`SELECT taken FROM class_seat WHERE class_id = ${id}`);
  await c.run('ROLLBACK');
  assert.equal(Number(n), got.length);
  assert.equal(Number(taken), w.taken + got.length, 'the counter counts what was given');
  assert.equal(again, '0', 'a second run finds nothing to give');
  return got.sort();
}

test(`${CASES} random classes with quotas, nested and returned ones too, end as the model says`, async () => {
  let some = 0, held = 0;
  for (let i = 0; i < CASES; i++) {
    const w = worldMade();
    const wanted = modelled(w);
    assert.deepEqual(await allocated(w), wanted, JSON.stringify(w));
    some += wanted.length > 0;
    held += wanted.length < Math.min(w.capacity ?? 99, w.people.filter((p) => p.state === 'waitlisted').length);
  }
  assert.ok(some > CASES / 2 && held > CASES / 10, `${some} gave something, ${held} held something back`);
});
