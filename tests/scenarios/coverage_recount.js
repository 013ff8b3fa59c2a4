// SPDX-License-Identifier: GPL-3.0-or-later
// A second opinion: computes answers of /api/v1/coverage from the rows of a data package, people by people and
// day by day, straight from the definitions in server/features/coverage/README.md. Slow and plain on purpose.
const DAY = 86400000;
const TERRITORIES = ['province', 'town', 'commune', 'residential_group'];
const SEGMENTS = {
  S1: ['province_committee', 'department', 'town_committee', 'division', 'commune_committee', 'commune_division',
    'public_service_unit', 'health_station', 'police', 'party_body', 'front_body'],
  S2: ['enterprise'], S3: ['cooperative'], S4: ['school'], S5: ['association', 'other'],
};
const LEVELS = ['none', 'knows', 'with_help', 'alone'];
const PREFERRED = ['labour_code', 'imported', 'gso_fixed'];

const plus = (day, n) => new Date(Date.parse(day) + n * DAY).toISOString().slice(0, 10);
const within = (from, to, day) => (!from || from <= day) && (!to || day <= to);
const list = (text) => (text ? text.split(';') : []);
const bytes = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const segmentOf = (kind) => Object.keys(SEGMENTS).find((s) => SEGMENTS[s].includes(kind));

function groupBy(rows, key) {
  const map = new Map();
  for (const row of rows ?? []) {
    if (!map.has(row[key])) map.set(row[key], []);
    map.get(row[key]).push(row);
  }
  return { of: (k) => map.get(k) ?? [] };
}

function birthday(birth, years) {
  const [y, m, d] = birth.split('-').map(Number);
  const leap = new Date(Date.UTC(y + years, m, 0)).getUTCDate();
  return `${String(y + years).padStart(4, '0')}-${String(m).padStart(2, '0')}-${String(Math.min(d, leap)).padStart(2, '0')}`;
}

// Labour Code, article 169: months of age needed to retire in a year.
function retirement(year, sex) {
  if (year < 2021) return sex === 'male' ? 720 : 660;
  return sex === 'male' ? Math.min(744, 723 + 3 * (year - 2021)) : Math.min(720, 664 + 4 * (year - 2021));
}

function workingAge(person, day) {
  if (!person.birth_date) return false;
  const birth = person.birth_date.length === 4 ? `${person.birth_date}-01-01` : person.birth_date;
  const [by, bm] = birth.split('-').map(Number);
  if (day < birthday(birth, 15)) return false;
  // Month by month from birth until the age reached is enough in that month's year.
  for (let age = 540; ; age++) {
    const year = by + Math.floor((bm - 1 + age) / 12), month = (bm - 1 + age) % 12;
    if (age >= retirement(year, person.sex || 'female'))
      return day <= new Date(Date.UTC(year, month + 1, 0)).toISOString().slice(0, 10);
  }
}

class Recount {
  constructor(pkg) {
    this.pkg = pkg;
    this.versions = groupBy(pkg.units, 'code');
    this.children = groupBy(pkg.units, 'parent');
    this.people = new Map((pkg.people ?? []).map((p) => [p.person, p]));
    this.courses = new Map((pkg.courses ?? []).map((c) => [c.code, c]));
    this.classes = new Map((pkg.classes ?? []).map((c) => [c.code, c]));
    this.sessions = groupBy((pkg.sessions ?? []).filter((s) => s.cancelled !== 'true'), 'class');
    this.marks = groupBy(pkg.attendance, 'person');
    this.external = groupBy((pkg.external_completions ?? []).filter((e) => e.verified === 'true'), 'person');
    this.assessments = groupBy(pkg.assessments, 'person');
    this.skills = groupBy(pkg.skills, 'person');
  }

  version(unit, day) { return this.versions.of(unit).find((v) => within(v.valid_from, v.valid_to, day)); }

  parent(unit, day) {
    const v = this.version(unit, day);
    return v?.parent && this.version(v.parent, day) ? v.parent : null;
  }

  // The unit and all above it on a day.
  path(unit, day) {
    const out = [];
    for (let u = unit; u; u = this.parent(u, day)) out.push(u);
    return out;
  }

  // --- evidence -----------------------------------------------------------------------------------

