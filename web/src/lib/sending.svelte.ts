// SPDX-License-Identifier: GPL-3.0-or-later
// Something that is sent once: busy meanwhile, and why it was not done. Made while a component is made.
//
//   const sending = new Sending();
//   const made = await sending.run(() => ask(api.POST('/api/v1/...', { body })));
//   if (made !== undefined) ...                 // <Trouble problem={sending.problem}> says why not
import { Problem } from './api';

export class Sending {
  busy = $state(false);
  problem = $state.raw<Problem | null>(null);

  // What `act` gives; undefined when it was refused, or something is being sent already.
  async run<T>(act: () => Promise<T>): Promise<T | undefined> {
    if (this.busy) return undefined;
    this.busy = true;
    this.problem = null;
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.problem = error;
      return undefined;
    } finally {
      this.busy = false;
    }
  }

  // What is wrong with the field of that name, in the server's words.
  wrong(field: string): string {
    return this.problem?.errors.find((error) => error.pointer.split('/').at(-1) === field)?.detail ?? '';
  }
}
