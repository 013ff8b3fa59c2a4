// SPDX-License-Identifier: GPL-3.0-or-later
// A session of today in the demo world, taught by the account `trainer`, for the tests of the roll.

let made = 0;

// { id, names, besides }: people are staff of the demo commune in the order of the roll; `besides` works there and was
// not sent. `also`: codes of people who are to be among them.
export function meeting(s, { people = 8, title = 'An toàn thông tin cho cán bộ', also = [] } = {}) {
  const code = `diem-danh-${++made}`;
  const one = (text) => s.sql('owner', text)[0];
  const host = one("SELECT id FROM unit WHERE code = 'thuong-hong'").id;
  s.sql('owner', `INSERT INTO class (code, course_id, host_unit_id, title, state)
    SELECT '${code}', min(id), ${host}, '${title}', 'running' FROM course`);
  const klass = one(`SELECT id FROM class WHERE code = '${code}'`).id;
  s.sql('owner', `INSERT INTO class_seat (class_id) VALUES (${klass}) ON CONFLICT DO NOTHING`);
  s.sql('owner', `INSERT INTO session (class_id, number, date, starts, ends, periods, venue, trainer_id)
    SELECT ${klass}, 1, (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, '0${7 + made % 3}:00', '11:00', 4, 'Hội trường UBND phường', person_id
      FROM account WHERE name = 'trainer'`);
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