  sessionsHeld(classCode) {
    return this.classes.get(classCode)?.state === 'cancelled' ? [] : this.sessions.of(classCode);
  }

  // [{ day, course, class }] of every session attended up to D.
  attended(person, D) {
    const out = [];
    for (const m of this.marks.of(person)) {
      if (m.status !== 'present' && m.status !== 'late') continue;
      const s = this.sessionsHeld(m.class).find((x) => x.number === m.session);
      if (s && s.date <= D) out.push({ day: s.date, class: m.class, course: this.classes.get(m.class).course });
    }
    return out;
  }

  completions(person, D) {
    const out = this.external.of(person).filter((e) => e.completed_on <= D)
      .map((e) => ({ day: e.completed_on, course: e.course }));
    for (const code of new Set(this.marks.of(person).map((m) => m.class))) {
      const sessions = this.sessionsHeld(code);
      const course = this.courses.get(this.classes.get(code).course);
      if (sessions.length === 0) continue;
      const weight = (s) => (course.attendance_unit === 'periods' ? Number(s.periods) : 1);
      let share = 0, whole = 0;
      for (const s of sessions) {
        const mark = this.marks.of(person).find((m) => m.class === code && m.session === s.number)?.status;
        whole += weight(s);
        if (mark === 'present' || (mark === 'late' && course.late_counts !== 'false')
          || (mark === 'excused' && course.excused_counts === 'true')) share += weight(s);
      }
      if (share * 100 < Number(course.attendance_percent) * whole) continue;
      let day = sessions.map((s) => s.date).sort().at(-1);
      if (course.assessment_scheme) {
        const pass = this.assessments.of(person)
          .filter((a) => a.scheme === course.assessment_scheme && a.result === 'passed')
          .map((a) => a.assessed_on).sort()[0];
        if (!pass) continue;
        if (pass > day) day = pass;
      }
      if (day <= D) out.push({ day, course: course.code });
    }
    return out;
  }

  facts(t, person, D) {
    const since = t.window_from === 'year' ? `${D.slice(0, 4)}-01-01` : t.window_from || '0000-01-01';
    const topics = list(t.topics);
    const fits = (x) => topics.length === 0 || list(this.courses.get(x.course).topics).some((y) => topics.includes(y));
    const inWindow = (x) => x.day >= since;
    const attended = this.attended(person, D).filter(inWindow);
    const completions = this.completions(person, D).filter(inWindow);
    const elsewhere = this.external.of(person).filter((e) => e.completed_on >= since && e.completed_on <= D);
    const results = this.assessments.of(person).filter((a) => (!t.scheme || a.scheme === t.scheme)
      && a.assessed_on >= since && a.assessed_on <= D);
    const level = (domain) => {
      const seen = this.skills.of(person).filter((s) => s.domain === domain && s.observed_on >= since && s.observed_on <= D);
      const last = seen.map((s) => s.observed_on).sort().at(-1);
      return Math.max(0, ...seen.filter((s) => s.observed_on === last).map((s) => LEVELS.indexOf(s.level)));
    };
    const shown = {
      took_part: attended.some(fits) || elsewhere.some(fits),
      completed: completions.some(fits),
      assessed: results.length > 0,
      passed: results.some((r) => r.result === 'passed'),
      skills: list(t.levels).every((l) => level(l.split(':')[0]) >= LEVELS.indexOf(l.split(':')[1])),
    };
    return {
      reached: t.evidence.split('+').every((e) => shown[e]),
      any: ['online_public_services', 'health', 'education', 'transport', 'tourism', 'banking'].some((d) => level(d) >= 2),
      visits: new Set(attended.map((x) => x.class)).size,
      completed: completions.length > 0,
    };
  }

  // --- who is counted -----------------------------------------------------------------------------

  // [{ person, unit }] on D.
  base(t, segment, D) {
    if (t.base === 'working_age')
      return (this.pkg.residences ?? []).filter((r) => within(r.valid_from, r.valid_to, D) && this.version(r.unit, D)
        && workingAge(this.people.get(r.person), D));
    const kinds = list(t.kinds), categories = list(t.categories), flags = list(t.flags);
    return (this.pkg.affiliations ?? []).filter((a) => {
      const kind = within(a.valid_from, a.valid_to, D) && this.version(a.unit, D)?.kind;
      const own = kind && segmentOf(kind);
      return own && (!segment || own === segment) && (!kinds.length || kinds.includes(kind))
        && (!categories.length || categories.includes(a.category) || categories.includes(`${own}:${a.category}`))
        && (!flags.length || flags.some((f) => a[f] === 'true'));
    });
  }

