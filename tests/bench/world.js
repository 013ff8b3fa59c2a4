// SPDX-License-Identifier: GPL-3.0-or-later
// The bench's worlds as data packages: a synthetic province of 120 communes, of any number of people.
//
// Everything follows from a person's number, so the same size gives the same bytes on every machine; only
// writeRosters() writes days that depend on the day of the run. Of every ten people one works for a body
// of the commune; one in five was seen with digital services; some move house or change work in 2025.
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export const YEAR = 2025;		// when all training happens that coverage is asked about
export const PROVINCE = 'tinh-mau';
export const ROSTER = 40;		// people of a class
const COMMUNES = 120, GROUPS = 5, SESSIONS = 4, STAFF_EACH = 10, CLASSES_EACH = 1.5;
const CHUNK = 1 << 20;

const GIVEN = ['An', 'Ánh', 'Bình', 'Chi', 'Cường', 'Đạt', 'Dung', 'Dũng', 'Giang', 'Hà', 'Hải', 'Hằng', 'Hạnh', 'Hiếu', 'Hoa',
  'Hòa', 'Hồng', 'Hùng', 'Hương', 'Huy', 'Khánh', 'Lan', 'Linh', 'Loan', 'Long', 'Mai', 'Minh', 'Nam', 'Nga', 'Ngọc', 'Nhung', 'Phúc',
  'Phương', 'Quân', 'Quang', 'Quỳnh', 'Sơn', 'Tâm', 'Thảo', 'Thắng', 'Thu', 'Thủy', 'Toàn', 'Trang', 'Trung', 'Tú', 'Tuấn', 'Vân', 'Việt', 'Yến'];
const BODIES = [	// of each commune: suffix, kind, categories; a kind twice has twice the staff
  ['ubnd', 'commune_committee', ['leader_manager', 'cadre', 'civil_servant', 'civil_servant']],
  ['phong', 'commune_division', ['leader_manager', 'civil_servant', 'civil_servant', 'contract_worker']],
  ['phong', 'commune_division', ['civil_servant', 'public_employee', 'civil_servant', 'contract_worker']],
  ['tram', 'health_station', ['leader_manager', 'public_employee', 'public_employee', 'public_employee']],
  ['truong', 'school', ['leader_manager', 'public_employee', 'public_employee', 'contract_worker']],
  ['truong', 'school', ['public_employee', 'public_employee', 'public_employee', 'worker']],
  ['dn', 'enterprise', ['leader_manager', 'worker', 'worker', 'worker']],
  ['htx', 'cooperative', ['board_member', 'worker', 'worker', 'worker']],
];
const COURSES = [	// code, topics
  ['khoa-mau-cds', 'digital_transformation'], ['khoa-mau-kns', 'digital_skills'],
  ['khoa-mau-attt', 'information_security'], ['khoa-mau-cns', 'digital_technology'],
];
const DOMAINS = ['online_public_services', 'health', 'education', 'transport', 'tourism', 'banking'];

