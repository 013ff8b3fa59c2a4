// SPDX-License-Identifier: GPL-3.0-or-later
// Decisions on many people at once, what became of each, and the way back to how each stood.
import { api, ask, type Shape } from '../../lib/api';
import { number } from '../../lib/format';
import type { Enrolment } from '../../lib/training';
import { counted, t } from '../../lib/words.svelte';
import type { Skipped } from '../../parts/Done.svelte';

type State = Shape['decision']['state'];

export interface Decided { text: string; skipped: Skipped[]; before: Enrolment[] }

const decided = (cls: number, rows: Enrolment[], state: State, why?: string): Promise<{ items: Shape['place_said'][] }> =>
  ask(api.POST('/api/v1/classes/{class}/decisions', { params: { path: { class: cls } }, body: rows.map((row) => ({ enrolment: row.id, state, why })) }));

// Who has no seat now is said with the reason: the last one may have gone while somebody was choosing.
export async function accept(cls: number, rows: Enrolment[]): Promise<Decided> {
  const { items } = await decided(cls, rows, 'approved');
  const seated = items.filter((one) => one.state === 'approved').length;
  const waiting = items.filter((one) => one.state === 'waitlisted');
  const nameOf = new Map(rows.map((row) => [row.id, row.full_name]));
  return {
    text: waiting.length === 0 ? counted('web.class.accepted', seated, { n: number(seated) }) : t('web.class.accepted_waiting', { n: number(seated), waiting: number(waiting.length) }),
    skipped: waiting.map((one) => ({ who: nameOf.get(one.enrolment) ?? '', why: one.says })),
    before: rows,
  };
}

export async function refuse(cls: number, rows: Enrolment[], why: string): Promise<Decided> {
  await decided(cls, rows, 'rejected', why);
  return { text: counted('web.class.refused', rows.length, { n: number(rows.length) }), skipped: [], before: rows };
}

// Back to how each stood. A seat given back may have gone to who waits: then its owner waits, and that is said.
export async function undone(cls: number, before: Enrolment[]): Promise<Skipped[]> {
  const had = before.filter((row) => row.state === 'approved' || row.state === 'waitlisted');
  const undecided = before.filter((row) => row.state === 'nominated');
  const refused = before.filter((row) => row.state === 'rejected');
  if (undecided.length > 0) await decided(cls, undecided, 'nominated');
  if (refused.length > 0) await decided(cls, refused, 'rejected', t('web.training.undo_why'));
  if (had.length === 0) return [];
  const { items } = await decided(cls, had, 'approved');
  return items.filter((one) => one.state === 'waitlisted' && had.some((row) => row.id === one.enrolment && row.state === 'approved'))
    .map((one) => ({ who: had.find((row) => row.id === one.enrolment)?.full_name ?? '', why: one.says }));
}
