// SPDX-License-Identifier: GPL-3.0-or-later
// A data package that is wrong: every error of every row is listed with its place, and nothing is stored.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { start, temporary } from '../help/cluster.js';

let server;
before(async () => { server = await start(); });
after(() => server?.stop());

// A small world in which everything is right; a case replaces or adds files.
const WORLD = {
  units: ['code,valid_from,valid_to,name,kind,parent,official_code',
    'k-tinh,,,Tỉnh K,province,,', 'k-xa,2020-01-01,,Xã K,commune,k-tinh,', 'k-to,2020-01-01,,Tổ 1,residential_group,k-xa,',
    'k-ub,2020-01-01,,UBND xã K,commune_committee,k-xa,', 'k-phong,2020-01-01,,Phòng K,commune_division,k-ub,',
    'k-cu,2010-01-01,2019-12-31,Xã cũ,commune,k-tinh,'],
  successions: ['on,from_unit,to_unit,kind,groups,legal_basis', '2020-01-01,k-cu,k-xa,merge,k-to,NQ 1'],
  people: ['person,full_name,birth_date,sex,national_id,phone,email',
    'k-an,Học Viên Mẫu An,1990-02-03,female,000190000001,0900000001,', 'k-binh,Học Viên Mẫu Bình,1985,male,,,'],
  affiliations: ['person,unit,valid_from,valid_to,category,position,dedicated_it,in_charge_it,expert',
    'k-an,k-ub,2020-01-01,,civil_servant,,true,false,'],
  residences: ['person,valid_from,valid_to,unit', 'k-an,2020-01-01,,k-to'],
  populations: ['unit,base,definition,as_of,count,source', 'k-xa,working_age,labour_code,2024-12-31,5000,'],
  plans: ['plan,number,issued_on,issuer,parent_plan,title,period_from,period_to', 'k-ke-hoach,1/KH,2025-01-01,k-ub,,Kế hoạch K,2025-01-01,2025-12-31'],
  tasks: ['plan,section,title,lead,coordinators,timing,due_on,recurrence,product', 'k-ke-hoach,1.1,Việc K,k-ub,Ai đó;k-phong,,,yearly,'],
  targets: ['code,plan,section,title_vi,title_en,issuer_kind,base,categories,kinds,flags,evidence,topics,scheme,levels,window_from,threshold_kind,threshold,segments,valid_from,valid_to',
    'K1,k-ke-hoach,1,Chỉ tiêu K,,commune,staff,S1:civil_servant;worker,,,took_part+assessed,,it_skills_basic,health:knows,year,percent,90,S1,,'],
  courses: ['code,title,tasks,topics,audience,periods,modality,attendance_percent,attendance_unit,late_counts,excused_counts,assessment_scheme',
    'k-khoa,Khóa K,k-ke-hoach/1.1,digital_skills,,8,blended,80,sessions,true,false,course:k-khoa'],
  classes: ['code,course,host_unit,title,capacity,venue,state', 'k-lop,k-khoa,k-ub,Lớp K,30,,running', 'k-huy,k-khoa,,Lớp hủy,,,cancelled'],
  sessions: ['class,number,date,start,end,periods,venue,trainer,cancelled', 'k-lop,1,2025-03-01,08:00,,4,,k-binh,false',
    'k-lop,2,2025-03-02,08:00,11:00,4,,,true', 'k-huy,1,2025-03-01,,,4,,,'],
  enrolments: ['class,person,nominated_by,state', 'k-lop,k-an,k-ub,rejected'],
  attendance: ['class,session,person,status,recorded_at', 'k-lop,1,k-an,present,2025-03-01T09:00:00+07:00', 'k-lop,2,k-binh,late,', 'k-huy,1,k-an,present,'],
  external_completions: ['person,course,completed_on,source,evidence,verified', 'k-an,k-khoa,2025-02-01,,,true'],
  assessments: ['person,scheme,assessed_on,result,score,reference', 'k-an,course:k-khoa,2025-03-05,passed,"9,5",'],
  skills: ['person,domain,observed_on,observer,level', 'k-an,health,2025-01-05,k-binh,alone'],
  headcounts: ['unit,title,date,count', 'k-xa,Hội nghị,2025-06-01,100'],
};

const text = (lines) => (Array.isArray(lines) ? `${lines.join('\n')}\n` : lines);

