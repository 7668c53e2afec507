/** The preview picture of a link to the review. */
import type { APIRoute, InferGetStaticPropsType } from 'astro';
import { toReviewPreview } from '../../../site/preview/preview.ts';
import { renderPreview } from '../../../site/preview/render-preview.ts';
import { reviewPaths } from '../../../site/review/static-paths.ts';
import { loadReviewRecord } from '../../../site/review/records.ts';

export const getStaticPaths = reviewPaths;

export const GET: APIRoute<InferGetStaticPropsType<typeof getStaticPaths>> = async ({ props }) =>
  new Response(await renderPreview(toReviewPreview(await loadReviewRecord(props.plan))));
