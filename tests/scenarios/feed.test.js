// SPDX-License-Identifier: GPL-3.0-or-later
// Calendar feeds: who gets which, what stands in them after a series of changes, and that no people do.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BUILD, run } from '../help/cluster.js';
import { calendar } from '../help/ical.js';
import { head, once, wire } from '../help/wire.js';
import { classWith, world } from './training_world.js';

// Changes of sessions are stamped by the database's own clock, so this story runs on it; its days are those of its beginning.
const DAY = 86_400_000, NOW = Date.now();
const day = (n) => new Date(NOW + n * DAY + 7 * 3600_000).toISOString().slice(0, 10);
const later = (n) => new Date(NOW + n * DAY).toISOString();

let w;
before(async () => { w = await world({ accounts: { giang: { person: 'giang' } } }); });
after(() => w?.stop());

const TOKEN = /\/feeds\/(hf_[A-Za-z0-9_-]{32})\.ics$/;
const feed = async (who, body) => {
  const made = await w.as(who).post('/feeds', body).expect(201);
  return { ...made, path: `//feeds/${TOKEN.exec(made.url)[1]}.ics` };
};
const visit = (f, tag) => (tag ? w.as().get(f.path).with('If-None-Match', tag) : w.as().get(f.path)).reply();
const read = async (f) => calendar((await w.as().get(f.path).expect(200)));
const titles = async (f) => (await read(f)).events.map((e) => e.summary).sort();
const session = (id) => w.as('office').get(`/sessions/${id}`).expect(200);
const move = async (id, change) => {
  const now = await session(id);
  const { date, start, periods, venue, venue_id, trainer } = now;
  const body = Object.fromEntries(Object.entries({ date, start, periods, venue, venue_id, trainer, ...change }).filter(([, v]) => v !== null && v !== undefined));
  await w.as('office').put(`/sessions/${id}`, body).with('If-Match', `"v${now.version}"`).expect(200);
};

test('a class\'s sessions stand in UTC, with title and place, and without people', async () => {
  const c = await classWith(w, { title: 'An toàn; thông tin, "cơ bản"', seats: ['an'], state: 'open',
    sessions: [{ date: day(10), start: '06:30', periods: 4, venue: 'Hội trường, tầng 2', trainer: w.person('lan') }, { date: day(11), start: '13:00', end: '16:15', periods: 4 }] });
  const f = await feed('hoa', { what: 'class', class: c.id });
  const r = await visit(f);
  assert.equal(r.headers.get('content-type'), 'text/calendar; charset=utf-8');
  assert.equal(r.headers.get('cache-control'), 'private, no-cache');
  const { calendar: head, events: [one, two] } = calendar(r.text);
  assert.deepEqual(head, { version: '2.0', prodid: '-//hocvu//hocvu//VI', calscale: 'GREGORIAN', name: 'Lịch học: An toàn; thông tin, "cơ bản"',
    'x-wr-calname': 'Lịch học: An toàn; thông tin, "cơ bản"', 'x-wr-timezone': 'Asia/Ho_Chi_Minh', 'refresh-interval': 'PT6H', 'x-published-ttl': 'PT6H' });
  assert.match(r.text, /\r\nMETHOD:PUBLISH\r\n/);
  const plain = (d, t) => `${d.replaceAll('-', '')}T${t}00Z`;
  assert.deepEqual({ ...one, uid: 0, dtstamp: 0, 'last-modified': 0 }, { uid: 0, dtstamp: 0, 'last-modified': 0, sequence: 0,
    dtstart: plain(day(9), '2330'), dtend: plain(day(10), '0230'), summary: 'An toàn; thông tin, "cơ bản" – buổi 1',
    location: 'Hội trường, tầng 2', status: 'CONFIRMED', transp: 'OPAQUE' });
  assert.deepEqual([two.dtstart, two.dtend, two.location], [plain(day(11), '0600'), plain(day(11), '0915'), undefined]);
  assert.match(one.uid, /^[0-9a-f-]{36}$/);
  assert.equal(one.dtstamp, one['last-modified']);
  assert.doesNotMatch(r.text, /Học Viên Mẫu|ATTENDEE|ORGANIZER|@/);
});

