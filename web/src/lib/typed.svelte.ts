// SPDX-License-Identifier: GPL-3.0-or-later
// What is typed into a page's search field: it stands in the address (`q`) once the fingers rest, and what a link, a
// saved filter or the way back puts there stands in the field. Made while a component is made.
//
//   const typed = new Typed();      <Field type="search" bind:value={typed.text} />      router.get('q')
import { untrack } from 'svelte';
import { router } from './router.svelte';

const REST_MS = 300;

export class Typed {
  text = $state(router.get('q'));

  constructor() {
    $effect(() => {
      const q = router.get('q');
      if (untrack(() => this.text.trim()) !== q) this.text = q;
    });
    $effect(() => {
      const text = this.text.trim();
      const timer = setTimeout(() => { if (text !== router.get('q')) router.set({ q: text }, true); }, REST_MS);
      return () => clearTimeout(timer);
    });
  }
}
