// SPDX-License-Identifier: GPL-3.0-or-later
// Courses, classes and their time-table: states, series with holidays, rooms and trainers that are taken.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { classWith, world } from './training_world.js';

let w, myHao;
before(async () => { w = await world({ now: '2026-09-05T03:00:00Z' }); myHao = w.unit('my-hao'); });
after(() => w?.stop());

const newClass = (body = {}) => w.as('office').post(`/units/${myHao}/classes`, { course: w.course('attt'), ...body }).expect(201);
const turn = (c, state, why) => w.as('office').post(`/classes/${c.id}/state`, { state, ...(why ? { why } : {}) });

test('a course is found without marks, shows its tasks and is edited only by who saw its latest version', async () => {
  const made = await w.as('office').post('/courses', { title: 'Kỹ năng số cơ bản', topics: ['digital_skills'], periods: 8, modality: 'online',
    tasks: [{ plan: '000', section: '2.3' }] }).expect(201, { code: 'ky-nang-so-co-ban', attendance_percent: 80, late_counts: true });
  await w.as('office').post('/courses', { title: 'Kỹ năng số cơ bản', topics: ['digital_skills'], periods: 8 }).expect(201, { code: 'ky-nang-so-co-ban-2' });
  await w.as('an').get('/courses?q=ky+nang&modality=online').expect(200, { items: [{ id: made.id }], next: null });
  await w.as('an').get('/courses?q=Ky-nang-so-co-ban-2').expect(200, { items: [{ code: 'ky-nang-so-co-ban-2' }] });	// its code, whole
  await w.as('an').get('/courses?topic=information_security').expect(200, { items: (l) => l.some((c) => c.code === 'attt') });
  const page = await w.as('an').get('/courses?limit=1').expect(200, { items: [{}] });
  await w.as('an').get(`/courses?limit=200&after=${page.next}`).expect(200, { items: (l) => l.length > 0 && l[0].id !== page.items[0].id });
  await w.as('an').get(`/courses/${w.course('attt')}`).expect(200, { tasks: [{ plan: '000', section: '2.2', number: '85/KH-UBND' }] });
  const body = { title: 'Kỹ năng số', topics: ['digital_skills', 'residents_basic'], periods: 8, tasks: [{ plan: '000', section: '2.2' }] };
  await w.as('office').put(`/courses/${made.id}`, body).expect(428);
  await w.as('office').put(`/courses/${made.id}`, body).with('If-Match', `"v${made.version}"`)
    .expect(200, { title: 'Kỹ năng số', topics: ['digital_skills', 'residents_basic'], tasks: [{ section: '2.2' }] });
  await w.as('office').put(`/courses/${made.id}`, body).with('If-Match', `"v${made.version}"`).expect(412);
  await w.as('office').post('/courses', { title: 'X', topics: ['digital_skills'], periods: 8, tasks: [{ plan: '000', section: '2.2' }, { plan: '000', section: '9.9' }] })
    .expect(422, { errors: [{ pointer: '/tasks/1/task', code: 'task_unknown', detail: '000/9.9' }] });
  await w.as('office').post('/courses', { title: 'X', topics: ['cooking'] }).expect(422, { errors: (e) => e.some((x) => x.pointer === '/periods') });
  for (const assessment_scheme of ['toeic', 'course:khong-co']) {
    await w.as('office').post('/courses', { title: 'X', topics: ['standards'], periods: 8, assessment_scheme })
      .expect(422, { errors: [{ pointer: '/assessment_scheme', code: 'course_scheme_known' }] });
  }
  await w.as('office').post('/courses', { code: 'tu-thi', title: 'Tự thi', topics: ['standards'], periods: 8, assessment_scheme: 'course:tu-thi' }).expect(201);
  await w.as('office').post('/courses', { title: 'X', topics: ['standards'], periods: 8, code: 'attt' }).expect(409, { code: 'course_code_taken' });
  await w.as('hoa').post('/courses', body).expect(403);
});

