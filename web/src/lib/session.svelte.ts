// SPDX-License-Identifier: GPL-3.0-or-later
// Who is signed in. A page never asks: it is shown only to whom it is for. `locked` means that somebody was
// idle too long, or the session ended: the page is hidden, keeps what was typed, and the same account unlocks it.
import { api, ask, onSignedOut, Problem, type Shape } from './api';
import { draftsWipe } from './draft';
import { idleMs, watchIdle } from './idle';
import { keeping } from './keeping.svelte';

export type Me = Shape['me'];
export type Role = 'admin' | 'programme_office' | 'unit_head' | 'trainer' | 'ward_official' | 'community_team' | 'learner' | 'auditor';
type State = 'asking' | 'out' | 'must_change' | 'must_enrol' | 'in';

let state = $state<State>('asking');
let me = $state.raw<Me | null>(null);
let locked = $state(false);
let problem = $state.raw<Problem | null>(null);
let offline = $state(false);
let held = $state(0);
let bare = $state(false);
let leaving = $state(false);

export const session = {
  get state() { return state; },
  get me() { return me; },
  get locked() { return locked; },
  get problem() { return problem; },		// why it is not known who is signed in
  get offline() { return offline; },		// opened without a network, as who was last here
  get held() { return locked && held > Date.now(); },	// there is a roll that may be marked while locked
  get bare() { return bare; },			// locked, and that roll alone is shown
  get leaving() { return leaving; },		// signing out, asked about what is not sent
  // Who teaches is known from the time-table: that makes a trainer, with or without the role.
  get roles(): Role[] { return [...new Set([...(me?.grants ?? []).map((grant) => grant.role as Role), ...(me?.teaches ? ['trainer' as const] : [])])]; },
};

// The cookie is the server's secret: whether there may be one is remembered beside it, so that the sign-in
// page asks nothing that would be refused.
const MARK = 'hocvu.in';

function marked(set?: boolean): boolean {
  try {
    if (set !== undefined) localStorage[set ? 'setItem' : 'removeItem'](MARK, '1');
    return localStorage.getItem(MARK) !== null;
  } catch {
    return true;
  }
}

function forget(): void {
  marked(false);
  state = 'out';
  me = null;
  locked = bare = offline = false;
}

function lock(): void {
  if (state === 'in' && !locked) locked = true;
}

// At the idle limit the server's session ends too, whether this answer comes or not.
function idleOver(): void {
  bare = false;
  if (state !== 'in' || locked) return;
  lock();
  void api.POST('/api/v1/sign-out').catch(() => undefined);
}

// Whether there may be somebody signed in, before the server has said so.
export const wasHere = (): boolean => marked();

// Who was here when the page was opened.
export async function whoWasHere(): Promise<void> {
  if (!marked()) return forget();
  await whoAmI();
  if (problem?.status === 0 && keeping.on) await goOn();
}

// Without a network: as who was last here, if this device kept work for them; locked if they were idle.
async function goOn(): Promise<void> {
  const known = await import('./offline').then(({ lastHere }) => lastHere<Me>()).catch(() => undefined);
  if (known === undefined) return;
  me = known;
  problem = null;
  offline = true;
  locked = idleMs() > known.idle_minutes * 60_000;
  state = 'in';
  if (!locked) watchIdle(known.idle_minutes, idleOver, () => undefined);
}

// Opened without a network: is the server there again, and is this still who it knows? Else the page locks.
export async function stillHere(): Promise<boolean> {
  try {
    const now = await ask(api.GET('/api/v1/me'));
    if (now.account !== me?.account) location.replace('/');
    else await whoAmI();
    return state === 'in' && !offline;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 401) locked = true;
    return false;
  }
}

// A roll that is open may still be marked until then (ms), though the page locks; 0: no more.
export function hold(until: number): void {
  held = until;
  if (until === 0) bare = false;
}

// Locked: shows the roll that is held, and nothing else.
export function showBare(): void {
  if (me === null) return;
  watchIdle(me.idle_minutes, idleOver, () => undefined);
  bare = true;
}

export function hideBare(): void {
  bare = false;
}

// Asks the server who this is: after everything that may have changed it.
export async function whoAmI(): Promise<void> {
  problem = null;
  try {
    me = await ask(api.GET('/api/v1/me'));
    state = me.must_change ? 'must_change' : me.must_enrol ? 'must_enrol' : 'in';
    locked = bare = offline = false;
    marked(true);
    watchIdle(me.idle_minutes, idleOver, () => void ask(api.GET('/api/v1/me')).catch(() => undefined));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 401) forget();
    else problem = error;
  }
}

// Signs in, or unlocks. Somebody else than who locked it begins afresh: nothing of the other's page stays.
export async function signIn(name: string, password: string, code: string): Promise<void> {
  const before = me?.account;
  const body = code === '' ? { name, password } : { name, password, code };
  const welcome = await ask(api.POST('/api/v1/sign-in', { body }));
  if (before !== undefined && before !== welcome.account) location.replace('/');
  await whoAmI();
}

// Asks first when something of this account is not sent; who finds the page locked is not asked, it is not theirs.
export async function signOut(): Promise<void> {
  const account = me?.account;
  if (keeping.on && !locked && account !== undefined) {
    const waiting = await import('./offline').then(({ itemsOf }) => itemsOf(account)).catch(() => []);
    if (waiting.length > 0) {
      leaving = true;
      return;
    }
  }
  await leave();
}

export function stay(): void {
  leaving = false;
}

// Names leave the device with whoever signs out; what is not sent waits for them, without names.
export async function leave(): Promise<void> {
  if (keeping.on) await import('./offline').then(({ sweep }) => sweep()).catch(() => undefined);
  await api.POST('/api/v1/sign-out').catch(() => undefined);
  if (me !== null) draftsWipe(me.account);
  marked(false);
  location.replace('/');		// nothing of this page stays in memory
}

onSignedOut(lock);
