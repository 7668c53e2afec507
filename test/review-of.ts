/** Reviews for tests, made from a few small snapshots in a window. */
import { toUnix } from '../src/history/day/unix.ts';
import { buildReport } from '../src/model/build/build-report.ts';
import type { Evidence } from '../src/review/moments.ts';
import { addSnapshot, openPass, type Pass } from '../src/review/fold-snapshots.ts';
import { buildReview, type Review } from '../src/review/review.ts';
import { reviewIdOf } from '../src/review/window.ts';
import type { ReviewDefinition } from '../src/snapshots/schema.ts';
import { daysOfPuts, moment, type Put } from './days-of.ts';
import { snapshotOf } from './snapshot-of.ts';

export interface ReviewOf {
  review: Review;
  pass: Pass;
  evidence: Evidence[];
}

/**
 * The review of a window of snapshots, as the site makes it.
 * @param from `07:15` of the usual day, or a complete time
 */
export function reviewOf(
  puts: readonly Put[],
  from: string,
  to: string,
  more: Partial<ReviewDefinition> = {},
): ReviewOf {
  const window = { from: toUnix(moment(from))!, to: toUnix(moment(to))! };
  const all = puts.map((one, index) => ({ one, number: index + 1, at: toUnix(moment(one.time))! }));
  const before = all.findLast(({ at }) => at < window.from);
  const after = all.find(({ at }) => at >= window.to);
  const within = all.filter(({ at }) => at >= window.from && at < window.to);
  const rests = [...(before ? [before] : []), ...within, ...(after ? [after] : [])];
  const pass = openPass('test', daysOfPuts(puts));
  const evidence: Evidence[] = [];
  for (const { one, number, at } of rests) {
    const snapshot = one.objects && snapshotOf(one.objects, { time: moment(one.time), ...one.meta, number });
    const lost = 'test: it is damaged';
    addSnapshot(
      pass,
      { number, at, digest: `digest-${number}`, ...(!snapshot && { damaged: lost }) },
      snapshot && { snapshot, report: buildReport(snapshot) },
    );
    evidence.push({
      number,
      at,
      role: at < window.from ? 'before' : at < window.to ? 'within' : 'after',
      address: `test/${number}`,
      files: [{ file: `${number}`, digest: `sha256:${String(number).padStart(64, '0')}` }],
      ...(!snapshot && { lost }),
    });
  }
  const definition: ReviewDefinition = {
    ...{ format: 1, cluster: 'test', zone: 'UTC', written: '2026-11-23T00:00:00Z' },
    ...window,
    id: reviewIdOf('test', window),
    snapshots: rests.map(({ number }) => number),
    ...more,
  };
  return { review: buildReview({ definition, evidence, pass }), pass, evidence };
}
