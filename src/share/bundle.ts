/**
 * Pages printed for a copy → one document that needs no other file. The templates know that they print a copy, and print
 * what it needs. The rest is known only when all pages are printed. Links need to know which pages and ids exist. The
 * policy needs the hashes of what is embedded. Only ids, links and assets are written anew, by a parser of HTML.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { load, type CheerioAPI } from 'cheerio';
import type { SearchIndex } from '../export/search-index.ts';
import { usualFragment } from '../export/usual-fragment.ts';
import { decodeFragment } from '../export/usual-fragment.ts';

/** A page of the copy. */
export interface CopyPage {
  /** Path from the site's root. */
  file: string;
  /** The name of its section and its fragment, without a slash. */
  slug: string;
  title: string;
}

export interface CopyOptions {
  /** In the order of the document, whose masthead comes from the first page. */
  pages: readonly CopyPage[];
  /** Reads a file of the printed pages as text; its path is from the site's root. */
  read: (file: string) => Promise<string>;
  /**
   * The site's public address, with a slash at the end. Links that leave the copy lead there; without it, they become
   * text.
   */
  url?: string;
  /** Files that pages offer, as links that contain them, by path from the site's root. */
  attachments: ReadonlyMap<string, string>;
  /** The page that has the attachments; other pages link to it, so that each file is in the document once. */
  attachedTo: string;
  /** `folder` is the folder of its relative page names, from the site's root. */
  search?: { index: SearchIndex; folder: string };
}

/** Attributes that name the id of another element. */
const REFERENCES = [
  'for',
  'aria-labelledby',
  'aria-describedby',
  'aria-controls',
  'data-filter',
  'data-order',
];

/** The place of the pages in the text of the first. No cluster can write it: `<` is escaped in all cluster text. */
const PAGES = '<!--pages-->';

/**
 * The document in pieces, page by page: of a large cluster, only one page is in memory as elements.
 * @returns pieces in order; at the end, the counts
 */
export async function* bundle(options: CopyOptions): AsyncGenerator<string> {
  const { pages, read } = options;
  const [first] = pages;
  if (!first) throw new Error('a copy of no page');
  const links: Links = { ...options, ids: await collectIds(options), slugs: slugsOf(pages) };
  const $ = load(await read(first.file));
  // Sections beside the pages become one section at the end.
  const beside = $('main ~ section.page').remove();
  $('main').empty().append(PAGES, beside);
  for (const link of $('header.masthead a[href]').toArray()) relink($, link, first, links);
  await embedAssets($, first, options);
  const [before = '', after = ''] = $.html().split(PAGES);
  yield before;
  for (const page of pages) yield await renderPage(page, links);
  yield after;
}

const slugsOf = (pages: readonly CopyPage[]) => new Map(pages.map(({ file, slug }) => [file, slug]));

/** Ids of every page by its file, so that no link leads nowhere. */
async function collectIds({ pages, read }: CopyOptions): Promise<Map<string, Set<string>>> {
  const ids = new Map<string, Set<string>>();
  for (const { file } of pages) {
    const $ = load(await read(file));
    const own = $('main [id]').toArray();
    ids.set(file, new Set(own.map((element) => $(element).attr('id')!)));
  }
  return ids;
}

/** Decides where a link of the document leads. */
interface Links extends CopyOptions {
  ids: ReadonlyMap<string, ReadonlySet<string>>;
  /** By file. */
  slugs: ReadonlyMap<string, string>;
}

/** A page as a section; its ids occur in no other page. */
async function renderPage(page: CopyPage, links: Links): Promise<string> {
  const $ = load(await links.read(page.file));
  const main = $('main').first();
  const own = (id: string) => `${page.slug}/${id}`;
  for (const element of main.find('[id]').toArray()) $(element).attr('id', own($(element).attr('id')!));
  for (const name of REFERENCES) {
    for (const element of main.find(`[${name}]`).toArray()) {
      const there = $(element)
        .attr(name)!
        .split(' ')
        .filter((id) => links.ids.get(page.file)?.has(id));
      if (there.length > 0) $(element).attr(name, there.map(own).join(' '));
      else $(element).removeAttr(name);
    }
  }
  for (const link of main.find('a[href]').toArray()) relink($, link, page, links);
  const title = $('<h2 class="pagetitle"></h2>').text(page.title);
  const section = $('<section class="page"></section>').attr({ id: page.slug, 'aria-label': page.title });
  return $.html(section.append(title, main.contents()));
}

/** A link to a page or a file of the copy leads into the document. */
function relink(
  $: CheerioAPI,
  link: Parameters<CheerioAPI>[0],
  page: CopyPage,
  { ids, slugs, attachments, attachedTo, url }: Links,
): void {
  const element = $(link as never);
  const [target = '', fragment = ''] = element.attr('href')!.split('#');
  const file =
    target === '' ? page.file : path.posix.join(path.posix.dirname(page.file), decodeFragment(target));
  const slug = slugs.get(file);
  const attachment = attachments.get(file);
  // A link to a section beside the pages.
  if (target === '' && $(`section.page[id="${fragment}"]`).length > 0) return;
  if (slug !== undefined) {
    const isThere = fragment !== '' && ids.get(file)?.has(decodeFragment(fragment));
    element.attr('href', `#${slug}${isThere ? `/${fragment}` : ''}`);
  } else if (attachment !== undefined && page.slug === attachedTo) {
    element.attr({ href: attachment, download: path.posix.basename(file) });
  } else if (attachment !== undefined) {
    element.attr('href', `#${attachedTo}`).removeAttr('download');
  } else rewriteLink($, link, page.file, url);
}

