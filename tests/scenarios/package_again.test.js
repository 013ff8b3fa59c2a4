// SPDX-License-Identifier: GPL-3.0-or-later
// The same package once more: not read while nothing was written since, read as soon as anything was.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { BUILD, ROOT, start, temporary } from '../help/cluster.js';
import { writePackage } from '../help/given.js';

let server, folder;
before(async () => {
  server = await start();
  folder = writePackage(mkdtempSync(join(temporary(), 'again.')), WORLD);
  assert.ok(read(folder));
});
after(() => server?.stop());

const WORLD = {
  units: [{ code: 'l-tinh', name: 'Tỉnh L', kind: 'province' }, { code: 'l-xa', name: 'Xã L', kind: 'commune', parent: 'l-tinh' }],
  people: [{ person: 'l-an', full_name: 'Học Viên Mẫu An', national_id: '033090000005', sex: 'female' }, { person: 'l-binh', full_name: 'Học Viên Mẫu Bình' }],
  residences: [{ person: 'l-an', valid_from: '2020-01-01', unit: 'l-xa' }],
};
const name = (code) => server.sql('owner', `SELECT full_name FROM person WHERE code = '${code}'`)[0].full_name;

// Imports; did it read the rows, or say that it need not?
function read(at) {
  const r = server.hocvud('import', at);
  assert.equal(r.code, 0, r.out + r.err);
  return !/imported last and nothing written since, 0 written/.test(r.out);
}

test('a package that came before is not read again, and tells what it told', () => {
  assert.ok(!read(folder));
  assert.match(server.hocvud('import', folder).out, /^5 rows, .* 0 written, 1 warnings$/m);
  assert.deepEqual(server.hocvud('import', folder, '--json').out, '[]\n');
});

test('another package, or another row, is', () => {
  const other = writePackage(mkdtempSync(join(temporary(), 'again.')), { ...WORLD, people: [{ person: 'l-an', full_name: 'Học Viên Mẫu Khác' }, WORLD.people[1]] });
  assert.ok(read(other));
  assert.equal(name('l-an'), 'Học Viên Mẫu Khác');
  assert.ok(!read(other));
  assert.ok(read(folder));
  assert.equal(name('l-an'), 'Học Viên Mẫu An');
  writeFileSync(join(folder, 'headcounts.csv'), 'unit,title,date,count\n');
  assert.ok(read(folder));
  assert.ok(!read(folder));
});

test('a wrong package leaves the note of the last one as it was', () => {
  const wrong = writePackage(mkdtempSync(join(temporary(), 'again.')), { people: [{ person: 'L', full_name: 'x' }] });
  assert.equal(server.hocvud('import', wrong).code, 65);
  assert.ok(!read(folder));
  writeFileSync(join(folder, 'letter.txt'), 'x');
  assert.equal(server.hocvud('import', folder).code, 65);
  assert.equal(server.hocvud('import', mkdtempSync(join(temporary(), 'again.'))).code, 65);
});

test('whatever is written to a table of a package is seen, also when it is taken back', () => {
  const clean = writePackage(mkdtempSync(join(temporary(), 'again.')), WORLD);
  assert.ok(read(clean));
  for (const change of [`UPDATE person SET full_name = 'Đổi' WHERE code = 'l-an'`, `DELETE FROM residence`, `INSERT INTO unit (code) VALUES ('l-moi')`, 'TRUNCATE headcount',
    `UPDATE person SET sex = 'male' WHERE false`, `BEGIN; DELETE FROM residence; ROLLBACK`]) {
    server.sql('owner', change);
    assert.ok(read(clean), change);
    assert.ok(!read(clean), change);
  }
  assert.equal(name('l-an'), 'Học Viên Mẫu An');
  assert.deepEqual(server.sql('owner', 'SELECT count(*) AS n FROM residence'), [{ n: 1 }]);
});

test('every table that an import writes is watched', () => {
  const at = join(ROOT, 'server/features/exchange');
  const merges = readdirSync(at).filter((f) => f.startsWith('import_merge')).map((f) => readFileSync(join(at, f), 'utf8')).join('\n');
  const written = [...merges.matchAll(/^\s*(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)/gm)].map((m) => m[1]);
  const watched = server.sql('owner', `SELECT tgrelid::regclass::text AS t FROM pg_trigger WHERE tgname = 'package_changed'`).map((r) => r.t);
  assert.ok(watched.length > 20);
  // Histories are only added to, and nothing of them comes with a package.
  assert.deepEqual([...new Set(written)].filter((t) => !watched.includes(t) && !/_(event|history)$/.test(t)), []);
});

test('who was in the middle of writing when an import began is not forgotten', async (t) => {
  const clean = writePackage(mkdtempSync(join(temporary(), 'again.')), WORLD);
  const writer = server.connect('owner');
  t.after(() => writer.close());
  await writer.run(`BEGIN`);
  await writer.run(`UPDATE person SET full_name = 'Viết dở' WHERE code = 'l-binh'`);
  assert.ok(read(clean));
  assert.ok(read(clean), 'nothing can be said while somebody writes');
  await writer.run('COMMIT');
  assert.ok(read(clean));
  assert.equal(name('l-binh'), 'Học Viên Mẫu Bình');
});

test('who writes while an import runs is not forgotten either', async (t) => {
  const more = writePackage(mkdtempSync(join(temporary(), 'again.')), { ...WORLD, people: [WORLD.people[0], { person: 'l-binh', full_name: 'Học Viên Mẫu Mới' }] });
  const holder = server.connect('owner');
  t.after(() => holder.close());
  const [mine] = await holder.run('SELECT pg_backend_pid()');
  await holder.run('BEGIN');
  await holder.run(`SELECT FROM person WHERE code = 'l-binh' FOR UPDATE`);
  const running = spawn(join(BUILD, 'hocvud'), ['import', more, '--data', server.data], { stdio: 'ignore' });
  const ended = new Promise((done) => { running.on('exit', done); });
  const waits = () => server.sql('super', `SELECT FROM pg_stat_activity a WHERE ${mine} = ANY (pg_blocking_pids(a.pid))`).length > 0;
  for (let waited = 0; !waits(); waited += 50) {
    assert.ok(waited < 30_000 && running.exitCode === null, 'the import did not wait');
    await sleep(50);
  }
  server.sql('owner', `UPDATE person SET full_name = 'Viết chen' WHERE code = 'l-an'`);
  await holder.run('ROLLBACK');
  assert.equal(await ended, 0);
  assert.equal(name('l-binh'), 'Học Viên Mẫu Mới');
  assert.ok(read(more), 'somebody wrote meanwhile');
  assert.equal(name('l-an'), 'Học Viên Mẫu An');
  assert.ok(!read(more));
});
