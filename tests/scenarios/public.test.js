// SPDX-License-Identifier: GPL-3.0-or-later
// What everybody may see, without a script and without signing in: classes, figures with few people hidden, the privacy notice, problems.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { serve, start } from '../help/cluster.js';
import { given } from '../help/given.js';

let s, ids;
const html = async (path, headers = {}) => {
  const r = await fetch(s.url + path, { headers: { accept: 'text/html,application/xhtml+xml', ...headers } });
  return { status: r.status, type: r.headers.get('content-type'), language: r.headers.get('content-language'), policy: r.headers.get('content-security-policy'), text: await r.text() };
};
const staff = (unit, n) => Array.from({ length: n }, (_, i) => ({ person: `${unit}-${i}`, full_name: `Học Viên Mẫu ${unit} ${i}` }));
const COMMUNES = { a: [20, 12], b: [30, 18], c: [10, 2] };	// people, of whom took part

before(async () => {
  s = await start({ env: { HOCVU_NOW: '2026-11-22T02:00:00Z' } });
  const codes = Object.keys(COMMUNES);
  await given(s, {
    units: [{ code: 'tinh', name: 'Tỉnh Mẫu', kind: 'province' }, ...codes.flatMap((c) => [{ code: `xa-${c}`, name: `Xã ${c.toUpperCase()}`, kind: 'commune', parent: 'tinh' },
      { code: `ubnd-${c}`, name: `UBND xã ${c.toUpperCase()}`, kind: 'commune_committee', parent: `xa-${c}` }])],
    people: [...codes.flatMap((c) => staff(c, COMMUNES[c][0])), { person: 'thay', full_name: 'Giảng Viên Mẫu 01' }],
    affiliations: codes.flatMap((c) => staff(c, COMMUNES[c][0]).map(({ person }) => ({ person, unit: `ubnd-${c}`, category: 'civil_servant', valid_from: '2020-01-01' }))),
    courses: [{ code: 'k', title: 'An toàn thông tin', topics: 'digital_technology', attendance_percent: 80, periods: 4, audience: 'Cán bộ xã' }],
    classes: [['da-qua', 'finished'], ['mo', 'open'], ['tu-nguyen', 'open'], ['nhap', 'draft']].map(([code, state]) =>
      ({ code, course: 'k', host_unit: 'xa-a', title: `Lớp <${code}>`, capacity: 40, state, venue: 'Hội trường xã' })),
    sessions: [['da-qua', '2026-03-02'], ['mo', '2026-12-01'], ['tu-nguyen', '2026-12-03'], ['nhap', '2026-12-05']].map(([c, date]) =>
      ({ class: c, number: 1, date, start: '08:00', end: '11:00', periods: 4, trainer: 'thay' })),
    attendance: codes.flatMap((c) => staff(c, COMMUNES[c][1]).map(({ person }) => ({ class: 'da-qua', session: 1, person, status: 'present', recorded_at: '2026-03-02T12:00:00+07:00' }))),
  });
  s.sql('owner', "UPDATE class SET voluntary = true WHERE code = 'tu-nguyen'");
  ids = Object.fromEntries(s.sql('owner', 'SELECT code, id FROM class').map((c) => [c.code, c.id]));
});
after(() => s?.stop());

