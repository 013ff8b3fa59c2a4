// SPDX-License-Identifier: GPL-3.0-or-later
// People: numbers nobody can read in the database, names as Vietnamese sort and search them, who reaches whom.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { start } from '../help/cluster.js';
import { given } from '../help/given.js';
import { address, program } from '../help/sql.js';

let s;
const unit = (code) => Number(s.sql('owner', `SELECT id FROM unit WHERE code = '${code}'`)[0].id);
const person = (code) => Number(s.sql('owner', `SELECT id FROM person WHERE code = '${code}'`)[0].id);
const NUMBER = '000185000017', PHONE = '0900000123', OTHER = '000185000018';

before(async () => {
  s = await start();
  const names = ['Nguyễn Văn Ân', 'Trần Thị An', 'Lê Văn Ánh', 'Phạm Thị Đào', 'Đỗ Văn Dũng', 'Vũ Thị Ba', 'Hoàng Hoà', 'Bùi Thị Hòa'];
  await given(s, {
    units: [
      { code: 'tinh', name: 'Tỉnh Mẫu', kind: 'province' }, { code: 'xa-a', name: 'Xã A', kind: 'commune', parent: 'tinh' },
      { code: 'xa-b', name: 'Xã B', kind: 'commune', parent: 'tinh' }, { code: 'ubnd-a', name: 'UBND xã A', kind: 'commune_committee', parent: 'xa-a' },
      { code: 'ubnd-b', name: 'UBND xã B', kind: 'commune_committee', parent: 'xa-b' }],
    people: [...names.map((full_name, i) => ({ person: `hv-${i}`, full_name, birth_date: '1985' })),
      { person: 'nguoi-b', full_name: 'Học Viên Mẫu B', national_id: OTHER }, { person: 'cu', full_name: 'Học Viên Mẫu Cũ' },
      { person: 'dan-a', full_name: 'Học Viên Mẫu Dân A', national_id: '000185000019' }],
    affiliations: [...names.map((_, i) => ({ person: `hv-${i}`, unit: 'ubnd-a', category: 'civil_servant', valid_from: '2020-01-01' })),
      { person: 'nguoi-b', unit: 'ubnd-b', category: 'civil_servant', valid_from: '2020-01-01' },
      { person: 'cu', unit: 'ubnd-a', category: 'civil_servant', valid_from: '2015-01-01', valid_to: '2020-12-31' },
      { person: 'cu', unit: 'ubnd-b', category: 'civil_servant', valid_from: '2021-01-01' }],
    residences: [{ person: 'dan-a', unit: 'xa-a', valid_from: '2020-01-01' }],
    accounts: { root: ['admin tinh'], 'head-2': ['unit_head ubnd-a'], head: ['unit_head xa-a'], office: ['programme_office tinh'], ward: ['ward_official xa-a'], team: ['community_team xa-a'], other: ['unit_head xa-b'] },
  });
});
after(() => s?.stop());

test('a person is entered with numbers that come back masked, and is found by the number', async () => {
  const made = await s.as('office').post('/people', {
    full_name: 'Học Viên Mẫu 001', birth_date: '1985-02-03', sex: 'female', national_id: NUMBER, phone: PHONE, email: 'mau@example.org' }).expect(201, {
    full_name: 'Học Viên Mẫu 001', birth_date: '1985-02-03', works_from: '2000-02-03', national_id: '0001******17', phone: '0900****23', version: 1 });
  assert.match(made.code, /^p-[0-9a-f]{16}$/);
  await s.as('office').post(`/units/${unit('ubnd-a')}/affiliations`, { person: made.id, category: 'civil_servant', valid_from: '2025-01-01' }).expect(201);
  const shown = await s.as('office').get(`/people/${made.id}`).reply();
  assert.ok(!shown.text.includes(NUMBER) && !shown.text.includes(PHONE) && !/sealed|blind/.test(shown.text));
  await s.as('head').post('/people/find', { national_id: NUMBER }).expect(200, { id: made.id });
  await s.as('head').post('/people/find', { national_id: '000185999999' }).expect(404);
  await s.as('head').post('/people/find', { national_id: '12' }).expect(422);
});

