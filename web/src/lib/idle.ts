// SPDX-License-Identifier: GPL-3.0-or-later
// When somebody last did something, in any tab: the tabs share it, so that reading in one does not lock the other.
const KEY = 'hocvu.active';
const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchstart'];
const LOOK_MS = 5_000;
const NOTE_MS = 2_000;

let timer = 0;
let last = 0;			// what this tab saw
let told = 0;			// when the server last heard of it
let limitMs = 0;
let over: () => void = () => {};
let tell: () => void = () => {};

function shared(): number {
  try {
    return Number(localStorage.getItem(KEY)) || 0;
  } catch {
    return 0;
  }
}

// How long nobody did anything here, in any tab.
export function idleMs(): number {
  return Date.now() - Math.max(last, shared());
}

function note(): void {
  const now = Date.now();
  if (now - last < NOTE_MS) return;
  if (idleMs() > limitMs) return look();	// too late: first it locks
  last = now;
  try {
    localStorage.setItem(KEY, String(now));
  } catch { /* this tab alone */ }
}

// Reading and typing ask nothing of the server: it is told now and then that somebody is there.
function look(): void {
  const now = Date.now(), active = Math.max(last, shared());
  if (now - active > limitMs) return over();
  if (now - told > limitMs / 3 && active > told) {
    told = now;
    tell();
  }
}

// From now on: `idle` when nothing was done for so many minutes, `alive` a few times within them.
export function watchIdle(minutes: number, idle: () => void, alive: () => void): void {
  limitMs = minutes * 60_000;
  over = idle;
  tell = alive;
  last = 0;
  told = Date.now();
  try {
    localStorage.setItem(KEY, String(told));
  } catch { /* this tab alone */ }
  last = told;
  if (timer !== 0) return;
  for (const sign of SIGNS) addEventListener(sign, note, { passive: true, capture: true });
  document.addEventListener('visibilitychange', look);
  timer = setInterval(look, LOOK_MS);
}
