import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import astro from 'eslint-plugin-astro';

/** What stands between the tags of a component: oxlint reads only its script (`.oxlintrc.jsonc`), and all other files. */
export default defineConfig(
  js.configs.recommended,
  ...astro.configs.recommended,
  ...astro.configs['jsx-a11y-strict'],
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-syntax': ['error', { selector: 'TSAnyKeyword', message: 'Say which type.' }],
      // `astro check` reports both.
      'no-undef': 'off',
      'no-unused-vars': 'off',
      'astro/no-set-html-directive': 'error',
      'astro/no-unused-css-selector': 'error',
      // A table that scrolls sideways has to be reachable by keyboard (axe: scrollable-region-focusable).
      'astro/jsx-a11y/no-noninteractive-tabindex': ['error', { tags: [], roles: ['tabpanel', 'region'] }],
    },
  },
  {
    // The one place that prints HTML which is made elsewhere, and sanitised there; see test/import-rules.ts.
    files: ['src/components/review/ReviewNotes.astro'],
    rules: { 'astro/no-set-html-directive': 'off' },
  },
);
