// SPDX-License-Identifier: GPL-3.0-or-later
// A package comes in while seats are given out: the counter counts both.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { blocks } from '../help/blocks.js';
import { BUILD, start } from '../help/cluster.js';
import { given, writePackage } from '../help/given.js';

const seat = blocks('server/features/training/seat.sql'), enrolment = blocks('server/features/training/enrolment.sql');
const people = ['a', 'b', 'c', 'd'];
let server;

before(async () => {
  server = await start();
  await given(server, {
    people: people.map((person) => ({ person, full_name: `Học Viên Mẫu ${person}` })),
    courses: [{ code: 'k', title: 'Khóa', topics: 'digital_skills', attendance_percent: 80, periods: 4 }],
    classes: [{ code: 'k-1', course: 'k', title: 'Lớp', state: 'open', capacity: 3 }],
    enrolments: [{ class: 'k-1', person: 'a', state: 'nominated' }, { class: 'k-1', person: 'b', state: 'nominated' }],
  });
});
after(() => server?.stop());

test('an import waits for a decision under way and counts the seat it gave', async () => {
  const [{ id }] = server.sql('owner', "SELECT id FROM class WHERE code = 'k-1'");
  const [{ id: one }] = server.sql('owner', "SELECT e.id FROM enrolment e JOIN person p ON p.id = e.person_id WHERE p.code = 'a'");
  const office = server.connect('office');
  await office.run('BEGIN');
  await office.run(seat.seat_class({ class: id }));
  await office.run(seat.seats_locked({ class: id }));
  const folder = writePackage(join(dirname(server.data), 'meanwhile'), { enrolments: [
    { class: 'k-1', person: 'c', state: 'approved' }, { class: 'k-1', person: 'd', state: 'approved' }] });
  const child = spawn(join(BUILD, 'hocvud'), ['import', folder, '--data', server.data], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  const waits = () => server.sql('super', "SELECT 1 AS x FROM pg_stat_activity WHERE usename = 'hocvu_job' AND wait_event_type = 'Lock'").length > 0;
  for (let waited = 0; !waits(); waited += 50) {
    assert.ok(waited < 20000 && child.exitCode === null, 'the import did not wait');
    await sleep(50);
  }
  await office.run(enrolment.decisions_put({ class: id, decisions: [{ enrolment: one, state: 'approved' }], account: null, now: '2026-09-05T00:00:00Z' }));
  await office.run(seat.seats_allocate({ class: id, account: null, now: '2026-09-05T00:00:00Z' }));
  await office.run('COMMIT');
  await office.close();
  assert.equal(await ended, 0);
  assert.deepEqual(server.sql('owner', `SELECT s.taken, (SELECT count(*) FROM enrolment e WHERE e.class_id = ${id} AND e.state = 'approved') AS approved
    FROM class_seat s WHERE s.class_id = ${id}`), [{ taken: 3, approved: 3 }]);
});
