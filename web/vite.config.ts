import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { compressed } from './scripts/compressed.ts';

const PARTS =
  /node_modules\/@tanstack\/|src\/(components|lib|features\/(hold|events)|app\/shared\/(leave|event-|page\.))/;

export default defineConfig({
  plugins: [react(), compressed()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { proxy: { '/api': process.env.HOLDFAST_URL ?? 'http://127.0.0.1:8080' } },
  build: {
    target: 'es2022',
    // Exactly the files that may be cached for ever are in this folder.
    assetsDir: 'assets',
    // The page allows no `data:` address, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: {
      input: {
        index: fileURLToPath(new URL('./index.html', import.meta.url)),
        'leaving-worker': fileURLToPath(new URL('./src/worker/leaving.ts', import.meta.url)),
      },
      // A worker's address is its identity, so it has no hash and is not cached for ever.
      output: {
        entryFileNames: ({ name }) =>
          name === 'leaving-worker' ? '[name].js' : 'assets/[name]-[hash].js',
        // What nearly every page needs is one file: a dozen small ones would be fetched one after another.
        codeSplitting: { groups: [{ name: 'parts', test: PARTS }] },
      },
    },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    environmentOptions: { happyDOM: { url: 'http://shop.test' } },
    setupFiles: ['src/testing/setup.ts'],
    maxWorkers: 1,
    // Long enough for a busy machine.
    testTimeout: 30_000,
  },
});
