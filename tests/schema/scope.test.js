// SPDX-License-Identifier: GPL-3.0-or-later
// The settings that tell the database who asks: right for the account, gone with the transaction.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from '../help/cluster.js';
import { given } from '../help/given.js';

const NAMES = ['account', 'person', 'today', 'request', 'address', 'reach', 'reach_staff', 'reach_residents', 'reach_past',
  'units', 'units_staff', 'units_residents', 'units_past', 'units_duty'];
const SHOW = `SELECT concat_ws('|', ${NAMES.map((n) => `coalesce(current_setting('hocvu.${n}', true), '')`).join(', ')})`;

let s, app, lo;
before(async () => {
  s = await start();
  await given(s, {
    units: [{ code: 'tinh-mau', name: 'Tỉnh Mẫu', kind: 'province' }, { code: 'xa-mot', name: 'Xã một', kind: 'commune', parent: 'tinh-mau' },
      { code: 'xa-hai', name: 'Xã hai', kind: 'commune', parent: 'tinh-mau' }, { code: 'thon', name: 'Thôn', kind: 'residential_group', parent: 'xa-hai' }],
    people: [{ person: 'hv', full_name: 'Học Viên Mẫu 001' }],
    accounts: { nhieu: { person: 'hv', roles: ['unit_head xa-mot', 'community_team xa-hai', 'learner tinh-mau'] }, xem: ['auditor tinh-mau'], khong: [] },
  });
  app = s.connect('app');
  lo = Object.fromEntries(s.sql('owner', 'SELECT code, id, lo, hi, ids FROM unit').map((u) => [u.code, u]));
});
after(async () => { await app?.close(); await s?.stop(); });

// What the settings are inside a transaction opened for an account, and after it.
async function opened(name, end) {
  const [{ id, person_id: person }] = s.sql('owner', `SELECT id, person_id FROM account WHERE name = '${name}'`);
  await app.run('BEGIN');
  await app.run(`SELECT scope_open(${id}, ${person ?? 'NULL'}, current_date, 'r1', NULL)`);
  const inside = (await app.run(SHOW))[0].split('|');
  await app.run(end);
  return { id, person, inside: Object.fromEntries(NAMES.map((n, i) => [n, inside[i]])), outside: (await app.run(SHOW))[0] };
}

test('reaches are the units of the roles held today, by what the roles let one see', async () => {
  const range = (...codes) => `{${codes.map((c) => `[${lo[c].lo},${lo[c].hi}]`).join()}}`, ids = (...codes) => `{${codes.map((c) => lo[c].ids).join()}}`;
  const { id, person, inside } = await opened('nhieu', 'COMMIT');
  assert.equal(inside.account, String(id));
  assert.equal(inside.person, String(person));
  assert.equal(inside.request, 'r1');
  assert.equal(inside.reach_staff, range('xa-mot'));
  assert.equal(inside.reach_residents, range('xa-hai'));
  assert.equal(inside.reach_past, '');
  assert.deepEqual(inside.reach.match(/\[.*?\]/g).sort(), range('xa-hai', 'xa-mot').match(/\[.*?\]/g).sort());
  assert.deepEqual([inside.units_staff, inside.units_residents, inside.units_past, inside.units_duty], [ids('xa-mot'), ids('xa-hai'), '', '']);
  const audit = (await opened('xem', 'COMMIT')).inside;
  for (const reach of ['reach', 'reach_staff', 'reach_residents', 'reach_past']) assert.equal(audit[reach], range('tinh-mau'), reach);
  for (const units of ['units', 'units_staff', 'units_residents', 'units_past', 'units_duty']) assert.equal(audit[units], ids('tinh-mau'), units);
  const nobody = (await opened('khong', 'COMMIT')).inside;
  assert.deepEqual([nobody.person, nobody.reach, nobody.reach_past], ['', '', '']);
});

test('a connection carries nothing into its next transaction', async () => {
  for (const end of ['COMMIT', 'ROLLBACK']) assert.equal((await opened('nhieu', end)).outside, '|'.repeat(NAMES.length - 1));
});

test('a unit knows the numbers of its subtree, also after units were made, moved and numbered anew', () => {
  const wrong = () => s.sql('owner', `SELECT u.code FROM unit u CROSS JOIN LATERAL (SELECT range_agg(int8range(x.id, x.id, '[]')) AS ids FROM unit x WHERE x.lo BETWEEN u.lo AND u.hi) t
    WHERE ('{' || u.ids || '}')::int8multirange <> t.ids OR u.whole <> (SELECT count(*) = count(*) FILTER (WHERE x.lo BETWEEN u.lo AND u.hi) FROM unit x)`);
  assert.deepEqual(wrong(), []);
  s.sql('owner', `INSERT INTO unit (code) VALUES ('thon-moi'); INSERT INTO unit_version (unit_id, valid, name, kind, parent_id, folded)
    SELECT n.id, '(,)', 'Thôn mới', 'residential_group', p.id, 'thon moi' FROM unit n, unit p WHERE n.code = 'thon-moi' AND p.code = 'xa-mot';
    UPDATE unit_version SET parent_id = (SELECT id FROM unit WHERE code = 'xa-mot') WHERE unit_id = (SELECT id FROM unit WHERE code = 'thon'); SELECT unit_renumber()`);
  assert.deepEqual(wrong(), []);
});