test('pages are whole without a script, in the language asked, Vietnamese unless English is', async () => {
  for (const path of ['/public', '/public/classes', `/public/classes/${ids.mo}`, '/privacy']) {
    const vi = await html(path, { 'accept-language': 'en-US,en;q=0.9,vi;q=0.8' }), en = await html(`${path}?lang=en`);
    assert.deepEqual([vi.status, vi.language, en.language], [200, 'vi', 'en'], path);
    assert.match(vi.text, /^<!doctype html><html lang="vi">[\s\S]*<h1>[^<]+<\/h1>[\s\S]*<\/html>\n$/);
    for (const page of [vi, en]) {
      assert.doesNotMatch(page.text, /<script|style="|\?page\.|\{\w+\}|Học Viên Mẫu|Giảng Viên Mẫu/, path);
      assert.doesNotMatch(page.policy, /unsafe|script-src/);
      assert.ok(page.text.length < 40_000, `${path}: ${page.text.length} bytes`);
    }
  }
  assert.match((await html('/public?lang=en&target=T1')).text, /href="\/public\?target=T1" lang="vi"/);
  assert.equal((await html('/public?lang=fr')).status, 422);
});

test('open classes are told to everybody; drafts and what is over are not, nobody is named', async () => {
  const list = (await html('/public/classes')).text;
  assert.match(list, /Lớp &lt;mo&gt;/);
  assert.match(list, /Lớp &lt;tu-nguyen&gt;[\s\S]*Tự nguyện/);
  assert.doesNotMatch(list, /nhap|da-qua/);
  const one = (await html(`/public/classes/${ids['tu-nguyen']}`)).text;
  for (const part of ['03/12/2026, 08:00–11:00', 'Hội trường xã', 'Xã A', `/voluntary?class=${ids['tu-nguyen']}`, 'Cán bộ xã']) assert.ok(one.includes(part), part);
  assert.doesNotMatch((await html(`/public/classes/${ids.mo}`)).text, /voluntary\?/);
  for (const code of ['nhap', 'da-qua']) assert.equal((await html(`/public/classes/${ids[code]}`)).status, 404, code);
});

test('figures of few people are hidden, and as many others that they cannot be worked out; at the ends of months', async () => {
  const lines = async (query) => (await s.as().get(`//public/coverage.json?${query}`).expect(200)).items;
  assert.deepEqual((await lines('target=T1')).map((l) => l.unit), ['hung-yen', 'tinh'], 'two tops, none asked');
  const t1 = await lines('unit=tinh&target=T1');
  assert.deepEqual(t1.map((l) => [l.unit, l.as_of, l.numerator ?? null, l.denominator ?? null, l.percent ?? null, l.hidden ?? null]), [
    ['tinh', '2026-10-31', 32, 60, 53.3, null], ['xa-a', '2026-10-31', null, null, null, 'difference'],
    ['xa-b', '2026-10-31', 18, 30, 60, null], ['xa-c', '2026-10-31', null, null, null, 'few']]);
  // xa-a could be shown again by asking for it alone: it is not.
  for (const unit of ['xa-a', 'xa-c']) assert.deepEqual((await lines(`unit=${unit}&target=T1`)).map((l) => l.numerator ?? null), [null], unit);
  assert.equal((await lines('unit=tinh&target=T1&as_of=2026-03-15'))[0].as_of, '2026-02-28');
  assert.equal((await lines('unit=tinh&target=T1&as_of=2026-03-31'))[0].as_of, '2026-03-31');
  assert.ok(new Set((await lines('unit=tinh')).map((l) => l.target)).size > 4);
  await s.as().get('//public/coverage.json?unit=ubnd-a').expect(404);	// a body is not published
  const csv = await (await fetch(`${s.url}/public/coverage.csv?unit=tinh&target=T1`)).text();
  assert.match(csv.split('\n')[0], /unit,name,target/);
  assert.equal(csv.split('\n')[2], 'xa-a,Xã A,T1,S1,2026-10-31,,,,percent,100,,,difference');
  const page = (await html('/public?unit=tinh&target=T1')).text;
  for (const part of ['Tỉnh Mẫu', '32/60', '53,3%', 'ẩn (dưới 5 người)', 'ẩn (để không suy ra)', '31/10/2026']) assert.ok(page.includes(part), part);
  assert.match((await html('/public?unit=tinh&target=T1&lang=en')).text, /53\.3%/);
});

test('an office that does not publish its figures says so; the rest of its pages stay', async () => {
  const r = await serve(s, { listen: '127.0.0.1:0', public_figures: 'off', privacy_contact: 'Phòng 101 <UBND>' });
  const get = async (path) => fetch(`http://${r.found}${path}`, { headers: { accept: 'text/html' } });
  assert.equal((await get('/public')).status, 404);
  assert.equal((await get('/public/coverage.csv')).status, 404);
  assert.equal((await get('/public/classes')).status, 200);
  assert.match(await (await get('/privacy')).text(), /Phòng 101 &lt;UBND&gt;/);
  await r.stop();
});

test('the privacy notice says of every kind of record what for, on what ground, how long; and by when people are answered', async () => {
  const kinds = s.sql('owner', 'SELECT title, title_en, purpose, law FROM record_kind'), vi = (await html('/privacy')).text, en = (await html('/privacy?lang=en')).text;
  assert.ok(kinds.length >= 10);
  const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll("'", '&#39;').replaceAll('"', '&quot;');
  for (const k of kinds) for (const part of [k.title, k.purpose, k.law]) assert.ok(vi.includes(escaped(part)), part);
  for (const k of kinds) assert.ok(en.includes(escaped(k.title_en)), k.title_en);
  for (const right of ['Xem dữ liệu của mình', 'Rút lại sự đồng ý', 'Xóa']) assert.ok(vi.includes(right), right);
});

test('search engines are told what is for everybody', async () => {
  const robots = await fetch(`${s.url}/robots.txt`);
  assert.equal(robots.status, 200);
  assert.match(await robots.text(), /^User-agent: \*\nAllow: \/public\nAllow: \/privacy\nDisallow: \/\n$/);
});

test('a problem is a page for who reads it in a browser, and JSON for everybody else', async () => {
  for (const path of ['/khong-co.php', '/Coverage', '/public/classes/999999', '/feeds/hf_khong']) {
    const page = await html(path);
    assert.deepEqual([page.status, page.type], [404, 'text/html; charset=utf-8'], path);
    assert.match(page.text, /<h1>[^<?]+<\/h1>/);
    assert.match(page.text, /<p lang="en"/);
    assert.match(page.text, /404 \w+/);
    const json = await fetch(s.url + path);
    assert.match(json.headers.get('content-type'), /problem\+json/);
  }
  assert.match((await html('/api/v1/nothing')).type, /problem\+json/);
});
