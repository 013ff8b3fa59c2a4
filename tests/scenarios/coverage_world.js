// SPDX-License-Identifier: GPL-3.0-or-later
// Makes small random worlds as data packages: units that merge, split, move and end, people who work in two
// places, marks of every sort. The same seed gives the same world.
import fs from 'node:fs';
import { plus } from './coverage_recount.js';

const BODIES = ['province_committee', 'department', 'town_committee', 'division', 'commune_committee', 'commune_division',
  'public_service_unit', 'health_station', 'police', 'party_body', 'front_body', 'enterprise', 'cooperative', 'school',
  'association', 'other', 'community_team'];
const CATEGORIES = ['leader_manager', 'cadre', 'civil_servant', 'public_employee', 'contract_worker', 'part_time_official',
  'armed_forces', 'worker', 'board_member', 'team_member'];
const TOPICS = ['digital_transformation', 'digital_skills', 'digital_technology', 'information_security', 'leadership', 'expert'];
const SCHEMES = ['national_digital_skills', 'it_skills_basic', 'it_skills_advanced'];
const DOMAINS = ['online_public_services', 'health', 'education', 'transport', 'tourism', 'banking'];
const LEVELS = ['none', 'knows', 'with_help', 'alone'];
const BREAKS = ['2024-12-31', '2025-01-01', '2025-03-15', '2025-06-30', '2025-07-01', '2025-12-31', '2026-01-01', '2026-02-28'];

function dice(seed) {
  let s = seed >>> 0;
  const next = () => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = Math.imul(s ^ (s >>> 15), 1 | s);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n) => Math.floor(next() * n);
  const chance = (p) => next() < p;
  const one = (a) => a[below(a.length)];
  const some = (a, p) => a.filter(() => chance(p));
  const day = () => (chance(0.4) ? one(BREAKS) : plus('2024-06-01', below(800)));
  return { below, chance, one, some, day };
}

// The tree as it grows and changes: open versions by code, closed ones in rows.
class Tree {
  constructor(d) { Object.assign(this, { d, open: new Map(), rows: [], successions: [], n: 0 }); }

  add(kind, parent, from = '', code = `${kind.slice(0, 4).replace('_', '-')}${++this.n}`) {
    this.open.set(code, { code, valid_from: from, valid_to: '', name: `Đơn vị ${code}`, kind, parent, official_code: '' });
    return code;
  }

  end(code, on) {
    const v = this.open.get(code);
    this.open.delete(code);
    if (v.valid_from !== on) this.rows.push({ ...v, valid_to: plus(on, -1) });
    return v;
  }

  // The same unit goes on below another parent, or under another name.
  change(code, on, what) {
    const v = this.end(code, on);
    this.open.set(code, { ...v, ...what, valid_from: on });
  }

  of(parent) { return [...this.open.values()].filter((v) => v.parent === parent).map((v) => v.code); }
  kind(...kinds) { return [...this.open.values()].filter((v) => kinds.includes(v.kind)).map((v) => v.code); }
  follow(on, from_unit, to_unit, kind, groups = []) {
    this.successions.push({ on, from_unit, to_unit, kind, groups: groups.join(';'), legal_basis: '' });
  }

  // What lay below a unit that ended: most goes to the heir, some ends with it, some stays behind as roots.
  inherit(code, heir, on) {
    for (const child of this.of(code)) {
      const v = this.open.get(child), way = this.d.below(10);
      if (way < 5) this.change(child, on, { parent: heir });
      else if (way < 7) {
        const fresh = this.add(v.kind, heir, on);
        this.end(child, on);
        this.follow(on, child, fresh, this.d.one(['rename', 'merge']));
        this.inherit(child, fresh, on);
      } else if (way < 9) this.close(child, on);
    }
  }

  close(code, on) {
    for (const child of this.of(code)) this.close(child, on);
    this.end(code, on);
    if (this.d.chance(0.3)) this.follow(on, code, code, 'abolish');
  }
}

