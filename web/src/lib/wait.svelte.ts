// SPDX-License-Identifier: GPL-3.0-or-later
// Seconds until the server hears another try, counted down. Made while a component is made.
const SECOND_MS = 1_000;

export class Wait {
  left = $state(0);

  constructor() {
    $effect(() => {
      if (this.left <= 0) return;
      const timer = setTimeout(() => { this.left--; }, SECOND_MS);
      return () => clearTimeout(timer);
    });
  }
}
