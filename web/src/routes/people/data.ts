// SPDX-License-Identifier: GPL-3.0-or-later
// What the pages about people share.
import type { Shape } from '../../lib/api';
import { day, dayTyped } from '../../lib/format';
import type { Role } from '../../lib/session.svelte';

export type PersonFull = Shape['person_full'];
export type Place = PersonFull['affiliations'][number];
export type PersonNew = Shape['person_new'];

export const STAFF_READERS: Role[] = ['programme_office', 'admin', 'unit_head', 'auditor'];
export const RESIDENT_READERS: Role[] = ['programme_office', 'admin', 'ward_official', 'community_team', 'auditor'];
export const CATEGORIES = ['leader_manager', 'cadre', 'civil_servant', 'public_employee', 'contract_worker', 'part_time_official', 'armed_forces', 'worker', 'board_member', 'team_member'] as const;
export const FLAGS = ['dedicated_it', 'in_charge_it', 'expert'] as const;

// A day, or the year alone where no more is known.
export function birthShown(birth: string | null | undefined): string {
  return birth && birth.length === 4 ? birth : day(birth);
}

// What was typed: a day or a year, as the API takes it; '' for nothing, null for what is neither.
export function birthTyped(text: string): string | null {
  const typed = text.trim();
  return typed === '' || /^(19|20)\d\d$/.test(typed) ? typed : dayTyped(typed);
}

export function placeState(place: Place, today: string): 'now' | 'later' | 'over' {
  if (place.valid_to && place.valid_to < today) return 'over';
  return place.valid_from && place.valid_from > today ? 'later' : 'now';
}