test('SEQUENCE and LAST-MODIFIED follow time, place and status and nothing else; the tag follows everything that is shown', async () => {
  const room = await w.as('office').post(`/units/${w.unit('my-hao')}/venues`, { name: 'Phòng 201', capacity: 40 }).expect(201);
  const c = await classWith(w, { title: 'Lớp đổi lịch', state: 'open', sessions: [{ date: day(20), start: '08:00', periods: 4 }, { date: day(21), start: '08:00', periods: 4, venue: 'Nơi riêng' }] });
  const [a, b] = c.items.map((s) => s.id);
  const f = await feed('an', { what: 'class', class: c.id });
  let before = { events: [{ sequence: 0 }, { sequence: 0 }] }, first = (await visit(f)).headers;
  let tag = first.get('etag'), length = first.get('content-length');
  before = await read(f);
  const uids = before.events.map((e) => e.uid);

  // What is done, how much each event's SEQUENCE rises, and whether the text is another.
  const step = async (what, act, rises, other = true) => {
    await act();
    const r = await visit(f, tag), h = await w.as().head(f.path).with('If-None-Match', tag).reply();
    assert.equal(r.status, other ? 200 : 304, what);
    assert.equal(h.status, r.status, `HEAD: ${what}`);
    assert.equal(h.headers.get('etag'), r.headers.get('etag'));
    assert.equal(h.text, '');
    if (!other) {
      assert.equal(r.text, '');
      assert.equal(r.headers.get('content-length'), length, 'the length of what the client has');
      assert.equal(h.headers.get('content-length'), length);
      assert.equal(r.headers.get('etag'), tag);
      return;
    }
    assert.notEqual(r.headers.get('etag'), tag, what);
    assert.equal(h.headers.get('content-length'), String(Buffer.byteLength(r.text)));
    tag = r.headers.get('etag');
    length = r.headers.get('content-length');
    const now = calendar(r.text);
    assert.deepEqual(now.events.map((e) => e.uid), uids, `UID: ${what}`);
    now.events.forEach((e, i) => {
      assert.equal(e.sequence - before.events[i].sequence, rises[i], `SEQUENCE of ${i + 1}: ${what}`);
      if (rises[i] === 0) assert.equal(e['last-modified'], before.events[i]['last-modified'], `LAST-MODIFIED of ${i + 1}: ${what}`);
      else assert.ok(e['last-modified'] >= before.events[i]['last-modified']);
      assert.equal(e.dtstamp, e['last-modified']);
    });
    before = now;
    return now.events;
  };
  const change = async (body) => {
    const now = await w.as('office').get(`/classes/${c.id}`).expect(200);
    await w.as('office').put(`/classes/${c.id}`, body).with('If-Match', `"v${now.version}"`).expect(200);
  };

  await step('nothing', async () => {}, [], false);
  await step('another start', () => move(a, { start: '09:00' }), [1, 0]);
  await step('a trainer', () => move(a, { trainer: w.person('lan') }), [0, 0]);
  await step('a room', () => move(a, { venue_id: room.id }), [1, 0]);
  const [renamed] = await step('the room is called otherwise', () => w.as('office').put(`/venues/${room.id}`, { name: 'Phòng họp lớn', capacity: 40 }).expect(200), [1, 0]);
  assert.equal(renamed.location, 'Phòng họp lớn');
  await step('the room gets seats', () => w.as('office').put(`/venues/${room.id}`, { name: 'Phòng họp lớn', capacity: 60 }).expect(200), [], false);
  await step('the other moves to another day', () => move(b, { date: day(22) }), [0, 1]);
  const [cancelled] = await step('cancelled', () => w.as('office').post(`/sessions/${a}/cancel`, { why: 'Bão số 3' }).expect(200), [1, 0]);
  assert.deepEqual([cancelled.status, cancelled.transp, cancelled.summary], ['CANCELLED', 'TRANSPARENT', 'HỦY: Lớp đổi lịch – buổi 1']);
  await step('cancelled again', () => w.as('office').post(`/sessions/${a}/cancel`, { why: 'Bão số 3' }).expect(200), [], false);
  const [restored] = await step('restored', () => w.as('office').post(`/sessions/${a}/restore`, { why: 'Hết bão' }).expect(200), [1, 0]);
  assert.equal(restored.status, 'CONFIRMED');
  await step('another title', () => change({ title: 'Lớp có tên khác', capacity: 30 }), [0, 0]);
  await step('a place for the class, which one session lacks', async () => { await move(a, { venue_id: undefined }); await change({ title: 'Lớp có tên khác', capacity: 30, venue: 'Nhà văn hóa' }); }, [2, 0]);
  assert.deepEqual(before.events.map((e) => e.location), ['Nhà văn hóa', 'Nơi riêng']);
  await step('a room again', () => move(a, { venue_id: room.id }), [1, 0]);
  await w.as('office').post(`/sessions/${b}/cancel`, { why: 'x' }).expect(200);
  await step('the other in that room, cancelled', () => w.sql('owner', `UPDATE session SET venue = NULL, venue_id = ${room.id} WHERE id = ${b}`), [0, 2]);
  const inIt = await step('the room has another name for both', () => w.as('office').put(`/venues/${room.id}`, { name: 'Phòng số 7', capacity: 60 }).expect(200), [1, 0]);
  assert.deepEqual(inIt.map((e) => e.location), ['Phòng số 7', 'Phòng số 7']);
  await w.as('office').post(`/sessions/${b}/restore`, { why: 'x' }).expect(200);
  await step('somebody else\'s session', () => classWith(w, { title: 'Lớp khác', state: 'open', sessions: [{ date: day(25), start: '08:00', periods: 2 }] }), [0, 1]);
  await step('the class is cancelled', () => w.as('office').post(`/classes/${c.id}/state`, { state: 'cancelled', why: 'Thiếu học viên' }).expect(200), [1, 1]);
  assert.deepEqual(before.events.map((e) => e.status), ['CANCELLED', 'CANCELLED']);
  await step('nothing more', async () => {}, [], false);
});

