import { expect, test } from 'vitest';
import { before as earlier, object, snapshotOf } from '../../test/snapshot-of.ts';
import { diff } from '../history/diff/diff.ts';
import { buildReport } from '../model/build-report.ts';
import { buildChangesPage } from './changes-page.ts';

function pageOf(count: number) {
  const of = (port: number, seconds: number) => {
    const Service = Array.from({ length: count }, (_, index) =>
      object('Service', `web-${index}`, {
        metadata: { generation: port },
        spec: { ports: [{ port: 80, targetPort: port }] },
      }),
    );
    const snapshot = snapshotOf({ Service }, { time: earlier(seconds) });
    return { snapshot, report: buildReport(snapshot) };
  };
  return buildChangesPage(diff(of(1, 900), of(2, 0), { noise: true, beats: false }));
}

test('a page shows what says something, and noise apart with why', () => {
  const { objects, noise } = pageOf(1);
  expect(objects.shown.map(({ lines }) => lines.shown)).toEqual([
    [{ path: 'spec.ports[80/TCP].targetPort', before: '1', after: '2', noise: undefined }],
  ]);
  expect(noise.shown.map(({ lines }) => lines.shown)).toEqual([
    [
      {
        path: 'metadata.generation',
        before: '1',
        after: '2',
        noise: 'counts the changes that stand beside it',
      },
    ],
  ]);
});

test('a page is cut, and says how much more there is', () => {
  const { objects } = pageOf(500);
  expect(objects.shown.length).toBeLessThan(500);
  expect(objects.shown.length + objects.more).toBe(500);
});
