// SPDX-License-Identifier: GPL-3.0-or-later
// A million people imported into an empty world, against COPY of the rows that came of it into a table with the
// same indexes and constraints; and the same package again.
import { execFile } from 'node:child_process';
import { statSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { address, program } from '../help/sql.js';
import { load } from './stand.js';

const execute = promisify(execFile);

async function psql(stand, words) {
  const before = performance.now();
  await execute(program('psql'), ['-Xq', '-v', 'ON_ERROR_STOP=1', '-d', address(stand.data, 'super'), '-c', words]);
  return (performance.now() - before) / 1000;
}

// Seconds for COPY FROM STDIN of all rows of `person`. The table stands before, so its rows are logged.
async function copied(bench, stand) {
  const file = join(bench.folder, 'person.copy');
  await psql(stand, `\\copy person TO '${file}'`);
  await psql(stand, 'CREATE TABLE bench_person (LIKE person INCLUDING ALL)');
  stand.settle();
  const seconds = await psql(stand, `\\copy bench_person FROM '${file}'`);
  const mib = statSync(file).size / 1048576;
  await psql(stand, 'DROP TABLE bench_person');
  rmSync(file);
  return { seconds, mib };
}

export async function imports(bench) {
  const out = { import_1m: [], import_again: [] }, said = [];
  for (let round = 0; round < bench.rounds; round++) {
    const stand = await bench.emptied();
    const ours = load(stand, bench.packages.large.people), theirs = await copied(bench, stand);
    out.import_1m.push(theirs.seconds / ours);
    out.import_again.push(load(stand, bench.packages.large.people));
    said.push(`${ours.toFixed(1)}/${theirs.seconds.toFixed(1)}`);
  }
  bench.note('import_1m', `${bench.people.large} people; import/COPY ${said.join(', ')} s`);
  return out;
}
