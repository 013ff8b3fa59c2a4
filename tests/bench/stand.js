// SPDX-License-Identifier: GPL-3.0-or-later
// A world on a private cluster with fsync on, and servers on it as in production.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, realpathSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { api } from '../help/api.js';
import { BUILD, start } from '../help/cluster.js';
import { account } from '../help/given.js';
import { address } from '../help/sql.js';
import { PROVINCE } from './world.js';

const START_MS = 60_000, STOP_MS = 10_000;

// Which process serves a data folder's cluster, if one does.
function postmaster(data) {
  const file = join(data, 'pg/postmaster.pid');
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : 0;
  const cmdline = `/proc/${pid}/cmdline`;
  return pid && existsSync(cmdline) && readFileSync(cmdline, 'utf8').includes(realpathSync(join(data, 'pg'))) ? pid : 0;
}

// Removes a data folder with its cluster, also one that a run that was killed left behind, and also where
// root's cluster lies elsewhere because its user cannot enter the checkout.
export async function forget(data) {
  const pg = join(data, 'pg');
  if (existsSync(pg)) {
    const pid = postmaster(data), real = realpathSync(pg);
    if (pid) process.kill(pid, 'SIGINT');
    for (let waited = 0; postmaster(data) && waited < STOP_MS; waited += 50) await sleep(50);
    if (real !== pg) rmSync(dirname(real), { recursive: true, force: true });
  }
  rmSync(data, { recursive: true, force: true });
}

// Opens a data folder, made when missing: the cluster runs and `hocvud dev` holds it, without load.
export async function open(data) {
  mkdirSync(dirname(data), { recursive: true });
  const go = () => start({ data, flags: ['--no-demo'] });
  let held = await go();
  return {
    data,
    sql: held.sql,
    hocvud: held.hocvud,
    tokens: held.tokens,
    settle() { held.sql('super', 'VACUUM ANALYZE;\nCHECKPOINT;'); },
    // While `act` runs nobody serves the cluster: its files are whole.
    async resting(act) {
      await held.stop({ keep: true });
      try {
        return await act();
      } finally {
        held = await go();
      }
    },
    async stop() { await held.stop({ keep: true }); },
  };
}

// Imports a folder beside the running cluster; gives the seconds it took.
export function load(stand, folder) {
  const before = performance.now();
  const r = stand.hocvud('import', folder);
  if (r.code !== 0) throw new Error(`import ${folder}: ${r.out}${r.err}`);
  return (performance.now() - before) / 1000;
}

// The account everything is asked by: the programme office of the province.
export function office(stand) {
  account(stand, 'office', { roles: [`programme_office ${PROVINCE}`] });
  writeFileSync(join(dirname(stand.data), 'token'), stand.tokens.office, { mode: 0o600 });
}

// A port that is free now.
export function port() {
  return new Promise((resolve) => {
    const s = createServer().listen(0, '127.0.0.1', () => { const { port: p } = s.address(); s.close(() => resolve(p)); });
  });
}

// Servers that run: none outlives the figures it was started for, also when they could not be measured.
const running = new Set();
export async function stopServers() {
  for (const server of [...running]) await server.stop();
}

// Starts `hocvud serve` and gives the process at once; its log goes into a file, as a service's does.
export function exec(stand, at) {
  const log = openSync(join(dirname(stand.data), 'serve.log'), 'w');
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(HOCVU_|PG)/.test(name)));
  const child = spawn(join(BUILD, 'hocvud'), ['serve'], {
    stdio: ['ignore', log, log],
    env: {
      ...env, HOCVU_DATABASE_URL: address(stand.data, 'app'), HOCVU_JOB_URL: address(stand.data, 'job'),
      HOCVU_KEY_FILE: join(stand.data, 'keys'), HOCVU_LISTEN: `127.0.0.1:${at}`,
      HOCVU_ACCOUNT_REQUESTS: '0', HOCVU_ADDRESS_REQUESTS: '0',	// one account asks for all of them here
    },
  });
  const reap = () => child.kill('SIGTERM');
  process.once('exit', reap);
  closeSync(log);
  const server = {
    pid: child.pid,
    url: `http://127.0.0.1:${at}`,
    over: () => child.exitCode !== null || child.signalCode !== null,
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      process.off('exit', reap);
      running.delete(server);
      if (child.exitCode === null) { child.kill('SIGTERM'); await gone; }
      if (child.exitCode !== 0) throw new Error(`hocvud serve ended with ${child.exitCode ?? child.signalCode}: see ${dirname(stand.data)}/serve.log`);
    },
  };
  running.add(server);
  return server;
}

// A server that answers: { url, token, as, pid, stop }.
export async function serve(stand) {
  const server = exec(stand, await port());
  for (let waited = 0; ; waited += 20) {
    if (server.over() || waited > START_MS) throw new Error(`hocvud serve did not start: see ${dirname(stand.data)}/serve.log`);
    if (await fetch(`${server.url}/readyz`).then((r) => r.ok, () => false)) break;
    await sleep(20);
  }
  const token = readFileSync(join(dirname(stand.data), 'token'), 'utf8');
  return { ...server, token, as: api(server.url, { office: token }) };
}
