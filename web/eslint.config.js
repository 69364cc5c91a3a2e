import js from '@eslint/js';
import a11y from 'eslint-plugin-jsx-a11y';
import hooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import ts from 'typescript-eslint';

const FEATURES = ['events', 'seat-map', 'hold', 'checkout', 'orders'];

/** Imports go one way: lib, i18n and components know nothing above them, features know no other feature, app ties them together. */
const mayNot = (files, group, message) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group, message }] }] },
});

export default ts.config(
  { ignores: ['dist', 'src/api/schema.ts', 'test-results', 'playwright-report'] },
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
      // Ports and props are written as methods and are never bound to anything.
      '@typescript-eslint/unbound-method': 'off',
      'max-lines': ['error', 400],
      'no-console': 'error',
    },
  },
  {
    files: ['src/**/*.tsx'],
    ...a11y.flatConfigs.recommended,
    rules: {
      ...a11y.flatConfigs.recommended.rules,
      // The map is a widget of its own: role, name, description and keys are its business.
      'jsx-a11y/no-noninteractive-tabindex': ['error', { roles: ['application'] }],
      // A dialog asks one question: the safe answer has the focus.
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
  // Playwright reads the names of fixtures from the pattern, also when there are none.
  { files: ['e2e/**'], rules: { 'no-empty-pattern': 'off' } },
  mayNot(
    ['src/lib/**', 'src/api/**'],
    ['@/app/*', '@/features/*', '@/components/*', '@/i18n/*'],
    'lib stands on nothing',
  ),
  mayNot(['src/i18n/**'], ['@/app/*', '@/features/*', '@/components/*'], 'words know no pages'),
  mayNot(['src/components/**'], ['@/app/*', '@/features/*'], 'shared parts know no feature'),
  ...FEATURES.map((feature) =>
    mayNot(
      [`src/features/${feature}/**`],
      [
        '@/app/*',
        ...FEATURES.filter((other) => other !== feature).map((other) => `@/features/${other}/*`),
      ],
      'a feature knows no other feature; app ties them together',
    ),
  ),
  {
    files: ['src/**/index.ts'],
    rules: {
      'no-restricted-syntax': ['error', { selector: 'Program', message: 'no barrel files' }],
    },
  },
);
