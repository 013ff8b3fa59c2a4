// SPDX-License-Identifier: GPL-3.0-or-later
// Into which states a class may be turned, and which turns ask for a reason: what is offered, in the order of the
// buttons. The server has the last word (server/features/training/class_rule.c).
import type { Class } from '../../lib/training';

type State = Class['state'];
export interface Turn { to: State; why: boolean }

export const TURNS: Record<State, Turn[]> = {
  draft: [{ to: 'open', why: false }, { to: 'cancelled', why: true }],
  open: [{ to: 'closed', why: false }, { to: 'cancelled', why: true }],
  closed: [{ to: 'running', why: false }, { to: 'open', why: false }, { to: 'cancelled', why: true }],
  running: [{ to: 'finished', why: false }, { to: 'closed', why: true }, { to: 'cancelled', why: true }],
  finished: [{ to: 'running', why: true }],
  cancelled: [],
};

// Codes with which the server asks for a reason after all.
export const ASKS_WHY = new Set(['why_missing', 'class_sessions_to_come', 'class_sessions_unmarked']);
