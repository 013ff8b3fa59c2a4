// SPDX-License-Identifier: GPL-3.0-or-later
// A community team's work from door to door: the residents of one group, kept on the device for a day, and visits that
// wait for the network. Nobody's personal number is among it.
import { api, ask, Problem, type Shape } from './api';
import { itemsTurn, keep, kept, opName, type Item } from './offline';

export type Level = 'none' | 'knows' | 'with_help' | 'alone';
export type Outcome = 'met' | 'no_answer' | 'come_back' | 'refused';
export const DOMAINS = ['online_public_services', 'health', 'education', 'transport', 'tourism', 'banking'] as const;
export const LEVELS: Level[] = ['none', 'knows', 'with_help', 'alone'];
export const OUTCOMES: Outcome[] = ['met', 'no_answer', 'come_back', 'refused'];

export interface Resident { id: number; name: string; born: string }

// A residential group as this device knows it.
export interface Group {
  unit: Shape['unit'];
  people: Resident[];
  visits: Shape['visit'][];
  text: Shape['consent_text'] | null;	// what people agree to at the door
  fetched: number;
}

// What was seen at a door, as it waits here.
export interface Capture extends Record<string, unknown> {
  person?: number;
  fresh?: { full_name: string; birth_date?: string; sex?: 'male' | 'female' };	// lives here, and is not in the list
  lives_in: string;
  outcome: Outcome;
  visited_at: string;
  on: string;
  skills: { domain: string; level: Level }[];
  come_back_on?: string;
  place?: string;
  note?: string;
  consent_text?: number;
}

const PAGE = 200;
const PEOPLE_MOST = 5_000;

// Every resident of the group, page by page.
async function residents(unit: number): Promise<Resident[]> {
  const people: Resident[] = [];
  for (let after: number | undefined; people.length < PEOPLE_MOST;) {
    const page = await ask(api.GET('/api/v1/units/{unit}/residents', { params: { path: { unit }, query: { after, limit: PAGE } } }));
    people.push(...page.items.map((one) => ({ id: one.id, name: one.full_name, born: one.birth_date ?? '' })));
    after = page.items.at(-1)?.id;
    if (after === undefined || !page.next) break;
  }
  return people;
}

const groupKeep = (account: number, group: Group): Promise<void> => keep(account, `group:${group.unit.id}`, group);
export const groupKept = (account: number, unit: number): Promise<Group | undefined> => kept<Group>(account, `group:${unit}`);

// The group as the server knows it now, kept on this device.
export async function groupRefresh(account: number, unit: number): Promise<Group> {
  const [about, people, visits, texts] = await Promise.all([
    ask(api.GET('/api/v1/units/{unit}', { params: { path: { unit } } })), residents(unit),
    ask(api.GET('/api/v1/units/{unit}/visits', { params: { path: { unit }, query: { limit: PAGE } } })), ask(api.GET('/api/v1/consent-texts')),
  ]);
  const newest = texts.items.filter((one) => one.purpose === 'voluntary_class').sort((a, b) => b.edition - a.edition)[0] ?? null;
  const group: Group = { unit: about, people, visits: visits.items, text: newest, fetched: Date.now() };
  await groupKeep(account, group);
  return group;
}

let last = 0;
export function captureNew(account: number, who: string, unit: number, capture: Capture): Item {
  last = Math.max(Date.now(), last + 1);
  const op = opName(last);
  return { id: `visit:${op}`, account, who, kind: 'visit', about: unit, op, at: last, body: capture, state: 'here' };
}

// Who is not in the list is entered first, once: the key says that it is the same even when the answer was lost.
async function personOf(item: Item, capture: Capture): Promise<number | undefined> {
  if (capture.person !== undefined || capture.fresh === undefined) return capture.person;
  const made = await ask(api.POST('/api/v1/people', { body: { ...capture.fresh, lives_in: capture.lives_in }, headers: { 'Idempotency-Key': `${item.op}.p` } }));
  await itemsTurn([item], (now) => ({ ...now, body: { ...now.body, person: made.id } }));
  return made.id;
}

// What the team saw that day already is no trouble; the rest is sent without it.
async function skillsSend(unit: number, op: string, rows: Shape['skill_in'][], round = 1): Promise<void> {
  if (rows.length === 0) return;
  try {
    await ask(api.POST('/api/v1/units/{unit}/skills', { params: { path: { unit } }, body: rows, headers: { 'Idempotency-Key': `${op}.s${round}` } }));
  } catch (error) {
    if (!(error instanceof Problem) || round > 1 || error.errors.length === 0 || error.errors.some((field) => field.code !== 'skill_already_observed')) throw error;
    const known = new Set(error.errors.map((field) => Number(/^\/(\d+)/.exec(field.pointer)?.[1])));
    await skillsSend(unit, op, rows.filter((_, i) => !known.has(i)), round + 1);
  }
}

// Sends one capture: the person, what they can do, the visit. Throws a Problem.
export async function visitSend(unit: number, item: Item): Promise<void> {
  const capture = item.body as Capture;
  const person = await personOf(item, capture);
  if (person !== undefined) {
    await skillsSend(unit, item.op, capture.skills.map(({ domain, level }) => ({ person, domain, level, observed_on: capture.on }) as Shape['skill_in']));
  }
  const { outcome, visited_at, come_back_on, place, note, consent_text } = capture;
  await ask(api.POST('/api/v1/units/{unit}/visits', { params: { path: { unit } }, body: [{ op: item.op, person, outcome, visited_at, come_back_on, place, note, consent_text }] }));
}

// Does the server show the visit? Those of the last minutes stand first. The group kept here shows them too from then on,
// also when the network goes right after.
export async function visitShown(unit: number, item: Item): Promise<boolean> {
  const page = await ask(api.GET('/api/v1/units/{unit}/visits', { params: { path: { unit }, query: { limit: PAGE } } }));
  const group = await groupKept(item.account, unit);
  if (group !== undefined) await groupKeep(item.account, { ...group, visits: page.items });
  return page.items.some((visit) => visit.op === item.op);
}
