// SPDX-License-Identifier: GPL-3.0-or-later
// What this device keeps while there is no network, in IndexedDB. Every row is bound to the account that made it.
//
//   outbox  marks and visits the server has not confirmed, kept until their own account sends them: numbers instead of
//           names, but for whom somebody enters anew
//   kept    what a page needs to go on (a roster, the day's sessions, who is signed in): names, so each has a last
//           hour, and all of it goes at sign-out or when somebody else signs in
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { journalForget, journalItems } from './journal';
import { keepingBegins } from './keeping.svelte';

export type Kind = 'mark' | 'visit';
// here: on this device alone; sent: it went out, the server has not shown it yet; refused: it will not take it.
export type ItemState = 'here' | 'sent' | 'refused';

export interface Item {
  id: string;			// what it is about; a newer one takes its place
  account: number;
  who: string;			// the account's name, for whoever finds it on this device
  kind: Kind;
  about: number;		// the session, the territory
  op: string;			// its own name: sent twice it counts once
  at: number;			// when it was made, ms
  body: Record<string, unknown>;
  state: ItemState;
  why?: string;			// code of the refusal
  request?: string;
}

interface Kept { account: number; name: string; value: unknown; until: number }

interface Store extends DBSchema {
  outbox: { key: [number, string]; value: Item };
  kept: { key: [number, string]; value: Kept };
}

const HOUR = 3_600_000;
export const KEPT_MS = 24 * HOUR;		// then names leave the device
export const WORK_MS = 12 * HOUR;		// so long after the last answer of the server work goes on without it

let opened: Promise<IDBPDatabase<Store>> | undefined;

function db(): Promise<IDBPDatabase<Store>> {
  opened ??= openDB<Store>('hocvu', 1, {
    upgrade(made) {
      made.createObjectStore('outbox', { keyPath: ['account', 'id'] });
      made.createObjectStore('kept', { keyPath: ['account', 'name'] });
    },
    blocking: () => { void opened?.then((base) => base.close()); opened = undefined; },
    terminated: () => { opened = undefined; },
  });
  return opened;
}

// Writes to disk before it returns; asks the browser once not to clear it by itself.
export async function itemsPut(items: Item[]): Promise<void> {
  keepingBegins();
  const work = (await db()).transaction('outbox', 'readwrite', { durability: 'strict' });
  await Promise.all([...items.map((item) => work.store.put(item)), work.done]);
  void navigator.storage?.persist?.();
}

// Puts into the store what an earlier page noted and did not live to write; a newer one of the same person stays.
export async function itemsRecover(): Promise<void> {
  const noted = journalItems();
  if (noted.length === 0) return;
  const work = (await db()).transaction('outbox', 'readwrite', { durability: 'strict' });
  for (const item of noted) {
    const now = await work.store.get([item.account, item.id]);
    if (now === undefined || now.op < item.op) await work.store.put(item);
  }
  await work.done;
  journalForget(noted);
}

const mine = (account: number): IDBKeyRange => IDBKeyRange.bound([account], [account, []]);

// What was in the store, and what is on its way there now.
export function itemsNoted(account: number, stored: Item[]): Item[] {
  const items = new Map(stored.map((item) => [item.id, item]));
  for (const item of journalItems(account)) items.set(item.id, item);
  return [...items.values()].sort((a, b) => a.at - b.at);
}

export async function itemsOf(account: number): Promise<Item[]> {
  return itemsNoted(account, await (await db()).getAll('outbox', mine(account)));
}

// Changes those that are still what they were when they were read: a newer mark of the same person stays.
export async function itemsTurn(items: Item[], turn: (item: Item) => Item | null): Promise<void> {
  const work = (await db()).transaction('outbox', 'readwrite');
  await Promise.all([...items.map(async (item) => {
    const now = await work.store.get([item.account, item.id]);
    if (now === undefined || now.op !== item.op) return;
    const next = turn(now);
    await (next === null ? work.store.delete([item.account, item.id]) : work.store.put(next));
  }), work.done]);
}

