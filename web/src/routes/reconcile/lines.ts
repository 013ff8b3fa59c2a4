// SPDX-License-Identifier: GPL-3.0-or-later
// A row of a session that is reconciled.
import type { Shape } from '../../lib/api';

export type Reconciliation = Shape['reconciliation'];
export type Line = Shape['reconcile_line'];

// What somebody probably was, for the first look: paper before code before mark.
export function proposed(line: Line): 'present' | 'late' | 'excused' | 'unexcused' {
  if (line.difference === 'signed_absent' || line.difference === 'claimed_absent') return 'present';
  if (line.difference === 'unsigned_present') return 'unexcused';
  if (line.status !== 'unmarked') return line.status;
  return line.paper === 'signed' || line.claimed_at ? 'present' : 'unexcused';
}
