// SPDX-License-Identifier: GPL-3.0-or-later
// hocvu, the command line: signing in, a class from course to figure, tables, exit codes, what a script relies on.
import assert from 'node:assert/strict';
import { chmodSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { start } from '../help/cluster.js';
import { given } from '../help/given.js';
import { answering, AWAY, commandLine, configHome, DATA, hocvu as run, LATER, NOT_ALLOWED, NOT_FOUND, OK, SOFTWARE, USAGE } from '../help/hocvu.js';
import { ACCOUNTS, WORLD } from './training_world.js';

let server;
before(async () => {
  server = await start();
  await given(server, { ...WORLD, accounts: ACCOUNTS });
});
after(() => server?.stop());
const as = commandLine(() => server);
const hocvu = (args, more) => run(args, { url: server.url, ...more });

test('signing in changes a password somebody else chose, keeps a token for this machine alone, and takes it back', async () => {
  const password = server.hocvud('account', 'add', 'moi').out.match(/[a-z0-9]{4}(-[a-z0-9]{4})+/)[0];
  const file = join(configHome(), 'hocvu/credentials');
  const plain = { env: { HOCVU_URL: '' } };

  const wrong = await hocvu(['login', server.url, 'moi', '-'], { ...plain, input: 'khong-phai-mat-khau\n' });
  assert.equal(wrong.code, NOT_ALLOWED, wrong.err);
  assert.equal((await hocvu(['whoami'], plain)).code, NOT_ALLOWED);

  const first = await hocvu(['login', server.url, 'moi', '-'], { ...plain, input: `${password}\nmột câu đủ dài để nhớ\n` });
  assert.equal(first.code, OK, first.err);
  assert.equal(first.out, '');
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.doesNotMatch(readFileSync(file, 'utf8'), /câu đủ dài/);
  assert.match((await hocvu(['whoami'], plain)).out, /moi/);

  // The kept token goes to the address it was made at, and nowhere else.
  const other = await answering(() => [200, { items: [] }]);
  assert.equal((await hocvu(['unit', 'list', '--url', other.url], plain)).code, NOT_ALLOWED);
  assert.equal(other.calls.length, 0);
  await other.stop();

  chmodSync(file, 0o644);
  assert.equal((await hocvu(['whoami'], plain)).code, NOT_ALLOWED, 'a file others may read is not used');
  chmodSync(file, 0o600);
  const token = readFileSync(file, 'utf8').match(/hv_\S+/)[0];
  assert.equal((await hocvu(['logout'], plain)).code, OK);
  assert.throws(() => statSync(file));
  assert.equal((await hocvu(['whoami'], { token })).code, NOT_ALLOWED, 'it was revoked');
});

test('a token for another program needs the password, is printed once and can be revoked', async () => {
  const password = server.hocvud('account', 'add', 'may').out.match(/[a-z0-9]{4}(-[a-z0-9]{4})+/)[0];
  server.sql('owner', "UPDATE account SET must_change = false WHERE name = 'may'");
  server.tokens.may = server.hocvud('account', 'token', 'may', '--name', 'test').out.trim();

  const token = (await as('may', ['token', 'add', 'báo cáo', '--days', '30', '-'], { input: `${password}\n` })).trim();
  assert.match(token, /^hv_/);
  assert.match((await hocvu(['whoami'], { token })).out, /may/);
  assert.match(await as('may', 'token list'), /báo cáo/);
  const { items } = JSON.parse(await as('may', 'token list --json'));
  await as('may', `token revoke ${items.find((t) => t.name === 'báo cáo').id}`);
  assert.equal((await hocvu(['whoami'], { token })).code, NOT_ALLOWED);
});

test('a class from course to figure', async () => {
  await as('office', 'course add -', { code: NOT_ALLOWED, says: /quyền/, token: server.tokens.hoa,
    input: JSON.stringify({ title: 'Khóa', topics: ['digital_skills'] }) });
  await as('office', 'course add -', { code: DATA, says: /nội dung, dòng 1 \(nau-an\)/, input: JSON.stringify({ title: 'Khóa', topics: ['nau-an'] }) });
  await as('office', 'course add -', { code: DATA, says: /JSON/, input: '{"title":' });
  await as('office', 'course add -', { input: JSON.stringify({ code: 'so', title: 'Kỹ năng số', topics: ['digital_skills'], periods: 8 }) });
  assert.match(await as('office', 'course show so'), /Kỹ năng số[^]*kỹ năng số/);

  await as('office', 'class add --unit my-hao --course so --code so-1 --capacity 20');
  await as('office', 'class add --unit my-hao --course so --code so-1', { code: DATA, says: /Mã lớp/ });
  // Its marks are the day's own until 23:59 tomorrow; after that they would be corrections, which need a reason.
  const today = new Date(Date.now() + 7 * 3600e3).toISOString().slice(0, 10);
  const vietnamese = today.split('-').reverse().join('/');
  await as('office', ['session', 'add', 'so-1', '--date', vietnamese, '--start', '20:59', '--periods', '4']);
  const series = await as('office', 'session add so-1 - --json', { input: JSON.stringify({
    repeat: 'weekly', from: '2099-01-05', count: 2, start: '08:00', periods: 4 }) });
  assert.equal(JSON.parse(series).made.length, 2);
  await as('office', ['session', 'cancel', 'so-1/3', '--why', 'bão']);
  await as('office', 'class state so-1 finished', { code: DATA });
  assert.match(await as('office', ['class', 'state', 'so-1', 'mở đăng ký']), /mở đăng ký/);
  assert.match(await as('office', 'class show so-1'), new RegExp(`${vietnamese}  20:59`));

  await as('hoa', 'nominate so-1 --unit bach-sam an xa', { code: DATA, says: /dòng 2 \(xa\)/ });
  assert.match(await as('hoa', 'nominate so-1 --unit bach-sam - --rehearse', { input: 'an\tHọc Viên Mẫu an\nbinh, chi\n' }), /sẽ được cử/);
  const sent = JSON.parse(await as('hoa', 'nominate so-1 --unit bach-sam - --valid-only --json', { input: 'an\tMẫu an\nbinh, xa\n' }));
  assert.deepEqual(sent.items.map((n) => n.outcome), ['nominated', 'nominated', 'refused']);

  server.sql('owner', `UPDATE enrolment SET state = 'approved' WHERE class_id = (SELECT id FROM class WHERE code = 'so-1')`);
  assert.match(await as('office', 'roster so-1/1'), /an .*chưa điểm danh[^]*binh .*chưa điểm danh/);
  assert.match(await as('office', 'attend so-1/1 --all present binh=late'), /Có mặt +1\n[^]*Muộn +1\n/);
  const csv = '\ufeffstatus,person,note\r\ncó phép,an,"ốm, có đơn"\r\n';
  await as('office', 'attend so-1/1 -', { input: csv });
  assert.match(await as('office', 'roster so-1/1'), /an .*có phép.*ốm, có đơn/);
  await as('office', 'attend so-1/1 -', { code: DATA, says: /Dòng 2: status ngu/, input: 'an,present\nbinh,ngu\n' });
  await as('office', 'attend so-1/1 an=asleep', { code: USAGE });
  await as('office', 'attend so-1/1 xa=present', { code: DATA, says: /xa/ });
  await as('office', 'attend so-1/1 000000000009=present', { code: DATA, says: /000000000009/ });
  assert.match(await as('office', 'attend so-1/1 giang=present'), /Có mặt +1\n/);
  assert.match(await as('office', 'attend so-1/1 giang=unmarked'), /Có mặt +0\n[^]*Đã đổi +1\n/i);
  await as('office', 'attend so-1/9 an=present', { code: NOT_FOUND });
  const [an] = server.sql('owner', "SELECT id FROM person WHERE code = 'an'");
  await as('office', 'attend so-1/1 -', { input: JSON.stringify([{ person: Number(an.id), status: 'present' }]) });
  await as('office', 'attend so-1/1 -', { code: DATA, says: /dòng 2, người \(999999\)/,
    input: JSON.stringify([{ person: Number(an.id), status: 'present' }, { person: 999999, status: 'late' }]) });

  const table = await as('office', `coverage --target T1 --unit bach-sam --as-of ${vietnamese} --children`);
  assert.match(table, /Phường Bạch Sam +2\/4 +50,0% +100% +2/);
  assert.match(table, /UBND phường Bạch Sam +2\/4 +50,0% +100% +2  █+░*/);
});

test('coverage --json is what the API gave, and the table fits the terminal', async () => {
  const path = '/coverage?target=T1&unit=my-hao&as_of=2025-12-31';
  const { text } = await server.as('office').get(path).reply();
  assert.equal((await as('office', 'coverage --target T1 --unit my-hao --as-of 2025-12-31 --json')).trim(), text);
  assert.equal((await as('office', ['api', 'GET', path])).trim(), text);

  for (const width of [50, 70, 100, 140]) {
    const table = await as('office', 'coverage --target T1 --unit my-hao --children', { env: { COLUMNS: String(width) } });
    const rows = table.split('\n').filter((line) => /%/.test(line));
    assert.ok(rows.length >= 4 && rows.every((line) => [...line].length <= width), `${width} columns:\n${table}`);
    assert.doesNotMatch(table, /\x1b/, 'no colours into a pipe');
    const units = (await as('office', 'unit list', { env: { COLUMNS: String(width) } })).split('\n');
    if (width >= 100) assert.ok(units.every((line) => [...line].length <= width));
  }
  assert.match(await as('office', 'coverage --target T2 --unit my-hao'), /0\/0 +–[^]*–: không áp dụng/);
  assert.match(await as('office', 'coverage --target T1 --unit my-hao --lang en'), /Reached +Percent[^]*\d\.\d%/);
  await as('office', 'coverage --target T2 --unit my-hao --segment S2', { code: USAGE });
  await as('office', 'coverage --target T9 --unit my-hao', { code: USAGE });
  await as('office', 'coverage --target T1 --unit khong-co', { code: NOT_FOUND });
  await as('office', 'coverage --target T1 --unit my-hao --as-of 31/02/2025', { code: USAGE, says: /31\/02\/2025/ });
});

test('units, people, plans and targets are read by code', async () => {
  assert.match(await as('office', 'unit tree my-hao'), /^Thị xã Mỹ Hào.*\n├─ Phường Bạch Sam.*\n│  └─ UBND phường Bạch Sam/);
  assert.match(await as('office', 'unit children my-hao'), /bach-sam[^]*minh-duc/);
  assert.match(await as('office', ['unit', 'list', '--q', 'bach sam', '--limit', '1'], { says: /Còn nữa/ }), /Bạch Sam/);
  assert.match(await as('office', 'unit show my-hao'), /Thị xã Mỹ Hào/);
  await as('office', 'unit show khong-co', { code: NOT_FOUND, says: /khong-co/ });
  assert.match(await as('hoa', 'people list --unit bach-sam --q hoc'), /Học Viên Mẫu an[^]*công chức/);
  assert.match(await as('hoa', 'people show an --unit bach-sam'), /01\/01\/1985/);
  await as('duc', 'people list --unit bach-sam', { code: NOT_ALLOWED });
  assert.match(await as('office', 'plan list --all'), /85\/KH-UBND/);
  assert.match(await as('office', 'plan tasks 000'), /2\.2 +Tổ chức lớp cho cán bộ/);
  assert.match(await as('office', 'target show T3'), /80% dân số/);
  assert.match(await as('office', 'whoami'), /office[^]*cơ quan thường trực chương trình +my-hao/);
  assert.match(await as('office', 'api POST /courses -', { input: JSON.stringify({ title: 'Thô', topics: ['data_ai'], periods: 4 }) }), /"title":"Thô"/);
});

test('a list is followed page by page, a POST carries a key, a busy server is asked once more', async () => {
  const row = (id) => ({ id, code: `u${id}`, name: `Đơn vị ${id}`, kind: 'school' });
  const pages = await answering((rq) => {
    const query = new URL(rq.url, 'http://x').searchParams;
    const first = Number(query.get('after') ?? 0), size = Number(query.get('limit'));
    const items = Array.from({ length: Math.min(size, 450 - first) }, (_, i) => row(first + i + 1));
    return [200, { items, next: first + size < 450 ? first + size : null }];
  });
  const all = { url: pages.url, token: 'hv_x' };
  const { items } = JSON.parse((await hocvu(['unit', 'list', '--all', '--json'], all)).out);
  assert.deepEqual(items.map((u) => u.id), Array.from({ length: 450 }, (_, i) => i + 1));
  assert.equal(pages.calls.length, 3);
  const some = await hocvu(['unit', 'list', '--limit', '210'], all);
  assert.equal(some.out.trim().split('\n').length, 211);
  assert.match(some.err, /Còn nữa/);
  assert.deepEqual(pages.calls.map((c) => c.headers.authorization), Array(5).fill('Bearer hv_x'));
  await pages.stop();

  const busy = await answering((rq, calls) => (calls.length === 1 ? [503, { title: 'Bận' }, { 'retry-after': '1' }] : [201, { id: 1 }]));
  assert.equal((await hocvu(['api', 'POST', '/courses', '{}'], { url: busy.url, token: 'hv_x' })).code, OK);
  assert.equal(busy.calls.length, 2);
  assert.match(busy.calls[0].headers['idempotency-key'], /^[0-9a-f]{32}$/);
  assert.equal(busy.calls[1].headers['idempotency-key'], busy.calls[0].headers['idempotency-key']);
  await busy.stop();
});

test('exit codes say what kind of failure it was', async () => {
  for (const [status, code] of [[200, OK], [400, DATA], [401, NOT_ALLOWED], [403, NOT_ALLOWED], [404, NOT_FOUND], [409, DATA],
    [412, DATA], [422, DATA], [429, LATER], [500, SOFTWARE], [503, LATER], [502, AWAY], [302, DATA]]) {
    const s = await answering(() => [status, { title: 'Câu của máy chủ', detail: 'Chi tiết.', request: 'abc' }, { location: '/x' }]);
    const r = await hocvu(['api', 'GET', '/units'], { url: s.url, token: 'hv_x' });
    await s.stop();
    assert.equal(r.code, code, `${status}: ${r.err}`);
    if (code !== OK) assert.match(r.err, /Câu của máy chủ\n  Chi tiết\./);
  }
  const away = { url: 'http://127.0.0.1:9', token: 'hv_x' };
  assert.equal((await hocvu(['whoami'], away)).code, AWAY);
  assert.equal((await hocvu(['whoami'], { ...away, url: 'http://hocvu.example.vn' })).code, USAGE, 'a token in clear text');
  assert.equal((await hocvu(['whoami'], { ...away, url: 'http://127.0.0.1.example.vn' })).code, USAGE);
  for (const line of ['', 'unit', 'unit fly', 'fly', 'coverage', 'coverage --target T1', 'coverage --target', 'unit list --fast',
    'unit list --all=1', 'unit show', 'unit show a b', 'unit list --limit 0', 'attend 1', 'class state so-1 open wide']) {
    const r = await hocvu(line.split(' ').filter(Boolean), { token: 'hv_x' });
    assert.equal(r.code, USAGE, `hocvu ${line}: ${r.out}${r.err}`);
    assert.equal(r.out, '', 'messages are for standard error');
  }
  assert.equal((await hocvu(['--lang', 'en', 'fly'])).err, 'hocvu: There is no command fly. See hocvu --help.\n');
  assert.match((await hocvu(['fly'], { env: { LANG: 'en_GB.UTF-8' } })).err, /There is no command/);
});

test('what a server sends cannot steer the terminal', async () => {
  const s = await answering(() => [200, { items: [{ id: 1, code: 'x', name: '\u001b[31mđỏ\u0007\u009b2J\nhai', kind: 'school' }] }]);
  const { out } = await hocvu(['unit', 'list'], { url: s.url, token: 'hv_x' });
  await s.stop();
  assert.match(out, /đỏ/);
  assert.doesNotMatch(out, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  assert.equal(out.trim().split('\n').length, 2);
});
