/**
 * The times of a day's editions. The script on permanent pages finds the next edition with it, and the page of
 * comparisons uses it.
 */
import type { APIRoute, InferGetStaticPropsType } from 'astro';
import type { Editions } from '../../../client/editions.ts';
import { dayPaths } from '../../../site/day/static-paths.ts';
import { loadRecord } from '../../../site/edition/records.ts';

export const getStaticPaths = dayPaths;

export const GET: APIRoute<InferGetStaticPropsType<typeof getStaticPaths>> = async ({ props: { plan } }) => {
  const { cluster, day, times, nextEdition } = plan;
  const [nextDay = '', nextTime = ''] = nextEdition?.split('/') ?? [];
  const keys = [
    ...times.map((time) => ({ name: time, key: { cluster, day, time } })),
    ...(nextEdition ? [{ name: nextEdition, key: { cluster, day: nextDay, time: nextTime } }] : []),
  ];
  const records = await Promise.all(
    keys.map(async ({ name, key }) => ({ name, ...(await loadRecord(key)) })),
  );
  const own = records.slice(0, times.length);
  const namesOf = (those: typeof records) => those.map(({ name }) => name);
  const editions: Editions = {
    times,
    next: nextEdition,
    brief: namesOf(records.filter(({ full }) => full === false)),
    removed: namesOf(own.filter(({ removed }) => removed !== undefined)),
    damaged: namesOf(own.filter(({ damaged }) => damaged !== undefined)),
  };
  return new Response(`globalThis.gazetteEditions=${JSON.stringify(editions)}\n`);
};