test('a material is read by those it is for', async () => {
  const path = `/courses/${w.course('attt')}/materials`;
  const file = Buffer.from('bài giảng').toString('base64');
  const made = await w.as('office').post(path, { title: 'Bài giảng', edition: '1', file, file_name: 'bai.txt', readers: 'trainers' }).expect(201, { size: 12 });
  await w.as('office').post(path, { title: 'Trang', edition: '1', link: 'https://example.org/', readers: 'everyone' }).expect(201);
  await w.as('office').post(path, { title: 'Trang', edition: '1', link: 'https://example.org/', readers: 'everyone' }).expect(409, { code: 'material_already_added' });
  await w.as('office').post(path, { title: 'T', edition: '1', link: 'ftp://x', readers: 'everyone' }).expect(422, { code: 'material_link_form' });
  await w.as('office').post(path, { title: 'T', edition: '1', readers: 'everyone' }).expect(422, { code: 'material_link_or_file' });
  for (const file_name of ['../../etc/x.html', 'a/b', 'a\\b', '.hidden', 'x.', 'a:b', 'a"b'])
    await w.as('office').post(path, { title: 'T', edition: '1', file, file_name, readers: 'everyone' }).expect(422, { code: 'material_file_name_form' });
  await w.as('office').post(path, { title: 'T', edition: '1', file, file_name: 'a\u0007b', readers: 'everyone' }).expect(422, { errors: [{ code: 'bad_character' }] });
  await w.as('office').post(path, { title: 'T', edition: '1', file: 'a b', file_name: 'x', readers: 'everyone' }).expect(422, { code: 'material_file_base64' });
  const pdf = Buffer.from('%PDF-1.7 ...').toString('base64'), page = Buffer.from('<html><script>').toString('base64');
  for (const [content, file_name, code] of [[page, 'bai.pdf', 'material_file_content'], [page, 'bai.txt', 'material_file_content'], [file, 'bai.docx', 'material_file_content'],
    [page, 'bai.html', 'material_file_kind'], [pdf, 'bai.pdf.exe', 'material_file_kind'], [pdf, 'bai', 'material_file_kind']])
    await w.as('office').post(path, { title: 'T', edition: '1', file: content, file_name, readers: 'everyone' }).expect(422, { code });
  await w.as('office').post(path, { title: 'Đề cương', edition: '1', file: pdf, file_name: 'ĐỀ CƯƠNG.PDF', readers: 'trainers' }).expect(201, { size: 12 });
  await w.as('an').get(path).expect(200, { items: [{ title: 'Trang' }] });
  await w.as('an').get(`${path}/${made.id}`).expect(404);
  await w.as('office').get(`${path}/${made.id}`).expect(200, { file });
  await w.as('hoa').delete(`${path}/${made.id}`).expect(403);
  await w.as('office').delete(`${path}/${made.id}`).expect(204);
  await w.as('office').delete(`${path}/${made.id}`).expect(404);
});

test('a class goes from draft to finished as the table says, and no other way', async () => {
  const c = await newClass({ title: 'Lớp trạng thái', capacity: 2 });
  assert.match(c.code, /^attt-\d+$/);
  await w.as('an').get(`/classes/${c.id}`).expect(403);
  await w.as('an').get('/classes?state=draft').expect(200, { items: [] });
  await w.as('office').get('/classes?state=draft&q=trang+thai').expect(200, { items: [{ id: c.id }] });
  await w.as('office').get(`/classes?state=draft&q=${c.code}`).expect(200, { items: [{ id: c.id }] });
  await turn(c, 'running').expect(409, { code: 'class_state_not_reachable' });
  await turn(c, 'open').expect(409, { code: 'class_without_sessions' });
  const session = (date) => w.as('office').post(`/classes/${c.id}/sessions`, { date, start: '17:00', periods: 2 }).expect(201);
  const [held, ahead] = [await session('2026-08-20'), await session('2026-09-11')];
  await turn(c, 'open').expect(200, { state: 'open' });
  await turn(c, 'open').expect(200, { state: 'open' });
  await w.as('an').get(`/classes/${c.id}`).expect(200, { host_unit_name: 'Thị xã Mỹ Hào', course_code: 'attt', taken: 0 });
  await turn(c, 'closed').expect(200);
  await turn(c, 'open').expect(200);
  await turn(c, 'closed').expect(200);
  await turn(c, 'running').expect(200);
  await turn(c, 'cancelled').expect(422, { code: 'why_missing' });
  await turn(c, 'closed').expect(422, { code: 'why_missing' });
  await turn(c, 'closed', 'ghi nhầm').expect(200);
  await turn(c, 'running').expect(200);
  await turn(c, 'finished').expect(422, { code: 'class_sessions_to_come' });
  await w.as('office').post(`/sessions/${ahead.id}/cancel`, { why: 'đủ bài' }).expect(200);
  await turn(c, 'finished').expect(422, { code: 'class_sessions_unmarked' });
  await turn(c, 'finished', 'sổ giấy thất lạc').expect(200);
  await turn(c, 'running').expect(422, { code: 'why_missing' });
  await turn(c, 'running', 'tìm thấy sổ').expect(200);
  await w.as('office').put(`/sessions/${held.id}/attendance`, [{ person: w.person('an'), status: 'present' }]).expect(200);
  await turn(c, 'finished').expect(200);
  await turn(c, 'cancelled', 'x').expect(409);
  await w.as('office').post(`/classes/${c.id}/sessions`, { date: '2026-09-10', start: '08:00', periods: 4 }).expect(409, { code: 'class_finished' });
  await w.as('hoa').post(`/classes/${c.id}/state`, { state: 'open' }).expect(403);
  await w.as('elsewhere').post(`/classes/${c.id}/state`, { state: 'open' }).expect(403);
  await w.as('elsewhere').post(`/units/${myHao}/classes`, { course: w.course('attt') }).expect(403);
  const { items } = await w.as('office').get(`/classes/${c.id}/events`).expect(200);
  assert.deepEqual(items.filter((e) => e.what === 'state').map((e) => e.after),
    ['open', 'closed', 'open', 'closed', 'running', 'closed', 'running', 'finished', 'running', 'finished']);
  assert.deepEqual(items.filter((e) => e.what === 'state' && e.why).map((e) => e.why), ['ghi nhầm', 'sổ giấy thất lạc', 'tìm thấy sổ']);
});

