/**
 * The author's notes, from Markdown to safe HTML for a page. No HTML of the author, no images, no scripts, and headings
 * below the page's own. Times link to the timeline. Pure.
 */
import rehypeSanitize, { defaultSchema, type Options as Schema } from 'rehype-sanitize';
import rehypeStringify from 'rehype-stringify';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { findTimes, type WrittenTime } from './note-times.ts';

/** The parts that both kinds of trees share, mdast and hast. */
interface Tree {
  type: string;
  tagName?: string;
  value?: string;
  alt?: string | null;
  url?: string;
  depth?: number;
  checked?: boolean | null;
  properties?: Record<string, unknown>;
  children?: Tree[];
}

export interface NotesOptions {
  /** The link of a moment; undefined if the moment is outside of the window. */
  hrefOf: (at: number) => string | undefined;
  /** Reads a time of the notes. */
  read: (told: WrittenTime) => number | undefined;
}

/** The headings of the notes begin below the page's second level. */
const FIRST_LEVEL = 3;
const LAST_LEVEL = 6;

const SCHEMA: Schema = {
  ...defaultSchema,
  tagNames: [
    ...[
      'p',
      'br',
      'hr',
      'h3',
      'h4',
      'h5',
      'h6',
      'strong',
      'em',
      'del',
      'code',
      'pre',
      'blockquote',
      'a',
      'sup',
    ],
    ...['ul', 'ol', 'li', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'section'],
  ],
  attributes: {
    a: ['href', 'id', 'ariaDescribedBy', 'ariaLabel', 'dataFootnoteRef', 'dataFootnoteBackref'],
    li: ['id'],
    h3: ['id'],
    ol: ['start'],
    th: ['align'],
    td: ['align'],
    section: ['dataFootnotes'],
  },
  protocols: { href: ['http', 'https', 'mailto'] },
  // Ids come only from footnotes, with a prefix of their own.
  clobber: [],
};

/** HTML from an author's text. */
export function renderNotes(markdown: string, options: NotesOptions): string {
  const file = unified()
    .use(remarkParse)
    .use(remarkGfm)
    .use(() => tame)
    .use(remarkRehype, { clobberPrefix: 'note-', footnoteLabelTagName: 'h3' })
    .use(rehypeSanitize, SCHEMA)
    .use(() => (tree: Tree) => finishTree(tree, options))
    .use(rehypeStringify)
    .processSync(markdown);
  return String(file);
}

/** Works on the Markdown tree: what HTML would treat as more than text becomes text. */
function tame(tree: Tree): void {
  let level = FIRST_LEVEL - 1;
  const depths = new Set<number>();
  visitNodes(tree, (node) => {
    if (node.type === 'heading') depths.add(node.depth ?? 1);
  });
  const ranks = [...depths].sort((a, b) => a - b);
  visitNodes(tree, (node) => {
    if (node.type === 'html') node.type = 'text';
    if (node.type === 'heading') {
      // No level is skipped, because readers who listen to the page use the levels.
      level = Math.min(FIRST_LEVEL + ranks.indexOf(node.depth ?? 1), level + 1, LAST_LEVEL);
      node.depth = level;
    }
    if (node.type === 'image') {
      node.type = 'link';
      node.children = [{ type: 'text', value: `image: ${node.alt || (node.url ?? '')}` }];
    }
    if (node.type === 'imageReference') {
      node.type = 'text';
      node.value = `image: ${node.alt ?? ''}`;
    }
    if (node.type === 'listItem' && typeof node.checked === 'boolean') {
      const [first] = node.children ?? [];
      const box: Tree = { type: 'text', value: node.checked ? '☑ ' : '☐ ' };
      if (first?.type === 'paragraph') first.children = [box, ...(first.children ?? [])];
      else node.children = [{ type: 'paragraph', children: [box] }, ...(node.children ?? [])];
      node.checked = null;
    }
  });
}

/** Works on the output tree, after it was sanitised. */
function finishTree(tree: Tree, options: NotesOptions): void {
  visitNodes(tree, (node) => {
    const href = node.properties?.href;
    if (node.tagName === 'a' && typeof href === 'string' && /^[a-z]+:/i.test(href))
      node.properties = { ...node.properties, rel: 'noopener noreferrer nofollow' };
  });
  linkTimes(tree, options);
}

function linkTimes(node: Tree, options: NotesOptions): void {
  if (['a', 'code', 'pre'].includes(node.tagName ?? '')) return;
  node.children = node.children?.flatMap((child): Tree[] => {
    if (child.type === 'text') return splitTimes(child.value ?? '', options);
    linkTimes(child, options);
    return [child];
  });
}

function splitTimes(text: string, { hrefOf, read }: NotesOptions): Tree[] {
  const parts: Tree[] = [];
  let done = 0;
  for (const { index, told } of findTimes(text)) {
    const at = read(told);
    const href = at === undefined ? undefined : hrefOf(at);
    if (at === undefined || href === undefined) continue;
    const dateTime = new Date(at * 1000).toISOString().replace('.000Z', 'Z');
    parts.push(
      { type: 'text', value: text.slice(done, index) },
      {
        type: 'element',
        tagName: 'a',
        properties: { href, title: `${dateTime.slice(11, 19)} UTC: to the timeline` },
        children: [
          {
            type: 'element',
            tagName: 'time',
            properties: { dateTime },
            children: [{ type: 'text', value: told.text }],
          },
        ],
      },
    );
    done = index + told.text.length;
  }
  return [...parts, { type: 'text', value: text.slice(done) }];
}

function visitNodes(node: Tree, visit: (node: Tree) => void): void {
  visit(node);
  for (const child of node.children ?? []) visitNodes(child, visit);
}