// Imports files given as lists of lines (or as they are) and gives { code, errors, out, err }.
function imported(files) {
  const folder = mkdtempSync(join(temporary(), 'package.'));
  for (const [name, lines] of Object.entries(files)) writeFileSync(join(folder, name.includes('.') ? name : `${name}.csv`), text(lines));
  const r = server.hocvud('import', folder, '--json');
  rmSync(folder, { recursive: true });
  return { ...r, errors: r.out === '' ? null : JSON.parse(r.out) };
}
const places = (errors) => errors.map((e) => [e.file, e.line, e.column, e.code]);

// Adds rows to the right world and wants exactly these errors: [file, nth added row or {line}, column, code].
function wants(name, add, expected) {
  test(name, () => {
    const files = { ...WORLD };
    for (const [file, lines] of Object.entries(add)) files[file] = Array.isArray(lines) ? [...WORLD[file], ...lines] : lines;
    const r = imported(files);
    assert.deepEqual(places(r.errors), expected.map(([file, row, column, code]) => [
      file.includes('.') ? file : `${file}.csv`, row.line ?? WORLD[file].length + row, column, code]), r.err);
    assert.equal(r.code, 65);
    for (const e of r.errors) assert.ok(e.message.length > 5 && !e.message.startsWith('?'), JSON.stringify(e));
  });
}

// Values of one column that are refused with a code; the rest of the row is right.
const ROWS = {
  units: 'k-moi,2020-01-01,,Đơn vị mới,division,k-tinh,', people: 'k-chi,Học Viên Mẫu Chi,2000-01-01,male,000200000009,,',
  affiliations: 'k-binh,k-phong,2020-01-01,,worker,,false,false,false', residences: 'k-binh,2020-01-01,,k-xa',
  populations: 'k-xa,all,imported,2025-01-01,1,', plans: 'k-hai,,2025-01-01,k-ub,k-ke-hoach,Kế hoạch hai,2025-01-01,',
  tasks: 'k-ke-hoach,1.2,Việc hai,,,,2025-01-01,once,', courses: 'k-khoa2,Khóa hai,,digital_skills,,8,mooc,80,periods,true,true,',
  targets: 'K2,,,Chỉ tiêu,,,flagged,,,expert,skills,,,,2025-01-01,count,1,S1;S2,2025-01-01,2026-01-01',
  classes: 'k-lop2,k-khoa,,Lớp hai,20,,open', sessions: 'k-lop,7,2025-04-01,08:00,10:00,3,,,false',
  enrolments: 'k-lop,k-binh,,approved', attendance: 'k-lop,1,k-binh,excused,2025-03-01T02:00:00Z',
  external_completions: 'k-binh,k-khoa,2025-02-01,,,false', assessments: 'k-binh,it_skills_basic,2025-03-05,none,,',
  skills: 'k-binh,banking,2025-01-05,Chị Tổ trưởng,knows', headcounts: 'k-xa,Ngày hội,2025-06-02,0',
  successions: '2021-01-01,k-xa,k-xa,move,,',
};
const refused = {};	// by file: [column, row, code]
function refuses(file, column, values, code) {
  for (const value of values) {
    const fields = ROWS[file].split(',');
    fields[WORLD[file][0].split(',').indexOf(column)] = value;
    (refused[file] ??= []).push([column, fields.join(','), code]);
  }
}

test('the right world has no error, and the rows that the cases change are right', () => {
  const files = Object.fromEntries(Object.entries(WORLD).map(([file, lines]) =>
    [file, [...lines, ROWS[file]]]));
  const r = imported(files);
  assert.deepEqual([r.code, r.out], [0, '[]\n'], r.err);
  // Taken back by hand: the cases must find an empty place.
  server.sql('owner', `TRUNCATE person, unit, plan, target, course, class CASCADE`);
});

