/** A store of one cluster whose snapshots have editions: the base for publishing one more. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { compileTrim } from '../src/collect/trim.ts';
import { buildReport } from '../src/model/build/build-report.ts';
import { toSummary } from '../src/model/summary.ts';
import { writeState } from '../src/publish/site-state.ts';
import type { EditionRecord } from '../src/site/records/edition-record.ts';
import { editionFolder, toEditionKey } from '../src/site/paths.ts';
import type { ObjectOf } from '../src/snapshots/kinds/kinds.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import type { ManifestSnapshot } from '../src/snapshots/schema.ts';
import { readSnapshot } from '../src/snapshots/read-snapshot.ts';
import { readManifestSince } from '../src/snapshots/store.ts';
import { openWriter } from '../src/snapshots/writer.ts';
import { toNode, toPod } from './cluster.ts';
import { readWholly, toObservation } from './observation.ts';

const CLUSTER = 'bench';
/** Pods in each snapshot of the last day. */
export const PODS = 500;
const NODES = 20;
const FIRST = Date.parse('2026-01-01T00:00:00Z');
const INTERVAL = 15 * 60_000;
const PER_DAY = 96;
const FEW_PODS = 20;

/** A store with `count` snapshots, and a site with the records of their editions, but no pages. */
export async function seedStore(folder: string, count: number) {
  const data = path.join(folder, 'data');
  const out = path.join(folder, 'site');
  let taken = 0;
  // Only the last day's snapshots are large: the size of older ones only affects the time of seeding.
  const take = () => writeSnapshot(data, taken, taken++ < count - PER_DAY ? FEW_PODS : PODS);
  const stored: ManifestSnapshot[] = [];
  while (taken < count) stored.push(await take());
  const last = stored.at(-1)!;
  const summary = toSummary(buildReport(await readSnapshot(openStore(data), CLUSTER, last)));
  const refs = stored.map((one) => ({
    ...toEditionKey(CLUSTER, one.file),
    number: one.number,
    instant: one.time,
  }));
  for (const [index, ref] of refs.entries()) {
    const record: EditionRecord = { ...ref, previous: refs[index - 1], summary };
    await fs.mkdir(path.join(out, editionFolder(ref)), { recursive: true });
    await fs.writeFile(path.join(out, editionFolder(ref), 'edition.json'), JSON.stringify(record));
  }
  const { cursor } = await readManifestSince(openStore(data), CLUSTER);
  await writeState(out, { format: 1, clusters: { [CLUSTER]: { cursor, last: refs.at(-1) } } });
  return { data, out, take };
}

const trimPod = compileTrim('Pod', () => {});
const trimNode = compileTrim('Node', () => {});
const metadata = (name: string) => ({ uid: `uid-of-${name}`, creationTimestamp: '2025-12-01T00:00:00Z' });
const pods = Array.from({ length: PODS }, (_, index) => {
  const pod = toPod(index, index % NODES, undefined);
  return trimPod({ ...pod, metadata: { ...pod.metadata, ...metadata(pod.metadata.name) } }, 'v1')!;
});
const nodes = Array.from({ length: NODES }, (_, index) => {
  const node = toNode(index);
  return trimNode({ ...node, metadata: { ...node.metadata, ...metadata(node.metadata.name) } }, 'v1')!;
});

/** The snapshot `turn` intervals after the first, of the first pods. In each snapshot, other pods are pending. */
async function writeSnapshot(data: string, turn: number, size: number): Promise<ManifestSnapshot> {
  const time = new Date(FIRST + turn * INTERVAL).toISOString().replace('.000', '');
  const writer = await openWriter(openStore(data), CLUSTER, { now: () => new Date(time), time });
  for (const [index, pod] of pods.slice(0, size).entries()) {
    const isPending = index % 50 === turn % 50;
    await writer.add('Pod', isPending ? toPending(pod) : pod);
  }
  for (const node of nodes) await writer.add('Node', node);
  return writer.commit(toObservation({ cluster: CLUSTER, time, coverage: readWholly(['Pod', 'Node']) }));
}

function toPending(pod: ObjectOf<'Pod'>): ObjectOf<'Pod'> {
  return { ...pod, status: { phase: 'Pending', conditions: [] } };
}
