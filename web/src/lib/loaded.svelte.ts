// SPDX-License-Identifier: GPL-3.0-or-later
// What a page asks of the API and shows: asked again when something it depends on changes, the last answer
// stays in the meantime so that nothing jumps. Made while a component is made.
//
//   const figure = new Loaded(() => ask(api.GET('/api/v1/coverage', { params: { query: asked } })));
//   {#if figure.problem} ... {:else if figure.value} ...
import { Problem } from './api';

export class Loaded<T> {
  value = $state.raw<T | undefined>();
  problem = $state.raw<Problem | undefined>();
  busy = $state(true);
  #tries = $state(0);

  // What `load` reads before its first await is what it depends on; undefined: nothing to ask yet.
  constructor(load: () => Promise<T> | undefined) {
    $effect(() => {
      void this.#tries;
      const asked = load();
      if (asked === undefined) return;
      let current = true;
      this.busy = true;
      asked.then(
        (value) => { if (current) Object.assign(this, { value, problem: undefined, busy: false }); },
        (error: unknown) => {
          if (!current) return;
          if (!(error instanceof Problem)) throw error;
          Object.assign(this, { problem: error, busy: false });
        },
      );
      return () => { current = false; };
    });
  }

  again = (): void => { this.#tries++; };
}