  // Where a unit of `day` lies in the tree of B: its candidates, null among them for "lost".
  candidates(unit, day, B, via = [unit]) {
    if (this.version(unit, B)) return [unit];
    const later = B > day;
    const between = (r) => (later ? day < r.on && r.on <= B : B < r.on && r.on <= day);
    const all = (this.pkg.successions ?? []).filter(between);
    const nearest = (rows) => {
      const days = rows.map((r) => r.on).sort();
      return rows.filter((r) => r.on === (later ? days[0] : days.at(-1)));
    };
    let own = nearest(all.filter((r) => (later ? r.from_unit : r.to_unit) === unit));
    if (!own.length && later)
      own = nearest(all.filter((r) => r.from_unit === this.parent(unit, day) && list(r.groups).includes(unit)));
    if (!own.length) {
      const up = this.parent(unit, day);
      return up ? this.candidates(up, day, B, [...via, up]) : [null];
    }
    if (later) {
      const named = own.filter((r) => list(r.groups).some((g) => via.includes(g)));
      const rest = own.filter((r) => !r.groups);
      own = named.length ? named : rest.length ? rest : own;
      if (own.every((r) => r.kind === 'abolish' && r.to_unit === r.from_unit)) return [null];
      return [...new Set(own.flatMap((r) => this.candidates(r.to_unit, r.on, B)))];
    }
    return [...new Set(own.flatMap((r) => this.candidates(r.from_unit, plus(r.on, -1), B)))];
  }

  // 'in', 'some' or 'out' of a unit's subtree on the tree's day.
  lies(unit, D, root, tree) {
    if (tree === D) return this.path(unit, D).includes(root) ? 'in' : 'out';
    const under = (u) => this.path(u, tree).includes(root);
    const found = this.candidates(unit, D, tree);
    if (found.every((c) => c && under(c))) return 'in';
    if (found.some((c) => c && under(c))) return 'some';
    if (!found.includes(null)) return 'out';
    const above = this.path(unit, D).slice(1).map((u) => this.candidates(u, D, tree)).find((c) => !c.includes(null));
    return above?.some(under) ? 'some' : 'out';
  }

  // --- figures of territories ---------------------------------------------------------------------

  landChanged(unit, a, b) {
    const [from, to] = a < b ? [a, b] : [b, a];
    return (this.pkg.successions ?? []).some((r) => ['merge', 'split', 'abolish'].includes(r.kind)
      && (r.from_unit === unit || r.to_unit === unit) && from < r.on && r.on <= to);
  }

  sum(parts, source) {
    if (parts.includes('mixed')) return 'mixed';
    if (parts.length === 0 || parts.includes(null)) return null;
    if (new Set(parts.map((p) => p.definition)).size > 1) return 'mixed';
    return { source, definition: parts[0].definition, count: parts.reduce((n, p) => n + p.count, 0),
      as_of: parts.map((p) => p.as_of).sort()[0] };
  }

  // null: none, 'mixed', or { source, definition, count, as_of }.
  figure(unit, tree, known) {
    const own = (this.pkg.populations ?? []).filter((p) => p.unit === unit && p.base === 'working_age' && p.as_of <= known)
      .sort((a, b) => (a.as_of === b.as_of ? PREFERRED.indexOf(a.definition) - PREFERRED.indexOf(b.definition)
        : a.as_of < b.as_of ? 1 : -1))[0];
    if (own && !this.landChanged(unit, own.as_of, tree))
      return { source: 'figure', definition: own.definition, count: Number(own.count), as_of: own.as_of };
    const below = this.children.of(unit).filter((v) => within(v.valid_from, v.valid_to, tree)
      && TERRITORIES.includes(v.kind) && this.version(unit, tree));
    const sum = this.sum(below.map((v) => this.figure(v.code, tree, known)), 'sum');
    if (sum) return sum;
    let start = tree;
    for (;;) {
      const v = this.version(unit, start);
      if (!v || !v.valid_from) return null;
      start = v.valid_from;
      if (!this.version(unit, plus(start, -1))) break;
      start = plus(start, -1);
    }
    const came = (this.pkg.successions ?? []).filter((r) => r.to_unit === unit && r.on === start && r.from_unit !== unit);
    const whole = (r) => !r.groups && !this.version(r.from_unit, r.on)
      && (this.pkg.successions ?? []).every((o) => o.from_unit !== r.from_unit || o.on !== r.on || o.to_unit === unit);
    if (!came.length || this.landChanged(unit, start, tree) || !came.every(whole)) return null;
    const eve = plus(start, -1);
    return this.sum(came.map((r) => this.figure(r.from_unit, eve, known < eve ? known : eve)), 'predecessors');
  }

