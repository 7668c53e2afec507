/** The values behind the stylesheet, as `src/styles/tokens.css`. Pure. */
import { PALETTE } from './palette.ts';
import { BREAKPOINTS, TYPE_SIZES } from './type-sizes.ts';

const FONTS = {
  serif: "'Source Serif 4', ui-serif, Georgia, 'Times New Roman', 'Liberation Serif', 'Noto Serif', serif",
  sans: "system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', Arial, sans-serif",
  mono: "ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace",
};

type Values = Readonly<Record<string, string>>;

export function renderTokens(): string {
  const breakpoints = Object.entries(BREAKPOINTS).map(
    ([name, rem]) => `@custom-media --${name} (max-width: ${rem}rem);`,
  );
  const { screen, narrow, print } = TYPE_SIZES;
  return [
    '/* Made from src/words by `npx vitest run src/words -u`. */',
    ...breakpoints,
    '',
    ...toRoot('', [
      ...toSizes(screen),
      ...toLines(FONTS),
      ...toLines(PALETTE.light),
      'color-scheme: light dark;',
    ]),
    '@media (prefers-color-scheme: dark) {',
    ...toRoot('  ', toLines(PALETTE.dark)),
    '}',
    '@media screen and (--narrow) {',
    ...toRoot('  ', toSizes(narrow)),
    '}',
    '@media print {',
    ...toRoot('  ', [...toSizes(print), ...toLines(PALETTE.print)]),
    '}',
    '',
  ].join('\n');
}

const toLines = (values: Values, prefix = '') =>
  Object.entries(values).map(([name, value]) => `--${prefix}${name}: ${value};`);
const toSizes = (sizes: Values) => toLines(sizes, 'type-');
const toRoot = (indent: string, lines: readonly string[]) => [
  `${indent}:root {`,
  ...lines.map((line) => `${indent}  ${line}`),
  `${indent}}`,
];