const EVENTS = {
  merge(t, on) {
    const a = t.d.one(t.kind('commune')), b = t.d.one(t.kind('commune'));
    if (a === b) return;
    const fresh = t.add('commune', t.open.get(a).parent, on);
    for (const old of [a, b]) {
      t.end(old, on);
      t.follow(on, old, fresh, 'merge');
      t.inherit(old, fresh, on);
    }
  },
  absorb(t, on) {
    const a = t.d.one(t.kind('commune')), b = t.d.one(t.kind('commune'));
    if (a === b) return;
    t.end(b, on);
    t.follow(on, b, a, t.d.one(['merge', 'abolish']));
    t.inherit(b, a, on);
  },
  split(t, on) {
    const old = t.d.one(t.kind('commune')), groups = t.of(old).filter((c) => t.open.get(c).kind === 'residential_group');
    if (groups.length < 2) return;
    const parent = t.open.get(old).parent, parts = [t.add('commune', parent, on), t.add('commune', parent, on)];
    const first = groups.slice(0, 1 + t.d.below(groups.length - 1)), second = groups.filter((g) => !first.includes(g));
    const goesOn = t.d.chance(0.3);
    t.follow(on, old, parts[0], 'split', first);
    if (goesOn) t.follow(on, old, old, 'split');
    else t.follow(on, old, parts[1], 'split', t.d.chance(0.5) ? second : []);
    if (goesOn) t.end(parts[1], on);
    for (const g of groups) {
      const to = first.includes(g) ? parts[0] : goesOn ? old : parts[1];
      if (t.d.chance(0.6)) { if (to !== old) t.change(g, on, { parent: to }); } else t.end(g, on);
    }
    if (!goesOn) {
      t.end(old, on);
      t.inherit(old, parts[1], on);
    }
  },
  rename(t, on) {
    const code = t.d.one([...t.open.keys()]);
    t.change(code, on, { name: `Tên mới ${code}` });
    if (t.d.chance(0.6)) t.follow(on, code, code, 'rename');
  },
  recode(t, on) {
    const code = t.d.one([...t.open.keys()].filter((c) => c !== 'p'));
    const v = t.open.get(code), fresh = t.add(v.kind, v.parent, on);
    t.end(code, on);
    t.follow(on, code, fresh, 'rename');
    for (const child of t.of(code)) t.change(child, on, { parent: fresh });
  },
  move(t, on) {
    const code = t.d.one(t.kind('commune')), to = t.d.one(t.kind('town', 'province'));
    if (t.open.get(code).parent === to) return;
    t.change(code, on, { parent: to });
    if (t.d.chance(0.5)) t.follow(on, code, code, 'move');
  },
  body(t, on) {
    const code = t.d.one(t.kind('division', 'department', 'commune_division', 'school'));
    const heir = t.d.one(t.kind('division', 'department', 'commune_division'));
    if (!code || !heir || code === heir || t.of(code).length) return;
    t.end(code, on);
    if (t.d.chance(0.7)) t.follow(on, code, heir, t.d.one(['merge', 'abolish']));
  },
  town(t, on) {
    const code = t.d.one(t.kind('town'));
    if (!code) return;
    for (const c of t.of(code)) if (t.open.get(c).kind === 'commune') t.change(c, on, { parent: 'p' });
    t.close(code, on);
  },
};

function grow(d) {
  const t = new Tree(d);
  t.add('province', '', '', 'p');
  const towns = [t.add('town', 'p'), t.add('town', 'p')];
  const communes = Array.from({ length: 6 }, () => t.add('commune', d.one([...towns, 'p'])));
  for (const c of communes) for (let i = 0; i < 1 + d.below(3); i++) t.add('residential_group', c);
  const head = t.add('province_committee', 'p');
  for (let i = 0; i < 2; i++) t.add('department', head);
  for (const town of towns) t.add('division', t.add('town_committee', town));
  for (const c of communes.slice(0, 4)) t.add('commune_division', t.add('commune_committee', c));
  for (const kind of BODIES.slice(6)) t.add(kind, d.one([...communes, ...towns, 'p', head]));
  const days = Array.from({ length: 4 + d.below(4) }, () => d.day()).sort();
  for (const on of days) EVENTS[d.one(Object.keys(EVENTS))](t, on);
  return { units: [...t.rows, ...t.open.values()].filter((v) => !v.valid_to || !v.valid_from || v.valid_from <= v.valid_to),
    successions: t.successions };
}

function span(d) {
  const a = d.day(), b = d.day();
  const [from, to] = a <= b ? [a, b] : [b, a];
  return { valid_from: d.chance(0.5) ? '2020-01-01' : from, valid_to: d.chance(0.5) ? '' : to };
}

const overlaps = (a, b) => (!a.valid_to || a.valid_to >= b.valid_from) && (!b.valid_to || b.valid_to >= a.valid_from);
const pushUnless = (rows, row, clash) => { if (!rows.some((r) => clash(r, row))) rows.push(row); };
const byKey = (...keys) => (a, b) => keys.every((k) => a[k] === b[k]);

