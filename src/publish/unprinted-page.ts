/** Takes the place of a page that could not be made: says so, and leads to the pages around it. Pure. */
import path from 'node:path';
import { relativeHref } from '../site/paths.ts';

/** What the page says about its site. */
interface Site {
  title: string;
  gazette: string;
  /** From the site's root. */
  stylesheet: string;
}

/** Number of neighbours that the page names. */
const MOST_LINKS = 100;

/**
 * Plain markup: whatever broke the page may also be in its frame. The reason is not printed, because it may hold text
 * of the cluster; whoever publishes reads it.
 * @param pages all pages of the plan
 */
export function renderUnprintedPage(
  file: string,
  pages: readonly { file: string }[],
  { title, gazette, stylesheet }: Site,
): string {
  const folder = path.dirname(file);
  const isAbove = (one: string) =>
    path.basename(one) === 'index.html' && `${folder}/`.startsWith(folderOf(one));
  const isBeside = (one: string) => path.dirname(one) === folder;
  const links = pages
    .map((page) => page.file)
    .filter((one) => one.endsWith('.html') && one !== file)
    .filter((one) => isAbove(one) || isBeside(one) || (file === 'index.html' && isOfCluster(one)))
    .sort()
    .slice(0, MOST_LINKS);
  const items = links.map(
    (one) => `<li><a href="${escape(relativeHref(file, one))}">${escape(one)}</a></li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Gazette ${escape(gazette)}">
<title>Not printed · ${escape(title)}</title>
<link rel="icon" href="${escape(relativeHref(file, 'favicon.svg'))}" type="image/svg+xml">
<link rel="stylesheet" href="${escape(relativeHref(file, stylesheet))}">
</head>
<body>
<header class="masthead">
<p class="paper"><a href="${escape(relativeHref(file, 'index.html'))}">Gazette</a></p>
<div class="title"><h1>Not printed</h1></div>
</header>
<main id="content">
<div class="notice unknown">
<h2>This page could not be printed</h2>
<p>Gazette failed at <code>${escape(file)}</code>. This is a fault of Gazette, and says nothing about the cluster. The publish that failed named the reason.</p>
<ul>
${items.join('\n')}
</ul>
</div>
</main>
<footer class="imprint"><p>Printed by Gazette ${escape(gazette)}.</p></footer>
</body>
</html>
`;
}

/** `prod/`; empty for the root. */
const folderOf = (file: string) => file.slice(0, file.lastIndexOf('/') + 1);

const isOfCluster = (file: string) => /^[^/-][^/]*\/index\.html$/.test(file);

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string) => text.replaceAll(/[&<>"]/g, (character) => ESCAPES[character]!);
