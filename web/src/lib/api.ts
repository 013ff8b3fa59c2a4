// SPDX-License-Identifier: GPL-3.0-or-later
// The only caller of the API, typed from what hocvud says of itself (`npm run api` makes openapi.d.ts anew).
//
//   const me = await ask(api.GET('/api/v1/me'));      // the answer, or a Problem is thrown
import createClient, { type Middleware } from 'openapi-fetch';
import { look } from './look.svelte';
import type { components, paths } from './openapi';

export type Shape = components['schemas'];

export interface FieldProblem { pointer: string; code: string; detail: string }

// Why something was not done: RFC 9457 as hocvud writes it. status 0: no answer came.
export class Problem extends Error {
  constructor(
    readonly status: number, readonly code: string, readonly title: string, readonly detail = '',
    readonly errors: FieldProblem[] = [], readonly request = '', readonly wait = 0,
  ) {
    super(`${status} ${code}`);
  }
}

let signedOut: () => void = () => {};

// What happens when an answer says that nobody is signed in any more.
export function onSignedOut(run: () => void): void {
  signedOut = run;
}

// Where a list came from, so that the whole of it can be asked for: its address, and what was searched for.
export interface Origin { list: string; search?: unknown }
const searches = new WeakMap<Request, string>(), answers = new WeakMap<Response, Origin>(), origins = new WeakMap<object, Origin>();
export const originOf = (page: object): Origin | undefined => origins.get(page);

let ahead = 0;			// milliseconds the server's clock is ahead of this device's, as its last answer said

// Every request says its language; what makes something says a key, so that a repetition makes nothing twice.
const manners: Middleware = {
  async onRequest({ request }) {
    if (request.method === 'POST' && request.url.split('?')[0]?.endsWith('/search')) searches.set(request, await request.clone().text());
    request.headers.set('Accept-Language', look.lang);
    if (request.method === 'POST' && !request.headers.has('Idempotency-Key')) request.headers.set('Idempotency-Key', crypto.randomUUID());
  },
  onResponse({ request, response }) {
    const { pathname, search } = new URL(request.url), words = searches.get(request);
    answers.set(response, { list: pathname.replace(/^\/api\/v1/, '') + search, search: words === undefined ? undefined : JSON.parse(words) });
    const date = Date.parse(response.headers.get('Date') ?? '');
    if (!Number.isNaN(date)) ahead = date - Date.now();
  },
};

export const api = createClient<paths>({ baseUrl: '/' });
api.use(manners);

export interface Answer<T> { data?: T; error?: unknown; response: Response }

function problemOf(error: unknown, response: Response): Problem {
  const said = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  const text = (name: string) => (typeof said[name] === 'string' ? said[name] : '');
  return new Problem(response.status, text('code') || 'internal', text('title'), text('detail'),
    Array.isArray(said.errors) ? said.errors as FieldProblem[] : [], text('request'), Number(response.headers.get('Retry-After') ?? 0));
}

// The body of a good answer; else throws a Problem.
export async function ask<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch {
    throw new Problem(0, 'no_answer', '');
  }
  if (answer.response.ok) {
    const from = answers.get(answer.response);
    if (from !== undefined && typeof answer.data === 'object' && answer.data !== null) origins.set(answer.data, from);
    return answer.data as T;
  }
  const problem = problemOf(answer.error, answer.response);
  if (problem.code === 'not_signed_in') signedOut();
  throw problem;
}

// What is no JSON: a paper, an archive. Gives it with the name it brings; else throws a Problem.
export async function fetchFile(path: string): Promise<{ name: string; blob: Blob }> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, { headers: { 'Accept-Language': look.lang } });
  } catch {
    throw new Problem(0, 'no_answer', '');
  }
  if (response.ok) return { name: /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? 'hocvu', blob: await response.blob() };
  const problem = problemOf(await response.json().catch(() => null), response);
  if (problem.code === 'not_signed_in') signedOut();
  throw problem;
}

// The header that lets a change through only while the row is as it was read.
export const match = (version: number): { 'If-Match': string } => ({ 'If-Match': `"v${version}"` });

// This moment by the server's clock, at most a second late: a device's own may be years off.
export const serverNow = (): Date => new Date(Date.now() + ahead);
