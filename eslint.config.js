import { existsSync } from 'node:fs';
import eslint from '@eslint/js';
import lit from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import wc from 'eslint-plugin-wc';
import tseslint from 'typescript-eslint';
import { BOUNDARIES, LATE_FACES, PURE_FOLDERS } from './boundaries.js';

const FOLDERS = Object.keys(BOUNDARIES);
const OWNED_PACKAGES = [...new Set(Object.values(BOUNDARIES).flatMap((folder) => folder.packages))];

/** Import rules of one folder of src/, generated from the table in boundaries.js. */
function boundaryRules(folder) {
  const { mayImport, packages } = BOUNDARIES[folder];
  const forbidden = FOLDERS.filter((name) => name !== folder && !mayImport.includes(name));
  const patterns = [
    {
      regex: `^(\\.\\./)+(?!(${LATE_FACES.join('|')})$)(${FOLDERS.join('|')})/.+`,
      message: "Import a folder's index only.",
    },
  ];
  if (forbidden.length > 0) {
    patterns.push({
      regex: `^(\\.\\./)+(${forbidden.join('|')})(/|$)`,
      message: `${folder}/ may not import this folder (boundaries.js).`,
    });
  }
  const foreign = OWNED_PACKAGES.filter((name) => !packages.includes(name));
  patterns.push({
    regex: `^(${foreign.map((name) => name.replace(/[/.]/g, '\\$&')).join('|')})`,
    message: `${folder}/ may not import this package (boundaries.js).`,
  });
  if (PURE_FOLDERS.includes(folder))
    patterns.push({ regex: '^node:', message: `${folder}/ is pure: no Node modules.` });
  return {
    files: [`src/${folder}/**/*.ts`],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  };
}

/** Pure folders know no DOM, clock, network or unseeded random source. */
const purity = {
  files: PURE_FOLDERS.map((folder) => `src/${folder}/**/*.ts`),
  ignores: ['**/*.test.ts'],
  rules: {
    'no-restricted-globals': [
      'error',
      'window',
      'document',
      'navigator',
      'fetch',
      'performance',
      'Date',
      'localStorage',
      'indexedDB',
      'process',
      'setTimeout',
      'self',
    ],
    'no-restricted-properties': [
      'error',
      { object: 'Math', property: 'random', message: 'Use a seeded generator.' },
    ],
  },
};

export default tseslint.config(
  {
    ignores: [
      'dist/',
      '.cache/',
      'node_modules/',
      'models/',
      'src/ui/language/generated/',
      ...(existsSync('public') ? ['public/'] : []),
    ],
  },
  eslint.configs.recommended,
  ...tseslint.configs.strict,
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.mjs', '*.js'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
  { files: ['src/ui/**/*.ts'], ...lit.configs['flat/recommended'] },
  { files: ['src/ui/**/*.ts'], ...wc.configs['flat/recommended'] },
  { files: ['src/ui/**/*.ts'], plugins: { 'lit-a11y': litA11y }, rules: litA11y.configs.recommended.rules },
  purity,
  ...FOLDERS.map(boundaryRules),
);
