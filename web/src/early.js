// SPDX-License-Identifier: GPL-3.0-or-later
// Before the first paint: theme, text size and language as this browser was told (lib/look.svelte.ts writes them).
(function () {
  var look = {}, root = document.documentElement;
  try { look = JSON.parse(localStorage.getItem('hocvu.look')) || {}; } catch (e) { /* as for a newcomer */ }
  root.dataset.colorScheme = look.theme === 'light' || look.theme === 'dark' ? look.theme : 'auto';
  root.dataset.size = look.size === 'md' || look.size === 'lg' ? look.size : 'sm';
  root.lang = look.lang === 'en' ? 'en' : 'vi';
})();
