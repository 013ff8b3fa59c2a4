// SPDX-License-Identifier: GPL-3.0-or-later
// Rosters of 40 marks, durable: changing ones with and without counters and history, and the same again.
//
// "Bare" is a world of its own in which the project's triggers and locks on marks are off and the history takes
// no rows; the peer is one upsert of 40 rows by pgbench in that world, a transaction each.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pgbench, wrk } from './load.js';
import { serve } from './stand.js';

const BARE = `
ALTER TABLE attendance DISABLE TRIGGER USER, DISABLE ROW LEVEL SECURITY;
CREATE FUNCTION bench_nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER bench_nothing BEFORE INSERT ON attendance_history FOR EACH ROW EXECUTE FUNCTION bench_nothing();`;

// The rosters of the day, neighbours in the list from different classes.
export const ROSTERS = `
SELECT s.id AS session, c.id AS class, array_agg(e.person_id ORDER BY e.person_id) AS people
  FROM session s JOIN class c ON c.id = s.class_id JOIN enrolment e ON e.class_id = c.id
 WHERE c.code LIKE 'hom-nay-%' GROUP BY s.id, c.id ORDER BY s.number, c.id`;

// The peer's statement: the k-th roster of `bench_roster`, every mark another than before.
const UPSERT = `\\set turn :turn + 1
\\set k (:turn * :clients + :client_id) % :rosters
\\set round (:turn * :clients + :client_id) / :rosters
INSERT INTO attendance (session_id, person_id, class_id, status, recorded_at)
SELECT r.session, p.person, r.class, ('{present,late,excused,unexcused}'::text[])[1 + (:round + p.n) % 4], now()
  FROM bench_roster r CROSS JOIN unnest(r.people) WITH ORDINALITY AS p(person, n) WHERE r.k = :k
    ON CONFLICT (session_id, person_id) DO UPDATE SET status = excluded.status, recorded_at = excluded.recorded_at;
`;

// A roster's marks in a round: all four statuses, everybody another than in the round before.
const STATUSES = ['present', 'late', 'excused', 'unexcused'];
export const marks = (people, round) => JSON.stringify(people.map((person, i) => ({ person, status: STATUSES[(round + i) % STATUSES.length] })));
const path = (r) => `/sessions/${r.session}/attendance`;
const send = (server, r, round) => server.as('office').put(path(r), marks(r.people, round)).expect(200);

// A file of rosters for wrk: { file, list, turn, rounds }. Every roster stands already, as it does at the end of the
// rounds, so that the first is a change as all others are; with one round it is the same again.
async function rosterFile(bench, server, name, rounds, list) {
  const file = join(bench.folder, `${name}.requests`);
  writeFileSync(file, list.map((r) => [`/api/v1${path(r)}`, ...Array.from({ length: rounds }, (_, i) => marks(r.people, i))].join('\t') + '\n').join(''));
  for (const r of list) await send(server, r, rounds - 1);
  return { file, list, turn: 0, rounds };
}

// One block, and one roster more, whose answer shows that marks changed, or did not.
async function block(bench, server, rosters, clients) {
  const got = await wrk(server, 'put', rosters.file, { connections: clients, seconds: bench.seconds, first: rosters.turn });
  const n = rosters.list.length, next = rosters.list[got.turn % n], wanted = rosters.rounds > 1 ? next.people.length : 0;
  const answer = await send(server, next, Math.floor(got.turn / n) % rosters.rounds);
  if (answer.changed !== wanted) throw new Error(`${answer.changed} of ${wanted} marks changed after ${got.requests} rosters`);
  rosters.turn = got.turn + 1;
  return got;
}

// What is written of these rosters; others may still be on their way in.
const written = (stand, list) => JSON.stringify(stand.sql('super', `SELECT (SELECT sum(a.version) FROM attendance a WHERE a.session_id = ANY ('{${list.map((r) => r.session)}}')) AS marks,
  (SELECT count(*) FROM attendance_history h WHERE h.session_id = ANY ('{${list.map((r) => r.session)}}')) AS history`));

