// SPDX-License-Identifier: GPL-3.0-or-later
// A workbook of 50,000 people looked at, taken in, written out, taken back: processor time and memory, against the least that
// reading and writing such a workbook costs, and against the rows put into the same indexes with nothing around them.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { BUILD, ROOT } from '../help/cluster.js';
import { asked } from '../help/exports.js';
import { bring, settled } from '../help/lists.js';
import { connect } from '../help/sql.js';
import { xlsx } from '../help/xlsx.js';
import { cpu } from './load.js';
import { serve } from './stand.js';
import { PROVINCE } from './world.js';

const PATIENCE = { seconds: 1800, pause: 500 }, SAMPLE_MS = 100, TICKS = 100, COMMUNES = 120;

const HEAD = ['TT', 'Họ và tên', 'Ngày sinh', 'Giới tính', 'Số CCCD', 'Đơn vị', 'Chức vụ', 'Điện thoại', 'Đối tượng'];
const padded = (n, width) => String(n).padStart(width, '0');
const letter = (n) => String.fromCharCode(97 + n % 26);
const row = (i) => [i + 1, { shared: `Học Viên Mẫu ${letter(i)}${letter(i / 26 | 0)}${letter(i / 676 | 0)}` }, { date: 25000 + i % 10000 }, i % 2 ? 'Nam' : 'Nữ',
  `000${500000000 + i}`, `xa-${padded(1 + i % COMMUNES, 3)}-ubnd`, 'Chuyên viên', `09${10000000 + i}`, 'Công chức'];
const workbook = (rows) => xlsx([['DANH SÁCH'], HEAD, ...Array.from({ length: rows }, (_, i) => row(i))]);

