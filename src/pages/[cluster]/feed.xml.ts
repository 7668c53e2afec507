/** What is new of a cluster, as Atom. */
import type { APIRoute, InferGetStaticPropsType } from 'astro';
import { feedPaths, loadFeed } from '../../site/feed/load-feed.ts';
import { renderFeed } from '../../site/feed/render-feed.ts';

export const getStaticPaths = feedPaths;

export const GET: APIRoute<InferGetStaticPropsType<typeof getStaticPaths>> = async ({ props }) =>
  new Response(renderFeed(await loadFeed(props.plan)));
