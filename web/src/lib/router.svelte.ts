// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses of the app: the browser's history, every link an ordinary <a href>. What a page shows is in its
// address (`router.set({ unit: 'thuong-hong' })`), so that it can be sent, kept and gone back from.
const SERVER = /^\/(api|feeds|public|privacy|assets|healthz|readyz|metrics)(\/|$)/;

let path = $state(location.pathname);
let query = $state.raw(new URLSearchParams(location.search));

function read(): void {
  path = location.pathname;
  query = new URLSearchParams(location.search);
}

export const router = {
  get path() { return path; },
  get query() { return query; },

  // One argument of the address; '' when it is not there.
  get(name: string): string {
    return query.get(name) ?? '';
  },

  // This page with some arguments changed; empty ones go.
  href(changes: Record<string, string>): string {
    const next = new URLSearchParams(query);
    for (const [name, value] of Object.entries(changes)) {
      if (value === '') next.delete(name);
      else next.set(name, value);
    }
    return `${path}${next.size > 0 ? `?${next}` : ''}`;
  },

  // A filter: another address of the same page, one step back in the history unless `replace`.
  set(changes: Record<string, string>, replace = false): void {
    const href = router.href(changes);
    history[replace ? 'replaceState' : 'pushState'](null, '', href);
    read();
  },

  go(href: string, replace = false): void {
    history[replace ? 'replaceState' : 'pushState'](null, '', href);
    read();
    window.scrollTo(0, 0);
    document.getElementById('main')?.focus({ preventScroll: true });	// the link may be gone
  },
};

// Links inside the app change the page without loading it anew; everything else is left to the browser.
function clicked(event: MouseEvent): void {
  const link = (event.target as Element | null)?.closest?.('a');
  if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const url = new URL(link.href, location.href);
  if (url.origin !== location.origin || link.target || link.hasAttribute('download') || SERVER.test(url.pathname)) return;
  if (url.hash && url.pathname === location.pathname && url.search === location.search) return;
  event.preventDefault();
  router.go(url.pathname + url.search);
}

addEventListener('popstate', read);
document.addEventListener('click', clicked);
