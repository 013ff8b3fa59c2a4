// SPDX-License-Identifier: GPL-3.0-or-later
// hocvud killed while a list of thousands is taken in, and while it is taken back: nothing or all, never a half.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { start } from '../help/cluster.js';
import { given } from '../help/given.js';
import { bring, settled } from '../help/lists.js';
import { xlsx } from '../help/xlsx.js';

const ROWS = 2500, PATIENCE_S = 240;
let s, as;
// In one statement: what is committed between two would look like a half.
const entered = () => Object.values(s.sql('owner', `SELECT count(*) AS people, count(a.id) AS posts FROM person p LEFT JOIN affiliation a ON a.person_id = p.id
  WHERE p.full_name LIKE 'Học Viên Mẫu Đông%'`)[0]).map(Number);

before(async () => {
  s = await start();
  await given(s, {
    units: [{ code: 'tinh', name: 'Tỉnh Mẫu', kind: 'province' }, { code: 'ubnd', name: 'UBND tỉnh Mẫu', kind: 'province_committee', parent: 'tinh' }],
    accounts: { van: ['programme_office tinh'], quan: ['admin tinh'] },
  });
  as = s.as('van');
});
after(() => s?.stop());

// Nobody of the list, or everybody with where they work: never a part.
function whole() {
  const [people, posts] = entered();
  assert.equal(posts, people);
  assert.ok(people === 0 || people === ROWS, `${people} of ${ROWS}`);
  return people;
}

// Kills the server once some rows are written, or taken back, in a transaction that is not at its end and does not come to
// it, because its last step has to wait for `held`; starts it anew and looks on until the list is settled.
async function killedAtWork(id, state, stands, held) {
  const holder = s.connect('owner');
  await holder.run(`BEGIN; ${held}`);
  for (let waited = 0; ; waited += 20) {
    const list = await as.get(`/lists/${id}`).expect(200);
    assert.equal(list.state, state, 'it is at work');
    if (list.rows_done > 0) break;
    assert.ok(waited < PATIENCE_S * 1000, 'it got nowhere');
    await sleep(20);
  }
  const { data, tokens } = s;
  await s.stop({ keep: true, signal: 'SIGKILL' });
  await holder.run('COMMIT');
  await holder.close();
  assert.equal(whole(), stands, 'what was not at its end is as if it had not begun');	// the database lives on
  s = await start({ data });
  Object.assign(s.tokens, tokens);
  as = s.as('van');
  for (let list = { state }; list.state === state; list = await as.get(`/lists/${id}`).expect(200)) {
    whole();
    await sleep(100);
  }
  return settled(as, id);
}
const agrees = () => assert.equal(s.hocvud('verify', '--days', '2', '--every', '200').code, 0);

test('killed while it is taken in, and while it is taken back: nobody or everybody, the list says which, figures agree', async () => {
  const file = xlsx([['TT', 'Họ và tên', 'Ngày sinh', 'Số CCCD', 'Loại cán bộ'], ...Array.from({ length: ROWS }, (_, i) => [i + 1,
    `Học Viên Mẫu Đông ${'ABCDEFGHIK'[i % 10]}${String.fromCharCode(65 + i % 26)}`, `0${1 + i % 9}/03/19${60 + i % 40}`, `0001${60 + i % 40}${String(i).padStart(6, '0')}`, 'công chức'])]);
  const ubnd = Number(s.sql('owner', "SELECT id FROM unit WHERE code = 'ubnd'")[0].id);
  const list = await bring(as, ubnd, { file });
  assert.deepEqual([list.state, list.rows_new], ['ready', ROWS]);

  await as.post(`/lists/${list.id}/take`, { mode: 'all' }).expect(202);
  const done = await killedAtWork(list.id, 'accepted', 0, `SELECT FROM list_import WHERE id = ${list.id} FOR SHARE`);
  assert.deepEqual([done.state, done.made_people, done.left_out, whole()], ['done', ROWS, 0, ROWS], 'it began anew by itself, and wrote nobody twice');
  assert.deepEqual(s.sql('owner', `SELECT action, count(*)::int AS n FROM audit WHERE action IN ('list', 'list_undo') GROUP BY 1`), [{ action: 'list', n: 1 }]);
  agrees();

  await as.post(`/lists/${list.id}/undo`).expect(202);
  const back = await killedAtWork(list.id, 'undoing', ROWS,
    `SELECT FROM person WHERE id = (SELECT max(made_person_id) FROM list_row WHERE import_id = ${list.id}) FOR UPDATE`);
  assert.deepEqual([back.state, whole()], ['undone', 0]);
  agrees();

  const again = await bring(as, ubnd, { file });
  await as.post(`/lists/${again.id}/take`, { mode: 'all' }).expect(202);
  assert.deepEqual([(await settled(as, again.id, PATIENCE_S)).state, whole()], ['done', ROWS], 'the same file can be taken in again');
});

test('who changes a unit waits for a list that is being written, and nobody else behind him', async () => {
  const [{ id: tinh }] = s.sql('owner', "SELECT id FROM unit WHERE code = 'tinh'");
  const [{ id: post }] = s.sql('owner', "SELECT min(a.id) AS id FROM affiliation a JOIN person p ON p.id = a.person_id WHERE p.full_name LIKE 'Học Viên Mẫu Đông%'");
  const waits = () => s.sql('super', "SELECT FROM pg_stat_activity WHERE usename = 'hocvu_app' AND (wait_event = 'advisory' OR wait_event = 'PgSleep')").length;
  const long = s.connect('owner');
  await long.run('BEGIN; SELECT pg_advisory_xact_lock_shared(20250101, 1)');	// as a list does, for minutes
  let answered = false;
  const change = s.as('quan').post(`/units/${tinh}/children`, { code: 'so-mau', name: 'Sở Mẫu', kind: 'department' }).reply().then((r) => { answered = true; return r; });
  while (waits() === 0 && !answered) await sleep(20);
  for (const position of ['Chuyên viên', 'Phó trưởng phòng', 'Trưởng phòng']) await as.put(`/affiliations/${post}`, { category: 'civil_servant', position }).with('If-Match', '*').expect(200);
  assert.ok(!answered, 'the change of a unit still waits');
  await long.run('COMMIT');
  assert.equal((await change).status, 201);
  await long.close();
});
