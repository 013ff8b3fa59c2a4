// SPDX-License-Identifier: GPL-3.0-or-later
// The reorganisation of 1 July 2025 on a copy of the demo world from which it was taken out: rehearsed, applied,
// read in both borders, undone. What it makes of the units is what the demo world says they became.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { start, temporary } from '../help/cluster.js';

const DAY = '2025-07-01', BEFORE = '2025-06-30', SPLIT = '2026-01-01';

let s, demo, was;
function exported() {
  const folder = join(mkdtempSync(join(temporary(), 'demo.')), 'out');
  const r = s.hocvud('export', folder, '--numbers', '--why', 'thử xuất rồi nhập lại');
  assert.equal(r.code, 0, r.out + r.err);
  return Object.fromEntries(readdirSync(folder).sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}
const rows = (text) => {
  const [head, ...lines] = text.trim().split('\n').map((l) => [...l.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((m) => m[1].replace(/^"|"$/g, '').replaceAll('""', '"')));
  return lines.map((l) => Object.fromEntries(head.map((name, i) => [name, l[i]])));
};

// Nothing of 1 July 2025 or later happened to units: what it began is gone, what it ended goes on.
const TAKE_OUT = `
  CREATE TEMP TABLE later AS SELECT u.id FROM unit u
    WHERE NOT EXISTS (SELECT FROM unit_version v WHERE v.unit_id = u.id AND v.valid && daterange(NULL, '${DAY}'));
  DELETE FROM succession WHERE happened_on >= '${DAY}';
  DELETE FROM role_grant WHERE unit_id IN (SELECT id FROM later);
  DELETE FROM attendance WHERE class_id IN (SELECT c.id FROM class c JOIN later l ON l.id = c.host_unit_id);
  DELETE FROM class WHERE host_unit_id IN (SELECT id FROM later);
  UPDATE enrolment SET nominated_by_id = NULL WHERE nominated_by_id IN (SELECT id FROM later);
  DELETE FROM population WHERE unit_id IN (SELECT id FROM later);
  DELETE FROM headcount WHERE unit_id IN (SELECT id FROM later);
  DELETE FROM affiliation WHERE lower(valid) >= '${DAY}' OR unit_id IN (SELECT id FROM later);
  DELETE FROM residence WHERE lower(valid) >= '${DAY}' OR unit_id IN (SELECT id FROM later);
  DELETE FROM unit_version WHERE lower(valid) >= '${DAY}';
  DELETE FROM unit WHERE id IN (SELECT id FROM later);
  UPDATE unit_version SET valid = daterange(lower(valid), NULL) WHERE upper(valid) = '${DAY}';
  UPDATE affiliation SET valid = daterange(lower(valid), NULL) WHERE upper(valid) = '${DAY}';
  UPDATE residence SET valid = daterange(lower(valid), NULL) WHERE upper(valid) = '${DAY}';
  SELECT unit_renumber();`;

// The act as the demo world records it. Bodies of the town that end without a record are said to be abolished.
function reorganisation() {
  const units = rows(demo['units.csv']), records = rows(demo['successions.csv']).filter((r) => r.on === DAY);
  const ends = units.filter((u) => u.valid_to === BEFORE && !records.some((r) => r.from_unit === u.code));
  return { happened_on: DAY, legal_basis: 'Nghị quyết 1666/NQ-UBTVQH15', rehearse: false,
    records: [...records.map((r) => ({ from_unit: r.from_unit, to_unit: r.to_unit, kind: r.kind })),
      ...ends.map((u) => ({ from_unit: u.code, to_unit: u.code, kind: 'abolish' }))],
    new_units: units.filter((u) => u.valid_from === DAY).map(({ code, name, kind, parent, official_code: o }) => ({ code, name, kind, parent, official_code: o || null })) };
}
const groups = { happened_on: SPLIT, rehearse: false, records: [{ from_unit: 'duong-hao', to_unit: 'phuong-my-hao', kind: 'split', groups: ['tdp-di-su-3', 'tdp-di-su-4'] }] };

before(async () => {
  s = await start({ demo: true });
  demo = exported();
  s.sql('owner', TAKE_OUT);
  s.hocvud('account', 'add', 'root');
  s.hocvud('account', 'grant', 'root', 'admin', 'hung-yen');
  s.hocvud('account', 'grant', 'root', 'admin', 'thai-binh');
  s.sql('owner', `UPDATE account SET must_change = false WHERE name = 'root'`);
  s.tokens.root = s.hocvud('account', 'token', 'root', '--name', 'test', '--scope', 'dangerous').out.trim();
  was = exported();
});
after(() => s?.stop());

const act = (asked) => s.as('root').post('/succession-acts', asked);
const cover = (target, unit, day, boundaries = 'then') => s.as('root').get(`/coverage?target=${target}&unit=${unit}&as_of=${day}&boundaries=${boundaries}`).expect(200);
const verified = (day) => assert.equal(s.hocvud('verify', '--as-of', day).code, 0);

test('rehearsed, it says what would be and changes nothing', async () => {
  const told = await act({ ...reorganisation(), rehearse: true }).expect(200, { state: 'rehearsed' });
  assert.deepEqual(exported(), was);
  const t3 = (unit) => told.targets.filter((t) => t.unit === unit && t.target === 'T3').map((t) => [t.denominator_before, t.denominator_after])[0];
  assert.deepEqual(['bach-sam', 'minh-duc', 'duong-quang', 'hoa-phong', 'thuong-hong'].map(t3),
    [[7020, null], [6450, null], [4980, null], [5210, null], [null, 23660]]);
});

test('applied, the units are what the demo world says they became; read in both borders; undone, all is as before', async () => {
  const then = { t1: await cover('T1', 'bach-sam', BEFORE), t3: await cover('T3', 'my-hao', BEFORE) };
  const done = await act(reorganisation()).expect(201, { state: 'applied' });
  const split = await act(groups).expect(201);
  const now = exported();
  const lines = (text) => text.trim().split('\n').filter((line) => !/^(thai-binh|[\w.-]+,,2025-06-30,[^,]*Thái Bình)/.test(line));
  assert.deepEqual(lines(now['units.csv']), lines(demo['units.csv']));
  const bare = (text) => rows(text).filter((r) => r.kind !== 'abolish').map((r) => [r.on, r.from_unit, r.to_unit, r.kind, r.groups].join());
  assert.deepEqual(bare(now['successions.csv']), bare(demo['successions.csv']));
  const living = (world) => rows(world['residences.csv']).filter((r) => r.valid_from <= DAY && (r.valid_to === '' || r.valid_to >= DAY)).map((r) => `${r.person} ${r.unit}`);
  assert.deepEqual(new Set(living(now)), new Set(living(demo)));

  assert.deepEqual(await cover('T1', 'bach-sam', BEFORE), then.t1);
  const [old, new_] = [await cover('T3', 'thuong-hong', BEFORE, DAY), await cover('T3', 'my-hao', DAY, BEFORE)];
  assert.deepEqual([old.denominator, old.denominator_source, new_.denominator, new_.unplaced], [23660, 'predecessors', then.t3.denominator, 0]);
  const sum = async (units, day, boundaries) => (await Promise.all(units.map((u) => cover('T3', u, day, boundaries)))).reduce((n, a) => n + a.numerator, 0);
  // Who lives in a group goes back with it; who is of the ward itself is unplaced in the old ones, and in the town that held them all.
  const wards = ['bach-sam', 'minh-duc', 'duong-quang', 'hoa-phong'], joined = await cover('T3', 'thuong-hong', DAY);
  assert.equal(await sum(wards, BEFORE), old.numerator);
  assert.ok(await sum(wards, DAY, BEFORE) < joined.numerator && (await cover('T3', 'bach-sam', DAY, BEFORE)).unplaced > 0);
  assert.equal(new_.numerator, await sum(['thuong-hong', 'duong-hao', 'phuong-my-hao'], DAY));
  const staff = await cover('T1', 'thuong-hong', BEFORE, DAY), back = await cover('T1', 'bach-sam', DAY, BEFORE);
  const distinct = (await cover('T1', 'thuong-hong', DAY)).denominator;
  // One of them works for a body of the ward that ended with nobody to follow it.
  assert.deepEqual([staff.denominator, staff.unplaced], [distinct, 1]);
  assert.ok(back.unplaced > 0, JSON.stringify(back));
  verified(DAY);
  verified(SPLIT);

  await s.as('root').post(`/succession-acts/${done.id}/undo`).expect(409);
  await s.as('root').post(`/succession-acts/${split.id}/undo`).expect(200);
  await s.as('root').post(`/succession-acts/${done.id}/undo`).expect(200);
  assert.deepEqual(exported(), was);
  assert.deepEqual(await cover('T1', 'bach-sam', BEFORE), then.t1);
});
