/** The pages of an edition as sections of a copy. Pure. */
import { EDITION_PAGES } from '../site/paths.ts';
import { placed, tableNames } from '../site/tables/long-tables.ts';
import type { CopyPage } from './bundle.ts';

/**
 * Pages of an edition among its files, each followed by the parts of its long tables.
 * @param folder of the edition, from the site's root
 * @param shown pages that its navigation names
 */
export function listEditionPages(
  folder: string,
  files: readonly string[],
  shown: ReadonlySet<string>,
): CopyPage[] {
  const there = new Set(files);
  return EDITION_PAGES.flatMap(({ page, title }): CopyPage[] => {
    const file = `${folder}/${page}.html`;
    if (!there.has(file) || !shown.has(`${page}.html`)) return [];
    const slug = page === 'index' ? 'overview' : page;
    const sheets = tableNames
      .filter((table) => placed(table).page === page)
      .flatMap((table) => {
        const start = `${folder}/${table}/`;
        const own = files.filter((one) => one.startsWith(start) && one.endsWith('.html')).sort();
        return own.map((one): CopyPage => {
          const name = one.slice(start.length, -'.html'.length);
          return { file: one, slug: `${slug}~${table}~${name}`, title: `${title}: ${name}` };
        });
      });
    return [{ file, slug, title }, ...sheets];
  });
}
