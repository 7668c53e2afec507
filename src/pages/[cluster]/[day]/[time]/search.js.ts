/** The index for the search box of the edition's pages: a script, because `file://` blocks everything else. */
import type { APIRoute, InferGetStaticPropsType } from 'astro';
import { buildSearchIndex, type SearchIndex, type SearchLinks } from '../../../../export/search-index.ts';
import type { Report } from '../../../../model/report.ts';
import { anchorOf, toFragment } from '../../../../site/tables/anchors.ts';
import { fullEditionPaths } from '../../../../site/edition/static-paths.ts';
import { buildFindingsPage } from '../../../../site/findings/findings-page.ts';
import { loadEdition } from '../../../../site/load-edition.ts';
import { rowLink } from '../../../../site/tables/row-links.ts';

export const getStaticPaths = fullEditionPaths;

export const GET: APIRoute<InferGetStaticPropsType<typeof getStaticPaths>> = async ({ props }) => {
  const { report } = await loadEdition(props.edition);
  // Printed even when empty: an older file here could still hold what a purge removed.
  const index: SearchIndex = report
    ? buildSearchIndex(report, { row: (ref) => rowLink(report, ref), finding: findingLinks(report) })
    : { unseen: [], groups: [] };
  return new Response(`globalThis.gazetteSearch=${JSON.stringify(index)}\n`);
};

/** Links to the finding, or to its page if that page has too many to show this one. */
function findingLinks(report: Report): SearchLinks['finding'] {
  const { articles, more, advice } = buildFindingsPage(report);
  const shown = new Set([...articles, ...[...more, ...advice].flatMap(({ findings }) => findings)]);
  return (finding) =>
    shown.has(finding)
      ? `findings.html${toFragment(`${finding.rule}/${anchorOf(finding.object)}`)}`
      : 'findings.html';
}
