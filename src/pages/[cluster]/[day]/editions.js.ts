/** The times of a day's editions, for the script on permanent pages that finds the one that follows. */
import type { APIRoute, InferGetStaticPropsType } from 'astro';
import { dayPaths } from '../../../site/day-paths.ts';

export const getStaticPaths = dayPaths;

export const GET: APIRoute<InferGetStaticPropsType<typeof getStaticPaths>> = ({ props: { plan } }) => {
  return new Response(
    `globalThis.gazetteEditions=${JSON.stringify({ times: plan.times, next: plan.nextEdition })}\n`,
  );
};
