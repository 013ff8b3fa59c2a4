// SPDX-License-Identifier: GPL-3.0-or-later
// What the coverage pages ask of the API.
import { api, ask, type Shape } from '../../lib/api';
import { all } from '../../lib/pages';

export type Figure = Shape['coverage'];
export type Target = Shape['target'];
export type Unit = Shape['unit'];
export type Person = Shape['coverage_person'];
export type PeopleState = Person['state'];

// The question of a page: the unit, the day (today unless said), whose tree (that day's unless said).
export interface Asked { unit: string; as_of?: string; boundaries?: string }

const MOST = 200;		// rows of a page, at most
const PEOPLE = 25;		// with all they have to show: a phone's screens add up

interface Page<T> { items: T[]; next?: number | null }

export const targetsAll = (): Promise<Target[]> =>
  all((after) => ask(api.GET('/api/v1/targets', { params: { query: { limit: MOST, after } } })));

export const plansAll = (): Promise<Shape['plan'][]> =>
  all((after) => ask(api.GET('/api/v1/plans', { params: { query: { limit: MOST, after } } })));

export const figureOf = (asked: Asked, target: string, segment?: string): Promise<Figure> =>
  ask(api.GET('/api/v1/coverage', { params: { query: { ...asked, target, segment } } }));

// The ends of the months before, and the day asked.
export const trendOf = async (asked: Asked, target: string, segment?: string): Promise<Figure[]> =>
  (await ask(api.GET('/api/v1/coverage/trend', { params: { query: { ...asked, target, segment } } }))).items;

export const explained = (asked: Asked, target: string, segment?: string): Promise<Shape['coverage_explained']> =>
  ask(api.GET('/api/v1/coverage/explain', { params: { query: { ...asked, target, segment } } }));

export const peopleOf = (asked: Asked, target: string, segment: string | undefined, state: PeopleState, after?: number): Promise<Page<Person>> =>
  ask(api.GET('/api/v1/coverage/people', { params: { query: { ...asked, target, segment, state, after, limit: PEOPLE } } }));

// A unit right below, with its figure.
export interface Child { unit: Unit; figure: Figure }

export async function childrenOf(asked: Asked, unit: number, tree: string | undefined, target: string, segment?: string): Promise<Child[]> {
  const [figures, units] = await Promise.all([
    ask(api.GET('/api/v1/coverage/children', { params: { query: { ...asked, target, segment } } })),
    ask(api.GET('/api/v1/units/{unit}/children', { params: { path: { unit }, query: { as_of: tree } } })),
  ]);
  const byCode = new Map(units.items.map((row) => [row.code, row]));
  return figures.items.flatMap((figure) => {
    const below = byCode.get(figure.unit);
    return below === undefined ? [] : [{ unit: below, figure }];
  });
}

// The unit as it was on the day whose tree is used, and what is above it up to one of `tops`. Where it was not
// valid that day, its present name.
export async function placeOf(code: string, tree: string | undefined, tops: string[]): Promise<{ unit: Unit; above: Unit[] } | null> {
  const named = async (as_of: string | undefined) => (await ask(api.GET('/api/v1/units', { params: { query: { code, as_of } } }))).items[0];
  const unit = await named(tree) ?? await named(undefined);
  if (unit === undefined) return null;
  const above: Unit[] = [];
  for (let low = unit; low.parent && !tops.includes(low.code); low = above[0] as Unit) {
    above.unshift(await ask(api.GET('/api/v1/units/{unit}', { params: { path: { unit: low.parent }, query: { as_of: tree } } })));
  }
  return { unit, above };
}
