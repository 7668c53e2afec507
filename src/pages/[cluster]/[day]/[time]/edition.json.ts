/** The record for lists of editions. */
import type { APIRoute, InferGetStaticPropsType } from 'astro';
import { editionPaths } from '../../../../site/edition/static-paths.ts';
import { loadOwnRecord } from '../../../../site/edition/records.ts';

export const getStaticPaths = editionPaths;

export const GET: APIRoute<InferGetStaticPropsType<typeof getStaticPaths>> = async ({ props }) =>
  new Response(`${JSON.stringify(await loadOwnRecord(props.edition))}\n`);