function populate(d, pkg, size) {
  const codes = (f) => [...new Set(pkg.units.filter(f).map((v) => v.code))];
  const bodies = codes((v) => BODIES.includes(v.kind)), lands = codes((v) => !BODIES.includes(v.kind));
  const homes = codes((v) => ['commune', 'residential_group'].includes(v.kind));
  const year = (a, n) => String(a + d.below(n));
  Object.assign(pkg, { people: [], affiliations: [], residences: [], populations: [], headcounts: [] });
  for (let i = 0; i < size; i++) {
    const person = `hv${String(i).padStart(4, '0')}`;
    const birth = d.one([() => '', () => year(1960, 12), () => year(2009, 3),
      () => plus(`${year(1962, 10)}-01-01`, d.below(365)), () => plus(`${year(1980, 20)}-01-01`, d.below(365)),
      () => d.one(['2010-12-31', '2011-01-01', '1964-03-10', '1969-05-20', '1960-12-15', '2008-02-29'])])();
    pkg.people.push({ person, full_name: `Học Viên Mẫu ${String(i).padStart(4, '0')}`, birth_date: birth,
      sex: d.one(['male', 'female', '']), national_id: '', phone: '', email: '' });
    for (let k = d.below(4); k > 0; k--)
      pushUnless(pkg.affiliations, { person, unit: d.one(bodies), ...span(d), category: d.one(CATEGORIES), position: '',
        dedicated_it: String(d.chance(0.4)), in_charge_it: String(d.chance(0.3)), expert: String(d.chance(0.3)) },
      (a, b) => a.person === b.person && a.unit === b.unit && overlaps(a, b));
    for (let k = d.below(3); k > 0; k--)
      pushUnless(pkg.residences, { person, ...span(d), unit: d.one(homes) }, (a, b) => a.person === b.person && overlaps(a, b));
  }
  for (let i = 0; i < 22; i++)
    pushUnless(pkg.populations, { unit: d.one(lands), base: d.chance(0.85) ? 'working_age' : 'all',
      definition: d.one(['labour_code', 'labour_code', 'imported', 'gso_fixed']), as_of: d.day(),
      count: String(d.below(30)), source: '' }, byKey('unit', 'base', 'definition', 'as_of'));
  for (let i = 0; i < 8; i++)
    pushUnless(pkg.headcounts, { unit: d.one([...lands, ...bodies]), title: d.one(['Ngày hội', 'Áo', 'event']), date: d.day(),
      count: String(d.below(2000)) }, byKey('unit', 'title', 'date'));
}

function teach(d, pkg) {
  Object.assign(pkg, { courses: [], classes: [], sessions: [], attendance: [], external_completions: [], assessments: [], skills: [] });
  for (let i = 0; i < 6; i++)
    pkg.courses.push({ code: `k${i}`, title: `Khóa ${i}`, tasks: '', topics: [...new Set([d.one(TOPICS), d.one(TOPICS)])].join(';'),
      audience: '', periods: '8', modality: '', attendance_percent: d.one(['1', '50', '66', '67', '80', '100']),
      attendance_unit: d.one(['sessions', 'periods']), late_counts: String(d.chance(0.6)),
      excused_counts: String(d.chance(0.4)), assessment_scheme: d.chance(0.3) ? d.one([...SCHEMES, `course:k${i}`]) : '' });
  for (let i = 0; i < 12; i++) {
    const code = `l${i}`;
    pkg.classes.push({ code, course: d.one(pkg.courses).code, host_unit: '', title: `Lớp ${i}`, capacity: '', venue: '',
      state: d.one(['draft', 'open', 'closed', 'running', 'finished', 'finished', 'cancelled']) });
    const first = d.day();
    for (let n = 1; n <= d.below(6); n++)
      pkg.sessions.push({ class: code, number: String(n), date: plus(first, d.below(40)), start: '', end: '',
        periods: String(1 + d.below(8)), venue: '', trainer: '', cancelled: String(d.chance(0.15)) });
  }
  for (const s of pkg.sessions)
    for (const p of pkg.people)
      if (d.chance(0.3))
        pkg.attendance.push({ class: s.class, session: s.number, person: p.person,
          status: d.one(['present', 'present', 'late', 'excused', 'unexcused']), recorded_at: '' });
  for (const { person } of pkg.people) {
    if (d.chance(0.2))
      pushUnless(pkg.external_completions, { person, course: d.one(pkg.courses).code, completed_on: d.day(), source: '',
        evidence: '', verified: String(d.chance(0.6)) }, byKey('person', 'course', 'completed_on'));
    for (let k = d.below(4); k > 0; k--)
      pushUnless(pkg.assessments, { person, scheme: d.one([...SCHEMES, ...pkg.courses.map((c) => `course:${c.code}`)]),
        assessed_on: d.day(), result: d.one(['passed', 'passed', 'failed', 'none']), score: '', reference: '' },
      byKey('person', 'scheme', 'assessed_on'));
    const able = d.chance(0.5);
    for (const domain of DOMAINS)
      for (let k = able ? 1 + d.below(2) : d.below(2); k > 0; k--)
        pushUnless(pkg.skills, { person, domain, observed_on: d.day(), observer: d.one(['tổ 1', 'tổ 2']),
          level: able && d.chance(0.8) ? d.one(['with_help', 'alone', 'knows']) : d.one(LEVELS) },
        byKey('person', 'domain', 'observed_on', 'observer'));
  }
}

