// SPDX-License-Identifier: GPL-3.0-or-later
// Starts the app.
import 'virtual:designsystem.css';
import './style/base.css';
import './style/parts.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { api } from './lib/api';
import { needWords } from './lib/words.svelte';
import { wasHere, whoWasHere } from './lib/session.svelte';

// A check-in code is good for a minute, signing in may take longer: that it was opened now is told at once.
const code = location.pathname === '/check-in' ? new URLSearchParams(location.search).get('code') : null;
if (code) void api.POST('/api/v1/check-in-arrivals', { body: { code } }).catch(() => undefined);

const target = document.getElementById('app');

if (target !== null) {
  if (wasHere()) void import('./parts/Shell.svelte');	// comes while the server is asked who this is
  await Promise.all([needWords('shell'), whoWasHere()]);
  mount(App, { target });
}
