import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { PALETTE } from './palette.ts';
import { renderTokens } from './render-tokens.ts';
import { TYPE_SIZES } from './type-sizes.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (pattern: string) =>
  fs
    .globSync(pattern, { cwd: root })
    .map((file) => fs.readFileSync(path.join(root, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, ''))
    .join('\n');

interface Declaration {
  /** The enclosing blocks, from outside: `@media print`, `:root`. */
  within: string[];
  name: string;
  value: string;
}

/** Every declaration of a stylesheet. Texts must not contain braces or semicolons. */
function parseCss(css: string): Declaration[] {
  const declarations: Declaration[] = [];
  const within: string[] = [];
  for (const [, text = '', end = ''] of css.matchAll(/([^{};]*)([{};])/g)) {
    const [, name, value] = /^\s*([\w-]+)\s*:\s*([\s\S]+)$/.exec(text) ?? [];
    if (end === '{') within.push(text.trim());
    else if (name && value) declarations.push({ within: [...within], name, value: value.trim() });
    if (end === '}') within.pop();
  }
  return declarations;
}

/** A shadow is black with some transparency, and needs no colour of its own. */
const COLOUR = /#[0-9a-f]{3,8}\b|\b(rgb(?!\(0 0 0 \/)|hsl|hwb|lab|lch|oklab|oklch)a?\(/i;

const themeOf = ({ within }: Declaration): keyof typeof PALETTE => {
  const media = within.join(' ');
  return media.includes('dark') ? 'dark' : media.includes('print') ? 'print' : 'light';
};

test('src/styles/tokens.css is made from these values; vitest -u writes it', async () => {
  await expect(renderTokens()).toMatchFileSnapshot(path.join(root, 'src/styles/tokens.css'));
});

const ofMails = parseCss(read('src/digest/templates/*.css'));

describe('the palette', () => {
  const colours = parseCss(read('src/styles/**/*.css')).filter(({ value }) => COLOUR.test(value));

  test('holds every colour of the stylesheet, each said once', () => {
    for (const { within, name } of colours) expect([name, within.at(-1)]).toEqual([name, ':root']);
    const all = colours.map((one) => `${themeOf(one)} ${one.name}`);
    expect(new Set(all).size).toBe(all.length);
  });

  test('is all that a mail takes its colours from', () => {
    expect(ofMails.filter(({ value }) => COLOUR.test(value))).toEqual([]);
    const names = ofMails.flatMap(({ value }) => [
      ...value.matchAll(/var\(--(dark-)?(?!(?:narrow-)?type-)([\w-]+)\)/g),
    ]);
    expect(names.length).toBeGreaterThan(20);
    for (const [, dark, role] of names) expect(Object.keys(PALETTE[dark ? 'dark' : 'light'])).toContain(role);
  });
});

test('a mail takes its sizes of type and its breakpoints from the tokens of pages', () => {
  const sizes = ofMails.filter(({ name }) => name === 'font-size' || name === 'font');
  // A bar contains no text: its font must only not make it higher.
  const odd = sizes
    .filter(({ within }) => within.at(-1) !== '.bar')
    .map(({ value }) => /^var\(--(narrow-)?type-(\w+)\)$/.exec(value));
  expect(odd.length).toBeGreaterThan(10);
  for (const size of odd)
    expect(Object.keys(TYPE_SIZES[size?.[1] ? 'narrow' : 'screen'])).toContain(size?.[2]);
  for (const { within } of ofMails) expect(within.join(' ')).not.toMatch(/width/);
});