function stat(pid) {
  try { return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ').map(Number); } catch { return null; }
}
function below(pid) {
  try {
    const tasks = `/proc/${pid}/task`;
    return readdirSync(tasks).flatMap((t) => readFileSync(join(tasks, t, 'children'), 'latin1').split(' ').filter(Boolean));
  } catch { return []; }
}
const seconds = (s) => s ? (s[11] + s[12] + s[13] + s[14]) / TICKS : 0;	// of itself, and of those it waited for
const spent = (pid) => [pid, ...below(pid)].reduce((sum, p) => sum + seconds(stat(p)), 0);

// MiB that nobody could take away from these processes: not what they read of files.
function held(pids) {
  let kib = 0;
  for (const pid of pids) {
    try {
      for (const [, n] of readFileSync(`/proc/${pid}/status`, 'latin1').matchAll(/^Rss(?:Anon|Shmem):\s+(\d+) kB/mg)) kib += Number(n);
    } catch { /* it ended */ }
  }
  return kib / 1024;
}

// Does something and tells what it took: seconds, processor time of server and database, the most memory.
async function measured(server, stand, act) {
  const postmaster = Number(readFileSync(join(stand.data, 'pg/postmaster.pid'), 'latin1').split('\n')[0]);
  const both = () => spent(server.pid) + spent(postmaster);
  const sample = () => { most = Math.max(most, held([server.pid, ...below(server.pid)])); };
  const before = both(), began = performance.now(), mib = held([server.pid]);
  let most = mib;
  const timer = setInterval(sample, SAMPLE_MS);
  try {
    const gave = await act();
    return { gave, seconds: (performance.now() - began) / 1000, cpu: Math.max(both() - before, 1 / TICKS), mib: most - mib };
  } finally { clearInterval(timer); }
}

// Processor seconds of the floor; it counts the cells too.
function floor(what, file, input = '') {
  const [cells, used] = execFileSync(join(BUILD, 'bench-floor'), [what, file], { encoding: 'latin1', input }).split(' ').map(Number);
  return { cells, cpu: used };
}

// Processor seconds of the database for the rows a list made, put into tables with the same columns, constraints and indexes.
async function inserted(stand, id) {
  const c = connect(stand.data, 'super');
  try {
    const [pid] = await c.run('SELECT pg_backend_pid()');
    await c.run('CREATE TABLE bench_person (LIKE person INCLUDING ALL); CREATE TABLE bench_affiliation (LIKE affiliation INCLUDING ALL)');
    const before = cpu(pid);
    for (const [table, key] of [['person', 'made_person_id'], ['affiliation', 'affiliation_id']]) {
      await c.run(`INSERT INTO bench_${table} OVERRIDING SYSTEM VALUE SELECT t.* FROM ${table} t JOIN list_row r ON r.${key} = t.id WHERE r.import_id = ${id}`);
    }
    const used = (cpu(pid) - before) / 1e6;
    await c.run('DROP TABLE bench_person, bench_affiliation');
    return used;
  } finally { await c.close(); }
}

const CELLS = `SELECT concat_ws(E'\\t', p.code, p.full_name, to_char(p.birth_date, 'DD/MM/YYYY'), coalesce(p.sex, ''), u.code, coalesce(a.position, ''), a.category,
  'có', 'có') AS line FROM affiliation a JOIN person p ON p.id = a.person_id JOIN unit u ON u.id = a.unit_id ORDER BY p.id`;

function must(list, state, rows, of) {
  if (list.state !== state || list[of] !== rows) throw new Error(`the list is ${list.state}, ${list.refusal}: ${list[of]} of ${rows}`);
}

async function round(bench, stand, server, { unit, file, path }) {
  const as = server.as('office'), out = {};
  const looked = await measured(server, stand, () => bring(as, unit, { file, ...PATIENCE })), { id } = looked.gave;
  must(looked.gave, 'ready', bench.rows, 'rows_new');
  const taken = await measured(server, stand, async () => {
    await as.post(`/lists/${id}/take`, { mode: 'valid' }).expect(202);
    return settled(as, id, PATIENCE.seconds, PATIENCE.pause);
  });
  must(taken.gave, 'done', bench.rows, 'made_people');
  const insert = await inserted(stand, id);
  const written = await measured(server, stand, () => asked(as, `/units/${unit}/people`, 'xlsx', {}, PATIENCE.seconds));
  if (written.gave.state !== 'made' || written.gave.rows_done < bench.rows) throw new Error(`the export is ${written.gave.state}: ${written.gave.rows_done} rows`);
  const lines = stand.sql('super', CELLS).map((l) => `${l.line}\n`).join('');
  const back = await measured(server, stand, async () => {
    await as.post(`/lists/${id}/undo`).expect(202);
    return settled(as, id, PATIENCE.seconds, PATIENCE.pause);
  });
  must(back.gave, 'undone', bench.rows, 'made_people');
  out.floors = { scan: floor('scan', path), write: floor('write', join(bench.folder, 'floor.xlsx'), lines), insert };
  return { looked, taken, written, back, ...out };
}

const told = (got) => `${got.seconds.toFixed(1)} s, ${got.cpu.toFixed(2)} s CPU`;
const rate = (n, got) => `${Math.round(n / got.seconds)} rows/s, ${told(got)}`;

export async function lists(bench) {
  execFileSync('make', ['--no-print-directory', '-s', '-C', ROOT, `FLAVOUR=${basename(BUILD)}`, `build/${basename(BUILD)}/bench-floor`]);
  const stand = await bench.small(), server = await serve(stand), file = workbook(bench.rows), path = join(bench.folder, 'list.xlsx');
  const [{ id: unit }] = stand.sql('super', `SELECT id FROM unit WHERE code = '${PROVINCE}'`);
  const out = { list_preview_50k: [], list_preview_mib: [], list_take_50k: [], list_undo_50k: [], export_50k: [] };
  writeFileSync(path, file);
  for (let n = 0; n < bench.rounds; n++) {
    const { looked, taken, written, back, floors } = await round(bench, stand, server, { unit: Number(unit), file, path });
    out.list_preview_50k.push(looked.cpu / floors.scan.cpu);
    out.list_preview_mib.push(looked.mib);
    out.list_take_50k.push(taken.cpu / floors.insert);
    out.list_undo_50k.push(back.cpu / floors.insert);
    out.export_50k.push(written.cpu / floors.write.cpu);
    bench.note('list_preview_50k', `${rate(bench.rows, looked)}; the scan of ${floors.scan.cells} cells ${floors.scan.cpu.toFixed(2)} s`);
    bench.note('list_take_50k', `${rate(bench.rows, taken)}, ${taken.mib.toFixed(0)} MiB; the INSERTs ${floors.insert.toFixed(2)} s`);
    bench.note('list_undo_50k', `${rate(bench.rows, back)}`);
    bench.note('export_50k', `${rate(written.gave.rows_done, written)}, ${written.mib.toFixed(0)} MiB; libxlsxwriter ${floors.write.cells} cells ${floors.write.cpu.toFixed(2)} s`);
    stand.settle();
  }
  for (const name of ['list.xlsx', 'floor.xlsx']) rmSync(join(bench.folder, name), { force: true });
  return out;
}