test('codes of classes follow the course, and seats cannot fall below those given', async () => {
  await newClass({ code: 'my-own', title: 'Mã riêng' });
  await w.as('office').post(`/units/${myHao}/classes`, { course: w.course('attt'), code: 'my-own' }).expect(409, { code: 'class_code_taken' });
  await w.as('office').post(`/units/${myHao}/classes`, { course: 99999 }).expect(422, { code: 'class_course_unknown' });
  const many = await Promise.all([1, 2, 3, 4, 5].map(() => newClass()));
  assert.equal(new Set(many.map((c) => c.code)).size, 5);
  const c = await classWith(w, { title: 'Đầy', seats: ['an', 'binh'] });
  const now = await w.as('office').get(`/classes/${c.id}`).expect(200, { taken: 2, capacity: 30 });
  await w.as('office').put(`/classes/${c.id}`, { title: 'Đầy', capacity: 1 }).with('If-Match', `"v${now.version}"`).expect(409, { code: 'class_full' });
  await w.as('office').put(`/classes/${c.id}`, { title: 'Đầy', capacity: 2 }).with('If-Match', `"v${now.version}"`).expect(200, { capacity: 2 });
  await w.as('office').put(`/classes/${c.id}`, { title: 'Đầy', capacity: 3 }).with('If-Match', `"v${now.version}"`).expect(412);
});

test('a series leaves out holidays and exceptions and says so', async () => {
  const c = await newClass({ title: 'Chuỗi' });
  w.sql('owner', "INSERT INTO public_holiday VALUES ('2026-10-14', 'Ngày nghỉ thử', 'test') ON CONFLICT DO NOTHING");
  const made = await w.as('office').post(`/classes/${c.id}/series`, { repeat: 'weekly', from: '2026-10-01', weekdays: ['mon', 'wed'], count: 4,
    except: ['2026-10-07'], start: '08:00', periods: 4 }).expect(201);
  assert.deepEqual(made.made.map((s) => [s.number, s.date, s.start, s.end]), [[1, '2026-10-05', '08:00', '11:00'],
    [2, '2026-10-12', '08:00', '11:00'], [3, '2026-10-19', '08:00', '11:00'], [4, '2026-10-21', '08:00', '11:00']]);
  assert.deepEqual(made.skipped.map((s) => [s.date, s.reason, s.name]), [['2026-10-07', 'exception', null], ['2026-10-14', 'public_holiday', 'Ngày nghỉ thử']]);
  await w.as('office').post(`/classes/${c.id}/series`, { repeat: 'daily', from: '2026-11-02', until: '2026-11-04', start: '13:30', end: '16:30', periods: 4 })
    .expect(201, { made: [{ number: 5 }, { number: 6, date: '2026-11-03', end: '16:30' }, { number: 7 }], skipped: [], clashes: [] });
  await w.as('office').get(`/classes/${c.id}`).expect(200, { sessions: 7, first_on: '2026-10-05', last_on: '2026-11-04' });
  const bad = (body) => w.as('office').post(`/classes/${c.id}/series`, { repeat: 'daily', from: '2026-12-01', start: '08:00', periods: 4, ...body });
  await bad({ from: '9999-12-30', count: 200 }).expect(422, { code: 'session_date_range' });
  await bad({}).expect(422, { code: 'series_endless' });
  await bad({ until: '2026-11-30' }).expect(422, { code: 'series_empty' });
  await bad({ until: '2026-12-01', except: ['2026-12-01'] }).expect(422, { code: 'series_empty' });
  await bad({ until: '2027-11-30' }).expect(422, { code: 'series_too_long' });
  await bad({ count: 1, end: '07:00' }).expect(422, { code: 'session_ends_before_start' });
  await bad({ count: 1, weekdays: ['someday'] }).expect(422);
  await bad({ count: 1, except: ['tomorrow'] }).expect(422);
  await w.as('hoa').post(`/classes/${c.id}/series`, { repeat: 'daily', from: '2026-12-01', count: 1, start: '08:00', periods: 4 }).expect(403);
});

