/** The record for lists of reviews. */
import type { APIRoute, InferGetStaticPropsType } from 'astro';
import { reviewPaths } from '../../../site/review/static-paths.ts';
import { loadReviewRecord } from '../../../site/review/records.ts';
import { placeOfRecord } from '../../../site/records/page-records.ts';
import { reviewFile } from '../../../site/records/review-record.ts';
import { seal } from '../../../snapshots/seal.ts';

export const getStaticPaths = reviewPaths;

export const GET: APIRoute<InferGetStaticPropsType<typeof getStaticPaths>> = async ({ props }) =>
  new Response(
    seal(await loadReviewRecord(props.plan), placeOfRecord(reviewFile(props.plan.definition.id, 'json'))),
  );
