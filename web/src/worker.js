// SPDX-License-Identifier: GPL-3.0-or-later
// The service worker: the app opens without a network. It holds the files of one build and nothing else; answers of
// the API never pass through it, what is kept of them is bound to an account (lib/offline.ts).
const FILES = [];		// filled in by make/worker.js, with the version they make
const CACHE = 'hocvu-VERSION';
const PAGE = /^\/[a-z0-9/-]*$/;
const SERVER = /^\/(api|feeds|public|healthz|readyz|metrics)(\/|$)/;
const PATIENCE_MS = 4000;

// Files are named by what is in them: those of the build before that are the same are not fetched again.
async function install() {
  const cache = await caches.open(CACHE);
  await Promise.all(FILES.map(async (path) => {
    const had = path.startsWith('/assets/') ? await caches.match(path) : undefined;
    if (had !== undefined) return cache.put(path, had);
    return cache.add(new Request(path, { cache: 'no-cache' }));
  }));
  await self.skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) if (name.startsWith('hocvu-') && name !== CACHE) await caches.delete(name);
  await self.clients.claim();
}

// A page: from the server while it answers within a few seconds, else the app as it is kept.
async function page(request) {
  const kept = async () => (await caches.match('/')) ?? Response.error();
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return answer.status >= 500 ? kept() : answer;
  } catch {
    return kept();
  }
}

const asset = async (request) => (await caches.match(request, { ignoreVary: true })) ?? fetch(request);

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== location.origin) return;
  if (event.request.mode === 'navigate' && PAGE.test(url.pathname) && !SERVER.test(url.pathname)) event.respondWith(page(event.request));
  else if (FILES.includes(url.pathname) && url.pathname !== '/') event.respondWith(asset(event.request));
});