// A number from 0 up to but not 1 that belongs to the i-th thing and the salt.
function chance(i, salt) {
  let h = Math.imul(i ^ 0x9e3779b9, 0x85ebca6b) + Math.imul(salt + 1, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return ((h ^ (h >>> 15)) >>> 0) / 4294967296;
}
const pick = (list, i, salt) => list[Math.floor(chance(i, salt) * list.length)];
const padded = (n, width) => String(n).padStart(width, '0');

export const day = (base, n) => new Date(Date.parse(`${base}T00:00:00Z`) + n * 86400000).toISOString().slice(0, 10);
const days = Array.from({ length: 366 }, (_, n) => day(`${YEAR}-01-01`, n));
const someDay = (i, salt) => days[Math.floor(chance(i, salt) * 365)];

const commune = (n) => `xa-${padded(n + 1, 3)}`;
const person = (i) => `p${padded(i, 7)}`;
const isStaff = (i) => i % STAFF_EACH === 0;
// The s-th of the staff, in an order in which neighbours live all over the province.
const staff = (s, size) => STAFF_EACH * (1 + (s * 7919) % Math.floor(size / STAFF_EACH));
const homeCommune = (i) => Math.floor(chance(i, 1) * COMMUNES);
const groupOf = (c, i, salt) => `${commune(c)}-to-${1 + Math.floor(chance(i, salt) * GROUPS)}`;

// A CSV file that is written in pieces.
function table(folder, name, columns) {
  const file = openSync(join(folder, `${name}.csv`), 'w');
  let text = `${columns.join(',')}\n`;
  return {
    name,
    row(...values) {
      text += `${values.join(',')}\n`;
      if (text.length > CHUNK) { writeSync(file, text); text = ''; }
    },
    end() { writeSync(file, text); closeSync(file); },
  };
}

// A folder with its tables: `fill` gets a function that opens them.
function dataPackage(folder, fill) {
  const tables = [];
  mkdirSync(folder, { recursive: true });
  fill((name, columns) => { tables.push(table(folder, name, columns)); return tables.at(-1); });
  for (const t of tables) t.end();
  writeFileSync(join(folder, 'datapackage.json'), `${JSON.stringify({
    profile: 'tabular-data-package', name: 'hocvu-bench', resources: tables.map((t) => ({ name: t.name, path: `${t.name}.csv` })),
  })}\n`);
}

function birth(i) {
  const year = 1946 + Math.floor(chance(i, 2) * 75);
  return `${year}-${padded(1 + Math.floor(chance(i, 3) * 12), 2)}-${padded(1 + Math.floor(chance(i, 4) * 28), 2)}`;
}

// Nobody's number: 000 is no province. The digit behind it tells century and sex.
function nationalId(i, born, female) {
  return `000${(born >= '2000' ? 2 : 0) + (female ? 1 : 0)}${born.slice(2, 4)}${padded((i * 618033) % 1000000, 6)}`;
}

export function writePeople(folder, size) {
  dataPackage(folder, (open) => {
    const people = open('people', ['person', 'full_name', 'birth_date', 'sex', 'national_id', 'phone', 'email']);
    for (let i = 1; i <= size; i++) {
      const born = birth(i), female = chance(i, 5) < 0.5;
      people.row(person(i), `Học Viên Mẫu ${padded((i * 618033) % 1000000, 6)} ${pick(GIVEN, i, 6)}`, born, female ? 'female' : 'male',
        nationalId(i, born, female), chance(i, 7) < 0.6 ? `0000${padded(i % 1000000, 6)}` : '', isStaff(i) ? `${person(i)}@mau.example` : '');
    }
  });
}

function writeUnits(open) {
  const units = open('units', ['code', 'valid_from', 'valid_to', 'name', 'kind', 'parent', 'official_code']);
  units.row(PROVINCE, '', '', 'Tỉnh Mẫu', 'province', '', '');
  units.row('so-mau', '', '', 'Sở Mẫu', 'department', PROVINCE, '');
  for (let c = 0; c < COMMUNES; c++) {
    const code = commune(c);
    units.row(code, '', '', `Xã Mẫu ${c + 1}`, 'commune', PROVINCE, '');
    for (let g = 1; g <= GROUPS; g++) units.row(`${code}-to-${g}`, '', '', `Tổ dân phố Mẫu ${g}`, 'residential_group', code, '');
    for (const [suffix, kind] of new Map(BODIES.map((b) => [b[0], b[1]]))) {
      units.row(`${code}-${suffix}`, '', '', `Đơn vị Mẫu ${suffix} ${c + 1}`, kind, suffix === 'phong' ? `${code}-ubnd` : code, '');
    }
  }
}

function writePlaces(open, size) {
  const residences = open('residences', ['person', 'valid_from', 'valid_to', 'unit']);
  const affiliations = open('affiliations', ['person', 'unit', 'valid_from', 'valid_to', 'category', 'position', 'dedicated_it', 'in_charge_it', 'expert']);
  for (let i = 1; i <= size; i++) {
    const home = homeCommune(i);
    if (chance(i, 10) < 0.02) {
      const on = 1 + Math.floor(chance(i, 11) * 364);
      residences.row(person(i), '2020-01-01', days[on - 1], groupOf(home, i, 12));
      residences.row(person(i), days[on], '', groupOf(Math.floor(chance(i, 13) * COMMUNES), i, 14));
    } else {
      residences.row(person(i), '2020-01-01', '', groupOf(home, i, 12));
    }
    if (!isStaff(i)) continue;
    const [suffix, , categories] = pick(BODIES, i, 15), u = chance(i, 16);
    affiliations.row(person(i), `${commune(home)}-${suffix}`, u < 0.05 ? someDay(i, 17) : '2020-01-01',
      u > 0.97 ? someDay(i, 18) : '', pick(categories, i, 19), '', chance(i, 20) < 0.02, chance(i, 21) < 0.02, chance(i, 22) < 0.005);
  }
}

const status = (u) => u < 0.8 ? 'present' : u < 0.88 ? 'late' : u < 0.94 ? 'excused' : 'unexcused';
const CLASS = ['code', 'course', 'host_unit', 'title', 'capacity', 'venue', 'state'];
const SESSION = ['class', 'number', 'date', 'start', 'end', 'periods', 'venue', 'trainer', 'cancelled'];
const ENROLMENT = ['class', 'person', 'nominated_by', 'state'];

function writeTraining(open, size) {
  const courses = open('courses', ['code', 'title', 'topics', 'periods', 'modality', 'attendance_percent', 'attendance_unit', 'late_counts', 'excused_counts']);
  const classes = open('classes', CLASS), sessions = open('sessions', SESSION), enrolments = open('enrolments', ENROLMENT);
  const marks = open('attendance', ['class', 'session', 'person', 'status', 'recorded_at']);
  const many = Math.ceil(size / STAFF_EACH * CLASSES_EACH / ROSTER);
  const seats = Math.min(ROSTER, Math.floor(size / STAFF_EACH));

  for (const [code, topic] of COURSES) courses.row(code, `Khóa học mẫu ${code}`, topic, 4 * SESSIONS, 'in_person', 80, 'sessions', true, false);
  for (let k = 0; k < many; k++) {
    const code = `lop-${padded(k + 1, 5)}`, first = Math.floor(chance(k, 30) * (365 - SESSIONS));
    classes.row(code, COURSES[k % COURSES.length][0], `${commune(k % COMMUNES)}-ubnd`, `Lớp mẫu ${k + 1}`, ROSTER, 'Hội trường', 'finished');
    for (let n = 1; n <= SESSIONS; n++) sessions.row(code, n, days[first + n - 1], '08:00', '', 4, '', '', false);
    for (let j = 0; j < seats; j++) {
      const who = person(staff(k * ROSTER + j, size));
      enrolments.row(code, who, '', 'approved');
      for (let n = 1; n <= SESSIONS; n++) {
        marks.row(code, n, who, status(chance((k * ROSTER + j) * SESSIONS + n, 31)), `${days[first + n - 1]}T08:10:00+07:00`);
      }
    }
  }
}

function writeEvidence(open, size) {
  const skills = open('skills', ['person', 'domain', 'observed_on', 'observer', 'level']);
  const assessments = open('assessments', ['person', 'scheme', 'assessed_on', 'result', 'score', 'reference']);
  const elsewhere = open('external_completions', ['person', 'course', 'completed_on', 'source', 'evidence', 'verified']);
  for (let i = 1; i <= size; i++) {
    if (chance(i, 40) < 0.2) {
      const on = someDay(i, 41), able = chance(i, 42) < 0.7;
      DOMAINS.forEach((domain, d) => skills.row(person(i), domain, on, 'Tổ công nghệ số cộng đồng mẫu',
        pick(able ? ['with_help', 'alone'] : ['none', 'knows', 'with_help', 'alone'], i, 43 + d)));
    }
    if (!isStaff(i)) continue;
    if (chance(i, 50) < 0.5) assessments.row(person(i), 'it_skills_basic', someDay(i, 51), chance(i, 52) < 0.8 ? 'passed' : 'failed', '', '');
    if (chance(i, 53) < 0.05) elsewhere.row(person(i), pick(COURSES, i, 54)[0], someDay(i, 55), 'Nền tảng mẫu', '', true);
  }
}

// Where they live and work, what they learnt: everything but the people, who are imported before.
export function writeWorld(folder, size) {
  dataPackage(folder, (open) => {
    writeUnits(open);
    writePlaces(open, size);
    writeTraining(open, size);
    writeEvidence(open, size);
  });
}

export const FEED_EVENTS = 1000;
const FEED_CLASSES = 25, ROSTER_SESSIONS = 10;

// Classes with a session on the day of the run, to be marked: gives how many rosters. And a department whose
// calendar holds 1,000 events.
export function writeRosters(folder, size, today) {
  const many = size >= 10000 ? 50 : 2, seats = Math.min(ROSTER, Math.floor(size / STAFF_EACH));
  dataPackage(folder, (open) => {
    const classes = open('classes', CLASS), sessions = open('sessions', SESSION), enrolments = open('enrolments', ENROLMENT);
    for (let k = 0; k < many; k++) {
      const code = `hom-nay-${padded(k + 1, 3)}`;
      classes.row(code, COURSES[k % COURSES.length][0], `${commune(k % COMMUNES)}-ubnd`, `Lớp hôm nay ${k + 1}`, ROSTER, 'Hội trường', 'running');
      for (let n = 1; n <= ROSTER_SESSIONS; n++) sessions.row(code, n, today, '', '', 1, '', '', false);
      for (let j = 0; j < seats; j++) enrolments.row(code, person(staff(k * ROSTER + j, size)), '', 'approved');
    }
    for (let k = 0; k < FEED_CLASSES; k++) {
      classes.row(`lich-${padded(k + 1, 2)}`, COURSES[k % COURSES.length][0], 'so-mau', `Lớp theo lịch số ${k + 1}`, '', '"Hội trường tầng 2, trụ sở Sở Mẫu"', 'open');
      for (let n = 1; n <= FEED_EVENTS / FEED_CLASSES; n++) sessions.row(`lich-${padded(k + 1, 2)}`, n, day(today, 7 * n + k % 5), '13:30', '', 4, '', '', false);
    }
  });
  return many * ROSTER_SESSIONS;
}
