import { expect, test } from 'vitest';
import { scrubMeta } from './scrub.ts';
import type { SnapshotMeta } from './schema.ts';

test('a text is taken out of errors, namespaces and columns of custom resources, but not out of their types', () => {
  const coverage: SnapshotMeta['coverage'] = [
    {
      ...{ kind: 'rollouts.argoproj.io', state: 'partial', durationMs: 1, objects: 1, requests: 1, bytes: 1 },
      error: 'swordfish is a string',
      namespaces: ['swordfish', 'shop'],
      columns: [{ name: 'swordfish string', type: 'string', priority: 0 }],
    },
  ];
  const meta = { coverage, settings: {}, server: {} } as unknown as SnapshotMeta;
  expect(scrubMeta(meta, { text: 'swordfish' }).coverage).toMatchObject([
    {
      kind: 'rollouts.argoproj.io',
      error: '[purged] is a string',
      namespaces: ['[purged]', 'shop'],
      columns: [{ name: '[purged] string', type: 'string', priority: 0 }],
    },
  ]);
  expect(scrubMeta(meta, { text: 'string' }).coverage).toMatchObject([
    { columns: [{ name: 'swordfish [purged]', type: 'string', priority: 0 }] },
  ]);
});
