// SPDX-License-Identifier: GPL-3.0-or-later
// Whom somebody is about to send to a class: kept on the device by number alone, tried against the class whenever
// it changes, so that every problem stands beside its person before anything is sent.
import { api, ask, Problem } from '../../lib/api';
import { Drafted } from '../../lib/drafted.svelte';
import type { Nominee } from '../../lib/training';

const REST_MS = 250;

export interface Draft { people: number[]; even: boolean; why: string }

export class Chosen {
  draft: Drafted<Draft>;
  tried = $state.raw(new Map<number, Nominee>());
  names = $state.raw(new Map<number, string>());	// until the answer of the trial brings them
  problem = $state.raw<Problem | null>(null);		// why the class takes nobody
  busy = $state(false);
  #turn = 0;

  constructor(readonly unit: number, readonly cls: number) {
    this.draft = new Drafted<Draft>(`nominate.${unit}.${cls}`, { people: [], even: false, why: '' });
    $effect(() => {
      const people = [...this.draft.form.people], even = this.draft.form.even;
      if (people.length === 0) {
        this.#turn++;
        Object.assign(this, { tried: new Map(), problem: null, busy: false });
        return;
      }
      this.busy = true;
      const timer = setTimeout(() => void this.#try(people, even), REST_MS);
      return () => clearTimeout(timer);
    });
  }

  async #try(people: number[], even_if_trained: boolean): Promise<void> {
    const turn = ++this.#turn;
    try {
      const { items } = await this.#post({ people, even_if_trained, rehearse: true, mode: 'valid' });
      if (turn === this.#turn) Object.assign(this, { tried: new Map(items.map((row) => [row.person ?? 0, row])), problem: null, busy: false });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (turn === this.#turn) Object.assign(this, { problem: error, busy: false });
    }
  }

  #post(body: { people: number[]; even_if_trained: boolean; rehearse?: boolean; mode: 'valid'; why?: string }): Promise<{ items: Nominee[] }> {
    return ask(api.POST('/api/v1/units/{unit}/nominations', { params: { path: { unit: this.unit } }, body: { class: this.cls, ...body } }));
  }

  has = (person: number): boolean => this.draft.form.people.includes(person);

  add = (person: number, name: string): void => {
    if (this.has(person)) return;
    this.names = new Map(this.names).set(person, name);
    this.draft.form.people.push(person);
  };

  drop = (person: number): void => { this.draft.form.people = this.draft.form.people.filter((one) => one !== person); };

  nameOf = (person: number): string => this.tried.get(person)?.full_name ?? this.names.get(person) ?? '…';

  get blocked(): number[] {
    return this.draft.form.people.filter((person) => this.tried.get(person)?.outcome === 'refused');
  }

  // Who can be sent is; the others come back with what stands against them.
  send = async (): Promise<Nominee[]> => {
    const { people, even, why } = this.draft.form;
    return (await this.#post({ people: [...people], even_if_trained: even, mode: 'valid', why: why.trim() || undefined })).items;
  };
}