// Forms of values.
refuses('units', 'code', ['Hoa', 'có dấu', 'a'.repeat(65), 'a b'], 'code_form');
refuses('units', 'name', [`"a${'b'.repeat(500)}"`], 'text_too_long');
refuses('units', 'name', ['a\tb', 'a\u0085b', 'a\u007fb'], 'text_control');
refuses('units', 'valid_from', ['2020-02-30', '20200101', '01/01/2020', '2020'], 'date_form');
refuses('units', 'kind', ['ministry', 'Division', ' division'], 'value_not_listed');
refuses('people', 'person', ['K', 'a/b'], 'code_form');
refuses('people', 'birth_date', ['2000-13-01', '200', '0000', '2000-1-1'], 'birth_form');
refuses('people', 'birth_date', ['1879-12-31', '0001-01-01', '1850', '9999-12-31', '9999', new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10)], 'birth_range');
refuses('people', 'sex', ['nam', 'Male'], 'value_not_listed');
refuses('people', 'national_id', ['00020000000', '0002000000090', '00020000000a', '000 200 000 09'], 'national_id_form');
refuses('affiliations', 'category', ['boss'], 'value_not_listed');
refuses('affiliations', 'dedicated_it', ['1', 'TRUE', 'yes'], 'flag_form');
refuses('affiliations', 'valid_to', ['2019-12-31'], 'days_backwards');
refuses('residences', 'valid_to', ['2019-12-31'], 'days_backwards');
refuses('populations', 'base', ['adults'], 'value_not_listed');
refuses('populations', 'definition', ['gso'], 'value_not_listed');
refuses('populations', 'count', ['1000000001', '99999999999999999999'], 'number_range');
refuses('populations', 'count', ['-1', '1.5', '+1', '1e3', ' 1'], 'number_form');
refuses('plans', 'period_to', ['2024-12-31'], 'days_backwards');
refuses('tasks', 'recurrence', ['monthly'], 'value_not_listed');
refuses('targets', 'code', ['T 1'], 'code_form');
refuses('targets', 'base', ['everyone'], 'value_not_listed');
refuses('targets', 'issuer_kind', ['country'], 'value_not_listed');
refuses('targets', 'categories', ['S6:worker', 'S1:boss', 'S1'], 'value_not_listed');
refuses('targets', 'categories', ['worker;', ';worker'], 'list_item_empty');
refuses('targets', 'kinds', ['police;army'], 'value_not_listed');
refuses('targets', 'flags', ['experts'], 'value_not_listed');
refuses('targets', 'evidence', ['passed;assessed'], 'value_not_listed');
refuses('targets', 'topics', ['cooking'], 'value_not_listed');
refuses('targets', 'scheme', ['cambridge', 'course:'], 'value_not_listed');
refuses('targets', 'levels', ['health', 'health:some', 'sport:knows', 'health:'], 'value_not_listed');
refuses('targets', 'window_from', ['Year', '2025'], 'window_form');
refuses('targets', 'threshold_kind', ['ratio'], 'value_not_listed');
refuses('targets', 'segments', ['S1;S6'], 'value_not_listed');
refuses('targets', 'valid_to', ['2024-12-31'], 'days_backwards');
refuses('courses', 'tasks', ['k-ke-hoach', '/1.1', 'k-ke-hoach/'], 'task_form');
refuses('courses', 'topics', ['cooking'], 'value_not_listed');
refuses('courses', 'periods', ['0'], 'number_range');
refuses('courses', 'modality', ['radio'], 'value_not_listed');
refuses('courses', 'attendance_percent', ['0', '101'], 'number_range');
refuses('courses', 'attendance_unit', ['days'], 'value_not_listed');
refuses('courses', 'assessment_scheme', ['toeic'], 'value_not_listed');
refuses('classes', 'capacity', ['0'], 'number_range');
refuses('classes', 'state', ['full'], 'value_not_listed');
refuses('sessions', 'start', ['8:00', '24:00', '08:60', '08:00:00'], 'hhmm_form');
refuses('sessions', 'date', ['1999-12-31', '2100-01-01', '0001-01-01', '9999-12-31'], 'session_date_range');
refuses('sessions', 'end', ['07:59', '08:00'], 'session_ends_before_start');
refuses('sessions', 'periods', ['0'], 'number_range');
refuses('sessions', 'number', ['một'], 'number_form');
refuses('enrolments', 'state', ['pending'], 'value_not_listed');
refuses('attendance', 'status', ['absent'], 'value_not_listed');
refuses('attendance', 'recorded_at', ['2025-03-01', '2025-03-01T09:00:00', '2025-03-01 09:00:00+07:00', '2025-03-01T25:00:00Z',
  '9999-12-31T23:59:59Z'], 'instant_form');
refuses('assessments', 'result', ['pass'], 'value_not_listed');
refuses('assessments', 'scheme', ['ielts'], 'value_not_listed');
refuses('skills', 'domain', ['sport'], 'value_not_listed');
refuses('skills', 'level', ['any'], 'value_not_listed');

