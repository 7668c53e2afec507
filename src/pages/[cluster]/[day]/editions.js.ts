/** The times of a day's editions, for the script on permanent pages that finds the one that follows. */
import type { APIRoute, InferGetStaticPropsType } from 'astro';
import { dayPaths } from '../../../site/day-paths.ts';
import { loadRecord } from '../../../site/records.ts';

export const getStaticPaths = dayPaths;

export const GET: APIRoute<InferGetStaticPropsType<typeof getStaticPaths>> = async ({ props: { plan } }) => {
  const { cluster, day, times, nextEdition } = plan;
  const [nextDay = '', nextTime = ''] = nextEdition?.split('/') ?? [];
  const keys = [
    ...times.map((time) => ({ name: time, key: { cluster, day, time } })),
    ...(nextEdition ? [{ name: nextEdition, key: { cluster, day: nextDay, time: nextTime } }] : []),
  ];
  const brief = await Promise.all(
    keys.map(async ({ name, key }) => ((await loadRecord(key)).full === false ? [name] : [])),
  );
  return new Response(
    `globalThis.gazetteEditions=${JSON.stringify({ times, next: nextEdition, brief: brief.flat() })}\n`,
  );
};
