/**
 * The times of a day's editions, and what tells of the day. With it, the script on permanent pages finds the next
 * edition, reviews and digests. The page of comparisons uses it, too.
 */
import type { APIRoute, InferGetStaticPropsType } from 'astro';
import type { Editions } from '../../../client/editions.ts';
import { digestsOver } from '../../../digest/digest-page.ts';
import { boundsOf } from '../../../history/day/day.ts';
import { overlaps } from '../../../history/overlaps.ts';
import { dayPaths } from '../../../site/day/static-paths.ts';
import { loadRecord } from '../../../site/edition/records.ts';
import { digestFile } from '../../../site/records/digest-record.ts';
import { reviewFile } from '../../../site/records/review-record.ts';
import { loadReviewsOf } from '../../../site/review/records.ts';
import { formatDay } from '../../../words/format.ts';

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
  const bounds = boundsOf(day);
  const reviews = (await loadReviewsOf(cluster)).filter((review) => overlaps(review, bounds));
  const editions: Editions = {
    times,
    next: nextEdition,
    brief: namesOf(records.filter(({ full }) => full === false)),
    removed: namesOf(own.filter(({ removed }) => removed !== undefined)),
    damaged: namesOf(own.filter(({ damaged }) => damaged !== undefined)),
    told: [
      ...reviews.map(({ id, title, from, to }) => ({
        ...{ file: reviewFile(id), text: `Review: ${title}` },
        ...{ from, to },
      })),
      ...digestsOver(bounds).map(({ day, from, to }) => ({
        ...{ file: digestFile(day), text: `Digest of ${formatDay(day)}` },
        ...{ from, to },
      })),
    ],
  };
  return new Response(`globalThis.gazetteEditions=${JSON.stringify(editions)}\n`);
};
