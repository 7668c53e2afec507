/** Small snapshots for the tests of the store. */
import fs from 'node:fs/promises';
import path from 'node:path';
import type { KeptObject, ObjectOf } from '../src/snapshots/kinds/kinds.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import type { ManifestSnapshot, Observation } from '../src/snapshots/schema.ts';
import { openWriter, type WriterOptions } from '../src/snapshots/writer.ts';

export const observation = (time: string, more: Partial<Observation> = {}): Observation => ({
  gazette: '0.0.0',
  cluster: 'prod',
  time,
  server: {},
  clockSkewMs: 0,
  durationMs: 1,
  coverage: [],
  redactions: {},
  settings: { intervalSeconds: 900, eventTtlSeconds: 3600, dataCentreLabel: 'zone', silences: [] },
  ...more,
});

export const storedPod = (name: string, message = 'fine'): ObjectOf<'Pod'> => ({
  kind: 'Pod',
  apiVersion: 'v1',
  metadata: { uid: `uid-of-${name}`, namespace: 'shop', name },
  status: { phase: 'Running', message },
});

export const storedLease = (name: string, renewTime: string): ObjectOf<'Lease'> => ({
  kind: 'Lease',
  apiVersion: 'coordination.k8s.io/v1',
  metadata: { uid: `lease-of-${name}`, namespace: 'kube-node-lease', name },
  spec: { renewTime },
});

export const storedEvent = (name: string, lastTimestamp = '2026-11-22T07:00:00Z'): ObjectOf<'Event'> => ({
  kind: 'Event',
  apiVersion: 'v1',
  metadata: { uid: `event-${name}`, namespace: 'shop', name },
  reason: 'BackOff',
  lastTimestamp,
});

/** Pods that never change and hardly compress: beside them, a few other pods make a small delta. */
export const ballast = (count = 200, from = 0): ObjectOf<'Pod'>[] =>
  Array.from({ length: count }, (_, index) => storedPod(`ballast-${from + index}`, noise(from + index)));

function noise(seed: number): string {
  let state = seed + 1;
  const digits = Array.from({ length: 16 }, () => (state = (state * 48271) % 0x7fffffff).toString(36));
  return digits.join('');
}

/** Stores a snapshot of these objects, with a collector whose clock is right by default. */
export async function store(
  data: string,
  time: string,
  objects: readonly KeptObject[],
  options: Partial<WriterOptions> & Partial<Observation> & { beforeCommit?: () => Promise<void> } = {},
): Promise<ManifestSnapshot> {
  const { now = () => new Date(time), late, beforeCommit, ...more } = options;
  const writer = await openWriter(openStore(data), more.cluster ?? 'prod', { now, late, time });
  for (const object of objects) await writer.add(object.kind as Parameters<typeof writer.add>[0], object);
  await beforeCommit?.();
  return writer.commit(observation(time, { ...more, time }));
}

/** The pieces of the manifest of prod, in order. */
export async function piecesOf(data: string): Promise<string[]> {
  const folder = path.join(data, 'prod', 'manifest');
  return (await fs.readdir(folder)).sort().map((name) => path.join(folder, name));
}

export async function manifestText(data: string): Promise<string> {
  const pieces = await Promise.all((await piecesOf(data)).map((file) => fs.readFile(file, 'utf8')));
  return pieces.join('');
}

/** Puts a text in place of the manifest. As one piece, or in the file to which an older Gazette appended. */
export async function writeManifest(
  data: string,
  text: string | Buffer,
  form: 'piece' | 'older' = 'piece',
): Promise<string> {
  const folder = path.join(data, 'prod');
  await fs.rm(path.join(folder, 'manifest'), { recursive: true, force: true });
  const name = form === 'older' ? 'manifest.jsonl' : `manifest/${'0'.repeat(12)}.jsonl`;
  await fs.mkdir(path.dirname(path.join(folder, name)), { recursive: true });
  await fs.writeFile(path.join(folder, name), text);
  return path.join(folder, name);
}
