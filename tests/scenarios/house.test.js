// SPDX-License-Identifier: GPL-3.0-or-later
// Administrators see the settings in force and how the house is, and nothing of where things are; accounts are
// found by a part of their name or of their person's.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT, serve, start } from '../help/cluster.js';
import { given } from '../help/given.js';
import { until } from '../help/until.js';

let s;
before(async () => {
  s = await start();
  await given(s, {
    units: [{ code: 'xa', name: 'Xã Mẫu', kind: 'commune' }, { code: 'ubnd', name: 'UBND xã Mẫu', kind: 'commune_committee', parent: 'xa' }],
    people: [{ person: 'hoa', full_name: 'Học Viên Mẫu Hòa' }],
    affiliations: [{ person: 'hoa', unit: 'ubnd', category: 'civil_servant', valid_from: '2020-01-01' }],
    accounts: { quan: ['admin xa'], hoa: { person: 'hoa' }, van: ['programme_office xa'] },
  });
  s.sql('owner', "INSERT INTO role_grant (account_id, role, unit_id, valid, given_at) SELECT a.id, 'learner', u.id, daterange('2020-01-01', NULL), now() FROM account a, unit u WHERE a.name = 'hoa' AND u.code = 'xa'");
});
after(() => s?.stop());

test('every setting with its origin; what tells where things are or opens them has no value', async () => {
  const { items } = await s.as('quan').get('/settings').expect(200);
  const named = new Map(items.map((one) => [one.name, one]));
  assert.ok(items.length > 30);
  assert.equal(named.get('confirm_minutes').value, '5');
  assert.equal(named.get('confirm_minutes').origin, 'standard');
  assert.deepEqual([named.get('factor_for_admins').value, named.get('factor_for_admins').origin, named.get('factor_for_admins').set], ['off', 'dev', true]);
  for (const hidden of ['database_url', 'owner_url', 'job_url', 'key_file', 'audit_key_file', 'listen', 'proxies', 'inside_networks']) {
    assert.equal(named.get(hidden).value ?? null, null, hidden);
  }
  assert.equal(named.get('database_url').set, true);
  assert.doesNotMatch(JSON.stringify(items.map((one) => one.value)), new RegExp(s.data));
  await s.as('van').get('/settings').expect(403, { code: 'forbidden' });
});

test('every setting has its sentence, in Vietnamese too', async () => {
  const { items } = await s.as('quan').get('/settings').expect(200);
  const vi = JSON.parse(readFileSync(join(ROOT, 'web/messages/vi.json'), 'utf8'));
  assert.deepEqual(items.map((one) => one.name).filter((name) => !vi[`web.house.s_${name}`]), [], 'web.house.s_<name> in web/messages');
});

test('the house: server, database, the record that is sealed', async () => {
  const h = await s.as('quan').get('/house').expect(200);
  assert.ok(h.database_bytes > 1_000_000 && h.memory_bytes > 1_000_000 && h.accounts === 3, JSON.stringify(h));
  assert.match(h.database_version, /^\d+/);
  assert.match(h.migration, /^\d{4}$/);
  assert.ok(new Date(h.started) <= new Date(h.now));
  await s.as('van').get('/house').expect(403);
});

test('accounts by a part of the name or the person\'s, by kind and state', async () => {
  const names = async (query) => (await s.as('quan').get(`/accounts?${query}`).expect(200)).items.map((one) => one.name);
  assert.deepEqual(await names('q=va'), ['van']);
  assert.deepEqual(await names(`q=${encodeURIComponent('mẫu hoà')}`), ['hoa']);
  assert.deepEqual(await names('q=%25'), []);
  assert.deepEqual(await names('state=disabled'), []);
  assert.deepEqual((await names('kind=service')), []);
  await s.as('quan').get('/accounts?state=gone').expect(422);
});

test('what is due once a day is not done again by a server that was started again', async () => {
  const turn = () => s.sql('owner', "SELECT at::text FROM job_run WHERE job = 'retention_propose'")[0]?.at;
  const first = await until('its first turn has come', turn);
  let again = await serve(s, { listen: '127.0.0.1:0' });
  await sleep(1500);
  await again.stop();
  assert.equal(turn(), first);
  s.sql('owner', "UPDATE job_run SET at = at - interval '25 hours' WHERE job = 'retention_propose'");
  const old = turn();
  again = await serve(s, { listen: '127.0.0.1:0' });
  const late = await until('its turn has come again', () => turn() !== old && turn());
  await again.stop();
  assert.ok(late > first, `${late} is after ${first}`);
});
