// SPDX-License-Identifier: GPL-3.0-or-later
// A session of today in the demo world, taught by the account `trainer`, and the words of the stories of its roll.
import { demoPassword } from '../help/browser.js';

let made = 0;

// { id, names, besides }: people are staff of the demo commune in the order of the roll; `besides` works there and was
// not sent. `also`: codes of people who are to be among them; `trainer`: the account of whoever teaches.
export function meeting(s, { people = 8, title = 'An toàn thông tin cho cán bộ', also = [], trainer = 'trainer' } = {}) {
  const code = `diem-danh-${++made}`;
  const one = (text) => s.sql('owner', text)[0];
  const host = one("SELECT id FROM unit WHERE code = 'thuong-hong'").id;
  s.sql('owner', `INSERT INTO class (code, course_id, host_unit_id, title, state)
    SELECT '${code}', min(id), ${host}, '${title}', 'running' FROM course`);
  const klass = one(`SELECT id FROM class WHERE code = '${code}'`).id;
  s.sql('owner', `INSERT INTO class_seat (class_id) VALUES (${klass}) ON CONFLICT DO NOTHING`);
  s.sql('owner', `INSERT INTO session (class_id, number, date, starts, ends, periods, venue, trainer_id)
    SELECT ${klass}, 1, (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, '0${7 + made % 3}:00', '11:00', 4, 'Hội trường UBND phường', person_id
      FROM account WHERE name = '${trainer}'`);
  const { id } = one(`SELECT id FROM session WHERE class_id = ${klass}`);
  const staff = s.sql('owner', `SELECT DISTINCT p.id, p.code, p.full_name FROM person p JOIN affiliation a ON a.person_id = p.id JOIN unit u ON u.id = a.unit_id
      JOIN unit top ON top.code = 'thuong-hong' AND u.lo BETWEEN top.lo AND top.hi WHERE a.valid @> current_date ORDER BY p.code LIMIT ${people + 1}`);
  const besides = staff.pop();
  s.sql('owner', `INSERT INTO enrolment (class_id, person_id, nominated_by_id, state)
    SELECT ${klass}, p.id, (SELECT id FROM unit WHERE code = 'ubnd-thuong-hong'), 'approved' FROM person p
     WHERE p.id IN (${staff.map((p) => p.id)}) OR p.code IN (${['', ...also].map((c) => `'${c}'`)})`);
  const names = s.sql('owner', `SELECT p.full_name FROM enrolment e JOIN person p ON p.id = e.person_id WHERE e.class_id = ${klass} ORDER BY p.sort_name, p.id`).map((p) => p.full_name);
  return { id, names, besides: { code: besides.code, name: besides.full_name } };
}

// What could not be sent is tried again after a minute at the most, once the network is back or the machine has time.
const AGAIN = { timeout: 90_000 };

// The pages of the roll as the tests of it read them, over a server `s`.
const row = (page, name) => page.getByRole('group', { name });

export const seen = {
  row,
  press: (page, name, mark) => row(page, name).getByRole('button', { name: mark, exact: true }).click(),
  where: (page, name, state) => page.locator(`.person[aria-label="${name}"][data-where="${state}"]`).waitFor(AGAIN),
  all: (page, state) => page.waitForFunction((wanted) => {
    const people = [...document.querySelectorAll('.person')];
    return people.length > 0 && people.every((one) => one.dataset.where === wanted);
  }, state, AGAIN),
  unsent: (page, n) => page.getByRole('button', { name: `Chưa gửi: ${n}` }).waitFor(),
  sent: (page) => page.getByRole('button', { name: 'Chưa gửi' }).waitFor({ state: 'detached', ...AGAIN }),
  // At its end, where the bar at the bottom covers nobody: what it covers is scrolled to.
  sound: async (page, what, allowed) => {
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await page.sound(what, allowed);
  },
};

// What stands in the database of a session's roll: { name: mark }.
export const marksOf = (s, session) => Object.fromEntries(s.sql('owner', `SELECT p.full_name, a.status FROM attendance a JOIN person p ON p.id = a.person_id
  WHERE a.session_id = ${session}`).map((one) => [one.full_name, one.status]));

// In the page: the roll is asked for again when a test calls poll(), not every eight seconds.
function pollByHand() {
  const every = globalThis.setInterval;
  globalThis.setInterval = (run, ms, ...given) => {
    if (ms !== 8_000) return every(run, ms, ...given);
    globalThis.poll = run;
    return 0;
  };
}

// Holds back one exchange that `is` picks out by its request: { came, go }. The page has the answer after go(); the server
// has the request when it came, or after go() too where it is `unsent`.
export async function held(page, is, { unsent = false } = {}) {
  const came = Promise.withResolvers(), go = Promise.withResolvers();
  let taken = false;
  await page.route('**/api/v1/sessions/**', async (route) => {
    if (taken || !is(route.request())) return route.fallback();
    taken = true;
    const answer = unsent ? undefined : await route.fetch();
    came.resolve();
    await go.promise;
    return unsent ? route.continue() : route.fulfill({ response: answer });
  });
  return { came: came.promise, go: go.resolve };
}

// What asks for a session, its rows, and what sends marks.
export const asks = {
  session: (request) => request.method() === 'GET' && /\/sessions\/\d+$/.test(request.url()),
  rows: (request) => request.method() === 'GET' && request.url().endsWith('/attendance'),
  marks: (request) => request.method() === 'PUT',
};

// In the page: when the roll of a session was last kept on the device, or in a while if that is `since`.
function keptAt([name, since]) {
  return new Promise((done) => {
    const base = indexedDB.open('hocvu');
    base.onsuccess = () => {
      const all = base.result.transaction('kept').objectStore('kept').getAll();
      all.onsuccess = () => {
        const at = all.result.find((one) => one.name === name).value.fetched;
        base.result.close();
        done(at !== since && at);
      };
    };
  });
}

// Lets go what was held back of a roll, until the page has it.
export async function landed(page, session, { go }) {
  const name = `roll:${session}`;
  const since = await page.evaluate(keptAt, [name]);
  go();
  await page.waitForFunction(keptAt, [name, since]);
}

// A window of `browser` on a page of `s`, as the trainer of the demo or as `who`; `byHand`: its tabs ask again when told to.
export async function opened(s, browser, path, { who = 'trainer', byHand = false, ...options } = {}) {
  const page = await browser.open(options);
  if (byHand) await page.context().addInitScript(pollByHand);
  await page.to(path);
  await page.signIn(who, demoPassword(s, who));
  await page.locator('#main h1').waitFor();
  return page;
}