// What may not be empty.
for (const [file, columns] of Object.entries({
  units: ['code', 'name', 'kind'], successions: ['on', 'from_unit', 'to_unit', 'kind'], people: ['person', 'full_name'],
  affiliations: ['person', 'unit', 'category'], residences: ['person', 'unit'], populations: ['unit', 'base', 'definition', 'as_of', 'count'],
  plans: ['plan', 'title'], tasks: ['plan', 'section', 'title'], targets: ['code', 'base', 'evidence', 'threshold_kind', 'threshold'],
  courses: ['code', 'title', 'topics', 'periods', 'attendance_percent'], classes: ['code', 'course', 'title', 'state'],
  sessions: ['class', 'number', 'date', 'periods'], enrolments: ['class', 'person', 'state'],
  attendance: ['class', 'session', 'person', 'status'], external_completions: ['person', 'course', 'completed_on'],
  assessments: ['person', 'scheme', 'assessed_on', 'result'], skills: ['person', 'domain', 'observed_on', 'observer', 'level'],
  headcounts: ['unit', 'title', 'date', 'count'],
})) for (const column of columns) refuses(file, column, [''], 'value_required');

// What is named must exist.
for (const [file, column, code] of [['units', 'parent', 'unit'], ['successions', 'from_unit', 'unit'], ['successions', 'to_unit', 'unit'],
  ['affiliations', 'person', 'person'], ['affiliations', 'unit', 'unit'], ['residences', 'person', 'person'], ['residences', 'unit', 'unit'],
  ['populations', 'unit', 'unit'], ['plans', 'issuer', 'unit'], ['plans', 'parent_plan', 'plan'], ['tasks', 'plan', 'plan'], ['targets', 'plan', 'plan'],
  ['classes', 'course', 'course'], ['classes', 'host_unit', 'unit'], ['sessions', 'class', 'class'], ['sessions', 'trainer', 'person'],
  ['enrolments', 'class', 'class'], ['enrolments', 'person', 'person'], ['enrolments', 'nominated_by', 'unit'],
  ['attendance', 'class', 'class'], ['attendance', 'person', 'person'], ['external_completions', 'person', 'person'],
  ['external_completions', 'course', 'course'], ['assessments', 'person', 'person'], ['skills', 'person', 'person'], ['headcounts', 'unit', 'unit'],
]) refuses(file, column, ['khong-co'], `${code}_unknown`);
refuses('attendance', 'session', ['9'], 'session_unknown');
refuses('courses', 'tasks', ['k-ke-hoach/9', 'khong-co/1'], 'task_unknown');
refuses('courses', 'assessment_scheme', ['course:khong-co'], 'course_unknown');
refuses('assessments', 'scheme', ['course:khong-co'], 'course_unknown');
refuses('targets', 'scheme', ['course:khong-co'], 'course_unknown');
// One case of every file at a time: each must tell its own error and no other.
for (let round = 0; round < Math.max(...Object.values(refused).map((cases) => cases.length)); round++) {
  const cases = Object.keys(WORLD).filter((file) => refused[file]?.[round]).map((file) => [file, ...refused[file][round]]);
  wants(`values that are refused, ${round + 1}: ${cases.map(([file, column]) => `${file}.${column}`).join(', ')}`,
    Object.fromEntries(cases.map(([file, , row]) => [file, [row]])), cases.map(([file, column, , code]) => [file, 1, column, code]));
}
wants('groups that do not exist, or are no groups', { successions: ['2020-01-01,k-cu,k-to,split,khong-co;k-xa,'] },
  [['successions', 1, 'groups', 'group_kind'], ['successions', 1, 'groups', 'group_unknown']]);

// Keys.
for (const file of Object.keys(WORLD)) {
  test(`two rows of ${file} with one key`, () => {
    const r = imported({ ...WORLD, [file]: [...WORLD[file], WORLD[file][1]] });
    assert.deepEqual(places(r.errors), [[`${file}.csv`, WORLD[file].length + 1, WORLD[file][0].split(',')[0], 'key_twice']]);
  });
}

// Rows against each other.
wants('versions of a unit that overlap', { units: ['k-xa,2024-01-01,,Xã K mới,commune,k-tinh,'] }, [['units', 1, 'valid_from', 'unit_version_overlap']]);
wants('affiliations of one person in one unit that overlap', { affiliations: ['k-an,k-ub,2024-01-01,,worker,,,,'] },
  [['affiliations', 1, 'valid_from', 'affiliation_overlap']]);
