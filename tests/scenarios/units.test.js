// SPDX-License-Identifier: GPL-3.0-or-later
// Units as they were and are: the tree of a day, versions, search, pages, what may hang below what.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from '../help/cluster.js';
import { given } from '../help/given.js';

let s;
const id = async (code, day = '2025-01-01') => (await s.as('root').get(`/units?code=${code}&as_of=${day}`).expect(200)).items[0].id;
const codes = (page) => page.items.map((u) => u.code);

before(async () => {
  s = await start();
  await given(s, { accounts: { root: ['admin hung-yen'], reader: ['learner hung-yen'] } });
});
after(() => s?.stop());

test('a unit is made below another, and who made it may read it at once', async () => {
  const parent = await id('thuong-hong', '2026-01-01');
  const made = await s.as('root').post(`/units/${parent}/children`, {
    code: 'tdp-moi', name: 'Tổ dân phố Mới', kind: 'residential_group', valid_from: '2026-01-01' }).expect(201, {
    code: 'tdp-moi', kind: 'residential_group', parent_code: 'thuong-hong', valid_from: '2026-01-01', valid_to: null, version: 1 });
  await s.as('root').get(`/units/${made.id}`).expect(200, { name: 'Tổ dân phố Mới' });
  await s.as('root').get(`/units/${made.id}/grants`).expect(200);
  assert.ok(codes(await s.as('reader').get(`/units/${parent}/children?as_of=2026-01-01`)).includes('tdp-moi'));
  assert.ok(!codes(await s.as('reader').get(`/units/${parent}/children?as_of=2025-12-31`)).includes('tdp-moi'));
});

test('territories hang below territories, bodies below either; kinds are a closed list', async () => {
  const commune = await id('thuong-hong', '2026-01-01'), body = await id('ubnd-thuong-hong', '2026-01-01');
  const below = (parent, kind, more = {}) => s.as('root').post(`/units/${parent}/children`, { code: `thu-${kind.replaceAll('_', '-')}`, name: 'Thử', kind, ...more });
  await below(body, 'residential_group').expect(422, { code: 'territory_below_body' });
  await below(body, 'commune_division').expect(201);
  await below(commune, 'community_team').expect(201);
  await below(commune, 'kingdom').expect(422, { code: 'unit_kind_unknown' });
  await below(commune, 'school', { valid_from: '2026-02-02', valid_to: '2026-02-01' }).expect(422, { code: 'valid_backwards' });
  await below(999_999, 'school').expect(403);
  await below(commune, 'school', { code: 'Có Dấu' }).expect(422);
});

test('a code that is taken is 409, in the words of whoever asks', async () => {
  const parent = await id('hung-yen');
  const twice = (language) => s.as('root').post(`/units/${parent}/children`, { code: 'my-hao', name: 'Trùng', kind: 'town' }).with('Accept-Language', language);
  const vi = await twice('vi').expect(409, { code: 'unit_code_taken' }), en = await twice('en').expect(409, { code: 'unit_code_taken' });
  assert.notEqual(vi.title, en.title);
  assert.ok(![vi, en].some((p) => p.title.startsWith('?')));
});

test('the tree of a day: the town had its wards until 30 June 2025, the province has the new wards from 1 July', async () => {
  const province = await id('hung-yen'), town = await id('my-hao');
  const children = async (unit, day) => codes(await s.as('reader').get(`/units/${unit}/children?as_of=${day}`).expect(200));
  const before = await children(town, '2025-06-30');
  for (const code of ['bach-sam', 'minh-duc', 'duong-quang', 'hoa-phong']) assert.ok(before.includes(code), code);
  assert.deepEqual(await children(town, '2025-07-01'), []);
  assert.ok((await children(province, '2025-06-30')).includes('my-hao'));
  assert.ok(!(await children(province, '2025-06-30')).includes('thuong-hong'));
  const later = await children(province, '2025-07-01');
  assert.ok(later.includes('thuong-hong') && !later.includes('my-hao'));
  assert.deepEqual(codes(await s.as('reader').get('/units?code=bach-sam&as_of=2025-06-30')), ['bach-sam']);
  assert.deepEqual(codes(await s.as('reader').get('/units?code=bach-sam&as_of=2025-07-01')), []);
  await s.as('reader').get(`/units/${await id('bach-sam')}/successions`).expect(200, { items: [{ on: '2025-07-01', to_unit: 'thuong-hong', kind: 'merge' }] });
});

