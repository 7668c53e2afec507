import { expect, test } from 'vitest';
import { dayOfPuts, put } from '../../test/days-of.ts';
import { object, runningPod } from '../../test/snapshot-of.ts';
import { DAY_PARTS, toParts } from '../history/day/day-files.ts';
import { listLeaves } from '../snapshots/kinds/walk.ts';
import { collectDayNames } from './collect-names.ts';

test('every field of a Day that is called after nodes or namespaces says so', () => {
  for (const [part, schema] of Object.entries(DAY_PARTS)) {
    for (const { path, steps, names } of listLeaves(schema)) {
      const last = steps.at(-1);
      if (last === 'node' || /^(nodes|nodeHours)\[\]\.name$/.test(path))
        expect(names, `${part}.${path}`).toBe('node');
      if (/^namespaces?$/.test(last ?? '')) expect(names, `${part}.${path}`).toBe('namespace');
    }
  }
});

test('names of a Day are those of its nodes and namespaces, without the common ones', () => {
  const day = dayOfPuts([
    put('07:00', {
      Node: [object('Node', 'worker-7')],
      Pod: [
        runningPod('web-1', undefined, { metadata: { namespace: 'treasury' } }),
        runningPod('dns-1', undefined, { metadata: { namespace: 'kube-system' } }),
      ],
    }),
  ]);
  const { known } = collectDayNames(toParts(day));
  expect(known.map(({ class: kind, text }) => `${kind} ${text}`).sort()).toEqual([
    'namespace treasury',
    'node lxa150h',
    'node worker-7',
  ]);
});
