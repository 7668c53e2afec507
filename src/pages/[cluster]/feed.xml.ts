/** What is new of a cluster, as Atom. */
import type { APIRoute, InferGetStaticPropsType } from 'astro';
import { listPrinted } from '../../digest/digest-page.ts';
import { feedPaths, loadFeed } from '../../site/feed/load-feed.ts';
import { renderFeed } from '../../site/feed/render-feed.ts';
import { loadReviewRecords } from '../../site/review/records.ts';

export const getStaticPaths = feedPaths;

export const GET: APIRoute<InferGetStaticPropsType<typeof getStaticPaths>> = async ({ props }) => {
  const digests = await listPrinted();
  const reviews = await loadReviewRecords();
  return new Response(renderFeed(await loadFeed(props.plan, { digests, reviews })));
};
