/** Comparing two snapshots of a large cluster, against a generic JSON differ on the same pair. */
import { setTimeout } from 'node:timers/promises';
import { create } from 'jsondiffpatch';
import type { Observed } from '../src/history/diff/compose.ts';
import { diff } from '../src/history/diff/diff.ts';
import { buildReport } from '../src/model/build-report.ts';
import type { Snapshot } from '../src/snapshots/schema.ts';
import type { Say } from './bench.ts';
import { buildPair } from './pair.ts';
import type { Result } from './table.ts';

const PODS = 20_000;
const RUNS = 5;

export async function measure(say: Say): Promise<Result[]> {
  say(`making two snapshots of ${PODS} pods, 2 % of them changed`);
  const [before, after] = buildPair({ pods: PODS, nodes: 400, events: 5_000 }).map(observe) as [
    Observed,
    Observed,
  ];
  say('comparing them');
  const change = diff(before, after);
  const own = await time(() => diff(before, after));
  say(
    `${change.counts.added} added, ${change.counts.removed} removed, ${change.counts.changed} changed, ${change.counts.restarts} restarts, ${change.counts.noise} of noise`,
  );
  say('comparing them with jsondiffpatch');
  // Its arrays cost the square of their length, which 20,000 pods do not fit in memory for: its best is objects by UID.
  const differ = create({ arrays: { detectMove: false } });
  const [one, other] = [before, after].map(({ snapshot }) => byUid(snapshot));
  const generic = await time(() => differ.diff(one, other));
  return [
    {
      what: `two snapshots of ${PODS} pods compared`,
      how: `${(own * 1000).toFixed(0)} ms for all that changed: causes, states, fields, events`,
      measured: own,
      limit: 1,
      unit: 's',
    },
    {
      what: 'against jsondiffpatch 0.7 on the same pair',
      how: `${(own * 1000).toFixed(0)} ms against ${(generic * 1000).toFixed(0)} ms for the raw differences`,
      measured: own / generic,
      limit: 0.1,
      unit: '×',
    },
  ];
}

/** As read from two files: no object is shared. */
function observe(snapshot: Snapshot): Observed {
  const read = JSON.parse(JSON.stringify(snapshot)) as Snapshot;
  return { snapshot: read, report: buildReport(read) };
}

const byUid = ({ objects }: Snapshot) =>
  Object.fromEntries(
    Object.entries(objects).map(([kind, list]) => [
      kind,
      Object.fromEntries(list.map((object) => [object.metadata.uid || object.metadata.name, object])),
    ]),
  );

/** Seconds of the quickest run: what else runs on the machine only ever adds. */
async function time(run: () => unknown): Promise<number> {
  const seconds: number[] = [];
  for (let turn = 0; turn < RUNS; turn += 1) {
    const started = performance.now();
    run();
    seconds.push((performance.now() - started) / 1000);
    await setTimeout(50);
  }
  return Math.min(...seconds);
}
