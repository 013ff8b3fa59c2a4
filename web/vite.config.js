// SPDX-License-Identifier: GPL-3.0-or-later
// How web/src becomes web/dist: the same bytes on every machine, with brotli and gzip beside each text.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { compressed } from './make/compressed.js';
import { designsystem } from './make/designsystem.js';
import { early } from './make/early.js';
import { words } from './make/words.js';
import { worker } from './make/worker.js';

export default defineConfig({
  plugins: [words(), designsystem(), svelte(), early(), worker(), compressed()],
  build: {
    target: 'es2022',
    // Files are carried inside hocvud and cached for good by their names: nothing is put into others.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: {
      output: {
        entryFileNames: 'assets/[name]-[hash].js',
        // Sentences are named by language and scope, which stand in their module's name.
        chunkFileNames: (chunk) => `assets/${/words\/(\w+\.\w+)$/.exec(chunk.facadeModuleId ?? '')?.[1] ?? '[name]'}-[hash].js`,
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
});
