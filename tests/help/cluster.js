// SPDX-License-Identifier: GPL-3.0-or-later
// A hocvud of its own for a test: data folder copied from a template, server started, stopped by its process.
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { api } from './api.js';
import { address, connect, sql } from './sql.js';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const BUILD = join(ROOT, process.env.HOCVU_BUILD ?? 'build/checked');
// For what hangs, not for what is slow: a demo world under sanitizers on a busy machine takes minutes.
const START_MS = 600_000;
const STOP_MS = 120_000;
const LAST_WORDS_MS = 5_000;

// Everything of one run lives below this folder; root's clusters run as postgres, who must get through.
let folder = process.env.HOCVU_TMP;
export function temporary() {
  if (!folder) {
    folder = mkdtempSync(join(tmpdir(), 'hocvu-test.'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  }
  chmodSync(folder, 0o711);
  return folder;
}

// A path for a new data folder, made by hocvud itself.
export function dataFolder() {
  const holder = mkdtempSync(join(temporary(), 'd'));
  chmodSync(holder, 0o711);
  return join(holder, 'v');
}

// Settings of whoever runs the tests must not reach the programs under test.
function environment(more) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(HOCVU_|PG)/.test(name)));
  // fontconfig keeps its patterns by offsets, which LeakSanitizer does not follow.
  return { ...env, LSAN_OPTIONS: `suppressions=${join(ROOT, 'tests/lsan.txt')}:print_suppressions=0`, ...more };
}

// Runs one command to its end, which comes within `ms`: { code, out, err }. `input` goes to its standard input.
export function run(program, args, { env = {}, input = '', ms = 600_000 } = {}) {
  const r = spawnSync(program, args.map(String), {
    encoding: 'utf8', input, env: environment(env), maxBuffer: 1 << 28, timeout: ms,
  });
  if (r.error) throw r.error;
  return { code: r.status ?? 128, out: r.stdout, err: r.stderr };
}
export const hocvud = (...args) => run(join(BUILD, 'hocvud'), args);
export const hocvu = (...args) => run(join(BUILD, 'hocvu'), args);

// The folder every start copies: cluster, schema, reference data, and the demo world when asked for.
// Made once a run; other test processes wait for whoever makes it. Accounts of the demo world are as old as their template:
// for servers whose clock is set it is made at a set hour, so that nobody in it is idle, or not born, on another day.
const DEMO_HOUR = '2026-11-22T02:00:00Z';
async function template(demo, set) {
  const place = join(temporary(), !demo ? 'template' : set ? 'template-demo-set' : 'template-demo');
  const ready = `${place}/ready`, failed = `${place}/failed`;
  let mine = true;
  try { mkdirSync(place, { mode: 0o711 }); } catch { mine = false; }
  for (let waited = 0; !mine && !existsSync(ready); waited += 100) {
    if (existsSync(failed) || waited > START_MS) throw new Error(`no template: another test file says why (${place})`);
    await sleep(100);
  }
  if (!mine) return join(place, 'v');
  const data = join(place, 'v');
  try {
    await make(data, demo, set ? { HOCVU_NOW: DEMO_HOUR } : {});
  } catch (error) {
    writeFileSync(failed, String(error));
    throw error;
  }
  writeFileSync(ready, '');
  return data;
}

async function make(data, demo, env) {
  if (demo) {
    await (await launch(data, [], env)).stop({ keep: true });
  } else {
    const made = hocvud('migrate', 'up', '--data', data);
    if (made.code !== 0) throw new Error(`no template: ${made.out}${made.err}`);
  }
  appendFileSync(join(data, 'pg/postgresql.conf'), '\n# tests\nfsync = off\nfull_page_writes = off\n');
}

// A copy of the template that keeps owners and modes.
export async function copied({ demo = false, set = false } = {}) {
  const data = dataFolder();
  const from = await template(demo, set);
  const cp = run('cp', ['-a', from, data]);
  if (cp.code !== 0) cpSync(from, data, { recursive: true, preserveTimestamps: true });
  return data;
}

