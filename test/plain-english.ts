/**
 * Plain English: a sentence of a comment, a document, a page or a message has at most twenty words. A colon, a semicolon
 * or a dash ends no sentence. A list of short items after a colon does not count. Code spans and inserted values
 * count as one word; code blocks, headings, HTML and citations (`Source: …`) do not count. Each cell of a table is read.
 */
import ts from 'typescript';

const MOST_WORDS = 20;

/** Lines of text that belong together, with the number of the first. */
interface Passage {
  line: number;
  text: string;
}

/** One line for each sentence that is too long: `path:line: 24 words: beginning …`. */
export function findLongSentences(path: string, source: string): string[] {
  return findLong(path, path.endsWith('.md') ? passagesOfMarkdown(source) : passagesOfCode(source));
}

/** The same for what pages show: texts in code, and between the tags of a component. */
export function findLongTexts(path: string, source: string): string[] {
  const fence = path.endsWith('.astro') ? /^\s*---\r?\n([\s\S]*?)^---\s*$/m.exec(source) : undefined;
  const code = path.endsWith('.astro') ? (fence?.[1] ?? '') : source;
  const markup = path.endsWith('.astro') ? source.replace(fence?.[0] ?? '', blank) : '';
  return findLong(path, [...passagesOfTexts(code), ...passagesOfMarkup(markup)]);
}