test('a room or a trainer that is taken refuses, names who has it, and is free once that is cancelled', async () => {
  const room = await w.as('office').post(`/units/${w.unit('vhkhtt')}/venues`, { name: 'Hội trường A', capacity: 60 }).expect(201);
  await w.as('office').post(`/units/${w.unit('vhkhtt')}/venues`, { name: 'Hội trường A' }).expect(409, { code: 'venue_already_registered' });
  await w.as('an').get(`/units/${myHao}/venues`).expect(200, { items: [{ id: room.id, unit_name: /Phòng/ }] });
  await w.as('office').put(`/venues/${room.id}`, { name: 'Hội trường A', capacity: 80 }).expect(200, { capacity: 80 });
  await w.as('elsewhere').put(`/venues/${room.id}`, { name: 'X' }).expect(403);
  const first = await newClass({ title: 'Lớp giữ phòng' }), second = await newClass({ title: 'Lớp đến sau' });
  const at = (start, more = {}) => ({ date: '2026-10-10', start, periods: 4, ...more });
  const held = await w.as('office').post(`/classes/${first.id}/sessions`, at('08:00', { venue_id: room.id, trainer: w.person('lan') })).expect(201, { clashes: [] });
  const path = `/classes/${second.id}/sessions`;
  await w.as('office').post(path, at('10:30', { venue_id: room.id })).expect(409, { code: 'venue_clash',
    detail: `Hội trường A: Lớp giữ phòng (${first.code}), 10/10/2026 08:00-11:00`, errors: [{ pointer: '/venue_id' }] });
  await w.as('office').post(path, at('10:30', { trainer: w.person('lan'), venue_id: room.id })).expect(409, { errors: [{ code: 'venue_clash' }, { code: 'trainer_clash' }] });
  await w.as('office').post(path, at('11:00', { venue_id: room.id, trainer: w.person('lan') })).expect(201);	// back to back is no clash
  const moved = await w.as('office').post(path, at('14:00', { trainer: w.person('lan') })).expect(201);
  await w.as('office').put(`/sessions/${moved.id}`, at('09:00', { trainer: w.person('lan') })).with('If-Match', `"v${moved.version}"`).expect(409, { code: 'trainer_clash' });
  await w.as('office').put(`/sessions/${moved.id}`, at('14:30', { trainer: w.person('lan'), why: 'dời' })).with('If-Match', `"v${moved.version}"`).expect(200, { start: '14:30' });
  await w.as('office').put(`/sessions/${moved.id}`, at('14:30')).expect(428);
  await w.as('office').post(`/sessions/${held.id}/cancel`, { why: 'bão' }).expect(200);
  const taken = await w.as('office').post(path, at('08:00', { venue_id: room.id })).expect(201);
  await w.as('office').post(`/sessions/${held.id}/restore`, { why: 'hết bão' }).expect(409, { code: 'venue_clash' });
  await turn(second, 'cancelled', 'ít người').expect(200);
  await w.as('office').post(`/sessions/${held.id}/restore`, { why: 'hết bão' }).expect(200, { cancelled: false });
  await w.as('office').put(`/sessions/${taken.id}`, at('08:00')).with('If-Match', `"v${taken.version}"`).expect(409, { code: 'class_cancelled' });
  await w.as('office').post(path, at('08:00', { venue_id: 99999 })).expect(409);	// the class is cancelled
  await w.as('office').post(`/classes/${first.id}/sessions`, at('16:00', { venue_id: 99999 })).expect(422, { code: 'session_venue_unknown' });
  const { items } = await w.as('office').get(`/classes/${second.id}/events`);
  assert.deepEqual(items.map((e) => [e.what, e.before, e.after]), [['moved', '2026-10-10 14:00', '2026-10-10 14:30'], ['state', 'draft', 'cancelled']]);
});

