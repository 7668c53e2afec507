/** Pages of a site → one document that needs nothing but itself. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { load, type CheerioAPI } from 'cheerio';
import type { SearchIndex } from '../export/search-index.ts';
import { usualFragment } from '../export/usual-fragment.ts';

/** A page that goes into the copy. */
export interface CopyPage {
  /** From the site's root. */
  file: string;
  /** Names its section and its fragment, without a slash. */
  slug: string;
  title: string;
  /** In the navigation; a part of a long table is not. */
  isMain: boolean;
}

export interface CopyOptions {
  /** In the order of the document; the first has the masthead. */
  pages: readonly CopyPage[];
  /** A file of the printed pages, as text; from the site's root. */
  read: (file: string) => Promise<string>;
  title: string;
  language?: string;
  /** Where the site is found, with a slash at the end: links that leave the copy lead there. Else they are no links. */
  url?: string;
  /** Elements for the masthead: what this is a copy of. */
  note: (root: CheerioAPI) => string;
  /** A section of its own at the end, with its title. */
  appendix?: { slug: string; title: string; html: string };
  /** Files that pages hand out, by their path from the site's root, as links that hold them. */
  attachments: ReadonlyMap<string, string>;
  /** The page that has them; the others lead there, so that each is in the document once. */
  attachedTo: string;
  /** With the folder, from the site's root, that its pages are relative to. */
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

/** What marks the page that is open is told by the browser, and without scripts. */
const PAGE_STYLES = `
.copy .page{scroll-margin-top:100rem}
.copy .page>.pagetitle{margin-top:0}
.copy .masthead nav a{box-shadow:none;font-weight:inherit}
.copy .masthead nav a[aria-current]{font-weight:600;box-shadow:inset 0 -2px var(--ink)}
.copynote{margin:.6rem 0 0;font-size:13px;color:var(--muted);text-align:center;overflow-wrap:anywhere}
@media screen{@supports selector(:has(*)){
.copy .page{display:none}
.copy .page:target,.copy .page:has(:target){display:block}
.copy:not(:has(.page:target,.page :target)) .page:first-of-type{display:block}
.copy .page>.pagetitle{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
}}
@media print{.copy .page+.page{break-before:page}}
`;

/**
 * The document in pieces, page by page: of a large cluster no more than one page is in memory as elements.
 * @returns pieces in order, and what was counted when they are through
 */
export async function* bundle(options: CopyOptions): AsyncGenerator<string> {
  const { pages, read, url, appendix } = options;
  const [first] = pages;
  if (!first) throw new Error('a copy of no page');
  const ids = await collectIds(options);
  const shell = load(await read(first.file));
  const assets = await readAssets(
    shell,
    first.file,
    read,
    new Set([...ids.values()].flatMap((own) => [...own])),
  );
  const data = options.search && toScript(toOwnIndex(options, options.search));
  const scripts = [...(data === undefined ? [] : [data]), assets.script];

  const header = shell('header.masthead').first();
  header.find('.beside').remove();
  header.find('.paper a, h1 a, .dateline a').each((_, link) => leave(shell, link, first.file, url));
  header.find('nav').each((index, nav) => {
    if (index > 0) shell(nav).remove();
    else shell(nav).attr('aria-label', 'Pages of this copy').empty().append(toNavigation(pages, appendix));
  });
  if (header.find('nav').length === 0 && appendix)
    header.append(`<nav aria-label="Pages of this copy">${toNavigation(pages, appendix)}</nav>`);
  header.find('[data-search]').attr({ 'data-search': '', 'data-base': '' });
  if (!options.search) header.find('[data-search]').remove();
  header.append(`<p class="copynote">${options.note(shell)}</p>`);

  const styles = assets.styles + PAGE_STYLES + toCurrentRules(pages, appendix);
  const policy = `default-src 'none'; style-src ${hashOf(styles)}; script-src ${scripts.map(hashOf).join(' ')}; img-src data:; base-uri 'none'; form-action 'none'`;
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${escape(shell('meta[name=generator]').attr('content') ?? 'Gazette')}">
<title>${escape(options.title)}</title>
<link rel="icon" href="data:,">
<style>${styles}</style>
</head>
<body class="copy">
<a class="skip" href="#content">Skip to the content</a>
${HATCH}
${shell.html(header)}
<main id="content">
`;
  for (const page of pages) yield await renderPage(page, options, ids);
  if (appendix) yield renderSection(appendix.slug, appendix.title, appendix.html);
  const imprint = shell('footer.imprint p').last();
  yield `</main>\n<footer class="imprint"><p>${escape(imprint.text().replaceAll(/\s+/g, ' ').trim())}</p></footer>\n`;
  for (const script of scripts) yield `<script>${script}</script>\n`;
  yield '</body>\n</html>\n';
}

/** As `components/Hatch.astro` has it. */
const HATCH =
  '<svg class="hidden" aria-hidden="true" focusable="false"><defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="5" height="5" class="hatch-paper"></rect><rect width="1.8" height="5" class="hatch-ink"></rect></pattern></defs></svg>';

/** Ids of every page by its file, so that no link leads to what is not there. */
async function collectIds({ pages, read }: CopyOptions): Promise<Map<string, Set<string>>> {
  const ids = new Map<string, Set<string>>();
  for (const { file } of pages) {
    const $ = load(await read(file));
    ids.set(
      file,
      new Set(
        $('main [id]')
          .toArray()
          .map((element) => $(element).attr('id')!),
      ),
    );
  }
  return ids;
}

async function renderPage(
  page: CopyPage,
  options: CopyOptions,
  ids: Map<string, Set<string>>,
): Promise<string> {
  const { read, url, attachments, attachedTo } = options;
  const $ = load(await read(page.file));
  const main = $('main').first();
  main.find('script, [data-site]').remove();
  // It stands once, where it is never hidden: a pattern in what is not shown draws nothing.
  main.find('pattern#hatch').remove();
  const own = (id: string) => `${page.slug}/${id}`;
  for (const element of main.find('[id]').toArray()) {
    const id = $(element).attr('id')!;
    $(element).attr({ id: own(id), 'data-was': id });
  }
  for (const name of REFERENCES) {
    for (const element of main.find(`[${name}]`).toArray()) {
      const there = $(element)
        .attr(name)!
        .split(' ')
        .filter((id) => ids.get(page.file)?.has(id));
      if (there.length > 0) $(element).attr(name, there.map(own).join(' '));
      else $(element).removeAttr(name);
    }
  }
  const slugs = new Map(options.pages.map(({ file, slug }) => [file, slug]));
  for (const link of main.find('a[href]').toArray()) {
    const href = $(link).attr('href')!;
    const [target = '', fragment = ''] = href.split('#');
    const file = target === '' ? page.file : path.posix.join(path.posix.dirname(page.file), decode(target));
    const slug = slugs.get(file);
    const attachment = attachments.get(file);
    if (slug !== undefined) {
      const isThere = fragment !== '' && ids.get(file)?.has(decode(fragment));
      $(link).attr('href', `#${slug}${isThere ? `/${fragment}` : ''}`);
    } else if (attachment !== undefined && page.slug === attachedTo) {
      $(link).attr({ href: attachment, download: path.posix.basename(file) });
    } else if (attachment !== undefined) {
      $(link).attr('href', `#${attachedTo}`).removeAttr('download');
    } else leave($, link, page.file, url);
  }
  return renderSection(page.slug, page.title, main.html() ?? '');
}