function findLong(path: string, passages: readonly Passage[]): string[] {
  return passages.flatMap(({ line, text }) => {
    const faults: string[] = [];
    let at = line;
    for (const sentence of text.split(/(?<=[.!?][)"”*_]*)(?<!\bSources?:)(?=\s+[\p{Lu}\d`"“[*_(])/u)) {
      const words = wordsOf(withoutList(sentence));
      const begin = at + (/^\s*/.exec(sentence)?.[0].split('\n').length ?? 1) - 1;
      if (words.length > MOST_WORDS && !/^\s*Sources?:/.test(sentence))
        faults.push(`${path}:${begin}: ${words.length} words: ${words.slice(0, 8).join(' ')} …`);
      at += sentence.split('\n').length - 1;
    }
    return faults;
  });
}

/** What stands before a colon, if at least three short items follow it: a list needs no breath. */
function withoutList(sentence: string): string {
  const [, before, list = ''] = /^([\s\S]*?:)[*_]*\s+([\s\S]*)$/.exec(sentence) ?? [];
  const items = list.split(/[,;]| and | or /).filter((item) => item.trim() !== '');
  const isList = items.length >= 3 && items.every((item) => wordsOf(item).length <= 4);
  return before !== undefined && isList ? before : sentence;
}

const wordsOf = (sentence: string): string[] =>
  sentence
    .replaceAll(/`[^`]*`/g, 'code')
    .replaceAll(/\]\([^)]*\)/g, ']')
    .split(/\s+/)
    .filter((word) => /[\p{L}\d]/u.test(word));

/** Paragraphs, list items and cells of tables. */
function passagesOfMarkdown(source: string): Passage[] {
  const lines = source.replaceAll(/^```[\s\S]*?^```$|<!--[\s\S]*?-->/gm, blank).split('\n');
  const cells = lines.flatMap((row, index) =>
    /^\s*\|/.test(row) ? cellsOf(row).map((text): Passage => ({ line: index + 1, text })) : [],
  );
  return [...toPassages(lines.map((line) => (/^\s*[|#<]/.test(line) ? '' : line))), ...cells];
}

/** A bar in a cell is escaped. */
const cellsOf = (row: string) => row.split(/(?<!\\)\|/).filter((cell) => cell.trim() !== '');

/** Block comments, and runs of line comments. */
function passagesOfCode(source: string): Passage[] {
  const passages: Passage[] = [];
  for (const match of source.matchAll(/^[^\S\n]*\{?\/\*[\s\S]*?\*\/|(?:^[^\S\n]*\/\/.*\n?)+/gm)) {
    const line = source.slice(0, match.index).split('\n').length;
    const lines = match[0]
      .split('\n')
      .map((text) => text.replace(/^\s*(?:\{?\/\*\*?|\*(?!\/)|\/\/) ?/, '').replace(/\s*\*\/\}?$/, ''));
    passages.push(...toPassages(lines).map((own) => ({ ...own, line: own.line + line - 1 })));
  }
  return passages;
}

/** Blank lines, list items and tags of a docstring begin a passage. After a blank line, indented text is code. */
function toPassages(lines: readonly string[]): Passage[] {
  const passages: Passage[] = [];
  let isOpen = false;
  for (const [index, line] of lines.entries()) {
    const begins = /^\s*(?:[-*] |\d+\. |@\w)/.test(line);
    const last = passages.at(-1);
    const isText: boolean = line.trim() !== '' && (isOpen || begins || !/^ {2}/.test(line));
    if (isText && isOpen && !begins && last) last.text += `\n${line}`;
    else if (isText) passages.push({ line: index + 1, text: line.replace(/^\s*(?:[-*] |\d+\. )/, '') });
    isOpen = isText;
  }
  return passages;
}

const blank = (text: string) => text.replaceAll(/[^\n]/g, '');

/** A list of words has none of these. */
const PROSE = /\b(?:an?|and|are|for|in|is|not|of|that|the|to|with)\b/i;

/** String literals and templates. */
function passagesOfTexts(code: string): Passage[] {
  const tree = ts.createSourceFile('code.ts', code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const passages: Passage[] = [];
  const visit = (node: ts.Node): void => {
    const text = ts.isStringLiteralLike(node)
      ? node.text
      : ts.isTemplateExpression(node)
        ? node.head.text + node.templateSpans.map(({ literal }) => `X${literal.text}`).join('')
        : undefined;
    if (text !== undefined && PROSE.test(text)) {
      const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
      const own = /^\s*</.test(text) ? passagesOfMarkup(text) : passagesOfHelp(text);
      passages.push(...own.map((passage) => ({ ...passage, line: passage.line + line })));
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return passages;
}

/** Paragraphs, and the explanation of each option: after its name are two spaces. Shapes of commands do not count. */
function passagesOfHelp(text: string): Passage[] {
  const passages: Passage[] = [];
  let open: Passage | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const isShape = /^(?:Usage:| +gazette )/.test(line);
    const [, explained] = /^ {2,}\S.*? {2,}(\S.*)$/.exec(line) ?? [];
    if (line.trim() === '' || isShape) open = undefined;
    else if (open && explained === undefined && !/^ {2}\S/.test(line)) open.text += `\n${line}`;
    else passages.push((open = { line: index + 1, text: explained ?? line }));
  }
  return passages;
}

/** What a component prints between its tags, and the texts in its expressions. */
function passagesOfMarkup(markup: string): Passage[] {
  const passages: Passage[] = [];
  const takeTexts = (expression: string, at: number, whole: string): string => {
    const line = whole.slice(0, at).split('\n').length;
    for (const [, text = ''] of expression.matchAll(/'([^'\n]*)'/g)) passages.push({ line, text });
    return expression === "{' '}" ? ' ' : `X${blank(expression)}`;
  };
  const text = markup
    .replaceAll(/<(script|style)\b[\s\S]*?<\/\1>|\{\/\*[\s\S]*?\*\/\}/g, blank)
    .replaceAll(/=>|\s[<>]=?\s/g, (operator) => operator.replaceAll(/[<>]/g, ' '))
    // The innermost expressions first; an expression with markup keeps its texts.
    .replaceAll(/\{[^{}<>]*\}/g, takeTexts)
    .replaceAll(/\{[^{}<>]*\}/g, takeTexts)
    .replaceAll(/<\/?(?:strong|em|b|i|a|code|small|time|span|abbr|kbd)\b[^<>]*>/g, blank);
  let line = 1;
  for (const piece of text.split(/(<[^<>]*>|[{}()])/)) {
    if (!/^[<{}()]/.test(piece) && /\p{L}/u.test(piece)) passages.push({ line, text: piece });
    line += piece.split('\n').length - 1;
  }
  return passages;
}
