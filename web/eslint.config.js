import js from '@eslint/js';
import a11y from 'eslint-plugin-jsx-a11y';
import hooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import ts from 'typescript-eslint';

const FEATURES = [
  'events',
  'seat-map',
  'basket',
  'hold',
  'checkout',
  'orders',
  'admission',
  'account',
];
const PAGES = [
  'events',
  'show',
  'line',
  'checkout',
  'orders',
  'order',
  'ticket',
  'account',
  'login',
  'signup',
  'verify',
  'forgot',
  'reset',
  'mailbox',
  'not-found',
];

const others = (all, one) => all.filter((other) => other !== one);

/** These files may not import what one of the bans names. A later entry for the same files replaces an earlier one. */
const mayNot = (files, ...bans) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: bans.map(([group, message]) => ({ group, message })) },
    ],
  },
});

/** Within a feature: components and hooks use stores and calls, all of them use the rules, and the rules use nothing. */
const roomsOf = (feature) => {
  const otherFeatures = [
    ['@/app/*', ...others(FEATURES, feature).map((other) => `@/features/${other}/*`)],
    'a feature knows no other feature; app ties them together',
  ];
  const room = (name, ...bans) =>
    mayNot([`src/features/${feature}/${name}`], otherFeatures, ...bans);
  return [
    room('**'),
    room('model/**', [
      ['react', 'react-*', 'zustand', '@tanstack/*', '../api/*', '../store/*', '../hooks/*'],
      'rules are pure: no React, no store, no request',
    ]),
    room('{api,store}/**', [
      ['react', '../hooks/*', '../components/*'],
      'stores and calls know no React',
    ]),
    room('hooks/**', [['zustand', '../components/*'], 'a store stands in store/']),
    room('drawing/**', [
      ['react', 'zustand', '@tanstack/*', '../api/*', '../store/*', '../hooks/*'],
      'drawing knows nothing of React or the network',
    ]),
  ];
};

export default ts.config(
  { ignores: ['dist', 'test-results', 'playwright-report'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  ...ts.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ['**/*.{ts,tsx}'] })),
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true }, globals: globals.browser },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false } },
      ],
      // Ports and props are declared as methods and never use `this`.
      '@typescript-eslint/unbound-method': 'off',
      'max-lines': ['error', 400],
      'no-console': 'error',
    },
  },
  { rules: { 'no-nested-ternary': 'error' } },
  {
    // What comes from outside is checked, not asserted. Where the compiler cannot know better, a comment at the line says why.
    files: ['**/*.{ts,tsx}'],
    ignores: ['**/*.test.{ts,tsx}', 'e2e/**'],
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/no-non-null-assertion': 'error',
    },
  },
  {
    files: ['src/**/*.tsx'],
    ...a11y.flatConfigs.recommended,
    rules: {
      ...a11y.flatConfigs.recommended.rules,
      // The map is a widget with a role, a name, a description and keys of its own.
      'jsx-a11y/no-noninteractive-tabindex': ['error', { roles: ['application'] }],
      // A dialog asks one question, and the safe answer has the focus.
      'jsx-a11y/no-autofocus': 'off',
    },
  },
  { files: ['src/**/*.{ts,tsx}'], ...hooks.configs.flat.recommended },
  { files: ['public/**'], languageOptions: { globals: globals.browser } },
  {
    files: ['scripts/**', '*.{js,ts}', 'e2e/**'],
    languageOptions: { globals: globals.node },
    rules: { 'no-console': 'off' },
  },
  // Playwright reads the names of fixtures from the pattern, even when it is empty.
  { files: ['e2e/**'], rules: { 'no-empty-pattern': 'off' } },
  // Imports go one way: app, features, components, navigation and i18n, lib, api.
  mayNot(
    ['src/api/**'],
    [['@/app/*', '@/features/*', '@/components/*', '@/i18n/*', '@/lib/*'], 'the contract is below'],
  ),
  mayNot(
    ['src/lib/**'],
    [
      ['@/app/*', '@/features/*', '@/components/*', '@/i18n/*', '@/navigation/*'],
      'lib knows the contract alone',
    ],
  ),
  mayNot(
    ['src/navigation/**'],
    [
      ['@/app/*', '@/features/*', '@/components/*', '@/i18n/*'],
      'navigation knows addresses, and no page',
    ],
  ),
  mayNot(
    ['src/i18n/**'],
    [['@/app/*', '@/features/*', '@/components/*', '@/navigation/*'], 'words know no pages'],
  ),
  mayNot(
    ['src/components/**'],
    [['@/app/*', '@/features/*', '@/console/*'], 'shared parts know no feature'],
  ),
  mayNot(
    ['src/console/**'],
    [['@/app/*', '@/features/*'], 'the console knows no page of the shop'],
  ),
  mayNot(
    ['src/console/model/**'],
    [['react', 'react-*', '../hooks/*', '../parts/*'], 'rules are pure: no React, no request'],
  ),
  ...FEATURES.flatMap(roomsOf),
  ...PAGES.map((page) =>
    mayNot(
      [`src/app/routes/${page}/**`],
      [
        others(PAGES, page).flatMap((other) => [`../${other}/*`, `@/app/routes/${other}/*`]),
        'a page knows no other page; what several use stands in app/shared',
      ],
    ),
  ),
  {
    files: ['src/**/index.ts'],
    rules: {
      'no-restricted-syntax': ['error', { selector: 'Program', message: 'no barrel files' }],
    },
  },
);