/** A link that leaves the copy leads to the site if its address is known. Otherwise it becomes text. */
function rewriteLink(
  $: CheerioAPI,
  link: Parameters<CheerioAPI>[0],
  from: string,
  url: string | undefined,
): void {
  const element = $(link as never);
  const href = element.attr('href') ?? '';
  if (URL.canParse(href)) return;
  if (url !== undefined) {
    element.attr('href', new URL(href, new URL(from, url)).href).removeAttr('download');
    return;
  }
  // The cells of a strip are links within a picture.
  const span = $(element.closest('svg').length > 0 ? '<g></g>' : '<span></span>').append(element.contents());
  for (const name of ['class', 'id', 'title']) {
    const value = element.attr(name);
    if (value !== undefined) span.attr(name, value);
  }
  element.replaceWith(span);
}

/** Styles and scripts become part of the document, and its policy allows only these. */
async function embedAssets($: CheerioAPI, page: CopyPage, options: CopyOptions): Promise<void> {
  const readAsset = async (href: string | undefined) => {
    if (href === undefined) throw new Error(`${page.file} names no styles or no script`);
    return (await options.read(path.posix.join(path.posix.dirname(page.file), href))).trim();
  };
  const sheets = $('head link[rel=stylesheet]');
  const styles = [];
  // A copy has the system's faces: it is one file, and the site's are no part of it.
  for (const sheet of sheets.toArray())
    styles.push((await readAsset($(sheet).attr('href'))).replaceAll(/@font-face\s*\{[^}]*\}/g, ''));
  styles.push(toCurrentRules(options.pages.map(({ slug }) => slug)));
  sheets.remove();
  for (const text of styles) $('head').append($('<style></style>').text(checkEmbedded(text, '</style')));

  const script = $('head script[src]').first();
  const scripts = [
    ...(options.search ? [toScript(toOwnIndex(options, options.search))] : []),
    (await readAsset(script.attr('src'))).replaceAll(/<(?=\/script|!--)/gi, String.raw`\x3c`),
  ];
  $('head script').remove();
  for (const text of scripts) $('body').append($('<script></script>').text(text));

  const policy = `default-src 'none'; style-src ${styles.map(hashOf).join(' ')}; script-src ${scripts.map(hashOf).join(' ')}; img-src data:; base-uri 'none'; form-action 'none'`;
  $('meta[http-equiv="Content-Security-Policy"]').attr('content', policy);
}

function checkEmbedded(text: string, end: string): string {
  if (text.toLowerCase().includes(end)) throw new Error(`what is embedded holds ${end}`);
  return text;
}

/** Marks the open page in the navigation for readers without scripts. A part of a long table counts as its table. */
function toCurrentRules(slugs: readonly string[]): string {
  const mains = [...slugs.filter((slug) => !slug.includes('~')), 'redaction'];
  const rules = mains.map((slug) => {
    const section = `.page[id=${JSON.stringify(slug)}]`;
    const parts = `.page[id^=${JSON.stringify(`${slug}~`)}]`;
    return `.copy:has(:is(${section},${parts}):is(:target,:has(:target))) .masthead nav a[href=${JSON.stringify(`#${slug}`)}]`;
  });
  const start = `.copy:not(:has(.page:target,.page :target)) .masthead nav a[href=${JSON.stringify(`#${mains[0]}`)}]`;
  return `@media screen{@supports selector(:has(*)){${[...rules, start].join(',')}{font-weight:600;box-shadow:inset 0 -2px var(--ink)}}}`;
}

/** The index with the copy's own fragments. */
function toOwnIndex(
  { pages }: CopyOptions,
  { index, folder }: NonNullable<CopyOptions['search']>,
): SearchIndex {
  const slugs = slugsOf(pages);
  const groups = index.groups.flatMap((group) => {
    const slug = slugs.get(`${folder}/${group.page}`);
    if (slug === undefined) return [];
    const fragments = group.names.map((name, place) => {
      const { kind, namespace } = group;
      const fragment = group.fragments?.[place] ?? usualFragment({ kind, namespace, name });
      return fragment === '' ? slug : `${slug}/${fragment}`;
    });
    return [{ ...group, page: '', fragments: { ...fragments } }];
  });
  return { unseen: index.unseen, groups };
}

const toScript = (index: SearchIndex) =>
  `globalThis.gazetteSearch=${JSON.stringify(index)
    .replaceAll('<', String.raw`\u003c`)
    .replaceAll('\u2028', String.raw`\u2028`)
    .replaceAll('\u2029', String.raw`\u2029`)}`;

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
