/** The whole timeline of a review, for spreadsheets and scripts. */
import type { APIRoute, InferGetStaticPropsType } from 'astro';
import { renderReviewCsv } from '../../../review/csv.ts';
import { loadReview } from '../../../site/review/load.ts';
import { reviewPaths } from '../../../site/review/static-paths.ts';

export const getStaticPaths = reviewPaths;

export const GET: APIRoute<InferGetStaticPropsType<typeof getStaticPaths>> = async ({ props }) => {
  const text = new Blob([...renderReviewCsv(await loadReview(props.plan))]);
  return new Response(text, { headers: { 'Content-Type': 'text/csv; charset=utf-8' } });
};
