// SPDX-License-Identifier: GPL-3.0-or-later
// What a person has to show, and what is missing, as sentences: days of one class and domains of one level
// together, because somebody may have dozens.
import { day } from './format';
import { t, word } from './words.svelte';
import type { Shape } from './api';

export type Person = Shape['coverage_person'];
type Evidence = Person['evidence'][number];

// What somebody was assessed in: a scheme of the state, or a course's own test, which is called by the course.
export const schemeOf = (row: { scheme: string; course_title?: string | null }): string =>
  row.course_title ? t('word.scheme.of_course', { course: row.course_title }) : word('scheme', row.scheme);

function grouped<T>(rows: T[], key: (row: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(key(row), [...groups.get(key(row)) ?? [], row]);
  return [...groups.values()];
}

// `of` is a share of sessions, a scheme or a domain, as the code says.
export function reasonsOf(person: Person): string[] {
  return grouped(person.reasons, (reason) => reason.code).map((group) => {
    const code = group[0]?.code ?? '';
    const names = group.map((reason) => (code === 'level_missing' ? word('domain', reason.of) : code === 'not_completed' ? reason.of ?? '' : word('scheme', reason.of)));
    return t(`web.coverage.reason_${code}`, { of: names.join(', ') });
  });
}

const HOW: Record<Evidence['what'], (item: Evidence) => string> = {
  took_part: (item) => `${item.class} ${item.course}`,
  completed: (item) => `${item.class} ${item.course}`,
  assessed: (item) => `${item.scheme} ${item.result}`,
  skills: (item) => `${item.level} ${item.on}`,
};

export function evidenceOf(person: Person): string[] {
  return grouped(person.evidence, (item) => `${item.what} ${HOW[item.what](item)}`).map((group) => {
    const item = group[0] as Evidence;
    const on = [...new Set(group.map((one) => day(one.on)))].join(', ');
    if (item.what === 'skills') {
      return t('web.coverage.evidence_skills', { level: word('level', item.level), domains: group.map((one) => word('domain', one.domain)).join(', '), on });
    }
    if (item.what === 'assessed') return t('web.coverage.evidence_assessed', { scheme: word('scheme', item.scheme), result: word('result', item.result), on });
    return t(`web.coverage.evidence_${item.what}${item.class ? '' : '_elsewhere'}`, { where: item.class ?? item.course ?? '', on });
  });
}