const renderSection = (slug: string, title: string, html: string) =>
  `<section class="page" id="${escape(slug)}" aria-label="${escape(title)}">\n<h2 class="pagetitle">${escape(title)}</h2>\n${html}\n</section>\n`;

/** A link that leads out of the copy: to the site where its address is known, else it is text. */
function leave($: CheerioAPI, link: Parameters<CheerioAPI>[0], from: string, url: string | undefined): void {
  const element = $(link as never);
  const href = element.attr('href') ?? '';
  if (/^https?:/.test(href)) return;
  if (url !== undefined) {
    element.attr('href', new URL(href, new URL(from, url)).href).removeAttr('download');
    return;
  }
  // The cells of a strip are links within a picture.
  const span = $(element.closest('svg').length > 0 ? '<g></g>' : '<span></span>').append(element.contents());
  for (const name of ['class', 'id', 'data-was', 'aria-label', 'title']) {
    const value = element.attr(name);
    // A span has no name of its own for those who cannot see it.
    if (value !== undefined && name !== 'aria-label') span.attr(name, value);
  }
  element.replaceWith(span);
}

function toNavigation(pages: readonly CopyPage[], appendix: CopyOptions['appendix']): string {
  const entries = [...pages.filter(({ isMain }) => isMain), ...(appendix ? [appendix] : [])];
  return entries.map(({ slug, title }) => `<a href="#${escape(slug)}">${escape(title)}</a>`).join('\n');
}

/** Which page is open, for the navigation of a reader without scripts. */
function toCurrentRules(pages: readonly CopyPage[], appendix: CopyOptions['appendix']): string {
  const [first] = pages;
  const entries = [...pages.filter(({ isMain }) => isMain), ...(appendix ? [appendix] : [])];
  const rules = entries.map(({ slug }) => {
    const section = `.page[id=${JSON.stringify(slug)}]`;
    const parts = `.page[id^=${JSON.stringify(`${slug}~`)}]`;
    return `.copy:has(:is(${section},${parts}):is(:target,:has(:target))) .masthead nav a[href=${JSON.stringify(`#${slug}`)}]`;
  });
  const start = `.copy:not(:has(.page:target,.page :target)) .masthead nav a[href=${JSON.stringify(`#${first?.slug}`)}]`;
  return `@media screen{@supports selector(:has(*)){${[...rules, start].join(',')}{font-weight:600;box-shadow:inset 0 -2px var(--ink)}}}\n`;
}

/** The site's styles and script, which become part of the document. */
async function readAssets(
  shell: CheerioAPI,
  file: string,
  read: CopyOptions['read'],
  ids: ReadonlySet<string>,
): Promise<{ styles: string; script: string }> {
  const toFile = (href: string) => path.posix.join(path.posix.dirname(file), href);
  const style = shell('link[rel=stylesheet]').attr('href');
  const script = shell('head script[src*="_astro/"]').attr('src');
  if (style === undefined || script === undefined) throw new Error(`${file} names no styles or no script`);
  return {
    styles: toOwnStyles((await read(toFile(style))).trim(), ids),
    script: (await read(toFile(script))).trim().replaceAll(/<(?=\/script|!--)/gi, String.raw`\x3c`),
  };
}

/** An id of a page is another in the copy. The selector weighs what it did. */
function toOwnStyles(styles: string, ids: ReadonlySet<string>): string {
  return styles
    .replaceAll(/#([a-z][\w-]*)(?=[\s,.:>+~[{)])/g, (selector, id: string) =>
      ids.has(id) && !/^(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.test(id)
        ? `:is([data-was=${id}],#_)`
        : selector,
    )
    .replaceAll('</', String.raw`<\/`);
}

/** The index with the copy's own fragments. */
function toOwnIndex(
  { pages }: CopyOptions,
  { index, folder }: NonNullable<CopyOptions['search']>,
): SearchIndex {
  const slugs = new Map(pages.map(({ file, slug }) => [file, slug]));
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

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escape = (text: string) => text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character]!);

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
