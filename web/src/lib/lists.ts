// SPDX-License-Identifier: GPL-3.0-or-later
// Lists from Excel and CSV on their way to the server: a file sent in parts, the list asked after while a job has it.
import { api, ask, type Shape } from './api';

export type List = Shape['list_import'];
export type Line = Shape['list_line'];
export type Kind = List['kind'];
export type Field = NonNullable<NonNullable<List['values']>[number]>['field'];
// In the order of the page; a class is named with those of a class.
export const KINDS = ['people', 'nominations', 'completions', 'assessments', 'residents', 'populations', 'venues'] as const;
export const OF_CLASS: readonly string[] = ['nominations'];
export const AT_WORK = ['waiting', 'accepted', 'undoing'];

const PART = 180_000;

async function base64(piece: Blob): Promise<string> {
  const bytes = new Uint8Array(await piece.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

// Sends a file; `sent` hears how much of it is there (0 to 1). Gives the list's number.
export async function bring(unit: number, file: File, what: { kind: typeof KINDS[number]; class?: number }, sent: (share: number) => void): Promise<number> {
  const { id } = await ask(api.POST('/api/v1/units/{unit}/lists', { params: { path: { unit } }, body: { ...what, name: file.name, bytes: file.size } }));
  for (let at = 0, part = 1; at < file.size; at += PART, part++) {
    const content = await base64(file.slice(at, at + PART));
    await ask(api.PUT('/api/v1/lists/{import}/parts/{part}', { params: { path: { import: id, part } }, body: { content } }));
    sent(Math.min(1, (at + PART) / file.size));
  }
  await ask(api.POST('/api/v1/lists/{import}/sent', { params: { path: { import: id } } }));
  return id;
}

// The list as it is now.
export const list = (id: number): Promise<List> => ask(api.GET('/api/v1/lists/{import}', { params: { path: { import: id } } }));
