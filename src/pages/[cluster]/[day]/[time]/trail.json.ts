/** Since when: what the next edition needs to know about findings and versions. */
import type { APIRoute, InferGetStaticPropsType } from 'astro';
import { editionPaths } from '../../../../site/edition/static-paths.ts';
import { loadTrail } from '../../../../site/edition/trail.ts';
import { trailPlace } from '../../../../site/paths.ts';
import { seal } from '../../../../snapshots/seal.ts';

export const getStaticPaths = editionPaths;

export const GET: APIRoute<InferGetStaticPropsType<typeof getStaticPaths>> = async ({ props }) =>
  new Response(
    seal(
      { of: props.edition.stored?.digest, ...(await loadTrail(props.edition)) },
      trailPlace(props.edition),
    ),
  );
