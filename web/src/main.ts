// SPDX-License-Identifier: GPL-3.0-or-later
// Starts the app.
import 'virtual:designsystem.css';
import './style/base.css';
import './style/parts.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { needWords } from './lib/words.svelte';
import { wasHere, whoWasHere } from './lib/session.svelte';

const target = document.getElementById('app');

if (target !== null) {
  if (wasHere()) void import('./parts/Shell.svelte');	// comes while the server is asked who this is
  await Promise.all([needWords('shell'), whoWasHere()]);
  mount(App, { target });
}
