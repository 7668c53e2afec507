import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROJECT } from '../project.ts';
import { checkStyles, parseStyles, type Sheet } from '../../test/style-rules.ts';

const FOLDER = path.join(PROJECT, 'src/styles');
const sheets: Sheet[] = fs
  .readdirSync(FOLDER)
  .filter((name) => name.endsWith('.css'))
  .map((name) => ({ name, text: fs.readFileSync(path.join(FOLDER, name), 'utf8') }));
const sources = fs
  .readdirSync(path.join(PROJECT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(astro|ts)$/.test(name) && !name.endsWith('.test.ts'))
  .map((name) => fs.readFileSync(path.join(PROJECT, 'src', name), 'utf8'))
  .join('\n');

test('the stylesheet keeps its rules', () => {
  expect(checkStyles(sheets)).toEqual([]);
});

test('what is styled stands in a page', () => {
  const words = new Set(sources.match(/[a-zA-Z][\w-]*/g));
  const styled = sheets.flatMap((sheet) => parseStyles(sheet.text).flatMap(({ classes }) => classes));
  // Words and figures that a template joins: `of-20`, `healthy-text`.
  const isJoined = (name: string) => /-(?:\d+|text)$/.test(name);
  expect([...new Set(styled)].filter((name) => !words.has(name) && !isJoined(name))).toEqual([]);
});

describe('a rule that is broken is told', () => {
  const tokens = {
    name: 'tokens.css',
    text: ':root { --type-text: 15px; } @custom-media --narrow (max-width: 52rem);',
  };
  const main = (text: string) => [
    {
      name: 'gazette.css',
      text: "@layer a;\n@import './tokens.css' layer(a);\n@import './one.css' layer(a);",
    },
    tokens,
    { name: 'one.css', text },
  ];
  test.each([
    ['.a { font-size: 14px; }', 'one.css: 14px is no size of type: take a --type token'],
    ['.a { font: 600 1rem/1.2 var(--serif); }', 'one.css: 600 1rem/1.2 var(--serif) is no size of type'],
    ['@media (max-width: 40rem) { .a { color: red; } }', 'one.css: (max-width: 40rem) is no breakpoint'],
    ['#pods th { color: red; }', 'one.css: #pods: an id is another in a shared copy; take a class'],
  ])('%s', (text, complaint) => {
    expect(checkStyles(main(text)).join('\n')).toContain(complaint);
  });

  test('a class that two files style', () => {
    const two = [
      {
        name: 'gazette.css',
        text: ['tokens', 'one', 'two'].map((name) => `@import './${name}.css' layer(a);`).join('\n'),
      },
      tokens,
      { name: 'one.css', text: '.a .b { color: red; }' },
      {
        name: 'two.css',
        text: '.a .c:hover > .b::before { color: blue; } .a:has(.b) .d:not(.b) { color: red; }',
      },
    ];
    expect(checkStyles(two)).toEqual(['.b: styled by one.css and two.css']);
  });

  test('too many sizes of type, or breakpoints', () => {
    const sizes = Array.from({ length: 7 }, (_, at) => `--type-${at}: ${at}px;`).join('');
    const widths = [1, 2, 3, 4].map((at) => `@custom-media --w${at} (max-width: ${at}rem);`).join('');
    const many = [
      { name: 'gazette.css', text: "@import './tokens.css';" },
      { name: 'tokens.css', text: `:root { ${sizes} } ${widths}` },
    ];
    expect(checkStyles(many)).toEqual([
      'tokens.css: 7 sizes of type; six are enough',
      'tokens.css: 4 breakpoints; three are enough',
    ]);
  });

  test('a file that nobody imports, or without a layer', () => {
    const loose = [
      { name: 'gazette.css', text: "@import './tokens.css';\n@import './one.css';" },
      tokens,
      { name: 'one.css', text: '' },
      { name: 'two.css', text: '' },
    ];
    expect(checkStyles(loose)).toEqual([
      'gazette.css: ./one.css is imported without a layer',
      'gazette.css: does not import two.css',
    ]);
  });
});