test('two people with one number, or one code, are 409', async () => {
  await s.as('office').post('/people', { full_name: 'Học Viên Mẫu Hai', national_id: NUMBER }).expect(409, { code: 'national_id_taken' });
  await s.as('office').post('/people', { full_name: 'Học Viên Mẫu Hai', code: 'hv-0' }).expect(409, { code: 'person_code_taken' });
  await s.as('office').post('/people', { full_name: 'Học Viên Mẫu Hai', code: 'Viết Hoa' }).expect(422, { errors: [{ pointer: '/code' }] });
  await s.as('office').post('/people', { full_name: 'Học Viên Mẫu Hai', national_id: '1234', birth_date: '1985-13-01' })
    .expect(422, { errors: (e) => ['/birth_date', '/national_id'].every((p) => e.some((x) => x.pointer === p)) });
});

test('what cannot be a name, a telephone, an address or a day of birth is refused; a doubtful number is kept with a warning', async () => {
  const wrong = (body) => s.as('office').post('/people', { full_name: 'Học Viên Mẫu Lỗi', ...body }).expect(422).then((r) => r.errors.map((e) => [e.pointer, e.code]));
  for (const name of ['Mẫu\u200b Một', '\u202eMẫu', 'Mẫu\u2066 Hai', '\ufeffMẫu', 'Mẫu\u2028Ba', '\u200b'])
    assert.deepEqual(await wrong({ full_name: name }), [['/full_name', 'bad_character']], JSON.stringify(name));
  for (const phone of ['abc', '123', '09000001234567890', '0900 000 x23']) assert.deepEqual(await wrong({ phone }), [['/phone', 'bad_phone']], phone);
  for (const email of ['x', 'a@b', '@b.vn', 'a@b@c.vn', 'a b@c.vn', 'a@.vn', 'a@b.']) assert.deepEqual(await wrong({ email }), [['/email', 'bad_email']], email);
  for (const birth_date of ['1800', '2999-01-01', '9999']) assert.deepEqual(await wrong({ birth_date }), [['/birth_date', 'birth_range']], birth_date);
  const kept = async (body) => ((await s.as('office').post('/people', { full_name: 'Học Viên Mẫu Đúng', ...body }).expect(201)).warnings ?? []).map((w) => [w.pointer, w.code, w.detail]);
  assert.deepEqual(await kept({ phone: '+84 900.000-124', email: 'ten.mau@hung-yen.gov.vn', birth_date: '1900-01-01', national_id: '000185000020' }), []);
  const [[pointer, code, says]] = await kept({ national_id: '999085000021' });
  assert.deepEqual([pointer, code], ['/national_id', 'national_id_prefix_unknown']);
  assert.match(says, /Ba chữ số đầu/);
  assert.deepEqual((await kept({ national_id: '033185000022', sex: 'male', birth_date: '1985' })).map((w) => w[1]), ['national_id_other_sex']);
});

