/** Comparing two snapshots of a large cluster, compared with generic JSON diff tools on the same pair. */
import { setTimeout } from 'node:timers/promises';
import { diff as diffJson } from 'json-diff-ts';
import { create } from 'jsondiffpatch';
import type { Observed } from '../src/history/diff/compose.ts';
import { diff } from '../src/history/diff/diff.ts';
import { buildReport } from '../src/model/build/build-report.ts';
import { kindNames, type KeptObject } from '../src/snapshots/kinds/kinds.ts';
import type { Snapshot } from '../src/snapshots/schema.ts';
import { buildPair } from './pair.ts';
import type { Result, Say } from './table.ts';

const PODS = 20_000;
const RUNS = 8;

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
  say('comparing them with json-diff-ts');
  const keyed = await time(() => diffJson(before.snapshot, after.snapshot, { embeddedObjKeys: KEYS }), 3);
  say('comparing them with jsondiffpatch');
  // Its arrays cost the square of their length: 20,000 pods do not fit in memory. So this tool gets objects by UID.
  const differ = create();
  const indexed = await time(() => differ.diff(byUid(before.snapshot), byUid(after.snapshot)));
  const against = (seconds: number) => ({
    how: `${(own * 1000).toFixed(0)} ms against ${(seconds * 1000).toFixed(0)} ms for the raw differences`,
    measured: own / seconds,
    unit: '×' as const,
  });
  return [
    {
      what: `two snapshots of ${PODS} pods compared`,
      how: `${(own * 1000).toFixed(0)} ms for all that changed: causes, states, fields, events`,
      measured: own,
      limit: 1,
      unit: 's',
    },
    { what: 'against json-diff-ts 4.10 on the same pair, by UID', ...against(keyed), limit: 0.1 },
    { what: 'against jsondiffpatch 0.7 on objects by UID', ...against(indexed), limit: 0.15 },
  ];
}

/** How to identify an object in each list of a snapshot. */
const KEYS = Object.fromEntries(
  kindNames.map((kind) => [
    `objects.${kind}`,
    // The tool asks without an object for the name of the key.
    (object?: KeptObject) => (object ? object.metadata.uid || object.metadata.name : ''),
  ]),
);

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

/** Seconds of the fastest run: other load only adds time. */
async function time(run: () => unknown, runs = RUNS): Promise<number> {
  const seconds: number[] = [];
  for (let turn = 0; turn < runs; turn += 1) {
    const started = performance.now();
    run();
    seconds.push((performance.now() - started) / 1000);
    await setTimeout(50);
  }
  return Math.min(...seconds);
}
