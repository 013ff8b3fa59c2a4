// SPDX-License-Identifier: GPL-3.0-or-later
// A list that comes page by page (keyset): asked anew when what it depends on changes, the last answer stays
// meanwhile. Made while a component is made; parts/Rows.svelte shows it.
//
//   const list = new Paged((after) => ask(api.GET('/api/v1/courses', { params: { query: { q, after } } })));
import { originOf, Problem, type Origin } from './api';

export interface Page<T> { items: T[]; next?: number | null }

export const MOST = 5000;		// rows that are fetched to be sorted here

export class Paged<T> {
  rows = $state.raw<T[] | undefined>();
  next = $state<number | null>(null);	// whether there is more
  busy = $state(true);
  problem = $state.raw<Problem | undefined>();
  from = $state.raw<Origin | undefined>();	// where the rows came from, when one address gave them
  #tries = $state(0);
  #turn = 0;
  #load: (after?: number) => Promise<Page<T>> | undefined;

  // What `load` reads before its first await is what the list depends on; undefined: nothing to ask yet.
  constructor(load: (after?: number) => Promise<Page<T>> | undefined) {
    this.#load = load;
    $effect(() => {
      void this.#tries;
      const asked = load();
      if (asked !== undefined) void this.#take(asked, []);
    });
  }

  async #take(asked: Promise<Page<T>>, before: T[]): Promise<boolean> {
    const turn = ++this.#turn;
    this.busy = true;
    try {
      const page = await asked;
      if (turn !== this.#turn) return false;	// somebody chose something else meanwhile
      Object.assign(this, { rows: [...before, ...page.items], next: page.next ?? null, problem: undefined, busy: false, from: originOf(page) });
      return true;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (turn === this.#turn) Object.assign(this, { problem: error, busy: false });
      return false;
    }
  }

  again = (): void => { this.#tries++; };

  more = async (): Promise<boolean> => {
    const asked = this.next === null ? undefined : this.#load(this.next);
    return asked === undefined ? false : this.#take(asked, this.rows ?? []);
  };
}
