// SPDX-License-Identifier: GPL-3.0-or-later
// Dangerous acts: where the server wants the password or the second factor again, somebody is asked and the
// call is made anew.
//
//   const made = await surely(() => api.POST('/api/v1/accounts', { body }));
//   if (made === null) return;                  // they thought better of it
//   made.answer.password
import { ask, Problem, type Answer } from './api';

let asked = $state.raw<Promise<boolean> | null>(null);
let settle: (confirmed: boolean) => void = () => {};

export const confirming = {
  get asked() { return asked !== null; },
};

// Two acts at once ask once.
function confirmation(): Promise<boolean> {
  asked ??= new Promise((resolve) => { settle = resolve; });
  return asked;
}

// The dialog's answer: confirmed, or closed without.
export function confirmed(yes: boolean): void {
  asked = null;
  settle(yes);
}

// The answer of the call, or null when somebody closed the dialog; else throws a Problem, as `ask` does.
export async function surely<T>(call: () => Promise<Answer<T>>): Promise<{ answer: T } | null> {
  try {
    return { answer: await ask(call()) };
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'confirm_needed') throw error;
  }
  return await confirmation() ? { answer: await ask(call()) } : null;
}
