import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// One page, nothing from elsewhere, nothing inline: the server's policy refuses both. Files small enough to be
// inlined as data: addresses stay files, and the preload helper (a script that writes into the page) stays out.
export default defineConfig({
  base: './',
  plugins: [svelte()],
  build: {
    target: 'es2022',
    cssMinify: 'esbuild',
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
