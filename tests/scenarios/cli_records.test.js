// SPDX-License-Identifier: GPL-3.0-or-later
// hocvu and what is known of people besides classes: completions elsewhere, assessments, skills, headcounts; feeds,
// reorganisations; and what people stumbled over.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { commandLine, DATA, hocvu, NOT_ALLOWED, NOT_FOUND, OK, USAGE } from '../help/hocvu.js';
import { world } from './training_world.js';

let w;
before(async () => { w = await world({ accounts: { boss: ['admin hung-yen'] } }); });
after(() => w?.stop());
const as = commandLine(() => w);
const list = async (who, line) => JSON.parse(await as(who, `${line} --json`)).items;

test('courses completed elsewhere come in by code or as a table, count once verified, and go again', async () => {
  assert.match(await as('hoa', "external add an chi --unit bach-sam --course attt --date 1/3/2024 --source 'MOOC tỉnh'"), /^Đã ghi +2\n$/);
  // The table says what differs, the options what is the same; Excel's mark and empty lines are no rows.
  await as('hoa', "external add - --unit bach-sam --course attt --source 'MOOC tỉnh'", {
    input: '\ufeffcompleted_on,person,evidence\r\n02/03/2024,binh,"GCN 12, bản sao"\r\n\r\n2024-03-03,an,\r\n' });
  const all = await list('hoa', 'external list --unit bach-sam');
  assert.deepEqual(all.map((e) => [e.full_name.at(-1), e.completed_on, e.evidence]), [['n', '2024-03-03', null],
    ['h', '2024-03-02', 'GCN 12, bản sao'], ['i', '2024-03-01', null], ['n', '2024-03-01', null]]);

  const add = 'external add - --unit bach-sam --course attt --source x';
  await as('hoa', add, { code: DATA, says: /Dòng 3: xa: không có trong danh sách/, input: 'person,completed_on\nan,04/03/2024\nxa,04/03/2024\n' });
  await as('hoa', add, { code: DATA, says: /Dòng 1: completed_on 31\/02\/2024: không phải là ngày/, input: 'an,attt,31/02/2024\n' });
  await as('hoa', add, { code: DATA, says: /Dòng 2: Thiếu completed_on/, input: 'person\nan\n' });
  await as('hoa', add, { code: DATA, says: /Dòng 1: không đọc được/, input: 'an,"attt\n' });
  await as('hoa', add, { code: DATA, says: /trống/, input: '' });
  await as('hoa', add, { code: DATA, says: /dấu phẩy/, input: 'person;completed_on\nan;04/03/2024\n' });
  // What the server refuses is told by the line of the file as well.
  await as('hoa', add, { code: DATA, says: /dòng 4, ngày hoàn thành \(2099-01-01\): Ngày này chưa đến/,
    input: 'person,completed_on\nan,05/03/2024\n\nbinh,01/01/2099\n' });
  await as('hoa', 'external add an --unit bach-sam --course attt --date 1/3/2024', { code: USAGE, says: /Thiếu --source/ });
  await as('hoa', 'external add an --unit bach-sam --course khong-co --date 1/3/2024 --source x', { code: USAGE, says: /khong-co/ });
  await as('hoa', 'external add an --unit bach-sam --course attt --date 1/3/2024 --source x', { code: DATA, says: /đã được ghi|đã ghi/i });

  const [first, second] = all.map((e) => e.id);
  await as('hoa', `external verify ${first} --unit bach-sam`, { code: NOT_ALLOWED, says: /cơ quan thường trực chương trình/ });
  assert.match(await as('office', `external verify ${first} ${second} --unit bach-sam`), /Đã xác minh +2/);
  assert.deepEqual((await list('hoa', 'external list --unit bach-sam --verified có --course attt --from 2/3/2024')).map((e) => e.id), [first, second]);
  assert.deepEqual((await list('hoa', 'external list --unit bach-sam --verified no')).length, 2);
  assert.match(await as('hoa', 'external list --unit bach-sam'), /03\/03\/2024 .* có\n/);
  await as('hoa', 'external list --unit bach-sam --verified maybe', { code: USAGE, says: /Viết một trong: true, false/ });
  await as('hoa', `external remove ${first} --unit bach-sam`, { code: NOT_FOUND });	// verified: the office's
  await as('office', `external remove ${first} --unit bach-sam`, { code: DATA, says: /Cần ghi lý do/ });	// another's
  await as('office', `external remove ${first} --unit bach-sam --why 'không có thật'`, { says: /Đã bỏ/ });
});

