// SPDX-License-Identifier: GPL-3.0-or-later
// make bench: every figure hocvu has to reach, measured in one run; a table, and build/bench.json.
//
//	node tests/bench/bench.js [--only NAME,NAME] [--people SMALL,LARGE] [--rounds N] [--seconds N]
//		[--clients N,N] [--rows N] [--folder DIR] [--out FILE]
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../help/cluster.js';
import { program } from '../help/sql.js';
import { coverage } from './coverage.js';
import { feeds } from './feeds.js';
import { NAMES, list, table } from './figures.js';
import { flood } from './flood.js';
import { imports } from './imports.js';
import { lists } from './lists.js';
import { locks } from './locks.js';
import { itself } from './process.js';
import { reads } from './reads.js';
import { rosters } from './rosters.js';
import { stopServers } from './stand.js';
import { web } from './web.js';
import { worlds } from './worlds.js';

// In this order: what is small first, then the million, which the import leaves behind for coverage.
const GROUPS = [
  [reads, ['person_get', 'page_50']],
  [rosters, ['roster_put_bare', 'roster_put_full', 'roster_audit', 'roster_repeat']],
  [locks, ['rls_cost']],
  [feeds, ['feed_1000', 'feed_304']],
  [flood, ['sign_in_flood']],
  [itself, ['rss_idle', 'rss_512', 'start']],
  [web, ['web_performance', 'web_lcp', 'web_tbt']],
  [lists, ['list_preview_50k', 'list_preview_mib', 'list_take_50k', 'list_undo_50k', 'export_50k']],
  [imports, ['import_1m', 'import_again']],
  [coverage, ['coverage_page_10k', 'coverage_page_1m', 'coverage_growth', 'coverage_one']],
];

const numbers = (text) => text.split(',').map(Number);

function options() {
  const text = (value) => ({ type: 'string', default: value });
  const { values } = parseArgs({ options: {
    only: text(''), people: text('10000,1000000'), rounds: text('3'), seconds: text('4'), clients: text('8,16'), rows: text('50000'),
    folder: text(join(ROOT, 'build/bench')), out: text(join(ROOT, 'build/bench.json')),
  } });
  const only = values.only ? values.only.split(',') : NAMES, unknown = only.filter((name) => !NAMES.includes(name));
  if (unknown.length) {
    console.error(`no such figure: ${unknown}\nthere are: ${NAMES.join(', ')}`);
    process.exit(64);
  }
  const [small, large] = numbers(values.people);
  return { ...values, only, people: { small, large }, rounds: Number(values.rounds), seconds: Number(values.seconds), rows: Number(values.rows), clients: numbers(values.clients) };
}

// One run at a time in a folder.
function lock(folder) {
  const file = join(folder, 'lock');
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    process.kill(pid, 0);
    console.error(`another run, process ${pid}, is at work in ${folder}`);
    process.exit(75);
  } catch { rmSync(file, { force: true }); }
  const f = openSync(file, 'wx');
  writeFileSync(f, String(process.pid));
  closeSync(f);
  process.once('exit', () => rmSync(file, { force: true }));
}

function machine() {
  const said = (name, ...args) => { try { return execFileSync(name, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim(); } catch { return 'unknown'; } };
  const memory = Number(/MemTotal: +(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))[1]) / 1048576;
  return `${cpus()[0].model}, ${cpus().length} cores, ${memory.toFixed(0)} GiB; Linux ${release()}; ${said(program('postgres'), '--version')}; libmicrohttpd ${
    said('pkg-config', '--modversion', 'libmicrohttpd')}; node ${process.version}; commit ${said('git', '-C', ROOT, 'describe', '--always', '--dirty')}`;
}

async function group(bench, run, wanted, measured) {
  const before = performance.now();
  console.error(`${wanted.join(', ')} ...`);
  try {
    const got = await run(bench, wanted);
    for (const name of wanted) measured[name] = got[name];
  } catch (error) {
    console.error(error);
    for (const name of wanted) bench.note(name, `could not be measured: ${error.message.split('\n')[0]}`);
    process.exitCode = 1;
  } finally {
    await stopServers();
  }
  console.error(`  ${((performance.now() - before) / 1000).toFixed(0)} s`);
}

async function main() {
  const asked = options(), measured = {}, notes = {};
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));
  lock(asked.folder);
  const bench = { ...asked, ...worlds(asked.folder, asked.people), note: (name, text) => (notes[name] ??= []).push(text) };
  const began = performance.now(), started = new Date().toISOString().slice(0, 10);
  for (const [run, names] of GROUPS) {
    const wanted = names.filter((name) => asked.only.includes(name));
    if (wanted.length) await group(bench, run, wanted, measured);
  }
  await bench.end();
  const rows = list(measured);
  writeFileSync(asked.out, `${JSON.stringify(rows, null, 2)}\n`);
  console.log(`${table(rows, asked.only, notes)}\n\n${started}: ${machine()}. fsync on; ${asked.rounds} rounds, interleaved; ${
    ((performance.now() - began) / 60000).toFixed(1)} minutes.`);
}

await main();
