/** The preview picture of a link to the digest. */
import type { APIRoute } from 'astro';
import { digestPaths, loadDigest } from '../../../digest/digest-page.ts';
import { toDigestPreview } from '../../../site/preview/preview.ts';
import { renderPreview } from '../../../site/preview/render-preview.ts';

export const getStaticPaths = digestPaths;

export const GET: APIRoute<Record<string, never>, { day: string }> = async ({ params }) =>
  new Response(await renderPreview(toDigestPreview((await loadDigest(params.day)).record)));
