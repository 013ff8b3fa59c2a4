// SPDX-License-Identifier: GPL-3.0-or-later
// What was made on this device and is not confirmed yet: seen by every page, sent by one tab at a time, only while its
// own account is signed in. What the server refuses stays, with its reason, until its owner lets it go.
import { api, ask, Problem } from './api';
import { journalForget, journalNote } from './journal';
import { itemsNoted, itemsOf, itemsOfOthers, itemsPut, itemsRecover, itemsTurn, sweep, type Item, type Kind } from './offline';
import { marksSend, rollRefresh } from './roll';
import { session, stillHere } from './session.svelte';

const SOON_MS = 1_200;		// taps in a row, and most second thoughts, travel together
const AGAIN_MS = 5_000;
const AGAIN_MOST_MS = 60_000;
const SWEEP_MS = 600_000;
const LOOK_MS = 15_000;

let items = $state.raw<Item[]>([]);
let others = $state.raw<{ who: string; n: number }[]>([]);
let busy = $state(false);
let trouble = $state.raw<Problem | null>(null);
let broken = $state(false);
let timer = 0;
let again = AGAIN_MS;
const flying = new Set<string>();		// on their way now: whether they arrived is not known yet

export const outbox = {
  get items() { return items; },		// mine, in the order they were made
  get unsent() { return items.length; },
  get refused() { return items.filter((item) => item.state === 'refused').length; },
  get others() { return others; },
  get busy() { return busy; },
  get trouble() { return trouble; },		// why the last try did not get through
  get broken() { return broken; },		// this browser keeps nothing
};

const told = new BroadcastChannel('hocvu.outbox');
told.onmessage = () => void reload();

// One after the other: what is read of the store is never older than what is shown already.
let turn: Promise<unknown> = Promise.resolve();
function next<T>(work: () => Promise<T>): Promise<T> {
  const done = turn.then(work);
  turn = done.catch(() => undefined);
  return done;
}

// What lies beneath the items on a page: read after them and shown before them, so that nothing leaves the outbox on the
// screen before what confirms it is there.
const beneath = new Set<() => Promise<void>>();
export function follow(again: () => Promise<void>): () => void {
  beneath.add(again);
  return () => beneath.delete(again);
}

const reload = (): Promise<void> => next(async () => {
  const account = session.me?.account;
  try {
    const stored = account === undefined ? [] : await itemsOf(account);
    await Promise.all([...beneath].map((again) => again()));
    items = account === undefined ? [] : itemsNoted(account, stored);		// with what was made meanwhile
    others = await itemsOfOthers(account);
  } catch {
    broken = true;
  }
});

async function changed(): Promise<void> {
  await reload();
  told.postMessage('');
}

// Into the store, where they survive the device losing its power too.
async function store(fresh: Item[]): Promise<boolean> {
  const begun = performance.now();
  try {
    await next(() => itemsPut(fresh));
    performance.measure('saved to stored', { start: begun });
    return true;
  } catch {
    broken = true;
    return false;
  } finally {
    journalForget(fresh);
    told.postMessage('');
  }
}

// Keeps them on this device; true once they are. They go out soon. False: this browser keeps nothing, which the page
// says, and nothing was taken down.
export async function save(fresh: Item[]): Promise<boolean> {
  if (journalNote(fresh)) void store(fresh).then((stored) => { if (!stored) void reload(); });
  else if (!await store(fresh)) return false;
  const ids = new Set(fresh.map((item) => item.id));
  items = [...items.filter((item) => !ids.has(item.id)), ...fresh];
  soon(SOON_MS);
  return true;
}

// Takes back what has not gone out yet; what has is not touched. Gives the ids taken back.
export async function takeBack(made: Item[]): Promise<Set<string>> {
  const gone = new Set<string>();
  await next(() => itemsTurn(made, (item) => {
    if (item.state !== 'here' || flying.has(item.op)) return item;
    gone.add(item.id);
    return null;
  }));
  await changed();
  return gone;
}

// Lets refused ones go.
export async function letGo(refused: Item[]): Promise<void> {
  await next(() => itemsTurn(refused, () => null));
  await changed();
}

type Sender = (about: number, group: Item[]) => Promise<void>;