wants('two residences at once', { residences: ['k-an,2019-01-01,2020-01-01,k-xa'] }, [['residences', 1, 'valid_from', 'residence_overlap']]);
wants('a cycle on some days', { units: ['k-a,2020-01-01,2021-12-31,A,division,k-b,', 'k-b,2021-06-01,,B,division,k-a,', 'k-a,2022-01-01,,A,division,k-ub,'] },
  [['units', 1, 'parent', 'unit_cycle']]);
wants('a unit below itself', { units: ['k-a,2020-01-01,,A,division,k-a,'] }, [['units', 1, 'parent', 'unit_cycle']]);
wants('a territory below a body', { units: ['k-to2,2021-01-01,,Tổ 2,residential_group,k-ub,'] }, [['units', 1, 'parent', 'territory_below_body']]);
wants('working in a territory', { affiliations: ['k-binh,k-xa,2021-01-01,,worker,,,,'] }, [['affiliations', 1, 'unit', 'affiliation_in_territory']]);
wants('living in a body', { residences: ['k-binh,2021-01-01,,k-ub'] }, [['residences', 1, 'unit', 'residence_in_body']]);
wants('one personal number for two people', { people: ['k-chi,Học Viên Mẫu Chi,,,000190000001,,'] }, [['people', 1, 'national_id', 'national_id_taken']]);
wants('the old unit goes on after a merger', { successions: ['2022-01-01,k-phong,k-ub,merge,,'] }, [['successions', 1, 'from_unit', 'succession_contradicts_units']]);
wants('the old unit was gone long before', { successions: ['2021-01-01,k-cu,k-xa,merge,,'] }, [['successions', 1, 'from_unit', 'succession_contradicts_units']]);
wants('the new unit is not there on the day', { units: ['k-moi,2021-01-02,,Mới,commune,k-tinh,'], successions: ['2020-01-01,k-cu,k-moi,split,,'] },
  [['successions', 1, 'to_unit', 'succession_contradicts_units']]);
wants('a share of more than the whole', { targets: ['K3,,,Chỉ tiêu,,,staff,,,,took_part,,,,year,percent,101,,,'] }, [['targets', 1, 'threshold', 'number_range']]);
wants('the rest of a unit going two ways', { units: ['k-doi,2010-01-01,2021-12-31,Đội,division,k-ub,', 'k-d1,2022-01-01,,Đội 1,division,k-ub,', 'k-d2,2022-01-01,,Đội 2,division,k-ub,'],
  successions: ['2022-01-01,k-doi,k-d1,split,,', '2022-01-01,k-doi,k-d2,split,,'] }, [['successions', 2, 'groups', 'succession_rest_twice']]);
wants('a residential group that goes two ways on a day', { units: ['k-to2,2020-01-01,2021-12-31,Tổ 2,residential_group,k-xa,'],
  successions: ['2020-01-01,k-cu,k-to,split,k-to2,', '2020-01-01,k-cu,k-ub,split,k-to2,'] }, [['successions', 2, 'groups', 'succession_group_twice']]);
wants('a plan below itself', { plans: ['k-p1,,,,k-p2,Một,,', 'k-p2,,,,k-p3,Hai,,', 'k-p3,,,,k-p1,Ba,,', 'k-p4,,,,k-p1,Bốn,,', 'k-p5,,,,k-p5,Năm,,'] },
  [['plans', 1, 'parent_plan', 'plan_cycle'], ['plans', 5, 'parent_plan', 'plan_cycle']]);

// Files, headers, records.
wants('a file that belongs to no package', { 'thừa.csv': 'a\n1\n' }, [['thừa.csv', { line: 1 }, null, 'file_unknown']]);
wants('columns that are unknown, missing, twice', { skills: 'person,domain,observed_on,level,level,mood\n' }, [
  ['skills', { line: 1 }, 'mood', 'column_unknown'], ['skills', { line: 1 }, 'observer', 'column_missing'], ['skills', { line: 1 }, 'level', 'column_twice']]);
wants('an empty file', { headcounts: '' }, [['headcounts', { line: 1 }, null, 'header_missing']]);
wants('records with more and with fewer fields', { headcounts: ['k-xa,Một,2025-06-03,1,1', 'k-xa,Hai,2025-06-03'] },
  [['headcounts', 1, null, 'field_count'], ['headcounts', 2, null, 'field_count']]);
