/** What the search box of the edition's pages loads: a script, since `file://` blocks everything else. */
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
  // Also where there is nothing: what a purge took out must not live on in the file that stood here.
  const index: SearchIndex = report
    ? buildSearchIndex(report, { row: (ref) => rowLink(report, ref), finding: findingLinks(report) })
    : { unseen: [], groups: [] };
  return new Response(`globalThis.gazetteSearch=${JSON.stringify(index)}\n`);
};

/** To the finding, or to its page where that has too many to show this one. */
function findingLinks(report: Report): SearchLinks['finding'] {
  const { articles, more, advice } = buildFindingsPage(report);
  const shown = new Set([...articles, ...[...more, ...advice].flatMap(({ findings }) => findings)]);
  return (finding) =>
    shown.has(finding)
      ? `findings.html${toFragment(`${finding.rule}/${anchorOf(finding.object)}`)}`
      : 'findings.html';
}
