// SPDX-License-Identifier: GPL-3.0-or-later
// A form that keeps itself while it is typed (lib/draft.ts), and is there again after a reload or another
// sign-in of the same account. Made while a component is made; parts/Draft.svelte says what was kept.
//
//   const draft = new Drafted('class-new', { title: '', capacity: '' });
//   <Field label=... bind:value={draft.form.title} />   <Draft {draft} />   ... sent: draft.done();
import { draftDrop, draftRead, draftWrite } from './draft';
import { session } from './session.svelte';

const REST_MS = 400;		// after the last key

export class Drafted<T extends object> {
  form: T = $state() as T;
  restored = $state<number | null>(null);	// when what was found had been kept
  kept = $state<number | null>(null);		// when this was last kept
  #name: string;
  #fresh: string;
  #account: number;
  #last: string;

  // Members that the form no longer has, or did not have when it was kept, are taken from `fresh`.
  constructor(name: string, fresh: T) {
    this.#name = name;
    this.#fresh = JSON.stringify(fresh);
    this.#account = session.me?.account ?? 0;
    const found = draftRead(this.#account, name);
    const known = Object.keys(fresh);
    const value = Object.fromEntries(Object.entries((found?.value ?? {}) as object).filter(([key]) => known.includes(key)));
    this.form = { ...fresh, ...value };
    this.restored = found?.at ?? null;
    this.#last = JSON.stringify(this.form);
    $effect(() => {
      const text = JSON.stringify(this.form);
      if (text === this.#last) return;
      const timer = setTimeout(() => this.#keep(text), REST_MS);
      return () => clearTimeout(timer);
    });
    $effect(() => {
      const now = (): void => { this.#keep(JSON.stringify(this.form)); };
      addEventListener('pagehide', now);
      return () => { now(); removeEventListener('pagehide', now); };
    });
  }

  get changed(): boolean {
    return JSON.stringify(this.form) !== this.#fresh;
  }

  #keep(text: string): void {
    if (text === this.#last) return;
    this.#last = text;
    if (text === this.#fresh) draftDrop(this.#account, this.#name);
    else if (draftWrite(this.#account, this.#name, JSON.parse(text))) this.kept = Date.now();
  }

  // It was sent: the form is empty again, and nothing of it stays on the device.
  done = (): void => {
    this.form = JSON.parse(this.#fresh) as T;
    this.#last = this.#fresh;
    this.restored = this.kept = null;
    draftDrop(this.#account, this.#name);
  };
}
