// SPDX-License-Identifier: GPL-3.0-or-later
// The settings that tell the database who asks: right for the account, gone with the transaction.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, start } from '../help/cluster.js';
import { given } from '../help/given.js';

const NAMES = ['account', 'person', 'today', 'request', 'address', 'scope', 'reach_all'], FIELDS = ['class', 'units', 'staff', 'residents', 'past', 'duty'];
const SHOW = `SELECT concat_ws('~', ${NAMES.map((n) => `coalesce(current_setting('hocvu.${n}', true), '')`).join(', ')})`;

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
async function opened(name, end, about = 'NULL, NULL') {
  const [{ id, person_id: person }] = s.sql('owner', `SELECT id, person_id FROM account WHERE name = '${name}'`);
  await app.run('BEGIN');
  await app.run(`SELECT scope_open(${id}, ${person ?? 'NULL'}, (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, 'r1', NULL, ${about})`);
  const inside = (await app.run(SHOW))[0].split('~');
  await app.run(end);
  const named = Object.fromEntries(NAMES.map((n, i) => [n, inside[i]])), parts = named.scope.split('|');
  return { id, person, inside: { ...named, ...Object.fromEntries(FIELDS.map((n, i) => [n, parts[i] ?? ''])) }, outside: (await app.run(SHOW))[0] };
}

test('reaches are the units of the roles held today, by what the roles let one see', async () => {
  const ids = (...codes) => `{${codes.map((c) => lo[c].ids).join()}}`;
  const { id, person, inside } = await opened('nhieu', 'COMMIT');
  assert.equal(inside.account, String(id));
  assert.equal(inside.person, String(person));
  assert.equal(inside.request, 'r1');
  assert.deepEqual([inside.staff, inside.residents, inside.past, inside.duty, inside.reach_all], [ids('xa-mot'), ids('thon'), '', '', '']);
  assert.deepEqual(inside.units.match(/\[.*?\)/g).sort(), ids('thon', 'xa-mot').match(/\[.*?\)/g).sort());
  const audit = (await opened('xem', 'COMMIT')).inside;
  for (const units of FIELDS.slice(1)) assert.equal(audit[units], ids('tinh-mau'), units);
  const nobody = (await opened('khong', 'COMMIT')).inside;
  assert.deepEqual([nobody.person, nobody.scope, nobody.reach_all], ['', '|', '']);
});

test('the class a request is about is open to who teaches it or runs it, whichever way it is named, and to nobody else', async () => {
  await given(s, { people: [{ person: 'gv', full_name: 'Giảng Viên Mẫu 001' }], courses: [{ code: 'k', title: 'Khóa mẫu', topics: 'digital_transformation', periods: 4, modality: 'in_person', attendance_percent: 80, attendance_unit: 'sessions', late_counts: true, excused_counts: false }],
    classes: [{ code: 'lop', course: 'k', host_unit: 'xa-mot', title: 'Lớp mẫu', capacity: 40, state: 'open' }],
    sessions: [{ class: 'lop', number: 1, date: '2026-03-02', start: '08:00', periods: 4, trainer: 'gv', cancelled: false }],
    accounts: { day: { person: 'gv' }, chu: ['programme_office xa-mot'], ben: ['programme_office xa-hai'] } });
  const [{ id: lesson, class_id: held }] = s.sql('owner', "SELECT s.id, s.class_id FROM session s JOIN class c ON c.id = s.class_id WHERE c.code = 'lop'");
  for (const about of [`${held}, NULL`, `NULL, ${lesson}`]) {
    for (const who of ['day', 'chu']) assert.equal((await opened(who, 'COMMIT', about)).inside.class, String(held), `${who} ${about}`);
    for (const who of ['nhieu', 'ben', 'khong']) assert.equal((await opened(who, 'COMMIT', about)).inside.class, '', `${who} ${about}`);
  }
  assert.equal((await opened('day', 'COMMIT')).inside.class, '');
  assert.equal((await opened('day', 'COMMIT', '987654, NULL')).inside.class, '');
});

// What stands written down of every account for days past and to come, and what its grants and the tree come to.
const KEPT = `WITH day AS (SELECT current_date + n AS day FROM generate_series(-2, 2000, 17) AS n), meant AS (
  SELECT a.id, d.day, range_agg(x.units) AS units, range_agg(x.units) FILTER (WHERE x.role <> 'community_team') AS staff,
    range_agg(x.units) FILTER (WHERE x.role IN ('programme_office', 'admin', 'auditor')) AS past
  FROM account a CROSS JOIN day d LEFT JOIN LATERAL (SELECT g.role, int8range(u.id, u.id, '[]') AS units FROM role_grant g JOIN unit t ON t.id = g.unit_id
    JOIN unit u ON u.lo BETWEEN t.lo AND t.hi WHERE g.account_id = a.id AND g.valid @> d.day AND g.role NOT IN ('trainer', 'learner')) x ON true GROUP BY 1, 2)
  SELECT m.id, m.day, m.units, s.units AS kept FROM meant m LEFT JOIN LATERAL (SELECT k.units FROM account_scope k
    WHERE k.account_id = m.id AND k.since <= m.day ORDER BY k.since DESC LIMIT 1) s ON true
  WHERE (m.units, m.staff, m.past) IS DISTINCT FROM (nullif(split_part(s.units, '|', 1), '')::int8multirange,
    nullif(split_part(s.units, '|', 2), '')::int8multirange, nullif(split_part(s.units, '|', 4), '')::int8multirange)`;