test('results of assessments, of staff and of residents', async () => {
  await as('office', 'assess add an --unit bach-sam --scheme national_digital_skills --date 1/5/2024 --result đạt --score 8,5');
  await as('office', 'assess add giang --unit bach-sam --scheme course:attt --date 1/5/2024 --result none');	// lives there
  await as('office', 'assess add binh --unit bach-sam --scheme tea_tasting --date 1/5/2024 --result passed', { code: USAGE, says: /course:CODE/ });
  await as('office', 'assess add binh --unit bach-sam --date 1/5/2024 --result passed', { code: USAGE, says: /--scheme/ });
  await as('office', 'assess add - --unit bach-sam --date 2/5/2024', { code: DATA, says: /Dòng 2: result maybe/,
    input: 'person,scheme,result\nchi,it_skills_basic,maybe\n' });
  await as('office', 'assess add - --unit bach-sam --date 2/5/2024', { input: 'person,scheme,result\nchi,it_skills_basic,không đạt\n' });
  const [row] = await list('hoa', 'assess list --unit bach-sam --result failed');
  assert.deepEqual([row.full_name, row.scheme, row.assessed_on, row.result], ['Học Viên Mẫu chi', 'it_skills_basic', '2024-05-02', 'failed']);
  assert.match(await as('hoa', 'assess list --unit bach-sam'), /chuẩn kỹ năng số quốc gia +01\/05\/2024 +đạt +8,5/);
  await as('hoa', 'assess add em --unit bach-sam --scheme it_skills_basic --date 1/5/2024 --result passed', { code: NOT_ALLOWED });
  await as('office', `assess remove ${row.id} --unit bach-sam`);
  await as('office', `assess remove ${row.id} --unit bach-sam`, { code: NOT_FOUND });
});

test('the community team writes down what residents can do, by code, number or JSON', async () => {
  const [{ id }] = w.sql('owner', "SELECT id FROM person WHERE code = 'giang'");
  await as('team', "skill add giang --unit bach-sam --domain health --level 'tự làm được' --date 1/8/2024");
  await as('team', `skill add ${id} --unit bach-sam --domain banking --level knows --date 1/8/2024 --observer 'Tổ 1'`);
  await as('team', 'skill add - --unit bach-sam', { input: JSON.stringify([{ person: Number(id), domain: 'tourism', observed_on: '2024-08-02', level: 'none' }]) });
  await as('team', 'skill add - --unit bach-sam', { code: DATA, says: /JSON/, input: '[{]' });
  await as('team', 'skill add an --unit bach-sam --domain health --level alone --date 1/8/2024', { code: USAGE, says: /an: không có/ });
  assert.deepEqual((await list('team', 'skill list --unit bach-sam')).map((s) => [s.domain, s.level, s.observer]),
    [['tourism', 'none', 'team'], ['banking', 'knows', 'Tổ 1'], ['health', 'alone', 'team']]);
  const [seen] = await list('team', "skill list --unit bach-sam --domain 'ngân hàng' --level knows");
  await as('team2', `skill remove ${seen.id} --unit bach-sam`, { code: NOT_ALLOWED, says: /cán bộ xã, phường và tổ công nghệ số cộng đồng/ });
  await as('team', `skill remove ${seen.id} --unit bach-sam`);
});

test('events with a number of people', async () => {
  await as('team', "headcount add --unit bach-sam --title 'Lớp trực tuyến toàn tỉnh' --date 1/11/2024 --count 1800");
  await as('team', 'headcount add - --unit bach-sam --date 2/11/2024', { input: 'title,count\nNgày hội,250\n' });
  await as('team', 'headcount add --unit bach-sam --date 1/11/2024 --count 5', { code: USAGE, says: /Thiếu --title/ });
  await as('team', 'headcount add --unit bach-sam --title x --date 1/11/2024 --count -5', { code: USAGE, says: /--count -5/ });
  await as('team', 'headcount add - --unit bach-sam --date 2/11/2024', { code: DATA, says: /Dòng 1: count nhiều/, input: 'Ngày hội,,nhiều\n' });
  assert.match(await as('auditor', 'headcount list --unit my-hao'), /Ngày hội +02\/11\/2024 +250\n[^]*01\/11\/2024 +1\.800\n/);
  const [event] = await list('auditor', 'headcount list --unit my-hao --to 1/11/2024');
  await as('team', `headcount remove ${event.id} --unit bach-sam`);
});

test('a feed is made, read, given another address, revoked', async () => {
  const read = async (url) => (await fetch(url)).status;
  const address = (await as('hoa', 'feed add --unit bach-sam', { says: /một lần/ })).trim();
  assert.equal(await read(address), 200);
  const { items: [{ id }] } = JSON.parse(await as('hoa', 'feed list --json'));
  assert.match(await as('hoa', 'feed list'), /đơn vị và cấp dưới/);
  const other = (await as('hoa', `feed rotate ${id}`)).trim();
  assert.deepEqual([await read(address), await read(other)], [404, 200]);
  await as('hoa', `feed remove ${id}`, { says: /thu hồi/ });
  assert.equal(await read(other), 404);
  await as('hoa', 'feed add', { code: USAGE, says: /Chọn đúng một/ });
  await as('hoa', 'feed add --unit bach-sam --catalogue', { code: USAGE });
  await as('hoa', 'feed remove hai', { code: USAGE, says: /NUMBER hai/ });
});

