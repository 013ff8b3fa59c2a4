// SPDX-License-Identifier: GPL-3.0-or-later
// The roll of a session as this device knows it: what the server last showed, and beside it the marks made here that
// it has not shown yet. A mark is confirmed when the server's history shows its name (op).
import { api, ask, type Shape } from './api';
import { device, kept, keptTurn, opName, type Item } from './offline';

export type Status = 'present' | 'late' | 'excused' | 'unexcused' | 'unmarked';
export type Row = Shape['roster_row'];
type Event = Shape['mark_event'];

export const STATUSES: Status[] = ['present', 'late', 'excused', 'unexcused'];

interface Said { status: Status; at: string; who: string }

// Two devices said different things and neither knew of the other: both stay in sight until somebody decides.
export interface Conflict { mine: Said; theirs: Said }

export interface Roll {
  session: Shape['session'];
  rows: Row[];
  seen: number;			// the last mark of the history that was looked at
  fetched: number;		// when the server last answered, by this device's clock
  skew: number;			// how far the server's clock is ahead, ms
  conflicts: Record<string, Conflict>;
}

const name = (session: number): string => `roll:${session}`;
const SKEW_LEAST = 3_000;

export async function rollKept(account: number, session: number): Promise<Roll | undefined> {
  return kept<Roll>(account, name(session));
}

// Somebody decided what these conflicts say; one that came since stays. Gives the roll as kept then.
export async function rollSettle(account: number, session: number, seen: Record<string, Conflict>): Promise<Roll | undefined> {
  return keptTurn<Roll>(account, name(session), (now) => now && { gone: new Set(), value: { ...now,
    conflicts: Object.fromEntries(Object.entries(now.conflicts).filter(([person, one]) => one.theirs.at !== seen[person]?.theirs.at)) } });
}

async function newEvents(session: number, seen: number): Promise<Event[]> {
  const events: Event[] = [];
  for (let after = seen; ;) {
    const page = await ask(api.GET('/api/v1/sessions/{session}/attendance/history',
      { params: { path: { session }, query: { after: after === 0 ? undefined : after, limit: 200 } } }));
    events.push(...page.items);
    const last = page.items.at(-1);
    if (last === undefined || !page.next) return events;
    after = last.id;
  }
}

// Of each person the newest mark of another device, or another account on this one, that came in while a different one was waiting here.
function conflictsNew(events: Event[], waiting: Item[], who: string): Record<string, Conflict> {
  const mine = new Map(waiting.map((item) => [Number(item.body.person), item]));
  const found: Record<string, Conflict> = {};
  for (const event of events) {
    const item = mine.get(event.person);
    if (item === undefined || ((event.op ?? '').startsWith(`${device()}.`) && event.account === who)) continue;
    if (event.after === item.body.status) delete found[event.person];
    else {
      found[event.person] = { mine: { status: item.body.status as Status, at: String(item.body.recorded_at), who },
        theirs: { status: event.after as Status, at: event.recorded_at ?? event.received_at, who: event.account ?? '' } };
    }
  }
  return found;
}

// The server read its clock, in whole seconds, at some moment between the question and the answer: however long that
// was, a clock that may be right by it is.
function skewSaid(date: number, asked: number, answered: number, known: number): number {
  const least = date - answered, most = date + 1_000 - asked;
  const may = (skew: number): boolean => least - SKEW_LEAST <= skew && skew <= most + SKEW_LEAST;
  return Number.isNaN(date) ? known : [known, 0].find(may) ?? (least + most) / 2;
}

// Asks the server how the roll stands, and keeps it on the device; the marks that the server has shown leave the outbox.
// While the answers were on their way somebody may have decided, marked, or asked and kept what is newer, in another tab
// too: rows show all marks up to `seen`, so the greater one stands, and of the marks the newer ones alone are news.
export async function rollRefresh(account: number, who: string, session: number): Promise<Roll> {
  const before = await rollKept(account, session);
  const path = { session };
  const asked = Date.now();
  let answered = asked;
  const meeting = api.GET('/api/v1/sessions/{session}', { params: { path } }).finally(() => { answered = Date.now(); });
  const [data, events] = await Promise.all([ask(meeting), newEvents(session, before?.seen ?? 0)]);
  const rows = (await ask(api.GET('/api/v1/sessions/{session}/attendance', { params: { path } }))).items;
  const date = Date.parse((await meeting).response.headers.get('Date') ?? '');
  const seen = events.at(-1)?.id ?? before?.seen ?? 0;
  return await keptTurn<Roll>(account, name(session), (now, items) => {
    const waiting = items.filter((item) => item.kind === 'mark' && item.about === session);
    const news = events.filter((event) => event.id > (now?.seen ?? 0));
    const value: Roll = {
      ...(now !== undefined && now.seen > seen ? now : { session: data, rows, seen }), fetched: Date.now(),
      skew: skewSaid(date, asked, answered, now?.skew ?? 0),
      conflicts: now === undefined ? {} : { ...now.conflicts, ...conflictsNew(news, waiting, who) },
    };
    return { value, gone: new Set(events.map((event) => event.op ?? '')) };
  }) as Roll;
}

export interface Marked { person?: number; code?: string; national_id?: string; status: Status; note?: string }

// Marks made now, ready to be put into the outbox. The time is the server's as far as this device knows it, and
// never the same twice: of two marks of one person the later stands.
let last = 0;
export function marksNew(account: number, who: string, roll: Roll, marked: Marked[]): Item[] {
  return marked.map((mark) => {
    last = Math.max(Date.now() + roll.skew, last + 1);
    const body = { ...mark, recorded_at: new Date(last).toISOString() };
    return { id: `mark:${roll.session.id}:${mark.person ?? `code ${mark.code ?? mark.national_id}`}`, account, who, kind: 'mark',
      about: roll.session.id, op: opName(last), at: last, body, state: 'here' };
  });
}

// One request for all that wait for a session. Throws a Problem.
export async function marksSend(session: number, items: Item[]): Promise<void> {
  await ask(api.PUT('/api/v1/sessions/{session}/attendance', { params: { path: { session } },
    body: items.map((item) => ({ ...item.body, op: item.op })) as Shape['mark'][] }));
}

// What a row of the printed sheet is called: short enough to type, and a slip of the pen does not name somebody else.
export function rowCode(person: number): string {
  const digits = '0123456789ACDEFGHJKLMNPQRTUVWXY';		// none that look alike
  const base = digits.length;
  let text = '', rest = person, sum = 0;
  do {
    text = `${digits[rest % base]}${text}`;
    rest = Math.floor(rest / base);
  } while (rest > 0);
  [...text.padStart(3, '0')].forEach((digit, i) => { sum += digits.indexOf(digit) * (i + 2); });
  return `${text.padStart(3, '0')}${digits[sum % base]}`;
}