test('answers without a text leave the connection as it was', async () => {
  const f = await feed('an', { what: 'unit', unit: w.unit('my-hao') }), path = f.path.slice(1);
  const whole = await once(w.url, 'GET', path), has = (tag) => ({ 'If-None-Match': tag, Connection: 'keep-alive' });
  const c = wire(w.url).say([head('GET', path, has(whole.headers.etag)), head('HEAD', path, has('*')), head('HEAD', path, has('"x"')),
    head('GET', path, has(whole.headers.etag.replace(/-\d+"$/, '-7"'))), head('GET', path, has('W/"y", *')), head('GET', path)].join(''));
  const answers = [];
  for (const bodiless of [false, true, true, false, false, false]) answers.push(await c.reply({ bodiless }));
  assert.deepEqual(answers.map((r) => r.status), [304, 304, 200, 304, 304, 200]);
  assert.deepEqual(answers.map((r) => r.text), ['', '', '', '', '', whole.text]);
  assert.deepEqual(answers.map((r) => r.headers['transfer-encoding']), Array(6).fill(undefined));
  const lengths = answers.map((r) => Number(r.headers['content-length']));
  assert.deepEqual(lengths.filter((_, i) => i !== 3), Array(5).fill(Buffer.byteLength(whole.text)));
});

test('a long time-table is the same for all its readers, and each may read it only as long as the database says so', async () => {
  const c = await classWith(w, { title: 'Lớp nhiều buổi', state: 'open', sessions: [{ date: day(20), start: '08:00', periods: 4 }] });
  w.sql('owner', `INSERT INTO session (class_id, number, date, starts, periods) SELECT ${c.id}, n, '${day(20)}'::date + n, '08:00', 4 FROM generate_series(2, 120) n`);
  const a = await feed('office', { what: 'class', class: c.id }), b = await feed('office', { what: 'class', class: c.id });
  const first = await visit(a), second = await visit(b);
  assert.ok(first.text.length > 16 * 1024, 'long enough to be kept');
  for (const r of [second, await visit(a), await visit(b)]) {
    assert.equal(r.text, first.text);
    assert.equal(r.headers.get('etag'), first.headers.get('etag'));
  }
  // What another process or an operator writes counts as much as what this server did.
  w.sql('owner', `UPDATE feed SET revoked_at = now() WHERE id = ${a.id}`);
  assert.equal((await visit(a)).status, 404);
  assert.equal((await visit(a, first.headers.get('etag'))).status, 404);
  assert.equal((await visit(b)).text, first.text);
  w.sql('owner', `UPDATE session SET venue = 'Nơi khác' WHERE class_id = ${c.id} AND number = 7`);
  const third = await visit(b);
  assert.notEqual(third.headers.get('etag'), first.headers.get('etag'));
  assert.deepEqual(calendar(third.text).events.filter((e) => e.location === 'Nơi khác').map((e) => e.sequence), [1]);
  w.sql('owner', `UPDATE session SET venue = NULL WHERE class_id = ${c.id} AND number = 7`);
  assert.deepEqual(calendar((await visit(b)).text).events.filter((e) => e.sequence > 0).map((e) => [e.sequence, e.location]), [[2, undefined]], 'never the text from before');
});

test('each kind holds what it says', async () => {
  const open = await classWith(w, { title: 'Lớp đang mở', state: 'open', sessions: [{ date: day(30), start: '08:00', periods: 2 }] });
  const draft = await classWith(w, { title: 'Lớp nháp', state: 'draft', sessions: [{ date: day(30), start: '10:00', periods: 2 }] });
  const running = await classWith(w, { title: 'Lớp của Lan', state: 'running', seats: ['an'], sessions: [
    { date: day(31), start: '08:00', periods: 2, trainer: w.person('lan') }, { date: day(32), start: '08:00', periods: 2, trainer: w.person('nam') }] });
  w.sql('owner', `INSERT INTO enrolment (class_id, person_id, state) VALUES (${open.id}, ${w.person('an')}, 'nominated')`);
  const elsewhere = await w.as('elsewhere').post(`/units/${w.unit('khoai-chau')}/classes`, { course: w.course('attt'), title: 'Lớp huyện khác' }).expect(201);
  await w.as('elsewhere').post(`/classes/${elsewhere.id}/sessions`, { date: day(33), start: '08:00', periods: 2 }).expect(201);
  await w.as('elsewhere').post(`/classes/${elsewhere.id}/state`, { state: 'open' }).expect(200);

  const all = async (f) => (await titles(f)).map((t) => t.replace(/ – buổi (\d+)/, '/$1'));
  const unit = await all(await feed('an', { what: 'unit', unit: w.unit('my-hao') }));
  assert.ok(['Lớp đang mở/1', 'Lớp của Lan/1', 'Lớp của Lan/2'].every((t) => unit.includes(t)) && !unit.some((t) => /nháp|huyện khác/.test(t)), `${unit}`);
  assert.ok((await all(await feed('an', { what: 'unit', unit: w.unit('hung-yen') }))).includes('Lớp huyện khác/1'), 'the subtree');
  assert.deepEqual(await all(await feed('an', { what: 'unit', unit: w.unit('bach-sam') })), []);
  assert.ok((await all(await feed('lan', { what: 'trainer' }))).includes('Lớp của Lan/1'));
  assert.ok(!(await all(await feed('lan', { what: 'trainer' }))).includes('Lớp của Lan/2'));
  const own = await all(await feed('an', { what: 'person' }));
  assert.ok(own.includes('Lớp của Lan/1') && own.includes('Lớp của Lan/2') && !own.includes('Lớp đang mở/1'), `${own}`);
  w.sql('owner', `UPDATE enrolment SET state = 'approved' WHERE class_id = ${open.id}`);
  const mine = await feed('an', { what: 'person' });
  assert.ok((await all(mine)).includes('Lớp đang mở/1'));
  assert.ok(!(await all(await feed('lan', { what: 'person' }))).length);

  const listed = { path: '//feeds/catalogue.ics' };
  const open1 = await all(listed);
  assert.ok(open1.includes('Lớp đang mở/1') && open1.includes('Lớp huyện khác/1') && !open1.some((t) => /nháp|Lan/.test(t)), `${open1}`);
  assert.deepEqual(await all(await feed('office', { what: 'catalogue' })), open1);
  await w.as('office').post(`/classes/${open.id}/state`, { state: 'cancelled', why: 'x' }).expect(200);
  await w.as('office').post(`/classes/${draft.id}/state`, { state: 'cancelled', why: 'x' }).expect(200);
  const after = await all(listed);
  assert.ok(after.includes('HỦY: Lớp đang mở/1') && !after.some((t) => /nháp/.test(t)), `${after}`);
  assert.ok(!(await all(await feed('an', { what: 'unit', unit: w.unit('hung-yen') }))).some((t) => /nháp/.test(t)));
  for (const f of [listed, mine]) assert.doesNotMatch((await visit(f)).text, /Học Viên Mẫu|Mẫu lan|Mẫu nam/);
});

test('long, Vietnamese and awkward texts come back as they were', async () => {
  const texts = ['Tập huấn kỹ năng số cho người dân: thanh toán điện tử, dịch vụ công trực tuyến; an toàn thông tin \\ bảo mật '.repeat(2).trim(),
    'ẵ'.repeat(150), '\\n không phải xuống dòng, \\; \\, \\\\', 'a🙂b'.repeat(40), ';,;,\\\\', `${'x'.repeat(73)}ở`];
  for (const [i, text] of texts.entries()) {
    const title = text.slice(0, 190);
    const c = await classWith(w, { title, state: 'open', sessions: [{ date: day(40 + i), start: '08:00', periods: 1, venue: text }] });
    const { events: [e] } = await read(await feed('an', { what: 'class', class: c.id }));
    assert.deepEqual([e.summary, e.location], [`${title} – buổi 1`, text]);
  }
});

test('an imported session without a time is a whole day', async () => {
  const c = await classWith(w, { title: 'Lớp cũ', state: 'open', sessions: [{ date: day(50), start: '08:00', periods: 4 }] });
  w.sql('owner', `UPDATE session SET starts = NULL, during = NULL WHERE class_id = ${c.id}`);
  const { events: [e] } = await read(await feed('an', { what: 'class', class: c.id }));
  assert.deepEqual([e.dtstart, e.dtend, e.sequence], [day(50).replaceAll('-', ''), undefined, 1]);
});

test('an account has twenty live feeds at most', async () => {
  const { items } = await w.as('duc').get('/feeds').expect(200);
  const made = [];
  for (let i = items.length; i < 20; i++) made.push(await w.as('duc').post('/feeds', { what: 'catalogue' }).expect(201));
  await w.as('duc').post('/feeds', { what: 'catalogue' }).expect(409, { code: 'feeds_too_many' });
  for (const f of made) await w.as('duc').delete(`/feeds/${f.id}`).expect(204);
  await w.as('duc').post('/feeds', { what: 'catalogue' }).expect(201);
});

test('a feed answers until it is rotated or revoked, then like one that never was', async () => {
  const f = await feed('an', { what: 'person' });
  const { tag } = { tag: (await visit(f)).headers.get('etag') };
  await w.as('an').get('/feeds').expect(200, { items: (l) => l.some((x) => x.id === f.id && x.what === 'person') && !JSON.stringify(l).includes('hf_') });
  await w.as('lan').get('/feeds').expect(200, { items: (l) => !l.some((x) => x.id === f.id) });
  for (const act of [() => w.as('lan').post(`/feeds/${f.id}/rotation`), () => w.as('office').delete(`/feeds/${f.id}`)]) await act().expect(404, { code: 'feed_unknown' });
  await w.as().post('/feeds', { what: 'catalogue' }).expect(401);
  await w.as().get('/feeds').expect(401);

  const unknown = await visit({ path: `//feeds/hf_${'x'.repeat(32)}.ics` });
  const same = async (path, conditional) => {
    const r = await visit({ path }, conditional);
    assert.equal(r.status, 404);
    const strip = ({ body }) => ({ ...body, instance: 0, id: 0, request: 0 });
    assert.deepEqual(strip(r), strip(unknown));
    assert.deepEqual([...r.headers.keys()].sort(), [...unknown.headers.keys()].sort());
  };
  const again = await w.as('an').post(`/feeds/${f.id}/rotation`).expect(201, { id: f.id, what: 'person' });
  await same(f.path);
  await same(f.path, tag);
  const path = `//feeds/${TOKEN.exec(again.url)[1]}.ics`;
  assert.equal((await visit({ path })).status, 200);
  await w.as('an').delete(`/feeds/${f.id}`).expect(204);
  await same(path);
  await same(path.replace('.ics', ''));
  await w.as('an').delete(`/feeds/${f.id}`).expect(404);
  await w.as('an').post(`/feeds/${f.id}/rotation`).expect(404);
  await w.as('an').get('/feeds').expect(200, { items: (l) => !l.some((x) => x.id === f.id) });

  const other = await feed('nam', { what: 'trainer' });
  assert.equal((await visit(other)).status, 200);
  w.sql('owner', "UPDATE account SET disabled_at = now() WHERE name = 'nam'");
  await same(other.path);
  w.sql('owner', "UPDATE account SET disabled_at = NULL WHERE name = 'nam'");
});

test('a feed is made of what one may read', async () => {
  const draft = await classWith(w, { title: 'Nháp', state: 'draft' });
  await w.as('an').post('/feeds', { what: 'class', class: draft.id }).expect(422, { code: 'feed_class_unknown' });
  await w.as('an').post('/feeds', { what: 'class', class: 999_999 }).expect(422, { code: 'feed_class_unknown' });
  assert.deepEqual((await read(await feed('office', { what: 'class', class: draft.id }))).events, []);
  await w.as('an').post('/feeds', { what: 'unit', unit: 999_999 }).expect(422, { code: 'feed_unit_unknown' });
  for (const body of [{ what: 'unit' }, { what: 'class' }, { what: 'person', unit: w.unit('my-hao') }]) {
    await w.as('an').post('/feeds', body).expect(422, { code: 'feed_object_mismatch' });
  }
  await w.as('office').post('/feeds', { what: 'person' }).expect(422, { code: 'feed_without_person' });
  await w.as('an').post('/feeds', { what: 'room' }).expect(422);
});

test('a feed\'s token opens its feed only, and no other token opens a feed', async () => {
  const f = await feed('an', { what: 'person' });
  const token = TOKEN.exec(f.url)[1];
  await w.as({ token }).get('/me').expect(401);
  for (const odd of ['//feeds/', '//feeds/.ics', '//feeds/7.ics', '//feeds/a/b.ics', `//feeds/${token}.ics/`, `//feeds/${token}.txt`, `//feeds/${token}x.ics`,
    `//feeds/${'y'.repeat(65)}.ics`, '//feeds/%00.ics', '//feeds/a%2Fb.ics', '//feeds/<>.ics']) {
    assert.ok([400, 404].includes((await w.as().get(odd).reply()).status), odd);
  }
  const bearer = w.sql('owner', 'SELECT token_hash FROM account_token LIMIT 1')[0].token_hash;
  await w.as().get(`//feeds/${bearer.slice(0, 64)}.ics`).expect(404);
  await w.as().post(f.path, {}).expect(405);
  await w.as().get(`${f.path}?x=1`).expect(422);
});

test('the page tells how to subscribe, and how late changes come, without a script', async () => {
  const c = await classWith(w, { title: '<b>Lớp & "đặc biệt"</b>', state: 'open' });
  const f = await feed('an', { what: 'class', class: c.id });
  const r = await w.as().get(`//${new URL(f.page).pathname.slice(1)}`).reply();
  assert.equal(r.status, 200);
  assert.match(r.headers.get('content-type'), /^text\/html/);
  assert.match(r.headers.get('x-robots-tag'), /noindex/);
  assert.doesNotMatch(r.text, /<script|<b>|onclick/);
  assert.match(r.text, /<html lang=vi>/);
  assert.match(r.text, /&lt;b&gt;Lớp &amp; /);
  assert.ok(r.text.includes(f.url) && r.text.includes(f.url.replace(/^http/, 'webcal')));
  assert.ok(r.text.includes(`calendar.google.com/calendar/r?cid=${encodeURIComponent(f.url.replace(/^http/, 'webcal'))}`));
  assert.ok(r.text.includes(`addfromweb?url=${encodeURIComponent(f.url)}&amp;name=`));
  assert.match(r.text, /8–24 giờ/);
  assert.match(r.text, /lang=en/);
  assert.match((await w.as().get('//feeds/catalogue').reply()).text, /Lịch công khai/);
});

test('hocvu makes, lists, rotates and removes feeds', async () => {
  const hocvu = (...args) => run(join(BUILD, 'hocvu'), ['feed', ...args, '--lang', 'en'], { env: { HOCVU_URL: w.url, HOCVU_TOKEN: w.token('giang'), HOME: '/nonexistent' } });
  const good = (r) => { assert.equal(r.code, 0, r.err); return r; };
  const made = good(hocvu('add', '--unit', 'my-hao'));
  assert.match(made.out.trim(), TOKEN);
  assert.match(made.err, /once.*\/feeds\/hf_/);
  assert.equal((await fetch(made.out.trim())).status, 200);
  const listed = good(hocvu('list')).out;
  assert.match(listed, /a unit and below +Thị xã Mỹ Hào/);
  assert.doesNotMatch(listed, /hf_/);
  const number = String(JSON.parse(good(hocvu('list', '--json')).out).items[0].id);
  const again = good(hocvu('rotate', number)).out.trim();
  assert.equal((await fetch(made.out.trim())).status, 404);
  assert.equal((await fetch(again)).status, 200);
  good(hocvu('remove', number));
  assert.equal((await fetch(again)).status, 404);
  assert.equal(hocvu('remove', number).code, 1);
  assert.equal(hocvu('add').code, 64);
  assert.equal(hocvu('add', '--teaching', '--learning').code, 64);
  for (const kind of ['--teaching', '--learning', '--catalogue']) good(hocvu('add', kind));
});

test('the log knows routes, not tokens', async () => {
  const f = await feed('an', { what: 'person' });
  await visit(f);
  await visit({ path: f.path.replace('.ics', '') });
  await w.as().get(`${f.path}.gz`).expect(404);
  assert.match(w.log(), /route="GET \/\/feeds\/<secret>\.ics"/);
  assert.doesNotMatch(w.log(), /hf_/);
});

test('cancelled sessions stay for 60 days, others for a year', async () => {
  const c = await classWith(w, { title: 'Lớp sáu mươi ngày', state: 'open', sessions: [{ date: day(70), start: '14:00', periods: 2 }, { date: day(71), start: '14:00', periods: 2 }] });
  const f = await feed('an', { what: 'class', class: c.id });
  await w.as('office').post(`/sessions/${c.items[0].id}/cancel`, { why: 'x' }).expect(200);
  await w.at(later(59));
  let r = await visit(f);
  assert.deepEqual(calendar(r.text).events.map((e) => e.status), ['CANCELLED', 'CONFIRMED']);
  const tag = r.headers.get('etag');
  await w.at(later(61));
  r = await visit(f, tag);
  assert.equal(r.status, 200, 'what left the feed changes its tag');
  assert.deepEqual(calendar(r.text).events.map((e) => e.summary), ['Lớp sáu mươi ngày – buổi 2']);
  await w.at(later(71 + 364));
  assert.equal((await read(f)).events.length, 1);
  await w.at(later(71 + 367));
  assert.equal((await read(f)).events.length, 0);
});
