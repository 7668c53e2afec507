/**
 * Plain English: a sentence of a comment or a document has at most twenty words. Code spans count as one word; code
 * blocks, tables, headings, HTML and citations (`Source: …`) do not count.
 */

const MOST_WORDS = 20;

/** Lines of text that belong together, with the number of the first. */
interface Passage {
  line: number;
  text: string;
}

/** One line for each sentence that is too long: `path:line: 24 words: beginning …`. */
export function findLongSentences(path: string, source: string): string[] {
  const passages = path.endsWith('.md') ? passagesOfMarkdown(source) : passagesOfCode(source);
  return passages.flatMap(({ line, text }) => {
    const faults: string[] = [];
    let at = line;
    for (const sentence of text.split(/(?<=[.!?:;][)"”*_]*)(?<!\bSources?:)(?=\s+[\p{Lu}\d`"“[*_(])/u)) {
      const words = wordsOf(sentence);
      const begin = at + (/^\s*/.exec(sentence)?.[0].split('\n').length ?? 1) - 1;
      if (words.length > MOST_WORDS && !/^\s*Sources?:/.test(sentence))
        faults.push(`${path}:${begin}: ${words.length} words: ${words.slice(0, 8).join(' ')} …`);
      at += sentence.split('\n').length - 1;
    }
    return faults;
  });
}

const wordsOf = (sentence: string): string[] =>
  sentence
    .replaceAll(/`[^`]*`/g, 'code')
    .replaceAll(/\]\([^)]*\)/g, ']')
    .split(/\s+/)
    .filter((word) => /[\p{L}\d]/u.test(word));

/** Paragraphs and list items. */
function passagesOfMarkdown(source: string): Passage[] {
  const bare = source.replaceAll(/^```[\s\S]*?^```$|<!--[\s\S]*?-->/gm, (text) =>
    text.replaceAll(/[^\n]/g, ''),
  );
  return toPassages(bare.split('\n').map((line) => (/^\s*[|#<]/.test(line) ? '' : line)));
}

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
