// SPDX-License-Identifier: GPL-3.0-or-later
// The roll on the screen: what the server showed with the marks made here on top; marking, undoing, asking again.
import { Problem } from '../../lib/api';
import { keep, WORK_MS, type Item } from '../../lib/offline';
import { outbox, save, takeBack } from '../../lib/outbox.svelte';
import { marksNew, rollKept, rollRefresh, rollSettle, type Conflict, type Marked, type Roll, type Row, type Status } from '../../lib/roll';
import { session } from '../../lib/session.svelte';

export type Where = 'here' | 'sent' | 'refused' | 'confirmed' | 'none';

// One person as shown: the mark made here if there is one, else what the server shows.
export interface Line {
  key: string;
  row: Row | undefined;		// none: walked in, not yet known to the server
  name: string;
  status: Status;
  note: string;
  where: Where;
  item: Item | undefined;
  conflict: Conflict | undefined;
}

interface Undo { items: Item[]; before: Map<string, { line: Line; item: Item | undefined }> }

const UNDO_MS = 10_000;

const masked = (id: string): string => `${id.slice(0, 4)}******${id.slice(-2)}`;

export class RollView {
  readonly id: number;
  readonly account: number;
  readonly who: string;
  roll = $state.raw<Roll | undefined>();
  problem = $state.raw<Problem | null>(null);
  undo = $state.raw<Undo | null>(null);
  lines = $derived(this.#lines());
  counts = $derived.by(() => {
    const n = (...of: Status[]) => this.lines.filter((line) => of.includes(line.status)).length;
    return { present: n('present', 'late'), late: n('late'), absent: n('excused', 'unexcused'), unmarked: n('unmarked'), all: this.lines.length };
  });
  #timer = 0;

  constructor(id: number) {
    this.id = id;
    this.account = session.me?.account ?? 0;
    this.who = session.me?.name ?? '';
  }

  #waiting(): Item[] {
    return outbox.items.filter((item) => item.kind === 'mark' && item.about === this.id);
  }

  #lines(): Line[] {
    const waiting = new Map(this.#waiting().map((item) => [item.id, item]));
    const line = (row: Row): Line => {
      const item = waiting.get(`mark:${this.id}:${row.person}`);
      const status = (item?.body.status ?? row.status) as Status;
      const note = String((item === undefined ? row.note : item.body.note) ?? '');
      return { key: String(row.person), row, name: row.full_name, status, note, item, conflict: this.roll?.conflicts[row.person],
        where: item?.state ?? (row.status === 'unmarked' ? 'none' : 'confirmed') };
    };
    const known = (this.roll?.rows ?? []).map(line);
    const walked = [...waiting.values()].filter((item) => item.body.person === undefined).map((item): Line => ({ key: item.id, row: undefined,
      name: String(item.body.code ?? masked(String(item.body.national_id))), status: item.body.status as Status, note: String(item.body.note ?? ''), where: item.state, item, conflict: undefined }));
    return [...known, ...walked].filter((l) => l.row === undefined || l.row.enrolled || l.status !== 'unmarked');
  }

  // Until when marks may be made without an answer of the server, ms.
  get until(): number {
    return (this.roll?.fetched ?? 0) + WORK_MS;
  }

  // What is kept is shown at once, what the server says as soon as it comes.
  async load(): Promise<void> {
    try {
      this.roll = await rollKept(this.account, this.id);
    } catch { /* this browser keeps nothing: the server is asked */ }
    await this.refresh();
  }

  // As any page of this device last kept it.
  again = async (): Promise<void> => {
    this.roll = await rollKept(this.account, this.id) ?? this.roll;
  };

  refresh = async (): Promise<void> => {
    if (session.locked || session.me?.account !== this.account) return;
    try {
      this.roll = await rollRefresh(this.account, this.who, this.id);
      this.problem = null;
      await keep(this.account, 'me', session.me, WORK_MS);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.problem = error;
    }
  };

  // Marks people; when it returns the marks are on this device. `undone` for a mark that takes another back.
  async mark(marked: Marked[], undone = false): Promise<void> {
    if (this.roll === undefined || marked.length === 0) return;
    const items = marksNew(this.account, this.who, this.roll, marked);
    const before = new Map(items.map((item) => [item.id, { line: this.lines.find((l) => l.key === String(item.body.person)) as Line,
      item: this.#waiting().find((old) => old.id === item.id) }]));
    if (!await save(items)) return;
    await this.#settled(items.map((item) => Number(item.body.person)));
    clearTimeout(this.#timer);
    this.undo = undone ? null : { items, before };
    if (!undone) this.#timer = setTimeout(() => { this.undo = null; }, UNDO_MS);
  }

  // What was made last is taken back: off this device while it has not gone out, else by a mark that says so.
  undoLast = async (): Promise<void> => {
    const last = this.undo;
    if (last === null) return;
    this.undo = null;
    const gone = await takeBack(last.items);
    const restored = last.items.flatMap((item) => {
      const { line, item: old } = last.before.get(item.id) ?? {};
      if (gone.has(item.id) && old === undefined) return [];
      const { person, code, national_id } = item.body as unknown as Marked;
      return [{ person, code, national_id, status: line?.status ?? 'unmarked', note: line?.note || undefined }];
    });
    await this.mark(restored, true);
  };

  // Whoever decided has seen both.
  async #settled(people: number[]): Promise<void> {
    const seen = Object.fromEntries(Object.entries(this.roll?.conflicts ?? {}).filter(([person]) => people.includes(Number(person))));
    if (Object.keys(seen).length > 0) this.roll = await rollSettle(this.account, this.id, seen) ?? this.roll;
  }

  seen = async (line: Line): Promise<void> => {
    if (line.row !== undefined) await this.#settled([line.row.person]);
  };
}
