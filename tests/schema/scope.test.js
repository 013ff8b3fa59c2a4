// SPDX-License-Identifier: GPL-3.0-or-later
// The settings that tell the database who asks: right for the account, gone with the transaction.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, start } from '../help/cluster.js';
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
    accounts: { nhieu: { person: 'hv', roles: ['unit_head xa-mot', 'community_team thon', 'learner tinh-mau'] }, xem: ['auditor tinh-mau'], khong: [] },
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
  assert.equal(inside.reach_residents, range('thon'));
  assert.equal(inside.reach_past, '');
  assert.deepEqual(inside.reach.match(/\[.*?\]/g).sort(), range('thon', 'xa-mot').match(/\[.*?\]/g).sort());
  assert.deepEqual([inside.units_staff, inside.units_residents, inside.units_past, inside.units_duty], [ids('xa-mot'), ids('thon'), '', '']);
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

test('a team given a whole commune before holds its groups from the next version on, one by one', () => {
  const up = readFileSync(join(ROOT, 'schema/0074_team_groups.sql'), 'utf8').split('-- migrate:down')[0].replace(/^[^]*-- migrate:up/, '');
  s.sql('owner', `INSERT INTO role_grant (account_id, role, unit_id, valid, given_at, purpose) SELECT a.id, 'community_team', u.id, '[2020-01-01,2099-01-01)', now(), 'cả xã'
    FROM account a, unit u WHERE a.name = 'khong' AND u.code = 'xa-mot'; ${up}`);
  const held = (day) => s.sql('owner', `SELECT u.code, upper(g.valid)::text AS until, g.purpose FROM role_grant g JOIN account a ON a.id = g.account_id JOIN unit u ON u.id = g.unit_id
    WHERE a.name = 'khong' AND g.valid @> ${day} ORDER BY 1`);
  assert.deepEqual(held('current_date + 1'), ['thon', 'thon-moi'].map((code) => ({ code, until: '2099-01-01', purpose: 'cả xã' })));
  assert.deepEqual(held("date '2024-01-01'").map((g) => g.code), ['xa-mot'], 'what was held stays said');
  const refused = s.hocvud('account', 'grant', 'khong', 'community_team', 'xa-mot');
  assert.equal(refused.code, 65);
  assert.match(refused.err, /grant_team_not_group/);
  assert.equal(s.hocvud('account', 'grant', 'xem', 'community_team', 'xa-hai').code, 0, 'a commune none of whose groups is registered');
});