test('units are found without marks, by any part of the name, also typed in pieces of Unicode', async () => {
  const found = async (q) => codes(await s.as('reader').get(`/units?as_of=2025-06-30&kind=commune&q=${encodeURIComponent(q)}`).expect(200));
  for (const q of ['bach sam', 'BẠCH SAM', 'Bạch Sam'.normalize('NFD'), 'ch sam']) assert.ok((await found(q)).includes('bach-sam'), q);
  assert.deepEqual(await found('không có nơi này'), []);
  const parent = await id('hung-yen');
  await s.as('root').post(`/units/${parent}/children`, { code: 'phan-tram', name: 'Đội 100% _số', kind: 'community_team' }).expect(201);
  const any = async (q) => codes(await s.as('reader').get(`/units?q=${encodeURIComponent(q)}`).expect(200));
  for (const q of ['doi 100', '100% so', 'Đội 100%  _SỐ']) assert.deepEqual(await any(q), ['phan-tram'], q);
  assert.deepEqual(await any('1%0'), []);
});

test('pages follow each other without gaps or doubles, also while units come in', async () => {
  const all = codes(await s.as('reader').get('/units?as_of=2025-06-30&limit=200').expect(200));
  for (const limit of [1, 7, 50]) {
    const got = [];
    let path = `/units?as_of=2025-06-30&limit=${limit}`;
    while (path) {
      const r = await s.as('reader').get(path).reply();
      got.push(...codes(r.body));
      assert.ok(r.body.items.length <= limit);
      const link = /<\/api\/v1([^>]+)>; rel="next"/.exec(r.headers.get('link') ?? '')?.[1] ?? null;
      assert.equal(link !== null, r.body.next !== null, r.headers.get('link'));
      path = link;
    }
    assert.deepEqual(got, all, `limit ${limit}`);
  }
  assert.deepEqual(all, [...all].sort((a, b) => (a < b ? -1 : 1)));
});

test('a new name from a day leaves the old one true before it; a correction changes what is there', async () => {
  const unit = await id('so-khcn'), path = `/units/${unit}`;
  const tag = async (p = path) => (await s.as('root').get(p).reply()).headers.get('etag');
  const first = await s.as('root').get(path).expect(200);
  await s.as('root').put(path, { name: 'Sở Mới', from: '2026-03-01' }).with('If-Match', await tag(`${path}?as_of=2026-03-01`)).expect(200, { name: 'Sở Mới', valid_from: '2026-03-01' });
  await s.as('root').get(`${path}?as_of=2026-02-28`).expect(200, { name: first.name, valid_to: '2026-02-28' });
  await s.as('root').get(`${path}?as_of=2026-03-01`).expect(200, { name: 'Sở Mới', valid_to: null });
  const { items } = await s.as('root').get(`${path}/versions`).expect(200);
  assert.deepEqual(items.map((v) => v.name), [first.name, 'Sở Mới']);
  await s.as('root').put(path, { name: 'Sở Mới Hơn' }).with('If-Match', await tag()).expect(200, { name: 'Sở Mới Hơn', valid_from: '2026-03-01' });
  assert.equal((await s.as('root').get(`${path}/versions`)).items.length, 2);
  await s.as('reader').put(path, { name: 'Không' }).with('If-Match', '"v1"').expect(403);
});

test('a tag that was kept is never taken for another state of the unit', async () => {
  const unit = await id('so-noi-vu'), path = `/units/${unit}`;
  const old = await s.as('root').get(path).reply();
  await s.as('root').put(path, { name: 'Sở Khác', from: '2026-04-01' }).with('If-Match', old.headers.get('etag')).expect(200);
  const again = await s.as('root').get(path).with('If-None-Match', old.headers.get('etag')).reply();
  assert.equal(again.status, 200);
  assert.equal(again.body.name, 'Sở Khác');
});
