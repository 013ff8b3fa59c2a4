// SPDX-License-Identifier: GPL-3.0-or-later
// What the pages about accounts share.
import type { Shape } from '../../lib/api';
import type { Role } from '../../lib/session.svelte';

export type Account = Shape['account'];
export type Grant = Shape['role_grant'];

export const ACCOUNT_KINDS = ['person', 'service', 'operator'] as const;
// In the order in which an office would think of them.
export const ROLES: Role[] = ['unit_head', 'programme_office', 'ward_official', 'trainer', 'community_team', 'learner', 'auditor', 'admin'];
export const SCOPES = ['read', 'write', 'dangerous'] as const;

export type GrantState = 'now' | 'later' | 'over';

export function grantState(grant: Grant, today: string): GrantState {
  if (grant.ended || !grant.valid_from || (grant.valid_to && grant.valid_to < today)) return 'over';
  return grant.valid_from > today ? 'later' : 'now';
}
