import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defaultClientConditions } from 'vite';
import { defineConfig } from 'vitest/config';
import { budgets, type Budget } from './scripts/budgets.ts';
import { compressed } from './scripts/compressed.ts';

/** What the shell is made of: it is drawn before the code of the page is here. */
const SHELL =
  /node_modules\/((react|react-dom|scheduler|zustand)\/|lucide-react\/dist\/esm\/(?!icons\/(?!circle-user-round)))|src\/(navigation|i18n\/(language|parts)|app\/(use-)?page-code\.|components\/ui\/(announcer|toast|button|empty|curtain|skeleton)\.|lib\/(preference|when-drawn|signed-in))|clients\/typescript\/src\/(backoff|is-record)\./;
/** What nearly every page needs and the shell does not. */
const PARTS =
  /node_modules\/(@tanstack|valibot)\/|clients\/typescript\/src\/[\w-]+\.ts|src\/(api|components\/(?!charts)|lib\/(?!proof-of-work\/|session\/(session-(keeper|body)|this-|work-))|features\/(hold\/(?!store\/watch|model\/leaving)|events\/(?!components\/(event-|choice-))|admission\/(model\/(admission|place)|store\/admission-store))|app\/(shared\/(leave|event-|page\.)|frame|prefetch|query-client))/;

/** The pages of an account are small, and share most of what they are made of. */
const ACCOUNT =
  /src\/(features\/account|app\/(routes\/(account|login|signup|verify|forgot|reset|provider|mailbox)\/|shared\/(form-page|letter-sent|no-link|use-way-on|account-menu|log-out)))/;

const SHELL_MODULES = ['src/app/main.tsx', 'src/i18n/ko/common.ts'];

const page = (name: string, scriptKilobytes: number, ...words: string[]): Budget => ({
  name,
  modules: [
    ...SHELL_MODULES,
    'src/app/frame.tsx',
    `src/app/routes/${name}/${name}-page.tsx`,
    ...['hold', 'problems', ...words].map((part) => `src/i18n/ko/${part}.ts`),
  ],
  scriptKilobytes,
  styleKilobytes: 12,
});

/** An entry of its own gets a line of its own. */
const BUDGETS: Budget[] = [
  { name: 'shell', modules: SHELL_MODULES, scriptKilobytes: 60, styleKilobytes: 4 },
  {
    name: 'console',
    modules: ['src/console/main.tsx', 'src/i18n/ko/common.ts', 'src/i18n/ko/problems.ts'],
    scriptKilobytes: 100,
    styleKilobytes: 8,
  },
  page('events', 100, 'shows'),
  page('show', 115, 'shows', 'seats'),
  page('line', 105, 'shows', 'line'),
  page('checkout', 115, 'shows', 'seats', 'checkout'),
  page('orders', 100, 'shows', 'orders'),
  page('order', 110, 'shows', 'seats', 'checkout', 'orders'),
  page('ticket', 110, 'shows', 'seats', 'orders'),
  ...['account', 'login', 'signup', 'verify', 'forgot', 'reset', 'provider', 'mailbox'].map(
    (name) => page(name, 100, 'account'),
  ),
];

export default defineConfig({
  plugins: [react(), compressed(), budgets(BUDGETS)],
  resolve: {
    alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) },
    // The client of the API is compiled from its sources.
    conditions: ['source', ...defaultClientConditions],
  },
  server: {
    proxy: { '/api': process.env.HOLDFAST_URL ?? 'http://127.0.0.1:8080' },
    fs: { allow: ['.', '../clients/typescript/src'] },
  },
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
        console: fileURLToPath(new URL('./console.html', import.meta.url)),
        'leaving-worker': fileURLToPath(new URL('./src/worker/leaving.ts', import.meta.url)),
      },
      // A worker's address is its identity, so it has no hash and is not cached for ever.
      output: {
        entryFileNames: ({ name }) =>
          name === 'leaving-worker' ? '[name].js' : 'assets/[name]-[hash].js',
        // What nearly every page needs is one file: a dozen small ones would be fetched one after another.
        codeSplitting: {
          groups: [
            { name: 'shell', test: SHELL, priority: 2 },
            { name: 'parts', test: PARTS, priority: 1 },
            { name: 'account', test: ACCOUNT, priority: 1 },
          ],
        },
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