// Targets of a programme office: any mixture the columns allow.
function aim(d, i) {
  const segments = d.chance(0.5) ? d.some(['S1', 'S2', 'S3', 'S4', 'S5'], 0.6).join(';') : '';
  const evidence = d.one(['took_part', 'completed', 'assessed', 'passed', 'skills', 'completed+passed', 'took_part+assessed']);
  return { code: `X${i}`, plan: '', section: '', title_vi: `Mục tiêu ${i}`, title_en: '', issuer_kind: d.one(['', 'province', 'town', 'commune']),
    base: d.one(['staff', 'flagged', 'working_age']),
    categories: d.chance(0.5) ? '' : [...d.some(CATEGORIES, 0.5), ...(d.chance(0.5) ? ['S3:board_member', 'S1:worker'] : [])].join(';'),
    kinds: d.chance(0.7) ? '' : d.some(BODIES, 0.5).join(';'), flags: d.chance(0.6) ? '' : d.some(['dedicated_it', 'in_charge_it', 'expert'], 0.5).join(';'),
    evidence, topics: d.chance(0.5) ? '' : d.some(TOPICS, 0.5).join(';'),
    scheme: d.chance(0.5) ? d.one(SCHEMES) : '', levels: evidence === 'skills' ? d.some(DOMAINS, 0.4).map((x) => `${x}:${d.one(LEVELS)}`).join(';') : '',
    window_from: d.one(['', 'year', '2025-01-01', '2025-07-01']), threshold_kind: d.one(['percent', 'percent', 'count']),
    threshold: String(d.one([0, 1, 5, 50, 80, 99, 100])), segments, valid_from: '', valid_to: '' };
}

// A world with `targets` (rows of targets.csv) and some more of its own.
function randomWorld(seed, targets, size = 60) {
  const d = dice(seed);
  const pkg = grow(d);
  populate(d, pkg, size);
  teach(d, pkg);
  pkg.targets = [...targets, ...Array.from({ length: 6 }, (_, i) => aim(d, i))];
  return pkg;
}

// Questions about a world, around every edge it has.
function randomQuestions(seed, pkg, n, boundaries = false) {
  const d = dice(seed + 1000003);
  const days = [...new Set([...pkg.units.flatMap((v) => [v.valid_from, v.valid_to]), ...pkg.successions.map((r) => r.on), ...BREAKS].filter(Boolean))];
  const near = () => (d.chance(0.7) ? plus(d.one(days), d.below(3) - 1) : d.day());
  const codes = [...new Set(pkg.units.map((v) => v.code))];
  return Array.from({ length: n }, () => {
    const t = d.one(pkg.targets), segments = t.segments ? t.segments.split(';') : [];
    const question = { target: t.code, unit: d.chance(0.3) ? 'p' : d.one(codes), as_of: near() };
    if (segments.length && d.chance(0.6)) question.segment = d.one(segments);
    if (boundaries) question.boundaries = d.chance(0.1) ? 'then' : near();
    return question;
  });
}

// Reads a CSV file of a package (RFC 4180) into rows.
function readCsv(file) {
  const rows = [[]];
  let field = '', quoted = false;
  const text = fs.readFileSync(file, 'utf8').replace(/^\ufeff/, '');
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted && c === '"' && text[i + 1] === '"') { field += '"'; i++; }
    else if (c === '"') quoted = !quoted;
    else if (!quoted && (c === ',' || c === '\n')) {
      rows.at(-1).push(field.replace(/\r$/, ''));
      field = '';
      if (c === '\n') rows.push([]);
    } else field += c;
  }
  const [head, ...body] = rows.filter((r) => r.length);
  return body.map((r) => Object.fromEntries(head.map((h, i) => [h, r[i]])));
}

export { randomWorld, randomQuestions, readCsv, dice };
