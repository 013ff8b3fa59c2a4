// SPDX-License-Identifier: GPL-3.0-or-later
// How the app looks on this device: theme, text size, language. Kept in this browser, told to nobody;
// early.js reads the same before the first paint.
export type Theme = 'auto' | 'light' | 'dark';
export type Size = 'sm' | 'md' | 'lg';
export type Lang = 'vi' | 'en';

const KEY = 'hocvu.look';
const root = document.documentElement;

export const look = $state({
  theme: root.dataset.colorScheme as Theme,
  size: root.dataset.size as Size,
  lang: root.lang as Lang,
});

// Changes some of it, at once and for the next time. Without storage (a private window) it lasts for this page.
export function setLook(changes: Partial<typeof look>): void {
  Object.assign(look, changes);
  root.dataset.colorScheme = look.theme;
  root.dataset.size = look.size;
  root.lang = look.lang;
  try {
    localStorage.setItem(KEY, JSON.stringify(look));
  } catch { /* lasts for this page */ }
}