test('no number, and no telephone, stands anywhere in the database or the log', () => {
  const dump = spawnSync(program('pg_dump'), ['-d', address(s.data, 'super')], { encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.equal(dump.status, 0, dump.stderr);
  assert.ok(dump.stdout.includes('Học Viên Mẫu 001'), 'the dump holds the people');
  for (const secret of [NUMBER, OTHER, PHONE]) {
    const forms = [secret, Buffer.from(secret).toString('hex'), Buffer.from(secret).toString('base64').replace(/=+$/, '')];
    for (const form of forms) assert.ok(!dump.stdout.includes(form) && !s.log().includes(form), form);
  }
});

test('staff stand in Vietnamese order: by given name, marks after the plain letter, đ after d', async () => {
  const { items } = await s.as('head').get(`/units/${unit('xa-a')}/people?as_of=2024-01-01`).expect(200);
  assert.deepEqual(items.map((p) => p.full_name), ['Trần Thị An', 'Lê Văn Ánh', 'Nguyễn Văn Ân', 'Vũ Thị Ba', 'Đỗ Văn Dũng', 'Phạm Thị Đào', 'Bùi Thị Hòa', 'Hoàng Hoà']);
  const paged = [];
  for (let after = ''; after !== null;) {
    const page = await s.as('head').get(`/units/${unit('xa-a')}/people?as_of=2024-01-01&limit=3${after && `&after=${after}`}`).expect(200);
    paged.push(...page.items.map((p) => p.id));
    after = page.next;
  }
  assert.deepEqual(paged, items.map((p) => p.id));
});

test('a name is found by its beginning or by the given name, with or without marks, however the mark is placed', async () => {
  const found = async (q) => (await s.as('head').post(`/units/${unit('xa-a')}/people/search`, { q, as_of: '2024-01-01' }).expect(200)).items.map((p) => p.full_name);
  assert.deepEqual(await found('nguyen van'), ['Nguyễn Văn Ân']);
  assert.deepEqual(await found('Đào'), ['Phạm Thị Đào']);
  assert.deepEqual((await found('hoà')).sort(), ['Bùi Thị Hòa', 'Hoàng Hoà'].sort());
  assert.deepEqual(await found('van'), []);
});

test('nobody reads or takes on people out of reach: not by number, not by their place in a list', async () => {
  const stranger = person('nguoi-b');
  await s.as('head').get(`/people/${stranger}`).expect(403);
  await s.as('head').get(`/people/${stranger}/training`).expect(403);
  await s.as('head').post('/people/find', { national_id: OTHER }).expect(404);
  await s.as('head').post(`/units/${unit('ubnd-a')}/affiliations`, { person: stranger, category: 'civil_servant' }).expect(422, { code: 'person_unknown' });
  await s.as('ward').post(`/units/${unit('xa-a')}/residences`, { person: stranger }).expect(422, { code: 'person_unknown' });
  await s.as('head').post(`/units/${unit('ubnd-b')}/affiliations`, { person: stranger, category: 'civil_servant' }).expect(403);
  await s.as('head').post(`/units/${unit('ubnd-a')}/affiliations`, { category: 'civil_servant' }).expect(422);
});

test('who has no place yet belongs to whoever entered them, to that unit and to the programme office', async () => {
  const made = await s.as('head').post('/people', { full_name: 'Học Viên Mẫu Mới', national_id: '000185000030' }).expect(201);
  const add = (who, code, what = 'affiliations') => s.as(who).post(`/units/${unit(code)}/${what}`, what === 'affiliations'
    ? { person: made.id, category: 'civil_servant', valid_from: '2026-01-01' } : { person: made.id });
  for (const who of ['other', 'ward', 'team']) await s.as(who).put(`/people/${made.id}`, { full_name: 'Học Viên Mẫu Cướp' }).with('If-Match', '"v1"').expect(who === 'ward' ? 200 : 403);
  await add('other', 'ubnd-b').expect(422, { code: 'person_unknown' });
  await s.as('other').get(`/people/${made.id}`).expect(403);
  await s.as('other').post('/people/find', { national_id: '000185000030' }).expect(404, { code: 'person_not_found_here' });
  await s.as('head-2').get(`/people/${made.id}`).expect(403);
  for (const who of ['head', 'team', 'office']) await s.as(who).post('/people/find', { national_id: '000185000030' }).expect(200, { id: made.id });
  await add('head', 'ubnd-a').expect(201);
  await s.as('team').get(`/people/${made.id}`).expect(403);
  await s.as('head-2').get(`/people/${made.id}`).expect(200);
  // Who came with a package and has no place is the top's.
  const orphan = s.sql('owner', `INSERT INTO person (code, full_name, sort_name, folded, folded_given) VALUES ('mo-coi', 'Mẫu', 'Mẫu', 'mau', 'mau') RETURNING id`);
  const id = person('mo-coi');
  assert.ok(orphan !== undefined);
  for (const who of ['head', 'ward', 'team', 'other']) await s.as(who).get(`/people/${id}`).expect(403);
  await s.as('other').post(`/units/${unit('ubnd-b')}/affiliations`, { person: id, category: 'civil_servant' }).expect(422, { code: 'person_unknown' });
  await s.as('office').post(`/units/${unit('ubnd-b')}/affiliations`, { person: id, category: 'civil_servant' }).expect(201);
});

test('a team enters whom it meets with their home, in one act, in its own groups only', async () => {
  const enter = (who, more) => s.as(who).post('/people', { full_name: 'Học Viên Mẫu Tổ', ...more });
  const made = await enter('team', { lives_in: 'xa-a', lives_since: '2026-01-01', national_id: '000185000040' }).expect(201, { residences: [{ unit: 'xa-a', valid_from: '2026-01-01', valid_to: null }] });
  await s.as('team').get(`/people/${made.id}`).expect(200);
  await s.as('team').post('/people/find', { national_id: '000185000040' }).expect(200, { id: made.id });
  await enter('team', { lives_in: 'xa-b' }).expect(422, { errors: [{ pointer: '/lives_in', code: 'territory_not_yours' }] });
  await enter('head', { lives_in: 'xa-a' }).expect(422, { errors: [{ pointer: '/lives_in', code: 'territory_not_yours' }] });
  await enter('team', { lives_in: 'ubnd-a' }).expect(422, { errors: [{ pointer: '/lives_in', code: 'residence_in_body' }] });
  await enter('team', { lives_in: 'nowhere' }).expect(422, { errors: [{ pointer: '/lives_in', code: 'unit_unknown' }] });
  await s.as('office').put(`/people/${made.id}`, { full_name: 'Học Viên Mẫu Tổ', lives_in: 'xa-b' }).with('If-Match', '"v1"')
    .expect(422, { errors: [{ pointer: '/lives_in', code: 'person_lives_already' }] });
  await enter('team', { national_id: '000185000040' }).expect(409, { code: 'national_id_taken', title: /nhờ cơ quan thường trực chương trình/ });
  const loose = await enter('team', {}).expect(201);
  await s.as('team').get(`/people/${loose.id}`).expect(200);
});

test('heads see staff and not residents, wards residents and not staff; who left is out of sight', async () => {
  const staff = person('hv-0'), resident = person('dan-a'), gone = person('cu');
  await s.as('ward').get(`/people/${staff}`).expect(403);
  await s.as('ward').get(`/units/${unit('ubnd-a')}/people`).expect(403);
  await s.as('head').get(`/people/${resident}`).expect(403);
  await s.as('head').post('/people/find', { national_id: '000185000019' }).expect(404);
  await s.as('team').post('/people/find', { national_id: '000185000019' }).expect(200);
  await s.as('team').put(`/people/${resident}`, { full_name: 'Học Viên Mẫu Khác' }).with('If-Match', '"v1"').expect(403);
  await s.as('head').get(`/people/${gone}`).expect(403);
  await s.as('head').post(`/units/${unit('ubnd-a')}/affiliations`, { person: gone, category: 'civil_servant', valid_from: '2026-01-01' }).expect(422);
  await s.as('office').get(`/people/${gone}`).expect(200, { affiliations: [{ unit: 'ubnd-a', valid_to: '2020-12-31' }, { unit: 'ubnd-b', valid_to: null }] });
});

test('an affiliation stands in a body, a residence in a territory, neither twice at once', async () => {
  const p = person('hv-1');
  const works = (code, more = {}) => s.as('office').post(`/units/${unit(code)}/affiliations`, { person: p, category: 'civil_servant', ...more });
  const lives = (code, more = {}) => s.as('office').post(`/units/${unit(code)}/residences`, { person: p, ...more });
  await works('xa-a').expect(422, { code: 'affiliation_to_territory' });
  for (const code of ['ubnd-a', 'tinh']) await lives(code).expect(422, { code: 'residence_in_body' });
  await works('ubnd-a', { valid_from: '2024-01-01' }).expect(409, { code: 'affiliation_overlap' });
  await works('ubnd-b', { valid_from: '2025-01-01', valid_to: '2024-01-01' }).expect(422, { code: 'valid_backwards' });
  await works('ubnd-b', { category: 'king' }).expect(422);
  const second = await works('ubnd-b', { valid_from: '2024-01-01', dedicated_it: true }).expect(201, { dedicated_it: true, valid_to: null });
  await s.as('office').put(`/affiliations/${second.id}`, { category: 'cadre', valid_from: '2024-01-01', valid_to: '2024-06-30' })
    .with('If-Match', `"v${second.version}"`).expect(200, { category: 'cadre', valid_to: '2024-06-30', dedicated_it: false });
  await s.as('office').put(`/affiliations/${second.id}`, { category: 'cadre' }).with('If-Match', `"v${second.version}"`).expect(412);
  await lives('xa-a', { valid_from: '2020-01-01' }).expect(201);
  await lives('xa-b', { valid_from: '2022-01-01' }).expect(409, { code: 'residence_overlap' });
});

test('a correction keeps the numbers that were not sent, and a kept answer is not taken for a newer one', async () => {
  const { id } = await s.as('office').post('/people/find', { national_id: NUMBER }).expect(200);
  const got = await s.as('office').get(`/people/${id}`).reply(), tag = got.headers.get('etag');
  await s.as('office').get(`/people/${id}`).with('If-None-Match', tag).expect(304);
  const work = got.body.affiliations[0];
  await s.as('office').put(`/affiliations/${work.id}`, { category: 'civil_servant', position: 'Chuyên viên', valid_from: '2025-01-01' }).with('If-Match', '"v1"').expect(200);
  await s.as('office').get(`/people/${id}`).with('If-None-Match', tag).expect(200, { affiliations: [{ position: 'Chuyên viên' }] });
  await s.as('head').put(`/people/${id}`, { full_name: 'Học Viên Mẫu 001 Mới', birth_date: '1985' }).with('If-Match', tag)
    .expect(200, { full_name: 'Học Viên Mẫu 001 Mới', birth_date: '1985', national_id: '0001******17', phone: '0900****23' });
  await s.as('head').put(`/people/${id}`, { full_name: 'Muộn' }).with('If-Match', tag).expect(412);
  await s.as('head').put(`/people/${id}`, { full_name: 'X', code: 'khac' }).with('If-Match', '"v2"').expect(422, { errors: [{ code: 'person_code_fixed' }] });
});

test('a figure of population belongs to a territory; the same day and definition replaces', async () => {
  const put = (code, count) => s.as('office').put(`/units/${unit(code)}/populations`, { base: 'working_age', definition: 'imported', as_of: '2025-06-30', count, source: 'báo cáo thử' });
  await put('ubnd-a', 5).expect(422, { code: 'population_of_body' });
  await put('xa-a', 5).expect(204);
  await put('xa-a', 24_000).expect(204);
  await put('xa-a', -1).expect(422);
  await s.as('office').get(`/units/${unit('xa-a')}/populations`).expect(200, { items: [{ count: 24_000, unit: 'xa-a' }] });
});

// Few are fetched and sorted, many met by going through all names: what is shown must not depend on the way.
test('a page holds whom it should, however many people and names there are', async () => {
  const many = Array.from({ length: 460 }, (_, i) => ({ person: `dong-${i}`, full_name: `Học Viên Mẫu ${i % 7 ? 'Thường' : 'Hiếm'} ${['An', 'Ân', 'Đào', 'Hoà'][i % 4]}` }));
  const place = (i) => i % 15 ? 'lon' : 'nho';
  await given(s, {
    units: [{ code: 'tinh-dong', name: 'Tỉnh Đông', kind: 'province' }, ...['lon', 'nho'].flatMap((c) => [
      { code: `xa-${c}`, name: `Xã ${c}`, kind: 'commune', parent: 'tinh-dong' }, { code: `ubnd-${c}`, name: `UBND xã ${c}`, kind: 'commune_committee', parent: `xa-${c}` }])],
    people: many,
    affiliations: many.map(({ person: p }, i) => ({ person: p, unit: `ubnd-${place(i)}`, category: i % 5 ? 'civil_servant' : 'cadre', valid_from: '2020-01-01', valid_to: i % 9 ? '' : '2024-12-31' })),
    residences: many.map(({ person: p }, i) => ({ person: p, unit: `xa-${place(i)}`, valid_from: '2020-01-01', valid_to: i % 9 ? '' : '2024-12-31' })),
    accounts: { dong: ['programme_office tinh-dong'] },
  });
  const order = s.sql('owner', "SELECT code FROM person WHERE code LIKE 'dong-%' ORDER BY sort_name, id").map((r) => r.code);
  const expected = (fits) => order.filter((code) => fits(Number(code.slice(5)), many[code.slice(5)].full_name));
  const listed = async (code, what, ask = '', q) => {
    const out = [];
    for (let after = ''; after !== null;) {
      const page = q ? await s.as('dong').post(`/units/${unit(code)}/${what}/search?limit=37${after}`, { q }).expect(200)
        : await s.as('dong').get(`/units/${unit(code)}/${what}?limit=37${ask}${after}`).expect(200);
      out.push(...page.items.map((one) => one.code));
      after = page.next === null ? null : `&after=${page.next}`;
    }
    return out;
  };
  const here = (i) => i % 9 > 0, small = (i) => place(i) === 'nho';
  for (const what of ['people', 'residents']) {
    assert.deepEqual(await listed('tinh-dong', what), expected(here), `${what} of the province`);
    assert.deepEqual(await listed('xa-nho', what), expected((i) => here(i) && small(i)), `${what} of the small commune`);
    assert.deepEqual(await listed('tinh-dong', what, '&as_of=2024-01-01'), expected(() => true), `${what} a year ago`);
    assert.deepEqual(await listed('tinh-dong', what, '', 'hoc vien'), expected(here), `${what} with a common name`);
    assert.deepEqual(await listed('tinh-dong', what, '', 'Học viên mẫu hiếm'), expected((i, name) => here(i) && / Hiếm /.test(name)), `${what} with a rare name`);
    assert.deepEqual(await listed('xa-nho', what, '', 'dao'), expected((i, name) => here(i) && small(i) && / Đào$/.test(name)), `${what} by given name`);
    assert.deepEqual(await listed('tinh-dong', what, '', 'khong co'), [], `${what} with a name nobody has`);
  }
  assert.deepEqual(await listed('tinh-dong', 'people', '&category=cadre'), expected((i) => here(i) && i % 5 === 0));
});

test('masked digits are not found by trying: numbers looked up in vain are on record, and bounded a day', async () => {
  const told = () => s.sql('owner', `SELECT count(*)::int AS n FROM audit WHERE action = 'denied' AND after ->> 'code' = 'person_not_found_here'
    AND account_id = (SELECT id FROM account WHERE name = 'head')`)[0].n;
  const held = '000185000091';
  await s.as('head').post('/people', { full_name: 'Học Viên Mẫu Có Số', national_id: held }).expect(201);
  s.sql('owner', 'DELETE FROM number_miss');
  await s.as('head').post('/people/find', { national_id: '000185777777' }).expect(404, { code: 'person_not_found_here' });
  await s.as('head').post('/people', { full_name: 'Học Viên Mẫu Trùng', national_id: held }).expect(409, { code: 'national_id_taken' });
  await s.as('head').post('/people/find', { national_id: held }).expect(200);
  assert.equal(s.sql('owner', 'SELECT times FROM number_miss')[0].times, 2);
  assert.ok(told() > 0);
  s.sql('owner', 'UPDATE number_miss SET times = 300');
  await s.as('head').post('/people/find', { national_id: held }).expect(429, { code: 'number_miss_ceiling' });
  await s.as('head').post('/people', { full_name: 'Học Viên Mẫu Trùng', national_id: held }).expect(429, { code: 'number_miss_ceiling' });
  await s.as('head').post('/people', { full_name: 'Học Viên Mẫu Không Số' }).expect(201);
  s.sql('owner', "UPDATE number_miss SET day = day - 1");
  await s.as('head').post('/people/find', { national_id: held }).expect(200);
});
