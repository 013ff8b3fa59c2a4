// SPDX-License-Identifier: GPL-3.0-or-later
// The statements one request runs, taken from the database's own log, as a script for pgbench: the peer of a
// route does what the route does, whatever that becomes.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const SETTLE_MS = 200;

function logging(stand, words) {
  stand.sql('super', `ALTER SYSTEM ${words};\nSELECT pg_reload_conf();`);
  return sleep(SETTLE_MS);
}

// Entries of the log from a byte on: { pid, text }, with what is on the lines that go on.
function entries(log, from) {
  const lines = readFileSync(log).subarray(from).toString('utf8').split('\n');
  const out = [];
  for (const line of lines) {
    const head = /^\d{4}-\d\d-\d\d [\d:.]+ \w+ \[(\d+)\] (\w+): {2}(.*)$/.exec(line);
    if (head) out.push({ pid: head[1], kind: head[2], text: head[3] });
    else if (line.startsWith('\t') && out.length > 0) out.at(-1).text += `\n${line.slice(1)}`;
  }
  return out;
}

const values = (text) => Object.fromEntries([...text.matchAll(/\$(\d+) = (NULL|'((?:[^']|'')*)')/g)]
  .map(([, n, all, inside]) => [n, all === 'NULL' ? null : inside.replaceAll("''", "'")]));

// One statement with its parameters: the number `id` becomes :id, the others variables of their own.
function statement(sql, params, id, vars) {
  return `${sql.trim().replace(/;$/, '').replace(/\$(\d+)/g, (_, n) => {
    if (params[n] === null || params[n] === undefined) return 'NULL';
    if (params[n] === String(id)) return ':id';
    const name = `v${Object.keys(vars).length}`;
    vars[name] = params[n];
    return `:${name}`;
  })};`;
}

// The transaction a statement belongs to, null until all of it is in the log: a job may have used the same connection
// before or after, and the connection may have heard that it is to write when it was already at work.
const WORDS = /^(?:statement|execute [^:]*): ([^]*)$/;
function transaction(entries, query) {
  const at = entries.findIndex((e) => e.text.startsWith(`execute ${query}`)), says = (e, word) => WORDS.exec(e.text)?.[1].startsWith(word);
  const from = entries.findLastIndex((e, i) => i < at && says(e, 'BEGIN')), end = entries.findIndex((e, i) => i > at && says(e, 'COMMIT'));
  return from < 0 || end < 0 ? null : entries.slice(from, end + 1);
}

// Writes what `act` makes the server run into `file`, in which :id is drawn from low to high wherever act's
// own number `id` stood. Gives { script, vars, statements } for pgbench. `query`: how its statement's name begins;
// `vars`: those of a script that this one goes on from.
export async function capture(stand, file, { query, id, low, high, act, vars = {} }) {
  const log = join(stand.data, 'postgres.log');
  for (let i = 0; i < 40; i++) await act();	// every worker has prepared what it needs
  await logging(stand, "SET log_statement = 'all'");
  let mine;
  for (let tries = 0; !mine && tries < 100; tries++) {	// a server process hears of it when it is next idle
    const from = statSync(log).size;
    await act();
    await sleep(SETTLE_MS);
    const all = entries(log, from), pid = all.find((e) => e.text.startsWith(`execute ${query}`))?.pid;
    mine = transaction(all.filter((e) => e.pid === pid), query);
  }
  await logging(stand, 'RESET log_statement');
  if (!mine) throw new Error(`the log of the database does not show ${query}`);

  const script = [`\\set id random(${low}, ${high})`];
  let statements = 0;
  mine.forEach((e, i) => {
    const sql = WORDS.exec(e.text);
    if (e.kind !== 'LOG' || !sql) return;
    const next = mine[i + 1];
    script.push(statement(sql[1], next?.kind === 'DETAIL' ? values(next.text) : {}, id, vars));
    statements++;
  });
  writeFileSync(file, `${script.join('\n')}\n`);
  return { script: file, vars, statements };
}
