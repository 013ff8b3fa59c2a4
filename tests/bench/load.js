// SPDX-License-Identifier: GPL-3.0-or-later
// Load and what it costs: wrk over HTTP, pgbench beside it, a process's CPU time and memory.
import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { address, program } from '../help/sql.js';

const LUA = fileURLToPath(new URL('wrk.lua', import.meta.url));
const PATIENCE_S = 60;	// a request of more counts as failed, and no block is longer
const execute = promisify(execFile);

// One block of requests, a longer one when nothing came back: how many a second, percentiles in ms. `requests` is a file for wrk.lua, `mode` how
// it is read, `first` the turn to begin with; `turn` of the answer is the one to go on with.
export async function wrk(server, mode, requests, { connections = 1, seconds = 3, first = 0, headers = {} } = {}) {
  const said = Object.entries({ authorization: `Bearer ${server.token}`, ...headers }).flatMap(([k, v]) => v === null ? [] : ['-H', `${k}: ${v}`]);
  const before = cpu(server.pid);
  const { stdout } = await execute('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', `${PATIENCE_S}s`, ...said,
    '-s', LUA, server.url, '--', mode, requests, String(first)]);
  const got = JSON.parse(/^@(.*)$/m.exec(stdout)[1]);
  const again = { connections, seconds: 4 * seconds, first: got.turn, headers };
  if (got.requests === 0 && got.failed === 0 && again.seconds <= PATIENCE_S) return wrk(server, mode, requests, again);
  if (got.failed > 0 || got.requests === 0) throw new Error(`${mode} ${requests}: ${got.failed} of ${got.requests} failed`);
  return { ...got, rate: got.requests / got.seconds, cpu_us: (cpu(server.pid) - before) / got.requests };
}

// A block of GETs whose answers end with their head: wrk waits for the body whose length a 304 tells, although
// none comes (RFC 9110, 15.4.5). Microseconds of the server's CPU a request.
export async function heads(server, path, headers, { connections = 1, seconds = 3 } = {}) {
  const { hostname, port } = new URL(server.url);
  const lines = Object.entries({ Host: hostname, ...headers }).map(([k, v]) => `${k}: ${v}\r\n`).join('');
  const before = cpu(server.pid), until = performance.now() + seconds * 1000;
  let answers = 0;
  await Promise.all(Array.from({ length: connections }, () => new Promise((done, failed) => {
    const socket = connect(Number(port), hostname, () => socket.write(`GET ${path} HTTP/1.1\r\n${lines}\r\n`));
    let head = '';
    socket.on('error', failed).on('end', () => failed(new Error(`${path}: the connection ended`)));
    socket.setEncoding('latin1').on('data', (more) => {
      head += more;
      if (!head.endsWith('\r\n\r\n')) return;
      if (!head.startsWith('HTTP/1.1 304 ')) failed(new Error(head));
      head = '';
      answers++;
      if (performance.now() < until) socket.write(`GET ${path} HTTP/1.1\r\n${lines}\r\n`);
      else { socket.destroy(); done(); }
    });
  })));
  return (cpu(server.pid) - before) / answers;
}

// Transactions a second of a script; `clients` connections of the server's own role, for `seconds`, or so many `times` each.
export async function pgbench(data, script, { clients, seconds, times, vars = {} }) {
  const { stdout } = await execute(program('pgbench'), ['-n', '-M', 'prepared', '-c', String(clients), '-j', '1',
    ...times ? ['-t', String(times)] : ['-T', String(seconds)],
    '-f', script, ...Object.entries(vars).flatMap(([k, v]) => ['-D', `${k}=${v}`]), address(data, 'app')], { maxBuffer: 1 << 26 });
  if (!/number of failed transactions: 0 /.test(stdout)) throw new Error(`pgbench ${script}: ${stdout}`);
  return Number(/tps = ([\d.]+) \(without/.exec(stdout)[1]);
}

// Microseconds of CPU all living threads of a process have used.
export function cpu(pid) {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).map((t) => Number(readFileSync(join(tasks, t, 'schedstat'), 'utf8').split(' ')[0])).reduce((a, b) => a + b, 0) / 1000;
}

// MiB of memory a process holds.
export const rss = (pid) => Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