// How much waits here for other accounts, by their names.
export async function itemsOfOthers(account: number | undefined): Promise<{ who: string; n: number }[]> {
  const others = new Map<string, number>();
  for (const item of await (await db()).getAll('outbox')) {
    if (item.account !== account) others.set(item.who, (others.get(item.who) ?? 0) + 1);
  }
  return [...others].map(([who, n]) => ({ who, n }));
}

export async function keep(account: number, name: string, value: unknown, ms = KEPT_MS): Promise<void> {
  keepingBegins();
  await (await db()).put('kept', { account, name, value, until: Date.now() + ms });
}

export async function kept<T>(account: number, name: string): Promise<T | undefined> {
  return valueOf<T>(await (await db()).get('kept', [account, name]));
}

const valueOf = <T>(row: Kept | undefined): T | undefined => (row === undefined || row.until < Date.now() ? undefined : row.value as T);

// Changes what is kept as it stands now, whoever changed it meanwhile, and lets the items go that it confirms (their op):
// both or neither, for every tab. undefined: nothing changes.
export async function keptTurn<T>(account: number, name: string,
  turn: (now: T | undefined, items: Item[]) => { value: T; gone: Set<string> } | undefined): Promise<T | undefined> {
  keepingBegins();
  const work = (await db()).transaction(['kept', 'outbox'], 'readwrite');
  const keeps = work.objectStore('kept'), outbox = work.objectStore('outbox');
  const [row, stored] = await Promise.all([keeps.get([account, name]), outbox.getAll(mine(account))]);
  const next = turn(valueOf<T>(row), itemsNoted(account, stored));
  await Promise.all([work.done, ...(next === undefined ? [] : [
    keeps.put({ account, name, value: next.value, until: Date.now() + KEPT_MS }),
    ...stored.filter((item) => next.gone.has(item.op)).map((item) => outbox.delete([account, item.id])),
  ])]);
  return next?.value;
}

// Names beginning so, for the account: what is there to work on without a network.
export async function keptNames(account: number, beginning: string): Promise<string[]> {
  const rows = await (await db()).getAll('kept', IDBKeyRange.bound([account, beginning], [account, `${beginning}\uffff`]));
  return rows.filter((row) => row.until >= Date.now()).map((row) => row.name);
}

export async function keptDrop(account: number, name: string): Promise<void> {
  await (await db()).delete('kept', [account, name]);
}

// Whose work can go on without the server: the account that was last heard of here.
export async function lastHere<T extends { account: number }>(): Promise<T | undefined> {
  const rows = (await (await db()).getAll('kept')).filter((row) => row.name === 'me' && row.until >= Date.now());
  return rows.sort((a, b) => b.until - a.until)[0]?.value as T | undefined;
}

// Names leave the device: all of everybody but `account`, and what is past its hour. Without an account all go.
export async function sweep(account?: number): Promise<void> {
  const work = (await db()).transaction('kept', 'readwrite');
  for (let at = await work.store.openCursor(); at !== null; at = await at.continue()) {
    if (at.value.account !== account || at.value.until < Date.now()) await at.delete();
  }
  await work.done;
}

// This device among those of one account; not a secret and no trace across accounts of the server.
export function device(): string {
  const KEY = 'hocvu.device';
  try {
    const known = localStorage.getItem(KEY);
    if (known !== null) return known;
    const made = crypto.randomUUID().slice(0, 13);
    localStorage.setItem(KEY, made);
    return made;
  } catch {
    return fallback;
  }
}
const fallback = crypto.randomUUID().slice(0, 13);

// A name for what is made now on this device. Later ones sort behind.
let made = 0;
export function opName(at: number): string {
  return `${device()}.${at.toString(36).padStart(9, '0')}.${(made++).toString(36).padStart(3, '0')}`;
}
