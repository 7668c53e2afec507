/** What is new of a cluster, as Atom. */
import type { APIRoute, InferGetStaticPropsType } from 'astro';
import { loadDigest } from '../../digest/digest-page.ts';
import { feedPaths, loadFeed } from '../../site/feed/load-feed.ts';
import { renderFeed } from '../../site/feed/render-feed.ts';
import { currentPlan } from '../../site/printing.ts';
import { loadReviewRecord } from '../../site/review/records.ts';

export const getStaticPaths = feedPaths;

export const GET: APIRoute<InferGetStaticPropsType<typeof getStaticPaths>> = async ({ props }) => {
  const plan = currentPlan();
  const digests = (await Promise.all(plan.digests.map(loadDigest))).map(({ record }) => record);
  const reviews = await Promise.all(plan.reviews.map(loadReviewRecord));
  return new Response(renderFeed(await loadFeed(props.plan, { digests, reviews })));
};