// Where each kind goes, and how it is seen that it arrived. Once they are confirmed they leave the outbox.
const senders: Record<Kind, Sender> = {
  async mark(about, group) {
    await marksSend(about, group);
    await itemsTurn(group, (item) => ({ ...item, state: 'sent' }));
    await changed();
    await rollRefresh(group[0]?.account ?? 0, session.me?.name ?? '', about);
  },
  async visit(about, group) {
    const { visitSend, visitShown } = await import('./visits');
    for (const item of group) {
      await visitSend(about, item);
      await itemsTurn([item], (now) => ({ ...now, state: 'sent' }));
      await changed();
      if (await visitShown(about, item)) await itemsTurn([item], () => null);
    }
  },
};

// Bad rows are named one by one; anything else the server will not take is refused as a whole.
function refusal(kind: Kind, problem: Problem, group: Item[]): Map<string, string> {
  if (kind === 'visit') return new Map(group.map((item) => [item.op, problem.errors[0]?.code ?? problem.code]));
  const rows = problem.errors.map((field) => [Number(/^\/(\d+)/.exec(field.pointer)?.[1] ?? NaN), field.code] as const)
    .filter(([row]) => group[row] !== undefined);
  return new Map(rows.length > 0 ? rows.map(([row, code]) => [(group[row] as Item).op, code]) : group.map((item) => [item.op, problem.code]));
}

const FINAL = new Set([400, 403, 404, 409, 413, 422]);

async function sendGroup(kind: Kind, about: number, group: Item[]): Promise<void> {
  group.forEach((item) => flying.add(item.op));
  try {
    await senders[kind](about, group).finally(() => group.forEach((item) => flying.delete(item.op)));
  } catch (error) {
    if (!(error instanceof Problem) || !FINAL.has(error.status) || error.code === 'password_must_change') throw error;
    const why = refusal(kind, error, group);
    await itemsTurn(group, (item) => (why.has(item.op) ? { ...item, state: 'refused', why: why.get(item.op), request: error.request } : item));
    const rest = group.filter((item) => !why.has(item.op));
    if (rest.length > 0) await sendGroup(kind, about, rest);
  }
}

// The cookie is the browser's, not this page's: somebody else may have signed in beside it.
async function mine(): Promise<boolean> {
  if (session.state !== 'in' || session.locked) return false;
  if (session.offline) return stillHere();
  return (await ask(api.GET('/api/v1/me'))).account === session.me?.account;
}

async function sendAll(): Promise<void> {
  await reload();
  const waiting = items.filter((item) => item.state !== 'refused');
  if (waiting.length === 0 || !await mine()) return;
  const groups = new Map<string, Item[]>();
  for (const item of waiting) {
    const name = item.kind === 'mark' ? `mark:${item.about}` : item.id;		// a visit goes by itself, and fails by itself
    groups.set(name, [...groups.get(name) ?? [], item]);
  }
  for (const group of groups.values()) {
    const first = group[0];
    if (first !== undefined) await sendGroup(first.kind, first.about, group);
  }
}

// Sends what waits, now. Quiet when it does not get through: it is tried again, less and less often.
export async function send(): Promise<void> {
  clearTimeout(timer);
  if (busy) return soon(SOON_MS);
  busy = true;
  try {
    await navigator.locks.request('hocvu.outbox', { ifAvailable: true }, async (lock) => { if (lock !== null) await sendAll(); });
    trouble = null;
    again = AGAIN_MS;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    trouble = error;
    again = Math.min(again * 2, AGAIN_MOST_MS);
  } finally {
    busy = false;
    await changed();
  }
  if (items.some((item) => item.state !== 'refused') && session.state === 'in' && !session.locked) soon(again);
}

function soon(ms: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => void send(), ms);
}

// Who is here now: what others left loses its names, what is mine goes out.
export async function begin(): Promise<void> {
  if (session.state === 'in' && !session.locked) await sweep(session.me?.account).catch(() => { broken = true; });
  await next(itemsRecover).catch(() => { broken = true; });
  await reload();
  if (items.length > 0) soon(0);
}

// Opened without a network: the server is looked for whether something waits or not.
async function look(): Promise<void> {
  if (session.offline && !session.locked && await stillHere()) soon(0);
}

addEventListener('online', () => { again = AGAIN_MS; soon(0); void look(); });
setInterval(() => void look(), LOOK_MS);
document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible' && items.length > 0) soon(0); });
setInterval(() => void sweep(session.me?.account).catch(() => undefined), SWEEP_MS);
