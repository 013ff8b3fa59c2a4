// SPDX-License-Identifier: GPL-3.0-or-later
// The small world the stories of training share, and a server whose clock a test sets.
import { start } from '../help/cluster.js';
import { given } from '../help/given.js';

const people = (names) => names.map((person, i) => ({
  person, full_name: `Học Viên Mẫu ${person}`, birth_date: '1985-01-01', sex: i % 2 ? 'female' : 'male',
}));
const works = (unit, names) => names.map((person) => ({ person, unit, valid_from: '2020-01-01', category: 'civil_servant' }));

const always = (units) => units.map((unit) => ({ ...unit, valid_from: '' }));

// A town with two wards: lan and nam teach, the office runs the town, hoa heads bach-sam, binh minh-duc.
export const WORLD = {
  units: always([
    { code: 'hung-yen', name: 'Tỉnh Hưng Yên', kind: 'province' },
    { code: 'my-hao', name: 'Thị xã Mỹ Hào', kind: 'town', parent: 'hung-yen' },
    { code: 'khoai-chau', name: 'Huyện Khoái Châu', kind: 'town', parent: 'hung-yen' },
    { code: 'vhkhtt', name: 'Phòng Văn hóa, Khoa học và Thông tin', kind: 'division', parent: 'my-hao' },
    { code: 'bach-sam', name: 'Phường Bạch Sam', kind: 'commune', parent: 'my-hao' },
    { code: 'minh-duc', name: 'Phường Minh Đức', kind: 'commune', parent: 'my-hao' },
    { code: 'ubnd-bach-sam', name: 'UBND phường Bạch Sam', kind: 'commune_committee', parent: 'bach-sam' },
    { code: 'ubnd-minh-duc', name: 'UBND phường Minh Đức', kind: 'commune_committee', parent: 'minh-duc' },
    { code: 'ubnd-khoai-chau', name: 'UBND huyện Khoái Châu', kind: 'town_committee', parent: 'khoai-chau' },
  ]),
  people: people(['lan', 'nam', 'an', 'binh', 'chi', 'dung', 'em', 'giang', 'xa']),
  affiliations: [
    ...works('vhkhtt', ['lan', 'nam']), ...works('ubnd-bach-sam', ['an', 'binh', 'chi', 'em']),
    ...works('ubnd-minh-duc', ['dung', 'giang']), ...works('ubnd-khoai-chau', ['xa']),
  ],
  residences: [{ person: 'giang', unit: 'bach-sam', valid_from: '2020-01-01' }],
  plans: [{ plan: '000', number: '85/KH-UBND', title: 'Kế hoạch đào tạo', issuer: 'hung-yen' }],
  tasks: [{ plan: '000', section: '2.2', title: 'Tổ chức lớp cho cán bộ' }, { plan: '000', section: '2.3', title: 'Tập huấn an toàn thông tin' }],
  courses: [{ code: 'attt', title: 'An toàn thông tin', topics: 'information_security', attendance_percent: 80, periods: 8,
    tasks: '000/2.2', late_counts: 'true' }],
};

export const ACCOUNTS = {
  lan: { person: 'lan' }, nam: { person: 'nam' }, an: { person: 'an' },
  office: ['programme_office my-hao'], elsewhere: ['programme_office khoai-chau'],
  hoa: ['unit_head bach-sam'], duc: ['unit_head minh-duc'],
  team: ['community_team bach-sam'], team2: ['community_team minh-duc'], auditor: ['auditor my-hao'],
};

// A server with the world in it. `now` is its clock, `settings` are as HOCVU_*; roles and tokens hold at any time.
export async function world({ now, more = {}, accounts = {}, settings = {} } = {}) {
  const first = await start({ env: { ...(now && { HOCVU_NOW: now }), ...settings } });
  try {
    await given(first, { ...WORLD, ...more, accounts: { ...ACCOUNTS, ...accounts } });
  } catch (e) {
    await first.stop();
    throw e;
  }
  first.sql('owner', "UPDATE role_grant SET valid = '[2020-01-01,)'");
  first.sql('owner', "UPDATE account_token SET expires_at = '2100-01-01'");
  const id = (table, code) => Number(first.sql('owner', `SELECT id FROM ${table} WHERE code = '${code}'`)[0].id);
  let server = first;
  return {
    as: (who) => server.as(who),
    get url() { return server.url; }, get pid() { return server.pid; }, get data() { return server.data; },
    log: () => server.log(),
    get tokens() { return server.tokens; },
    token: (who) => server.tokens[who],
    sql: (role, text) => server.sql(role, text),
    hocvud: (...words) => server.hocvud(...words),
    given: (more) => given(server, more),
    unit: (code) => id('unit', code), person: (code) => id('person', code), course: (code) => id('course', code),
    // The same data at another time.
    async at(later) {
      const { data, tokens } = server;
      await server.stop({ keep: true });
      server = await start({ data, env: { HOCVU_NOW: later } });
      Object.assign(server.tokens, tokens);
    },
    stop: () => server.stop(),
  };
}

// A day of its own far ahead, for classes that need some session: no two of them clash.
let ahead = 0;
export const someDay = () => `2098-${String(1 + Math.floor(ahead / 28) % 12).padStart(2, '0')}-${String(1 + ahead++ % 28).padStart(2, '0')}`;

// A class with a session, ready to be marked: people of `seats` have one.
export async function classWith(w, { title = 'Lớp 1', seats = [], state = 'running', sessions = [] } = {}) {
  const made = await w.as('office').post(`/units/${w.unit('my-hao')}/classes`, { course: w.course('attt'), title, capacity: 30 }).expect(201);
  if (state !== 'draft' && sessions.length === 0) sessions = [{ date: someDay(), start: '08:00', periods: 4 }];
  for (const s of sessions) await w.as('office').post(`/classes/${made.id}/sessions`, s).expect(201);
  for (const to of ['open', 'closed', 'running', 'finished']) {
    if (state === 'draft') break;
    await w.as('office').post(`/classes/${made.id}/state`, { state: to, why: 'mẫu' }).expect(200);
    if (to === state) break;
  }
  for (const code of seats) {
    w.sql('owner', `INSERT INTO enrolment (class_id, person_id, state) VALUES (${made.id}, ${w.person(code)}, 'approved')`);
    w.sql('owner', `UPDATE class_seat SET taken = taken + 1 WHERE class_id = ${made.id}`);
  }
  const { items } = await w.as('office').get(`/classes/${made.id}/sessions`);
  return { ...made, items, session: items[0]?.id };
}
