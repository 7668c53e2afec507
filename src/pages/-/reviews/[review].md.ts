/** A review as one Markdown file, the start of a post-mortem. */
import type { APIRoute, InferGetStaticPropsType } from 'astro';
import { renderReviewMarkdown } from '../../../review/markdown.ts';
import { currentPlan } from '../../../site/printing.ts';
import { loadReview } from '../../../site/review/load.ts';
import { reviewPaths } from '../../../site/review/static-paths.ts';

export const getStaticPaths = reviewPaths;

export const GET: APIRoute<InferGetStaticPropsType<typeof getStaticPaths>> = async ({ props }) => {
  const { url } = currentPlan();
  const text = renderReviewMarkdown(await loadReview(props.plan), (file) => url && `${url}${file}`);
  return new Response(text, { headers: { 'Content-Type': 'text/markdown; charset=utf-8' } });
};
