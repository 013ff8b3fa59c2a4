// SPDX-License-Identifier: GPL-3.0-or-later
// Instructions of the database's process for a script's statements: the server runs below valgrind, on a copy of a world.
import { spawn } from 'node:child_process';
import { chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataFolder, run } from '../help/cluster.js';
import { program, sql } from '../help/sql.js';
import { pgbench } from './load.js';

const START_MS = 120_000, STOP_MS = 120_000, STEP_MS = 50;

// Nothing happens of itself there, and the log says which process served whom.
const SETTINGS = ['listen_addresses=', 'port=5432', 'autovacuum=off', 'jit=off', 'logging_collector=off', 'log_destination=stderr',
  'log_connections=on', 'log_line_prefix=%p '];

async function until(ready, most, what) {
  for (let waited = 0, got; ; waited += STEP_MS) {
    if ((got = ready())) return got;
    if (waited > most) throw new Error(what);
    await sleep(STEP_MS);
  }
}

const text = (file) => existsSync(file) ? readFileSync(file, 'utf8') : '';

// The folder of a cluster at rest, copied with its owners, and one beside it for the socket, the log and what is counted.
function copy(from) {
  const data = dataFolder(), counts = join(data, 'counts'), cluster = realpathSync(join(from, 'pg')), { uid, gid } = statSync(cluster);
  mkdirSync(data, { mode: 0o711 });
  mkdirSync(counts, { mode: 0o711 });
  chownSync(counts, uid, gid);
  const cp = run('cp', ['-a', cluster, join(data, 'pg')]);
  if (cp.code !== 0) throw new Error(cp.err);
  return { data, counts, uid, gid };
}

// What a server that still ends writes meanwhile goes at the next try.
function gone(data) {
  for (let tries = 0; existsSync(dirname(data)) && tries < 100; tries++) {
    try { rmSync(dirname(data), { recursive: true, force: true }); } catch { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100); }
  }
}

// The copy's server, as the user whose the files are; it ends with this process at the latest.
function served({ data, counts, uid, gid }) {
  const log = openSync(join(counts, 'log'), 'w');
  const child = spawn('valgrind', ['--quiet', '--vgdb=no', '--tool=callgrind', `--callgrind-out-file=${join(counts, '%p.out')}`,
    program('postgres'), '-D', join(data, 'pg'), '-k', counts, ...SETTINGS.flatMap((s) => ['-c', s])],
  { stdio: ['ignore', log, log], cwd: counts, uid, gid });
  closeSync(log);
  let over = false;
  const reap = () => { if (!over) child.kill('SIGQUIT'); gone(data); };
  process.prependOnceListener('exit', reap);	// before the folder all tests share goes
  for (const event of ['error', 'exit']) child.once(event, () => { over = true; process.off('exit', reap); });
  return { over: () => over, kill: (signal) => over || child.kill(signal) };
}

// A world's copy to count in, its own server gone on: { sql, count, stop }.
export async function counting(stand) {
  const place = await stand.resting(() => copy(stand.data)), { data, counts } = place, log = join(counts, 'log');
  const server = served(place);

  async function stop() {
    server.kill('SIGINT');
    try {
      await until(server.over, STOP_MS, 'the database below valgrind did not stop');
    } finally {
      server.kill('SIGKILL');
      gone(data);
    }
  }

  // All instructions of a connection that runs a script so many times. pgbench looks around by a connection before.
  async function all(script, vars, times) {
    const from = text(log).length;
    await pgbench(data, script, { clients: 1, times, vars });
    const pid = [...text(log).slice(from).matchAll(/^(\d+) LOG: +connection authorized: user=hocvu_app/gm)].at(-1)?.[1];
    if (!pid) throw new Error('the log of the database does not show who served pgbench');
    return Number(await until(() => /^totals: (\d+)\n/m.exec(text(join(counts, `${pid}.out`)))?.[1], STOP_MS, `valgrind counted nothing for ${script}`));
  }

  try {
    await until(() => {
      if (server.over()) throw new Error(`valgrind or the database below it did not start:\n${text(log)}`);
      return text(join(data, 'pg/postmaster.pid')).split('\n')[7]?.trim() === 'ready';
    }, START_MS, 'the database below valgrind did not start');
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    sql: (role, statements) => sql(data, role, statements),
    // Instructions of one time more: a connection's beginning and end, and what it plans the first five times, are in
    // few and in many times and fall out.
    async count({ script, vars, few, many }) {
      const less = await all(script, vars, few);
      return (await all(script, vars, many) - less) / (many - few);
    },
    stop,
  };
}
