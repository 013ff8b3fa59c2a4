// SPDX-License-Identifier: GPL-3.0-or-later
// Who is signed in. A page never asks: it is shown only to whom it is for. `locked` means that somebody was
// idle too long, or the session ended: the page is hidden, keeps what was typed, and the same account unlocks it.
import { api, ask, onSignedOut, Problem, type Shape } from './api';
import { draftsWipe } from './draft';
import { watchIdle } from './idle';

export type Me = Shape['me'];
export type Role = 'admin' | 'programme_office' | 'unit_head' | 'trainer' | 'ward_official' | 'community_team' | 'learner' | 'auditor';
type State = 'asking' | 'out' | 'must_change' | 'in';

let state = $state<State>('asking');
let me = $state.raw<Me | null>(null);
let locked = $state(false);
let problem = $state.raw<Problem | null>(null);

export const session = {
  get state() { return state; },
  get me() { return me; },
  get locked() { return locked; },
  get problem() { return problem; },		// why it is not known who is signed in
  get roles(): Role[] { return [...new Set((me?.grants ?? []).map((grant) => grant.role as Role))]; },
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
  locked = false;
}

function lock(): void {
  if (state === 'in' && !locked) locked = true;
}

// At the idle limit the server's session ends too, whether this answer comes or not.
function idleOver(): void {
  if (state !== 'in' || locked) return;
  lock();
  void api.POST('/api/v1/sign-out').catch(() => undefined);
}

// Who was here when the page was opened.
export async function whoWasHere(): Promise<void> {
  if (marked()) await whoAmI();
  else forget();
}

// Asks the server who this is: after everything that may have changed it.
export async function whoAmI(): Promise<void> {
  problem = null;
  try {
    me = await ask(api.GET('/api/v1/me'));
    state = me.must_change ? 'must_change' : 'in';
    locked = false;
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

export async function signOut(): Promise<void> {
  await api.POST('/api/v1/sign-out').catch(() => undefined);
  if (me !== null) draftsWipe(me.account);
  marked(false);
  location.replace('/');		// nothing of this page stays in memory
}

onSignedOut(lock);
