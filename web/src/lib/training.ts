// SPDX-License-Identifier: GPL-3.0-or-later
// Classes, sessions and enrolments as several pages ask for and speak of them.
import { api, ask, type Shape } from './api';
import { day } from './format';
import { all } from './pages';
import { session, type Me, type Role } from './session.svelte';
import type { Page } from './rows.svelte';
import { t } from './words.svelte';

export type Class = Shape['class'];
export type OpenClass = Shape['open_class'];
export type Session = Shape['session'];
export type Enrolment = Shape['enrolment'];
export type Nominee = Shape['nominee'];
export type Course = Shape['course'];
export type Grant = Me['grants'][number];

export const SENDERS: Role[] = ['unit_head', 'programme_office', 'admin'];
export const ORGANISERS: Role[] = ['programme_office', 'admin'];
export const STATES = ['draft', 'open', 'closed', 'running', 'finished', 'cancelled'] as const;
export const STATE_COLOURS: Record<Class['state'], string> = { draft: 'neutral', open: 'success', closed: 'info', running: 'accent', finished: 'neutral', cancelled: 'danger' };
export const ENROLMENT_COLOURS: Record<Enrolment['state'], string> = { nominated: 'info', approved: 'success', waitlisted: 'warning', rejected: 'danger', withdrawn: 'neutral' };

const MOST = 200;		// rows of a page, at most

// The grants by which somebody may do something, one for each unit.
export function grantsOf(roles: Role[]): Grant[] {
  const grants = (session.me?.grants ?? []).filter((grant) => roles.includes(grant.role as Role));
  return grants.filter((grant, i) => grants.findIndex((other) => other.unit === grant.unit) === i);
}

// Every row of a list that comes page by page, in pages as large as they may be.
export const everyRow = <T>(page: (after: number | undefined, limit: number) => Promise<Page<T>>): Promise<T[]> => all((after) => page(after, MOST));

export const match = (version: number): { 'If-Match': string } => ({ 'If-Match': `"v${version}"` });

export const openClasses = (unit: number): Promise<OpenClass[]> =>
  everyRow((after, limit) => ask(api.GET('/api/v1/units/{unit}/open-classes', { params: { path: { unit }, query: { after, limit } } })));

export const enrolmentsOf = (cls: number, state?: Enrolment['state']): Promise<Enrolment[]> =>
  everyRow((after, limit) => ask(api.GET('/api/v1/classes/{class}/enrolments', { params: { path: { class: cls }, query: { state, after, limit } } })));

// "05/09/2026 – 12/09/2026", one day, or that there is none yet.
export function daysOf(row: { first_on?: string | null; last_on?: string | null }): string {
  if (!row.first_on) return t('web.training.no_days');
  return row.first_on === row.last_on ? day(row.first_on) : `${day(row.first_on)} – ${day(row.last_on)}`;
}

export const classHref = (id: number, tab = ''): string => `/class?id=${id}${tab ? `&tab=${tab}` : ''}`;

// Who somebody is beside the name.
export const besides = (...parts: (string | null | undefined)[]): string => parts.filter(Boolean).join(' · ');