// Starts a server on a new data folder (or on `data`) and waits until it answers:
// { url, data, pid, as, sql, connect, hocvud, log, stop }.
export async function start({ demo = false, data, flags = [], env = {} } = {}) {
  return launch(data ?? await copied({ demo, set: demo && env.HOCVU_NOW !== undefined }), demo ? flags : ['--no-demo', ...flags], env);
}

function ended(child) {
  return child.exitCode !== null || child.signalCode !== null;
}

// Starts a program that stays and waits until `ready(said)` gives something, which is then `found`.
// Its end fails the test when it is not what a stop should be: a sanitizer's complaint, a hang.
export async function stay(program, args, ready, { env = {} } = {}) {
  const what = [basename(program), ...args.slice(0, 1)].join(' ');
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: environment(env) });
  const said = { out: '', err: '' };
  let closed = false;
  const reap = () => ended(child) || child.kill('SIGTERM');
  // What it said at its end comes behind its end; not waited for long, because a process of its own may hold the pipe.
  const lastWords = async () => { for (let waited = 0; !closed && waited < LAST_WORDS_MS; waited += 10) await sleep(10); };
  child.once('close', () => { closed = true; });
  child.stdout.setEncoding('utf8').on('data', (text) => { said.out += text; });
  child.stderr.setEncoding('utf8').on('data', (text) => { said.err += text; });
  process.once('exit', reap);

  let found;
  for (let waited = 0; !(found = ready(said)); waited += 20) {
    if (ended(child) || waited > START_MS) {
      child.kill('SIGKILL');
      await lastWords();
      throw new Error(`${what} did not start:\n${said.out}${said.err}`);
    }
    await sleep(20);
  }
  return {
    found, pid: child.pid, log: () => said.err,
    async stop({ signal = 'SIGTERM' } = {}) {
      child.kill(signal);
      for (let waited = 0; !ended(child) && waited < STOP_MS; waited += 10) await sleep(10);
      process.off('exit', reap);
      const late = !ended(child);
      if (late) child.kill('SIGKILL');
      await lastWords();
      if (late) throw new Error(`${what} did not stop:\n${said.err}`);
      if (child.exitCode !== 0 && signal !== 'SIGKILL') {
        throw new Error(`${what} ended with ${child.exitCode ?? child.signalCode}:\n${said.err}`);
      }
    },
  };
}

async function launch(data, flags, env = {}) {
  const { found: url, pid, log, stop } = await stay(join(BUILD, 'hocvud'), ['dev', '--data', data, '--port', '0', ...flags],
    (said) => /hocvu runs at (http:\S+?)\/? /.exec(said.out)?.[1], { env });
  const tokens = {};
  return {
    url, data, tokens, pid, log, now: env.HOCVU_NOW,
    as: api(url, tokens),
    sql: (role, text) => sql(data, role, text),
    connect: (role) => connect(data, role),
    hocvud: (command, ...args) => hocvud(command, ...args, '--data', data),
    // Ends the server as Ctrl-C does and removes its folder; a sanitizer's complaint fails the test, and so
    // does a figure that the recount does not confirm, whatever the test did: on days before and to come.
    async stop({ keep = false, signal = 'SIGTERM', verify = signal !== 'SIGKILL' && !keep } = {}) {
      const recount = verify ? hocvud('verify', '--data', data, '--days', '4', '--every', '240', '--as-of', '2027-06-30') : { code: 0 };
      try {
        await stop({ signal });
      } finally {
        if (!keep) rmSync(dirname(data), { recursive: true, force: true });
      }
      if (recount.code !== 0) throw new Error(`hocvud verify: ${recount.out.slice(0, 4000)}${recount.err}`);
    },
  };
}

// `hocvud serve` beside a running server, on its database, with settings of its own: what is installed in
// production, or another build of it. { found: the address, pid, log, stop }.
export async function serve(server, settings, env = {}, program = 'hocvud') {
  const all = { database_url: address(server.data, 'app'), key_file: join(server.data, 'keys'), ...settings };
  const served = await stay(join(BUILD, program), ['serve', ...Object.entries(all).flatMap(([name, value]) => ['--set', `${name}=${value}`])],
    (said) => /event=serving address=(\S+)/.exec(said.err)?.[1], { env });
  return { ...served, now: env.HOCVU_NOW };
}
