import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findLongSentences, findLongTexts } from './plain-english.ts';

const root = path.resolve(import.meta.dirname, '..');

test('no sentence of a comment or a document has more than twenty words', () => {
  const files = [
    ...fs.globSync('{src,scripts,test,bench}/**/*.{ts,mjs,js,astro,css}', { cwd: root }),
    ...fs.globSync('{README,CONTRIBUTING,CHANGELOG,SECURITY,docs/*}.md', { cwd: root }),
  ].map((file) => file.replaceAll(path.sep, '/'));
  expect(files.length).toBeGreaterThan(300);
  const faults = files.flatMap((file) =>
    findLongSentences(file, fs.readFileSync(path.join(root, file), 'utf8')),
  );
  expect(faults).toEqual([]);
});

/** Their texts are lists of words, and what an API server or the demo's people wrote. */
const SPEAKS_FOR_OTHERS = /^src\/(collect|demo)\//;

test('no sentence of a page, of a message or of a help text has more than twenty words', () => {
  const files = fs
    .globSync('{src,scripts}/**/*.{ts,astro}', { cwd: root })
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => !file.endsWith('.test.ts') && !SPEAKS_FOR_OTHERS.test(file));
  expect(files.length).toBeGreaterThan(300);
  const faults = files.flatMap((file) => findLongTexts(file, fs.readFileSync(path.join(root, file), 'utf8')));
  expect(faults).toEqual([]);
});

const words = (count: number) => `The${' word'.repeat(count - 1)}`;

describe('a long sentence is told with its file, line and length', () => {
  test.each([
    ['a line comment', 'a.ts', `const a = 1;\n  // Short.\n  // ${words(21)}.\n`, 3],
    [
      'a comment over several lines',
      'a.ts',
      `/**\n * Short. ${words(11)}\n * and ${words(10).toLowerCase()}\n */\n`,
      2,
    ],
    ['a tag of a docstring', 'a.ts', `/**\n * Short.\n * @throws ${words(21)}\n */\n`, 3],
    ['a comment of a template', 'a.astro', `---\n---\n<p>\n  {/* ${words(21)} */}\n</p>\n`, 4],
    ['a paragraph', 'a.md', `# Title\n\nShort. ${words(21)}.\n`, 3],
    ['an item of a list', 'a.md', `- Short.\n- ${words(21)}\n`, 2],
    ['a cell of a table', 'a.md', `| Short | Long |\n| --- | --- |\n| a | Short. ${words(21)} |\n`, 3],
    ['a cell with a bar', 'a.md', `| ${words(10)} \\| ${words(11)} |\n`, 1],
  ])('%s', (_, file, text, line) => {
    expect(findLongSentences(file, text)).toEqual([
      expect.stringMatching(new RegExp(`^${file}:${line}: 2[12] words: `)),
    ]);
  });
});

describe('a long sentence of a page is told', () => {
  test.each([
    ['a text in code', 'a.ts', `const a = '${words(21)}.';\n`, 1],
    ['after a colon', 'a.ts', `const a = '${words(10)}: ${words(11)}.';\n`, 1],
    [
      'an option of a help text',
      'a.ts',
      `const a = \`Usage: a\n\n  --b    ${words(10)}\n         ${words(11)}\n\`;\n`,
      3,
    ],
    ['a template, whose values are words', 'a.ts', `const a = \`${words(10)} \${b} ${words(10)}\`;\n`, 1],
    ['between tags', 'a.astro', `---\n---\n<p>\n  ${words(10)} <a href={b}>${words(11)}</a>\n</p>\n`, 4],
    ['in an expression', 'a.astro', `---\n---\n<p>{a > 1 ? 'Short.' : '${words(21)}'}</p>\n`, 3],
    ['in markup of an expression', 'a.astro', `---\n---\n{a && <p>${words(20)} {b.map((c) => c)}</p>}\n`, 3],
  ])('%s', (_, file, text, line) => {
    expect(findLongTexts(file, text)).toEqual([
      expect.stringMatching(new RegExp(`^${file}:${line}: 2[12] words: `)),
    ]);
  });

  test.each([
    ['twenty words', 'a.ts', `const a = '${words(20)}.';\n`],
    ['a list of words', 'a.ts', `const a = '${'word '.repeat(30)}'.split(' ');\n`],
    ['a page in a text', 'a.ts', `const a = \`<p>${words(15)}</p><p>${words(15)}</p>\`;\n`],
    ['a list after a colon', 'a.ts', `const a = '${words(15)}: a word, another, the third and the last.';\n`],
    ['two options', 'a.ts', `const a = \`Usage: a\n\n  --b    ${words(15)}\n  --c    ${words(15)}\n\`;\n`],
    ['two sentences', 'a.astro', `---\n---\n<p>${words(15)}. ${words(15)}.</p>\n`],
    ['two paragraphs', 'a.astro', `---\n---\n<p>${words(15)}</p><p>${words(15)}</p>\n`],
    ['a comment', 'a.astro', `---\n// ${words(21)}\n---\n{/* ${words(21)} */}\n`],
  ])('%s: not', (_, file, text) => {
    expect(findLongTexts(file, text)).toEqual([]);
  });
});

describe('nothing else is', () => {
  test.each([
    ['twenty words', 'a.md', `${words(20)}.`],
    ['two sentences', 'a.md', `${words(20)}. Then ${words(19)}.`],
    ['items of a list', 'a.md', `- ${words(15)}\n- ${words(15)}\n`],
    ['a list in a comment', 'a.ts', `/**\n * Short:\n * - ${words(15)}\n * - ${words(15)}\n */\n`],
    ['a code span', 'a.md', `${words(19)} \`${words(5)}\`.`],
    ['the address of a link', 'a.md', `${words(19)} [word](${words(5)}).`],
    ['a block of code', 'a.md', `\`\`\`sh\n${words(21)}\n\`\`\`\n`],
    ['cells of a row', 'a.md', `| ${words(15)} | ${words(15)} |\n`],
    ['an example in a comment', 'a.ts', `/**\n * Short.\n *\n *   ${words(21)}\n */\n`],
    ['a citation', 'a.ts', `// Short. Source: ${words(21)}.\n`],
    ['code', 'a.ts', `const a = '${words(21)}';\n`],
  ])('%s', (_, file, text) => {
    expect(findLongSentences(file, text)).toEqual([]);
  });
});
