import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { KeptObject } from '../src/snapshots/kinds/kinds.ts';
import { needs } from './needs.ts';
import { scratch } from './scratch.ts';
import { ballast, storedPod, store } from './store-fixtures.ts';

describe.runIf(needs.zstd)('any snapshot file reads with zstd alone', () => {
  const lines = (file: string) => {
    const text = execFileSync('zstd', ['-dc', file], { encoding: 'utf8' });
    expect(text.endsWith('\n')).toBe(true);
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as KeptObject);
  };

  test('a keyframe is its meta and every object, a line each', async () => {
    const data = await scratch();
    const pods = [...ballast(), storedPod('web', 'äöü "quoted"\nsecond line')];
    const { file } = await store(data, '2026-11-22T07:15:00Z', pods);
    const [meta, ...objects] = lines(path.join(data, 'prod', file));
    expect(meta).toMatchObject({ kind: 'Snapshot', number: 1 });
    expect(objects.map(({ metadata }) => metadata.name).sort()).toEqual(
      pods.map(({ metadata }) => metadata.name).sort(),
    );
    expect(objects.find(({ metadata }) => metadata.name === 'web')).toEqual(pods.at(-1));
  });

  test('a delta is its meta, what differs, and what is gone', async () => {
    const data = await scratch();
    await store(data, '2026-11-22T07:15:00Z', [...ballast(), storedPod('web'), storedPod('db')]);
    const { file } = await store(data, '2026-11-22T07:30:00Z', [...ballast(), storedPod('web', 'changed')]);
    const [meta, ...rest] = lines(path.join(data, 'prod', file));
    expect(meta).toMatchObject({
      kind: 'Snapshot',
      number: 2,
      base: { file: '2026-11-22/071500Z.full.jsonl.zst' },
    });
    expect(rest).toEqual([
      storedPod('web', 'changed'),
      expect.objectContaining({ kind: 'Gone', object: expect.objectContaining({ name: 'db' }) }),
    ]);
  });
});