async function peerOf(bench, stand, list) {
  stand.sql('super', `CREATE TABLE bench_roster (k int PRIMARY KEY, session bigint, class bigint, people bigint[]);
    GRANT SELECT ON bench_roster TO hocvu_app;
    INSERT INTO bench_roster VALUES ${list.map((r, k) => `(${k}, ${r.session}, ${r.class}, '{${r.people}}')`).join(', ')};
    INSERT INTO attendance (session_id, person_id, class_id, status, recorded_at)
    SELECT r.session, p, r.class, 'unexcused', now() FROM bench_roster r CROSS JOIN unnest(r.people) AS p;
    ${BARE} VACUUM ANALYZE bench_roster;`);
  const script = join(bench.folder, 'upsert.sql');
  writeFileSync(script, UPSERT);
  return (clients) => pgbench(stand.data, script, { clients, seconds: bench.seconds, vars: { turn: 0, rosters: list.length, clients } });
}

// Everything on one pair of worlds: the peer and the bare one share theirs, with rosters of their own.
async function prepare(bench) {
  const full = await bench.small(), bare = await bench.bare();
  const lists = full.sql('super', ROSTERS), cut = Math.ceil(lists.length * 0.6), end = Math.ceil(lists.length * 0.8);
  const servers = { full: await serve(full), bare: await serve(bare) };
  return {
    full, servers,
    peer: await peerOf(bench, bare, bare.sql('super', ROSTERS).slice(cut, end)),
    bare: await rosterFile(bench, servers.bare, 'bare', STATUSES.length, bare.sql('super', ROSTERS).slice(0, cut)),
    changing: await rosterFile(bench, servers.full, 'full', STATUSES.length, lists.slice(0, cut)),
    repeated: await rosterFile(bench, servers.full, 'repeat', 1, lists.slice(end)),
  };
}

// The same without the record of it, which costs one trigger: what is written, and what is sealed.
async function unheard(stand, run) {
  const record = (how) => stand.sql('super', `ALTER TABLE attendance_history ${how} TRIGGER audit_marks`);
  record('DISABLE');
  try {
    return await run();
  } finally {
    record('ENABLE');
  }
}

// One round of all five, for one number of clients: requests a second.
async function five(bench, p, clients, cpu) {
  const theirs = await p.peer(clients);
  const bare = await block(bench, p.servers.bare, p.bare, clients);
  const full = await block(bench, p.servers.full, p.changing, clients);
  const silent = await unheard(p.full, () => block(bench, p.servers.full, p.changing, clients));
  const before = written(p.full, p.repeated.list);
  const again = await block(bench, p.servers.full, p.repeated, clients);
  if (written(p.full, p.repeated.list) !== before) throw new Error('the same roster again wrote something');
  cpu.push(`${bare.cpu_us.toFixed(0)}/${full.cpu_us.toFixed(0)}/${again.cpu_us.toFixed(0)}`);
  return { theirs, bare: bare.rate, full: full.rate, silent: silent.rate, again: again.rate };
}

export async function rosters(bench) {
  const p = await prepare(bench), rates = [], cpu = [], out = { roster_put_bare: [], roster_put_full: [], roster_audit: [], roster_repeat: [] };
  for (let round = 0; round < bench.rounds; round++) {
    const best = { theirs: 0, bare: 0, full: 0, silent: 0, again: 0 };
    for (const clients of bench.clients) {
      for (const [side, rate] of Object.entries(await five(bench, p, clients, cpu))) best[side] = Math.max(best[side], rate);
    }
    rates.push(best);
    out.roster_put_bare.push(best.bare / best.theirs);
    out.roster_put_full.push(best.full / best.theirs);
    out.roster_audit.push(best.full / best.silent);
    out.roster_repeat.push(best.again / best.full);
  }
  const said = (side) => rates.map((r) => `${Math.round(r[side])}/${Math.round(r.theirs)}`).join(', ');
  bench.note('roster_put_bare', `${said('bare')} rosters a second`);
  bench.note('roster_put_full', `${said('full')} rosters a second`);
  bench.note('roster_audit', `${rates.map((r) => `${Math.round(r.full)}/${Math.round(r.silent)}`).join(', ')} rosters a second`);
  bench.note('roster_repeat', `hocvud µs CPU a roster bare/full/again: ${cpu.at(-1)}`);
  return out;
}
