/** The record for lists of reviews. */
import type { APIRoute, InferGetStaticPropsType } from 'astro';
import { reviewPaths } from '../../../site/review/static-paths.ts';
import { loadReviewRecord } from '../../../site/review/records.ts';

export const getStaticPaths = reviewPaths;

export const GET: APIRoute<InferGetStaticPropsType<typeof getStaticPaths>> = async ({ props }) =>
  new Response(`${JSON.stringify(await loadReviewRecord(props.plan))}\n`);
