// SPDX-License-Identifier: GPL-3.0-or-later
// Every page of the app: its address, whom it is for, the file and the sentences that come with it. Adding
// one is a row here, a file in routes/ and its sentences (web/README.md).
import type { Component } from 'svelte';
import type { Role } from './lib/session.svelte';

// Words of the menu that hold several pages: `web.shell.group_<name>`.
export type Group = 'training' | 'people' | 'programme' | 'admin' | 'me';

export interface Page {
  name: string;			// `web.shell.page_<name>` is its title and its word in the menu
  path: string;
  roles: Role[] | 'everybody';	// who finds it in the menu; what it may show is the server's to say
  menu: boolean;
  group?: Group;		// under which word of the menu; none: by itself
  load: () => Promise<{ default: Component }>;
  words: string[];		// scopes of web/messages
}

const FIGURES: Role[] = ['ward_official', 'unit_head', 'programme_office', 'auditor', 'admin', 'community_team'];
const ORGANISERS: Role[] = ['programme_office', 'admin'];
const READERS: Role[] = [...ORGANISERS, 'unit_head', 'trainer', 'ward_official', 'auditor'];
const SENDERS: Role[] = ['unit_head', 'programme_office', 'admin'];

// In the order of the menu; the first one somebody finds there is where they arrive.
export const pages: Page[] = [
  { name: 'coverage', path: '/coverage', roles: FIGURES, menu: true, load: () => import('./routes/coverage.svelte'), words: ['coverage', 'word'] },
  { name: 'day', path: '/my-day', roles: ['trainer'], menu: true, load: () => import('./routes/day.svelte'), words: ['day'] },
  { name: 'roll', path: '/roll', roles: ['trainer'], menu: false, load: () => import('./routes/roll.svelte'), words: ['roll'] },
  { name: 'sheet', path: '/sign-in-sheet', roles: ['trainer'], menu: false, load: () => import('./routes/sheet.svelte'), words: ['sheet'] },
  { name: 'reconcile', path: '/reconcile', roles: ['trainer', ...ORGANISERS, 'auditor'], menu: false, load: () => import('./routes/reconcile.svelte'), words: ['reconcile'] },
  { name: 'screen', path: '/check-in-screen', roles: ['trainer'], menu: false, load: () => import('./routes/screen.svelte'), words: ['screen'] },
  { name: 'visits', path: '/visits', roles: ['community_team'], menu: true, load: () => import('./routes/visits.svelte'), words: ['visits', 'word'] },
  { name: 'nominate', path: '/nominate', roles: SENDERS, menu: true, load: () => import('./routes/nominate.svelte'), words: ['nominate', 'training', 'coverage', 'word'] },
  { name: 'nominations', path: '/nominations', roles: [...SENDERS, 'auditor'], menu: true, load: () => import('./routes/nominations.svelte'), words: ['nominations', 'nominate', 'training', 'word'] },
  { name: 'classes', path: '/classes', roles: READERS, menu: true, group: 'training', load: () => import('./routes/classes.svelte'), words: ['classes', 'training', 'word'] },
  { name: 'class', path: '/class', roles: 'everybody', menu: false, load: () => import('./routes/class.svelte'), words: ['class', 'classes', 'nominations', 'nominate', 'training', 'word'] },
  { name: 'newclass', path: '/class-new', roles: ORGANISERS, menu: false, load: () => import('./routes/class-new.svelte'), words: ['newclass', 'class', 'classes', 'training', 'word'] },
  { name: 'courses', path: '/courses', roles: READERS, menu: true, group: 'training', load: () => import('./routes/courses.svelte'), words: ['courses', 'course', 'training', 'word'] },
  { name: 'course', path: '/course', roles: 'everybody', menu: false, load: () => import('./routes/course.svelte'), words: ['course', 'courses', 'training', 'word'] },
  { name: 'units', path: '/units', roles: ['programme_office', 'admin', 'unit_head', 'ward_official', 'auditor'], menu: true, group: 'people', load: () => import('./routes/units.svelte'), words: ['units', 'word'] },
  { name: 'people', path: '/people', roles: ['programme_office', 'admin', 'unit_head', 'ward_official', 'auditor'], menu: true, group: 'people', load: () => import('./routes/people.svelte'), words: ['people', 'word'] },
  { name: 'lists', path: '/lists', roles: ['programme_office', 'admin', 'unit_head', 'ward_official'], menu: true, group: 'people', load: () => import('./routes/lists.svelte'), words: ['lists', 'word'] },
  { name: 'results', path: '/results', roles: ['programme_office', 'admin', 'unit_head', 'ward_official', 'auditor'], menu: true, group: 'people', load: () => import('./routes/results.svelte'), words: ['results', 'word'] },
  { name: 'plans', path: '/plans', roles: FIGURES, menu: true, group: 'programme', load: () => import('./routes/plans.svelte'), words: ['plans', 'word'] },
  { name: 'targets', path: '/targets', roles: FIGURES, menu: true, group: 'programme', load: () => import('./routes/targets.svelte'), words: ['targets', 'word'] },
  { name: 'indicators', path: '/indicators', roles: ['programme_office', 'admin', 'ward_official', 'auditor'], menu: true, group: 'programme', load: () => import('./routes/indicators.svelte'), words: ['indicators', 'word'] },
  { name: 'reorganisations', path: '/reorganisations', roles: ['admin'], menu: true, group: 'admin', load: () => import('./routes/reorganisations.svelte'), words: ['reorganisations', 'word'] },
  { name: 'personal', path: '/personal-data', roles: ['programme_office', 'admin'], menu: true, group: 'admin', load: () => import('./routes/personal.svelte'), words: ['personal', 'word'] },
  { name: 'mails', path: '/mails', roles: ['programme_office', 'admin'], menu: true, group: 'admin', load: () => import('./routes/mails.svelte'), words: ['mails'] },
  { name: 'accounts', path: '/accounts', roles: ['admin'], menu: true, group: 'admin', load: () => import('./routes/accounts.svelte'), words: ['accounts', 'word'] },
  { name: 'audit', path: '/audit', roles: ['auditor'], menu: true, group: 'admin', load: () => import('./routes/audit.svelte'), words: ['audit', 'word'] },
  { name: 'templates', path: '/templates', roles: ORGANISERS, menu: true, group: 'admin', load: () => import('./routes/templates.svelte'), words: ['templates'] },
  { name: 'house', path: '/house', roles: ['admin'], menu: true, group: 'admin', load: () => import('./routes/house.svelte'), words: ['house'] },
  { name: 'start', path: '/first-steps', roles: ['admin', 'programme_office'], menu: true, group: 'admin', load: () => import('./routes/start.svelte'), words: ['start'] },
  { name: 'mine', path: '/my-classes', roles: 'everybody', menu: true, group: 'me', load: () => import('./routes/mine.svelte'), words: ['mine', 'word'] },
  { name: 'checkin', path: '/check-in', roles: ['learner'], menu: true, group: 'me', load: () => import('./routes/checkin.svelte'), words: ['checkin'] },
  { name: 'record', path: '/my-record', roles: 'everybody', menu: true, group: 'me', load: () => import('./routes/record.svelte'), words: ['record', 'word'] },
  { name: 'voluntary', path: '/voluntary', roles: 'everybody', menu: true, group: 'me', load: () => import('./routes/voluntary.svelte'), words: ['voluntary', 'mine', 'word'] },
  { name: 'feeds', path: '/my-calendar', roles: 'everybody', menu: true, group: 'me', load: () => import('./routes/feeds.svelte'), words: ['feeds'] },
  { name: 'mydata', path: '/my-data', roles: 'everybody', menu: true, group: 'me', load: () => import('./routes/mydata.svelte'), words: ['mydata', 'word'] },
  { name: 'account', path: '/account', roles: 'everybody', menu: true, group: 'me', load: () => import('./routes/account.svelte'), words: ['account'] },
];

export function isFor(page: Page, roles: Role[]): boolean {
  return page.roles === 'everybody' || page.roles.some((role) => roles.includes(role));
}

export function pageAt(path: string, roles: Role[]): Page | undefined {
  if (path === '/') return pages.find((page) => page.menu && isFor(page, roles));
  return pages.find((page) => page.path === path);
}
