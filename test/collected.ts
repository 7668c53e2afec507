/** Collects into a separate folder, and returns what the store then holds. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { collect, type CollectOptions } from '../src/collect/collect.ts';
import type { KindName, ObjectOf } from '../src/snapshots/kinds/kinds.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import type { Coverage, Observation } from '../src/snapshots/schema.ts';
import { readLines } from '../src/snapshots/frames.ts';

export interface TestSnapshot {
  observation: Observation;
  /** Everything in the data folder, decompressed. */
  text: string;
  objects<Name extends KindName>(kind: Name): ObjectOf<Name>[];
  /** @param kind a kind, or plural.group */
  coverage(kind: string): Coverage;
}

type Overrides = Partial<Omit<CollectOptions, 'cluster'>> & { namespaces?: string[]; context?: string };

export function collectOptions(kubeconfig: string, overrides: Overrides = {}): CollectOptions {
  const { namespaces, context, store = openStore(collectionFolder()), ...rest } = overrides;
  return {
    cluster: { name: 'test', kubeconfig, namespaces, context },
    settings: { intervalSeconds: 900, eventTtlSeconds: 3600, dataCentreLabel: 'zone', silences: [] },
    customResources: [],
    store,
    version: '0.0.0-test',
    now: () => new Date(),
    timeLimitMs: 60_000,
    requests: { backoffMs: 10, idleMs: 2_000 },
    ...rest,
  };
}

export async function collectFrom(kubeconfig: string, overrides: Overrides = {}): Promise<TestSnapshot> {
  const options = collectOptions(kubeconfig, overrides);
  const { observation } = await collect(options);
  const lines = await readFolder(options.store.name);
  const objects = lines
    .filter((line) => line.startsWith('{"kind":'))
    .map((line): unknown => JSON.parse(line));
  return {
    observation,
    text: lines.join('\n'),
    objects: <Name extends KindName>(kind: Name) =>
      objects.filter((object) => (object as { kind: string }).kind === kind) as ObjectOf<Name>[],
    coverage(kind) {
      const found = observation.coverage.find((coverage) => coverage.kind === kind);
      if (!found) throw new Error(`nothing is said about ${kind}`);
      return found;
    },
  };
}

export function collectionFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gazette-test-'));
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Lines of all files, decompressed. */
export async function readFolder(folder: string): Promise<string[]> {
  const lines: string[] = [];
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const content = fs.readFileSync(path.join(entry.parentPath, entry.name));
    if (!entry.name.endsWith('.zst')) lines.push(...content.toString('utf8').split('\n'));
    else for await (const line of readLines(content)) lines.push(line);
  }
  return lines;
}