test('six who want one room and one trainer at the same moment: one has them, the others are told who, each time', async () => {
  const room = await w.as('office').post(`/units/${myHao}/venues`, { name: 'Phòng đua' }).expect(201);
  const classes = await Promise.all([1, 2, 3, 4, 5, 6].map(() => newClass({ title: 'Đua' })));
  for (let day = 11; day < 31; day++) {
    const got = await Promise.all(classes.map((c) => w.as('office').post(`/classes/${c.id}/sessions`,
      { date: `2026-10-${day}`, start: '08:00', periods: 2, venue_id: room.id, trainer: w.person('nam') }).reply()));
    const won = classes[got.findIndex((r) => r.status === 201)];
    assert.deepEqual(got.map((r) => r.status).sort(), [201, 409, 409, 409, 409, 409]);
    for (const r of got.filter((x) => x.status === 409)) {
      assert.deepEqual(r.body.errors.map((e) => e.code), ['venue_clash', 'trainer_clash']);
      assert.ok(r.body.detail.includes(won.code), r.body.detail);
    }
  }
});

test('the database refuses a clash by itself', async () => {
  const room = await w.as('office').post(`/units/${myHao}/venues`, { name: 'Phòng của cơ sở dữ liệu' }).expect(201);
  const { id } = await newClass({ title: 'Hai buổi' });
  const add = (number, more) => w.sql('owner', `INSERT INTO session (class_id, number, date, periods, venue_id, trainer_id, during)
    VALUES (${id}, ${number}, '2026-12-20', 2, ${more}, '[2026-12-20 08:00,2026-12-20 09:30)')`);
  assert.throws(() => { add(1, `${room.id}, NULL`); add(2, `${room.id}, NULL`); }, /venue_clash/);
  assert.throws(() => { add(3, `NULL, ${w.person('nam')}`); add(4, `NULL, ${w.person('nam')}`); }, /trainer_clash/);
});

test('a trainee who is to be in two classes is a warning that names the other class', async () => {
  const slot = { date: '2026-10-12', start: '08:00', periods: 4 };
  const first = await classWith(w, { title: 'Lớp sáng', seats: ['an', 'binh'], sessions: [slot] });
  const second = await classWith(w, { title: 'Lớp trùng', seats: ['an'], state: 'open' });
  await w.as('office').post(`/classes/${second.id}/sessions`, { ...slot, start: '10:00' }).expect(201, { clashes: [
    { person: w.person('an'), full_name: 'Học Viên Mẫu an', class: first.id, class_title: 'Lớp sáng', date: '2026-10-12', start: '08:00' }] });
  await w.as('office').post(`/classes/${second.id}/sessions`, { ...slot, start: '11:00' }).expect(201, { clashes: [] });
});

test('people see their sessions of a day, drafts only if they run them', async () => {
  const c = await classWith(w, { title: 'Hôm nay', state: 'open', sessions: [{ date: '2026-09-05', start: '14:00', periods: 2, trainer: w.person('nam') }] });
  const draft = await newClass({ title: 'Nháp hôm nay' });
  await w.as('office').post(`/classes/${draft.id}/sessions`, { date: '2026-09-05', start: '07:00', periods: 1 }).expect(201);
  const [hidden] = (await w.as('office').get(`/classes/${draft.id}/sessions`)).items;
  await w.as('an').get(`/sessions/${hidden.id}`).expect(403);
  await w.as('office').get(`/sessions/${hidden.id}`).expect(200, { date: '2026-09-05', start: '07:00', end: '07:45' });
  for (const who of ['elsewhere', 'hoa', 'nam']) await w.as(who).post(`/sessions/${hidden.id}/cancel`, { why: 'x' }).expect(403);
  await w.as('nam').get('/sessions?trainer=me').expect(200, { items: [{ id: c.session, class_title: 'Hôm nay', trainer_name: 'Học Viên Mẫu nam' }] });
  await w.as('an').get('/sessions?from=2026-09-05&unit=my-hao').expect(200, { items: [{ id: c.session }] });
  await w.as('office').get('/sessions?from=2026-09-05&to=2026-09-05').expect(200, { items: [{ class: draft.id }, { id: c.session }] });
  await w.as('an').get('/sessions?unit=khoai-chau&from=2026-01-01&to=2026-12-31').expect(200, { items: [] });
  await w.as('an').get('/sessions?from=2026-09-05&to=2026-09-01').expect(422, { code: 'period_backwards' });
  await w.as('an').get('/classes?from=2026-09-01&to=2026-09-30&unit=my-hao').expect(200, { items: [{ id: c.id }] });
});
