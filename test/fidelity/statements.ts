/** What Gazette says of a chronicle: Days folded from the stored snapshots, and all that is made of them. */
import { updateDays } from '../../src/days/update-days.ts';
import { loadDaysAround, loadSummaries } from '../../src/days/read-days.ts';
import { buildDigest } from '../../src/digest/build-digest.ts';
import { dayIn, windowOfDay, type DayWindow } from '../../src/digest/day-window.ts';
import type { ClusterDigest } from '../../src/digest/digest.ts';
import { loadFacts } from '../../src/digest/load-facts.ts';
import { openObserver } from '../../src/days/observe.ts';
import { sliceDays, type Slice } from '../../src/history/day/slice.ts';
import type { DaySummary } from '../../src/history/day/summary.ts';
import { looksOf } from '../../src/history/period/duration-range.ts';
import { buildAnalytics, type Analytics } from '../../src/history/period/analytics.ts';
import { listPlaced } from '../../src/publish/plan-reviews.ts';
import { addSnapshot, openPass, type Pass } from '../../src/review/fold-snapshots.ts';
import type { Evidence } from '../../src/review/moments.ts';
import { buildReview, type Review } from '../../src/review/review.ts';
import { reviewIdOf } from '../../src/review/window.ts';
import { daysOf } from '../../src/snapshots/days.ts';
import { dayOfUnix, fromUnix, SECONDS_A_DAY, startOfDay } from '../../src/history/day/unix.ts';
import type { Chronicle } from './chronicle.ts';

export interface Said {
  /** Of all that was looked at. */
  slice: Slice;
  analytics: Analytics;
  /** Of each UTC day. */
  byDay: { day: string; analytics: Analytics }[];
  digests: { window: DayWindow; digest: ClusterDigest }[];
  review: Review;
  /** Comparisons of the looks that the review rests on. */
  pairs: Pass['pairs'];
}

export async function tell(chronicle: Chronicle): Promise<Said> {
  const { store, script, looks } = chronicle;
  const cluster = script.name;
  const [first, last] = [looks[0]!.at, looks.at(-1)!.at];
  const now = () => new Date(last * 1000);
  const observer = openObserver();
  await updateDays({ store, cluster, now, observer });
  const shelf = daysOf(store, cluster);
  const days = await loadDaysAround(store, cluster, first, last);
  const summaries = await loadSummaries(store, cluster, dayOfUnix(first), dayOfUnix(last));
  const digests = [];
  for (let day = dayIn(first, script.zone); day < dayIn(script.toldUntil ?? last, script.zone);) {
    const window = windowOfDay(day, script.zone);
    const facts = await loadFacts({ store, cluster, window, daysShelf: shelf });
    const [digest] = buildDigest({ window, title: 'Gazette' }, [facts]).clusters;
    digests.push({ window, digest: digest! });
    day = dayIn(window.to, script.zone);
  }
  const pass = openPass(cluster, days);
  return {
    slice: sliceDays(days, first, last + 1),
    analytics: analyse(summaries, startOfDay(dayOfUnix(first)), startOfDay(dayOfUnix(last)) + SECONDS_A_DAY),
    byDay: summaries.map(({ day }) => ({
      day,
      analytics: analyse(summaries, startOfDay(day), startOfDay(day) + SECONDS_A_DAY),
    })),
    digests,
    review: await reviewAll(chronicle, pass),
    pairs: pass.pairs,
  };
}

function analyse(summaries: readonly DaySummary[], from: number, to: number): Analytics {
  const around = summaries.filter(({ day }) => startOfDay(day) >= from && startOfDay(day) <= to);
  const before = summaries.findLast(({ day }) => startOfDay(day) < from);
  return buildAnalytics(around, { from, to, bucketSeconds: 900 }, looksOf(before, around));
}

/** The review of all that was looked at from close by: at its last pace. */
async function reviewAll({ store, script, looks }: Chronicle, pass: Pass): Promise<Review> {
  const cluster = script.name;
  const from = script.watches.at(-1)!.from;
  const to = looks.at(-1)!.at;
  const observer = openObserver();
  const evidence: Evidence[] = [];
  const placed = await listPlaced(store, cluster);
  const before = placed.findLast(({ at }) => at < from);
  for (const { number, at, says, marks, digest, stored } of placed.filter(
    (one) => one === before || one.at >= from,
  )) {
    const { observed } = await observer.observe(store, cluster, stored!);
    const clock = { ...(says !== undefined && { says }), ...(marks && { marks }) };
    addSnapshot(pass, { number, at, digest, ...clock }, observed);
    const role = at < from ? 'before' : at < to ? 'within' : 'after';
    evidence.push({ number, at, role, address: `${cluster}/${fromUnix(says ?? at)}`, files: [], ...clock });
  }
  const window = { from, to, zone: script.zone };
  return buildReview({
    definition: {
      ...{ format: 1, id: reviewIdOf(cluster, window), cluster, ...window, written: fromUnix(to) },
      snapshots: evidence.map(({ number }) => number),
    },
    evidence,
    pass,
  });
}
