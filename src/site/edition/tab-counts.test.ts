import { expect, test } from 'vitest';
import { object, snapshotOf } from '../../../test/snapshot-of.ts';
import { buildReport } from '../../model/build/build-report.ts';
import { countTabs } from './tab-counts.ts';

test('a tab tells how many of its rows need attention, in the colour of the worst; others tell nothing', () => {
  const node = (name: string, status: string) =>
    object('Node', name, { status: { conditions: [{ type: 'Ready', status }] } });
  const report = buildReport(
    snapshotOf({ Node: [node('a', 'True'), node('b', 'False'), node('c', 'Unknown')] }),
  );
  const counts = countTabs(report);
  expect(counts.get('nodes')).toEqual({ count: 2, state: 'failing' });
  expect(counts.get('findings')).toEqual({ count: 2, state: 'failing' });
  expect(counts.has('pods')).toBe(false);
});