// On the account's own row stands what account_scope has for today and the days around it, and for no other day.
const ROW = `SELECT a.name, d.day FROM account a CROSS JOIN (SELECT (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date + n AS day, n FROM generate_series(-2000, 2000) AS n) d
  LEFT JOIN LATERAL (SELECT k.* FROM account_scope k WHERE k.account_id = a.id AND k.since <= d.day ORDER BY k.since DESC LIMIT 1) k ON true
  WHERE (d.n = 0 OR a.scope_days @> d.day)
    AND (NOT a.scope_days @> d.day OR (a.scope_everybody, a.scope_units) IS DISTINCT FROM (coalesce(k.everybody, false),
      CASE WHEN k.everybody THEN '{(,)}|{(,)}|{(,)}|{(,)}|{(,)}' ELSE coalesce(k.units, '') END))`;

test('what an account reaches is written down for every day as its grants and the tree come to, whoever changes them', () => {
  const kept = () => assert.deepEqual([s.sql('owner', KEPT), s.sql('owner', ROW)], [[], []]);
  kept();
  s.sql('owner', `INSERT INTO role_grant (account_id, role, unit_id, valid, given_at) SELECT a.id, r.role, u.id, r.valid::daterange, now() FROM account a, unit u,
    (VALUES ('unit_head', '[2020-01-01,2027-01-01)', 'xa-hai'), ('auditor', '[2027-06-01,)', 'xa-mot'), ('community_team', '(,2031-01-01)', 'thon'),
      ('learner', '[2020-01-01,)', 'tinh-mau')) AS r(role, valid, unit) WHERE a.name IN ('khong', 'ben') AND u.code = r.unit`);
  kept();
  s.sql('owner', "UPDATE role_grant g SET valid = g.valid * daterange(NULL, current_date) FROM account a WHERE a.id = g.account_id AND a.name = 'ben' AND g.role = 'unit_head'");
  kept();
  s.sql('owner', "DELETE FROM role_grant g USING account a WHERE a.id = g.account_id AND a.name = 'khong'");
  kept();
  s.sql('owner', `INSERT INTO unit (code) VALUES ('xa-ba'); INSERT INTO unit_version (unit_id, valid, name, kind, parent_id, folded)
    SELECT n.id, '(,)', 'Xã ba', 'commune', p.id, 'xa ba' FROM unit n, unit p WHERE n.code = 'xa-ba' AND p.code = 'tinh-mau'; SELECT unit_renumber()`);
  kept();
  assert.throws(() => s.sql('app', 'UPDATE account_scope SET everybody = true'), { code: '42501' });
  assert.throws(() => s.sql('app', 'UPDATE account SET scope_everybody = true'), { code: '42501' });
  assert.throws(() => s.sql('app', "UPDATE person SET homes = '{[1,2)}'"), { code: '42501' });
});

test('a unit that is being made keeps nobody from signing in whose reach it leaves as it is', async () => {
  const maker = s.connect('owner'), other = s.connect('app');
  try {
    await maker.run(`BEGIN; INSERT INTO unit (code) VALUES ('xa-bon'); INSERT INTO unit_version (unit_id, valid, name, kind, parent_id, folded)
      SELECT n.id, '(,)', 'Xã bốn', 'commune', p.id, 'xa bon' FROM unit n, unit p WHERE n.code = 'xa-bon' AND p.code = 'tinh-mau'; SELECT unit_renumber()`);
    await other.run("SET lock_timeout = '2s'; UPDATE account SET failed_count = 0 WHERE name = 'khong'");
    await assert.rejects(other.run("UPDATE account SET failed_count = 0 WHERE name = 'xem'"), { code: '55P03' });
  } finally {
    await maker.run('ROLLBACK');
    await Promise.all([maker.close(), other.close()]);
  }
});

test('what stands on the account\'s row is taken for its days, and looked up for others', async () => {
  const [{ id }] = s.sql('owner', "SELECT id FROM account WHERE name = 'nhieu'");
  const said = async (more) => {
    await app.run('BEGIN');
    await app.run(`SELECT scope_open(${id}, NULL, '2026-11-02', 'r1', NULL, NULL, NULL${more})`);
    const scope = await app.run("SELECT current_setting('hocvu.scope')");
    await app.run('ROLLBACK');
    return scope[0];
  };
  const looked = await said('');
  assert.equal(await said(", '[2026-11-01,2026-11-03)', false, 'a|b|c|d|e'"), '|a|b|c|d|e');
  for (const days of ["'[2026-11-03,)'", "'(,2026-11-02)'", "'empty'"]) assert.equal(await said(`, ${days}, false, 'a|b|c|d|e'`), looked, days);
});

test('a connection carries nothing into its next transaction', async () => {
  for (const end of ['COMMIT', 'ROLLBACK']) assert.equal((await opened('nhieu', end)).outside, '~'.repeat(NAMES.length - 1));
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
