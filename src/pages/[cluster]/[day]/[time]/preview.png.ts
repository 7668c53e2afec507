/** The preview picture of a link to any page of the edition. */
import type { APIRoute, InferGetStaticPropsType } from 'astro';
import { largerEditionPaths } from '../../../../site/edition/static-paths.ts';
import { loadPreview } from '../../../../site/preview/load-preview.ts';
import { renderPreview } from '../../../../site/preview/render-preview.ts';

export const getStaticPaths = largerEditionPaths;

export const GET: APIRoute<InferGetStaticPropsType<typeof getStaticPaths>> = async ({ props }) =>
  new Response(await renderPreview(await loadPreview(props.edition)));
