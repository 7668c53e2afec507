import { expect, test } from 'vitest';
import { before as earlier, object, snapshotOf } from '../../../test/snapshot-of.ts';
import { diff } from '../../history/diff/diff.ts';
import { buildReport } from '../../model/build/build-report.ts';
import { buildChangesPage } from './changes-page.ts';
import { PRINTED } from './page-shapes.ts';

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
  return buildChangesPage(diff(of(1, 900), of(2, 0), { noise: true, beats: false }), {
    limits: PRINTED,
    addresses: ['prod~1', 'prod'],
    editions: [],
    findings: 'findings.html',
    row: () => undefined,
  });
}

test('a page shows what says something, and noise apart with why', () => {
  const { objects, noise } = pageOf(1);
  expect(objects?.table.objects.map(({ lines }) => lines)).toEqual([
    [{ path: 'spec.ports[80/TCP].targetPort', before: '1', after: '2' }],
  ]);
  expect(noise?.table?.objects.map(({ lines }) => lines)).toEqual([
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
  expect(objects?.title).toBe('500 other objects, field by field');
  expect(objects?.table.objects).toHaveLength(PRINTED.objects);
  expect(objects?.table.more).toBe(`and ${500 - PRINTED.objects} more objects`);
});
