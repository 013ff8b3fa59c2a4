// SPDX-License-Identifier: GPL-3.0-or-later
// Lists from Excel and CSV on their way to the server: a file sent in parts, the list asked after while a job has it.
import { api, ask, type Shape } from './api';
import { sendParts } from './parts';

export type List = Shape['list_import'];
export type Line = Shape['list_line'];
export type Kind = List['kind'];
export type Field = NonNullable<NonNullable<List['values']>[number]>['field'];
// In the order of the page; a class is named with those of a class.
export const KINDS = ['people', 'nominations', 'attendance', 'completions', 'assessments', 'residents', 'populations', 'venues', 'trainers'] as const;
export const OF_CLASS: readonly string[] = ['nominations', 'attendance'];
export const AT_WORK = ['waiting', 'accepted', 'undoing'];

// Sends a file; `sent` hears how much of it is there (0 to 1). Gives the list's number.
export async function bring(unit: number, file: File, what: { kind: typeof KINDS[number]; class?: number }, sent: (share: number) => void): Promise<number> {
  return brought(await ask(api.POST('/api/v1/units/{unit}/lists', { params: { path: { unit } }, body: { ...what, name: file.name, bytes: file.size } })), file, sent);
}

// The attendance of a class, from who teaches in it.
export async function bringSheet(cls: number, file: File, sent: (share: number) => void): Promise<number> {
  return brought(await ask(api.POST('/api/v1/classes/{class}/lists', { params: { path: { class: cls } }, body: { name: file.name, bytes: file.size } })), file, sent);
}

async function brought({ id }: List, file: File, sent: (share: number) => void): Promise<number> {
  await sendParts(file, 0, (part, content) => ask(api.PUT('/api/v1/lists/{import}/parts/{part}', { params: { path: { import: id, part } }, body: { content } })), sent);
  await ask(api.POST('/api/v1/lists/{import}/sent', { params: { path: { import: id } } }));
  return id;
}

// The list as it is now.
export const list = (id: number): Promise<List> => ask(api.GET('/api/v1/lists/{import}', { params: { path: { import: id } } }));
