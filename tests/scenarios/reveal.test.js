// SPDX-License-Identifier: GPL-3.0-or-later
// A full number is seen for a reason that stays on record, by whoever answers for the person, so many times a day.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { BUILD, run, start } from '../help/cluster.js';
import { given } from '../help/given.js';
import { join } from 'node:path';

const NUMBER = '000185000077', PHONE = '0900000077', reason = 'Đối chiếu thẻ căn cước khi cấp giấy';
let s, an, dan;
before(async () => {
  s = await start({ env: { HOCVU_REVEALS_A_DAY: '4' } });
  await given(s, {
    units: [{ code: 'xa-mau', name: 'Xã Mẫu', kind: 'commune' }, { code: 'ubnd', name: 'Ủy ban Mẫu', kind: 'commune_committee', parent: 'xa-mau' },
      { code: 'xa-khac', name: 'Xã Khác', kind: 'commune' }],
    people: [{ person: 'an', full_name: 'Học Viên Mẫu An', national_id: NUMBER, phone: PHONE }, { person: 'dan', full_name: 'Học Viên Mẫu Dân', national_id: '000185000078' }],
    affiliations: [{ person: 'an', unit: 'ubnd', category: 'civil_servant', valid_from: '2020-01-01' }],
    residences: [{ person: 'dan', unit: 'xa-mau', valid_from: '2020-01-01' }],
    accounts: { head: ['unit_head ubnd'], other: ['unit_head xa-khac'], auditor: ['auditor xa-mau'], team: ['community_team xa-mau'], ward: ['ward_official xa-mau'], self: { person: 'an' } },
  });
  const id = (code) => s.sql('owner', `SELECT id FROM person WHERE code = '${code}'`)[0].id;
  an = id('an');
  dan = id('dan');
});
after(() => s?.stop());

const looks = () => s.sql('owner', "SELECT audit.person_id, reason, after ->> 'column' AS what, a.name FROM audit JOIN account a ON a.id = account_id WHERE action = 'reveal' ORDER BY audit.id");

test('everywhere else it is masked', async () => {
  const p = await s.as('head').get(`/people/${an}`).expect(200, { national_id: '0001******77', phone: '0900****77' });
  assert.ok(!JSON.stringify(p).includes(NUMBER));
});

test('who answers for the person sees it for a reason, which is on record with the look', async () => {
  const call = s.as('head').post(`/people/${an}/national-id/reveal`, { reason });
  await call.expect(200, { value: NUMBER });
  assert.equal((await call.reply()).headers.get('cache-control'), 'no-store');
  await s.as('head').post(`/people/${an}/phone/reveal`, { reason }).expect(200, { value: PHONE });
  assert.deepEqual(looks(), [{ person_id: an, reason, what: 'national_id', name: 'head' }, { person_id: an, reason, what: 'phone', name: 'head' }]);
});

test('nobody else: not elsewhere, not auditors, not teams, not oneself', async () => {
  for (const who of ['other', 'auditor', 'team', 'ward', 'self']) await s.as(who).post(`/people/${an}/national-id/reveal`, { reason }).expect(403);
  await s.as('team').post(`/people/${dan}/national-id/reveal`, { reason }).expect(403);
  await s.as('ward').post(`/people/${dan}/national-id/reveal`, { reason }).expect(200, { value: '000185000078' });
  await s.as('ward').post(`/people/${dan}/phone/reveal`, { reason }).expect(404, { code: 'reveal_none' });
  assert.equal(looks().length, 3);
});

test('no reason, no number', async () => {
  for (const body of [{}, { reason: 'vì' }, { reason: 'x'.repeat(501) }]) await s.as('head').post(`/people/${an}/national-id/reveal`, body).expect(422);
  assert.equal(looks().length, 3);
});

test('the answer is not kept for a repeated key, and neither log nor tables hold it', async () => {
  const key = 'reveal-once';
  await s.as('head').post(`/people/${an}/national-id/reveal`, { reason }).with('Idempotency-Key', key).expect(200, { value: NUMBER });
  await s.as('head').post(`/people/${an}/national-id/reveal`, { reason }).with('Idempotency-Key', key).expect(409, { code: 'idempotency_secret' });
  assert.equal(s.sql('owner', `SELECT count(*)::int AS n FROM idempotency_key k WHERE k::text LIKE '%${NUMBER}%'`)[0].n, 0);
  assert.ok(!s.log().includes(NUMBER));
});

test('on the command line', async () => {
  const done = run(join(BUILD, 'hocvu'), ['people', 'reveal', an, '--why', reason], { env: { HOCVU_URL: s.url, HOCVU_TOKEN: s.tokens.head, HOCVU_LANG: 'en' } });
  assert.equal(done.code, 0, done.err);
  assert.match(done.out, new RegExp(NUMBER));
});

test('the ceiling of a day is said clearly, counts per account and leaves nothing', async () => {
  const before = looks().length;
  await s.as('head').post(`/people/${an}/phone/reveal`, { reason }).expect(429, { code: 'reveal_ceiling' });
  assert.equal(looks().length, before);
  await s.as('ward').post(`/people/${dan}/national-id/reveal`, { reason }).expect(200);
});
