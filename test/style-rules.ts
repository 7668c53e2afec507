/**
 * The rules of the stylesheet: one file per subject, each in a layer. Few sizes of type and breakpoints, as tokens. No
 * class that two files style, because a change in one would change the other.
 */

export interface Sheet {
  name: string;
  text: string;
}

/** A rule with its selectors, or an at-rule without a block. */
interface StyleRule {
  /** The enclosing blocks: `@media (--narrow)`. */
  within: string[];
  /** Selectors, or the whole at-rule. */
  selectors: string[];
  /** Classes and ids that its selectors name. */
  classes: string[];
  ids: string[];
  declarations: { property: string; value: string }[];
}

/** Imports the other files. */
const MAIN = 'gazette.css';
const TOKENS = 'tokens.css';
/** Only shared copies link it, beside the main file. */
const COPY = 'copy.css';
const MOST_SIZES = 6;
const MOST_BREAKPOINTS = 3;

export function checkStyles(sheets: readonly Sheet[]): string[] {
  const parsed = sheets.map(({ name, text }) => ({ name, rules: parseStyles(text) }));
  return [
    ...checkImports(sheets),
    ...parsed.flatMap(({ name, rules }) => rules.flatMap((rule) => checkRule(name, rule))),
    ...parsed.filter(({ name }) => name === TOKENS).flatMap(({ rules }) => checkTokens(rules)),
    ...checkOwners(parsed),
  ];
}

function checkImports(sheets: readonly Sheet[]): string[] {
  const main = sheets.find(({ name }) => name === MAIN)?.text ?? '';
  const imports = [...main.matchAll(/@import '([^']+)'([^;]*);/g)];
  const names = new Set(imports.map(([, href = '']) => href.replace('./', '')));
  return [
    ...imports
      // Breakpoints apply to all layers only if they are outside of layers.
      .filter(([, href = '', layer = '']) => href !== `./${TOKENS}` && !layer.includes('layer('))
      .map(([, href]) => `${MAIN}: ${href} is imported without a layer`),
    ...sheets
      .filter(({ name }) => name !== MAIN && name !== COPY && !names.has(name))
      .map(({ name }) => `${MAIN}: does not import ${name}`),
  ];
}

function checkRule(name: string, { within, ids, declarations }: StyleRule): string[] {
  const widths = within.flatMap((block) => block.match(/\((?:min-|max-)?width[^)]*\)/g) ?? []);
  const sizes = declarations.filter(
    ({ property, value }) =>
      (property === 'font-size' || property === 'font') && !/^inherit$|var\(--type-/.test(value),
  );
  return [
    ...widths.map((width) => `${name}: ${width} is no breakpoint: take a token of ${TOKENS}`),
    ...sizes.map(({ value }) => `${name}: ${value} is no size of type: take a --type token`),
    ...ids.map((id) => `${name}: #${id}: an id is another in a shared copy; take a class`),
  ];
}

function checkTokens(rules: readonly StyleRule[]): string[] {
  const sizes = new Set(
    rules
      .flatMap(({ declarations }) => declarations.map(({ property }) => property))
      .filter((property) => property.startsWith('--type-')),
  );
  const breakpoints = rules.filter(({ selectors }) => selectors[0]?.startsWith('@custom-media')).length;
  return [
    ...(sizes.size > MOST_SIZES ? [`${TOKENS}: ${sizes.size} sizes of type; six are enough`] : []),
    ...(breakpoints > MOST_BREAKPOINTS ? [`${TOKENS}: ${breakpoints} breakpoints; three are enough`] : []),
  ];
}

/** Each class belongs to the file that styles its elements. */
function checkOwners(sheets: readonly { name: string; rules: readonly StyleRule[] }[]): string[] {
  const owners = new Map<string, Set<string>>();
  for (const { name, rules } of sheets)
    for (const subject of rules.flatMap(({ selectors }) => selectors).flatMap(subjectsOf))
      owners.set(subject, (owners.get(subject) ?? new Set()).add(name));
  return [...owners]
    .filter(([, names]) => names.size > 1)
    .map(([one, names]) => `.${one}: styled by ${[...names].join(' and ')}`);
}

const classesOf = (selector: string) => [...selector.matchAll(/\.([a-zA-Z][\w-]*)/g)].map(([, one]) => one!);

/** Classes of the styled element, without classes in `:not` and `:has`. */
function subjectsOf(selector: string): string[] {
  if (selector.startsWith('@')) return [];
  const bare = selector.replaceAll(/:(?:not|has)\((?:[^()]|\([^()]*\))*\)/g, '');
  return classesOf(splitOutside(bare, /[\s>+~]/).at(-1) ?? '');
}

export function parseStyles(text: string): StyleRule[] {
  const rules: StyleRule[] = [];
  const read = (css: string, within: string[]): void => {
    let rest = css.trim();
    while (rest !== '') {
      const at = rest.search(/[{;]/);
      const head = rest
        .slice(0, at === -1 ? undefined : at)
        .replaceAll(/\s+/g, ' ')
        .trim();
      if (at === -1 || rest[at] === ';') {
        rules.push(toRule(head, '', within));
        rest = at === -1 ? '' : rest.slice(at + 1).trim();
        continue;
      }
      const end = endOf(rest, at);
      const body = rest.slice(at + 1, end);
      if (body.includes('{')) read(body, [...within, head]);
      else rules.push(toRule(head, body, within));
      rest = rest.slice(end + 1).trim();
    }
  };
  read(text.replaceAll(/\/\*[\s\S]*?\*\//g, ''), []);
  return rules;
}

function endOf(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}' && (depth -= 1) === 0) return at;
  }
  throw new Error(`a block is not closed: ${text.slice(open, open + 40)}`);
}

function toRule(head: string, body: string, within: string[]): StyleRule {
  const selectors = head.startsWith('@') ? [head] : splitOutside(head, /,/);
  const own = head.startsWith('@') ? '' : head;
  return {
    within,
    selectors,
    classes: classesOf(own),
    ids: [...own.matchAll(/#([a-zA-Z][\w-]*)/g)].map(([, one]) => one!),
    declarations: body
      .split(/;(?![^(]*\))/)
      .map((line) => line.trim())
      .filter((line) => line.includes(':'))
      .map((line) => {
        const colon = line.indexOf(':');
        return { property: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() };
      }),
  };
}

/** Splits a text at separators outside of brackets. */
function splitOutside(text: string, separator: RegExp): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if ('(['.includes(character)) depth += 1;
    if (')]'.includes(character)) depth -= 1;
    if (depth === 0 && separator.test(character)) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}