wants('stray quotes', { headcounts: ['k-xa,Một "hai",2025-06-03,1', 'k-xa,"Một" hai,2025-06-03,1'] },
  [['headcounts', 1, 'title', 'quote_stray'], ['headcounts', 2, 'title', 'quote_stray']]);
wants('a quote that stays open hides nothing below it', { headcounts: ['k-xa,"Một,2025-06-03,1', 'k-xa,Hai,2025-06-31,1'] },
  [['headcounts', 1, 'title', 'quote_open'], ['headcounts', 2, 'date', 'date_form']]);
wants('a line break inside a name; lines are counted on', { units: ['k-m,2020-01-01,,"Một', 'hai",division,k-ub,', 'k-n,,,Hai,nhà,k-ub,'] },
  [['units', 1, 'name', 'text_line_break'], ['units', 3, 'kind', 'value_not_listed']]);
wants('damaged letters', { headcounts: Buffer.concat([Buffer.from(`${WORLD.headcounts[0]}\nk-xa,`), Buffer.from([0xff, 0xfe]), Buffer.from(',2025-06-03,1\nk-xa,a\0b,2025-06-03,1\n')]) },
  [['headcounts', { line: 2 }, 'title', 'text_encoding'], ['headcounts', { line: 3 }, 'title', 'text_encoding']]);
wants('a wrong row does not make others wrong', {
  units: ['k-sai,2020-02-31,,Sai,division,k-ub,', 'k-con,2020-01-01,,Con,division,k-sai,', 'k-ba,2020-01-01,,Ba,division'],
  people: ['k-dung,"Mẫu "Dung",,,,,'], affiliations: ['k-dung,k-ba,2020-01-01,,worker,,,,', 'k-an,k-sai,,,worker,,,,'] },
[['units', 1, 'valid_from', 'date_form'], ['units', 3, null, 'field_count'], ['people', 1, 'full_name', 'quote_stray']]);

test('every error of a row and of every file is listed, in order', () => {
  const r = imported({ ...WORLD, people: [...WORLD.people, 'K,,x,y,1,,'], units: [...WORLD.units, 'k-z,2020-01-01,2019-01-01,,division,khong-co,'] });
  assert.deepEqual(places(r.errors), [['units.csv', 8, 'valid_to', 'days_backwards'], ['units.csv', 8, 'name', 'value_required'],
    ['units.csv', 8, 'parent', 'unit_unknown'], ['people.csv', 4, 'person', 'code_form'], ['people.csv', 4, 'full_name', 'value_required'],
    ['people.csv', 4, 'birth_date', 'birth_form'], ['people.csv', 4, 'sex', 'value_not_listed'], ['people.csv', 4, 'national_id', 'national_id_form']]);
});

test('after all of this nothing was stored', () => {
  assert.deepEqual(server.sql('owner', `SELECT (SELECT count(*) FROM unit) + (SELECT count(*) FROM person) + (SELECT count(*) FROM plan)
    + (SELECT count(*) FROM course) + (SELECT count(*) FROM target) AS n`), [{ n: 0 }]);
});

test('personal numbers, telephones and names stay out of the messages', () => {
  const r = imported({ people: [WORLD.people[0], `k-x,${'Tên Mẫu '.repeat(80)},,,99919000000x,${'09'.repeat(300)},`] });
  assert.deepEqual(r.errors.map((e) => e.code), ['text_too_long', 'national_id_form', 'text_too_long']);
  assert.doesNotMatch(r.out + r.err, /Tên Mẫu|99919|0909/);
});

test('exit codes: no folder 66, usage 64, a table for people without --json', () => {
  assert.equal(server.hocvud('import', '/nowhere/at/all').code, 66);
  assert.equal(server.hocvud('import').code, 64);
  assert.equal(server.hocvud('import', '/tmp', '/tmp').code, 64);
  const folder = mkdtempSync(join(temporary(), 'package.'));
  writeFileSync(join(folder, 'people.csv'), 'person,full_name\nK,\n');
  const r = server.hocvud('import', folder);
  assert.equal(r.code, 65);
  assert.match(r.out, /^people\.csv:2: person: .*\[code_form\]\npeople\.csv:2: full_name: .*\[value_required\]\n$/);
});
