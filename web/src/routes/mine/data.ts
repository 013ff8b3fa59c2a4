// SPDX-License-Identifier: GPL-3.0-or-later
// My classes as the pages of a learner ask for them.
import { api, ask, type Shape } from '../../lib/api';
import { all } from '../../lib/pages';

export type MyClass = Shape['my_class'];
export type Session = Shape['session'];

const MOST = 200;		// rows of a page, at most

export const classesMine = (): Promise<MyClass[]> =>
  all((after) => ask(api.GET('/api/v1/me/classes', { params: { query: { limit: MOST, after } } })));

export const sessionsOf = async (id: number): Promise<Session[]> =>
  (await ask(api.GET('/api/v1/classes/{class}/sessions', { params: { path: { class: id } } }))).items;

export const placeOf = (enrolment: number): Promise<Shape['place_said']> =>
  ask(api.GET('/api/v1/enrolments/{enrolment}/place', { params: { path: { enrolment } } }));

// Somebody who still wants to come, or will.
export const isActive = (one: MyClass): boolean => ['nominated', 'approved', 'waitlisted'].includes(one.state);

// A seat in what comes, what waits for somebody's word, and all that is over; empty groups are left out.
export function groupsOf(classes: MyClass[]): { name: 'next' | 'waiting' | 'over'; rows: MyClass[] }[] {
  const over = (one: MyClass): boolean => !isActive(one) || !one.next_on;
  const groups = [
    { name: 'next' as const, rows: classes.filter((one) => !over(one) && one.state === 'approved') },
    { name: 'waiting' as const, rows: classes.filter((one) => !over(one) && one.state !== 'approved') },
    { name: 'over' as const, rows: classes.filter(over) },
  ];
  return groups.filter((group) => group.rows.length > 0);
}