  // --- the answer ---------------------------------------------------------------------------------

  answer({ target, unit, as_of, segment, boundaries }) {
    const t = this.pkg.targets.find((x) => x.code === target), D = as_of;
    const tree = !boundaries || boundaries === 'then' ? D : boundaries;
    const segments = list(t.segments), residents = t.base === 'working_age';
    const skills = t.evidence.split('+').includes('skills');
    const used = segments.length ? segment ?? (segments.includes('S1') ? 'S1' : segments[0]) : null;
    if (segment && !segments.includes(segment)) return { refused: 422 };
    const version = this.version(unit, tree), count = t.threshold_kind === 'count';
    const inside = new Set(), some = new Set();
    const places = new Map();
    for (const m of version ? this.base(t, used, D) : []) {
      if (!places.has(m.unit)) places.set(m.unit, this.lies(m.unit, D, unit, tree));
      if (places.get(m.unit) === 'in') inside.add(m.person);
      if (places.get(m.unit) === 'some') some.add(m.person);
    }
    const facts = [...inside].map((p) => this.facts(t, p, D));
    const numerator = facts.filter((f) => f.reached).length, threshold = Number(t.threshold);
    const out = { target, unit, as_of, segment: used, boundaries: boundaries ?? 'then', numerator,
      denominator: null, percent: null, threshold_kind: t.threshold_kind, threshold, met: null, missing: null,
      visits: skills ? null : facts.reduce((n, f) => n + f.visits, 0),
      completed: skills ? null : facts.filter((f) => f.completed).length,
      denominator_source: null, denominator_as_of: null, definition: null,
      any: skills ? facts.filter((f) => f.any).length : null,
      unplaced: [...some].filter((p) => !inside.has(p)).length, headcounts: [], flags: [] };
    if (!version) out.flags.push('not_valid');
    if (count) {
      if (version && version.kind === t.issuer_kind) {
        out.met = numerator >= threshold;
        out.missing = Math.max(0, threshold - numerator);
      }
    } else {
      const figure = residents && version && TERRITORIES.includes(version.kind) ? this.figure(unit, tree, D) : null;
      const d = figure ?? { source: 'register', definition: 'labour_code', count: inside.size, as_of: D };
      if (d === 'mixed') out.flags.push('mixed_definitions');
      else {
        Object.assign(out, { denominator: d.count, denominator_source: d.source, denominator_as_of: d.as_of,
          definition: residents ? d.definition : null });
        if (residents && d.definition !== 'labour_code') out.flags.push('definition_differs');
        if (numerator > d.count) out.flags.push('over_denominator');
        if (d.count > 0) {
          out.met = numerator * 100 >= threshold * d.count;
          out.missing = Math.max(0, Math.ceil((threshold * d.count) / 100) - numerator);
          let tenths = Math.floor((numerator * 2000 + d.count) / (2 * d.count));
          if (!out.met) tenths = Math.min(tenths, threshold * 10 - 1);
          out.percent = tenths / 10;
        }
      }
    }
    out.flags.sort();
    const since = t.window_from === 'year' ? `${D.slice(0, 4)}-01-01` : t.window_from || '0000-01-01';
    if (version)
      out.headcounts = (this.pkg.headcounts ?? []).filter((h) => since <= h.date && h.date <= D && this.version(h.unit, D)
        && this.lies(h.unit, D, unit, tree) === 'in')
        .sort((a, b) => bytes(a.date, b.date) || bytes(a.title, b.title) || bytes(a.unit, b.unit))
        .map((h) => ({ title: h.title, date: h.date, count: Number(h.count) }));
    return out;
  }
}

export { Recount, workingAge, plus };
