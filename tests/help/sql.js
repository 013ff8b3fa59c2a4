// SPDX-License-Identifier: GPL-3.0-or-later
// psql over the socket of a test's cluster, as one of its roles: super, owner, app, job; `office` is app as it works for
// an account that reaches the whole tree, because rows about people are locked for app alone.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const USERS = { super: 'postgres', owner: 'hocvu_owner', app: 'hocvu_app', job: 'hocvu_job', office: 'hocvu_app' };
const PLACES = '/usr/lib/postgresql';

// A program of the newest PostgreSQL; Debian's wrappers on PATH cost a tenth of a second each.
export function program(name) {
  const newest = readdirSync(PLACES).map(Number).filter(Boolean).sort((a, b) => b - a)[0];
  return join(PLACES, String(newest), 'bin', name);
}

const quoted = (s) => `'${s.replace(/[\\']/g, '\\$&')}'`;

// How to reach the cluster of a data folder: the socket's folder is the fifth line of its pid file.
export function address(data, role) {
  const socket = readFileSync(join(data, 'pg/postmaster.pid'), 'utf8').split('\n')[4];
  return `host=${quoted(socket)} port=5432 user=${USERS[role]} dbname=hocvu`;
}

function environment(role) {
  const env = { PATH: process.env.PATH, PGCLIENTENCODING: 'UTF8', PSQLRC: '/dev/null' };
  return role === 'office' ? { ...env, PGOPTIONS: '-c hocvu.reach_all=on' } : env;
}

// Runs statements and gives the last one's rows as objects (values are texts or null, as JSON has them).
// An error throws, with the SQLSTATE in `.code` and the server's words in `.message`.
export function sql(data, role, text) {
  const rows = /^\s*(select|with|values|table)\b/i.test(text);
  const asked = rows ? `SELECT coalesce(json_agg(q), '[]') FROM (${text.replace(/;\s*$/, '')}) q` : text;
  const r = spawnSync(program('psql'), ['-XqAt', '-v', 'ON_ERROR_STOP=1', '-v', 'VERBOSITY=verbose', '-d', address(data, role)], {
    encoding: 'utf8', input: asked, env: environment(role), maxBuffer: 1 << 28,
  });
  if (r.status !== 0) throw refused(r.stderr || String(r.error));
  return rows ? JSON.parse(r.stdout) : r.stdout;
}

function refused(words) {
  const [, code, message] = /(?:ERROR|FATAL):\s+(\w{5}): (.*)/.exec(words) ?? [, '', words];
  const constraint = /CONSTRAINT NAME:\s+(\S+)/.exec(words)?.[1];
  return Object.assign(new Error(message), { code, constraint, words });
}

// A psql that stays: transactions, locks and races. `await c.run(text)` gives the rows' lines; errors throw as above.
export function connect(data, role) {
  const child = spawn(program('psql'), ['-XqAt', '-v', 'VERBOSITY=verbose', '-d', address(data, role)], { env: environment(role) });
  let out = '', err = '', waiting = null, number = 0;

  function look() {
    const at = waiting ? out.indexOf(waiting.mark) : -1;
    if (at < 0) return;
    const end = out.indexOf('\n', at);
    if (end < 0) return;
    const state = out.slice(at + waiting.mark.length, end).trim();
    const { resolve, reject } = waiting;
    const lines = out.slice(0, at).split('\n').slice(0, -1);
    out = out.slice(end + 1);
    waiting = null;
    // The words of an error come through another pipe: give them a moment.
    if (state === '00000') resolve(lines);
    else setTimeout(() => { const e = refused(err); e.code ||= state; err = ''; reject(e); }, 5);
  }
  child.stdout.setEncoding('utf8').on('data', (text) => { out += text; look(); });
  child.stderr.setEncoding('utf8').on('data', (text) => { err += text; });
  child.on('exit', () => waiting?.reject(refused(err || 'psql ended')));
  child.stdin.on('error', () => {});

  return {
    run(text) {
      if (waiting) throw new Error('one statement at a time');
      const mark = `@@${++number} `;
      return new Promise((resolve, reject) => {
        waiting = { mark, resolve, reject };
        child.stdin.write(`${text.replace(/;?\s*$/, ';')}\n\\echo ${mark} :SQLSTATE\n`);
      });
    },
    async close() {
      if (child.exitCode !== null) return;
      const gone = new Promise((resolve) => child.on('exit', resolve));
      child.stdin.end();
      await gone;
    },
  };
}