test('a reorganisation is rehearsed, applied, shown, undone', async () => {
  const input = JSON.stringify({ happened_on: '2024-07-01', legal_basis: 'NQ mẫu',
    records: [{ from_unit: 'minh-duc', to_unit: 'minh-duc-moi', kind: 'rename' }],
    new_units: [{ code: 'minh-duc-moi', name: 'Phường Minh Đức Mới', kind: 'commune', parent: 'my-hao' }] });
  assert.match(await as('boss', 'succession rehearse -', { input }), /thử, chưa ghi[^]*minh-duc-moi/);
  await as('boss', 'succession list', { says: /Không có gì/ });
  assert.match(await as('boss', 'succession apply -', { input }), /đã thực hiện/);
  const [{ id }] = await list('boss', 'succession list');
  assert.match(await as('boss', `succession show ${id}`), /NQ mẫu[^]*Người trước[^]*minh-duc-moi/);
  await as('office', `succession show ${id}`, { code: NOT_ALLOWED, says: /quản trị viên/ });
  assert.match(await as('boss', `succession undo ${id}`), /đã hủy/);
  await as('boss', 'succession apply x', { code: USAGE, says: /Không hiểu: x/ });
});

test('a list of sessions names the days it looked at', async () => {
  const today = new Date(Date.now() + 7 * 3600e3).toISOString().slice(0, 10).split('-').reverse().join('/');
  await as('office', 'session list', { says: new RegExp(`Không có buổi học nào ngày ${today}\\. Ngày khác: --from, --to`) });
  await as('office', 'session list --from 1/2/2024 --to 5/2/2024', { says: /từ 01\/02\/2024 đến 05\/02\/2024/ });
  await as('office', 'session list --from 5/2/2024 --to 1/2/2024', { code: DATA });
  await as('office', 'class add --unit my-hao --course attt --code lich');
  await as('office', 'session add lich --date 5/2/2024 --start 08:00 --periods 4');
  assert.match(await as('office', 'session list --from 5/2/2024', { says: /^Buổi học ngày 05\/02\/2024:\n$/ }), /lich/);
  assert.equal((await list('office', 'session list --from 1/2/2024 --to 29/2/2024')).length, 1);
  await as('office', 'session list lich --from 5/2/2024', { code: USAGE, says: /--from không dùng cùng CLASS/ });
});

test('--if-match takes the version as JSON shows it, or the ETag', async () => {
  const body = { title: 'An toàn', topics: ['information_security'], periods: 4 };
  const { id } = JSON.parse(await as('office', 'api POST /courses -', { input: JSON.stringify(body) }));
  const etag = (await w.as('office').get(`/courses/${id}`).reply()).headers.get('etag');
  const change = (match, more) => as('office', ['api', 'put', `/courses/${id}`, '-', '--if-match', match], { input: JSON.stringify(body), ...more });
  assert.equal(JSON.parse(await change(etag)).version, 2);
  await change(etag, { code: DATA });
  assert.equal(JSON.parse(await change('2')).version, 3);
  assert.equal(JSON.parse(await change('v3')).version, 4);
  assert.equal(JSON.parse(await change('*')).version, 5);
  await change('5.0', { code: USAGE, says: /không phải là số bản/ });
  await as('office', ['api', 'PUT', `/courses/${id}`, '-'], { code: DATA, says: /If-Match/, input: JSON.stringify(body) });
});

test('without a terminal, signing in says how a password comes in', async () => {
  const r = await hocvu(['login', w.url, 'office']);
  assert.equal(r.code, USAGE);
  assert.match(r.err, /Thêm dấu - vào lệnh để đọc mật khẩu/);
  assert.match((await hocvu(['login', w.url, 'office', '--lang', 'en'])).err, /Add a - to read it/);
  assert.equal((await hocvu(['login', w.url, 'office', '-'], { input: '' })).code, USAGE);
});

test('a flag is as it should be, or the line is refused', async () => {
  const told = async (line, says) => {
    const r = await hocvu(line.split(' '), { url: w.url, token: w.token('office') });
    assert.equal(r.code, USAGE, r.out + r.err);
    assert.match(r.err, says);
    assert.equal(r.out, '');
  };
  await told('unit list --lang zz', /--lang zz: không có trong danh mục\. Viết một trong: vi, en/);
  await told('--lang zz --help', /--lang zz/);
  await told('unit list --lang', /--lang cần một giá trị/);
  await told('unit list --json=1', /--json không nhận giá trị/);
  await told('class list --state asleep', /draft, open, closed, running, finished, cancelled/);
  await told('people list --unit my-hao --category chef --lang en', /Write one of: leader_manager/);
  assert.equal((await hocvu(['unit', 'list', '--lang', 'Tiếng Anh', '--limit', '1'], { url: w.url, token: w.token('office') })).code, OK);
});
