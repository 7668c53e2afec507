/** What the search box of the edition's pages loads: a script, since `file://` blocks everything else. */
import type { APIRoute, InferGetStaticPropsType } from 'astro';
import { buildSearchIndex, type SearchIndex } from '../../../../export/search-index.ts';
import { anchorOf, toFragment } from '../../../../site/anchors.ts';
import { fullEditionPaths } from '../../../../site/edition-paths.ts';
import { loadEdition } from '../../../../site/load.ts';
import { rowLink } from '../../../../site/row-links.ts';

export const getStaticPaths = fullEditionPaths;

export const GET: APIRoute<InferGetStaticPropsType<typeof getStaticPaths>> = async ({ props }) => {
  const { report } = await loadEdition(props.edition);
  // Also where there is nothing: what a purge took out must not live on in the file that stood here.
  const index: SearchIndex = report
    ? buildSearchIndex(report, {
        row: (ref) => rowLink(report, ref),
        finding: ({ rule, object }) => `findings.html${toFragment(`${rule}/${anchorOf(object)}`)}`,
      })
    : { unseen: [], groups: [] };
  return new Response(`globalThis.gazetteSearch=${JSON.stringify(index)}\n`);
};
