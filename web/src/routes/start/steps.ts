// SPDX-License-Identifier: GPL-3.0-or-later
// What a new installation needs before its first percentage means something, and how to see that it is there.
import { api, ask } from '../../lib/api';
import type { Me } from '../../lib/session.svelte';

export interface Step {
  name: string;			// `web.start.<name>` is its title, `web.start.<name>_about` says why and how
  admin: boolean;		// for who administers
  page?: string;		// the page of the app where it is done, by its name in pages.ts
  href?: string;		// or another address
  command?: string;		// or a command of the operator
  done: (me: Me, unit: number, code: string) => Promise<boolean>;
}

const some = async (list: Promise<{ items: unknown[] }>, least = 1): Promise<boolean> => (await list).items.length >= least;
const ONE = { query: { limit: 1 } };

// In the order they are best done in.
export const steps: Step[] = [
  { name: 'factor', admin: true, page: 'account', done: async (me) => me.factor },
  { name: 'units', admin: true, page: 'units', command: 'hocvud import',
    done: (_, unit) => some(ask(api.GET('/api/v1/units/{unit}/children', { params: { path: { unit } } }))) },
  { name: 'people', admin: false, page: 'people', command: 'hocvud import',
    done: (_, unit) => some(ask(api.GET('/api/v1/units/{unit}/people', { params: { path: { unit }, query: { limit: 1 } } }))) },
  { name: 'population', admin: false, page: 'units',
    // A figure of the unit, or the sum of those below it: anything but the people registered here.
    done: async (_me, _unit, code) => (await ask(api.GET('/api/v1/coverage', { params: { query: { target: 'T3', unit: code } } }))).denominator_source !== 'register' },
  { name: 'accounts', admin: true, page: 'accounts', done: () => some(ask(api.GET('/api/v1/accounts', { params: { query: { limit: 2 } } })), 2) },
  { name: 'targets', admin: false, page: 'coverage', done: () => some(ask(api.GET('/api/v1/targets', { params: ONE }))) },
  { name: 'courses', admin: false, page: 'courses', done: () => some(ask(api.GET('/api/v1/courses', { params: ONE }))) },
  { name: 'classes', admin: false, page: 'classes', done: () => some(ask(api.GET('/api/v1/classes', { params: ONE }))) },
];
