/** The record for lists of editions. */
import type { APIRoute, InferGetStaticPropsType } from 'astro';
import { editionPaths } from '../../../../site/edition/static-paths.ts';
import { loadFinalRecord } from '../../../../site/edition/records.ts';
import { recordPlace } from '../../../../site/paths.ts';
import { seal } from '../../../../snapshots/seal.ts';

export const getStaticPaths = editionPaths;

export const GET: APIRoute<InferGetStaticPropsType<typeof getStaticPaths>> = async ({ props }) =>
  new Response(seal(await loadFinalRecord(props.edition), recordPlace(props.edition)));
