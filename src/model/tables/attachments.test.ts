import { expect, test } from 'vitest';
import { before, object, snapshotOf } from '../../../test/snapshot-of.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { buildReport } from '../build/build-report.ts';

type Attachment = ObjectOf<'VolumeAttachment'>;

const attachment = (status: Attachment['status'], metadata: Partial<Attachment['metadata']> = {}) =>
  object('VolumeAttachment', 'csi-1', {
    metadata: { namespace: undefined, creationTimestamp: before(60), ...metadata },
    spec: { attacher: 'csi.san.example', nodeName: 'a', source: { persistentVolumeName: 'pvc-1' } },
    status,
  });

const reportOf = (one: Attachment, nodes = ['a']) =>
  buildReport(
    snapshotOf({
      VolumeAttachment: [one],
      Node: nodes.map((name) =>
        object('Node', name, { status: { conditions: [{ type: 'Ready', status: 'True' }] } }),
      ),
    }),
  );
const judgedOf = (...args: Parameters<typeof reportOf>) =>
  reportOf(...args).attachments.map(({ state, why }) => [state, why])[0];

const busy = { message: 'volume is busy' };
const deleted = (seconds: number) => ({ deletionTimestamp: before(seconds) });

test('an attachment names its volume, its node and its driver', () => {
  expect(reportOf(attachment({ attached: true })).attachments).toEqual([
    expect.objectContaining({
      ...{ volume: 'pvc-1', node: 'a', driver: 'csi.san.example', attached: true, state: 'healthy' },
    }),
  ]);
});

test.each<[what: string, given: Attachment, state: string, why: string | undefined]>([
  ['that is young', attachment({ attached: false }), 'healthy', undefined],
  [
    'that takes long',
    attachment({ attached: false }, { creationTimestamp: before(3 * 3600) }),
    ...(['degraded', 'it has been attaching for 3 hours'] as const),
  ],
  [
    'that failed',
    attachment({ attached: false, attachError: busy }),
    ...(['failing', 'it cannot be attached: volume is busy'] as const),
  ],
  ['that failed before it worked', attachment({ attached: true, attachError: busy }), 'healthy', undefined],
  ['that goes', attachment({ attached: true }, deleted(60)), 'healthy', undefined],
  [
    'that goes slowly',
    attachment({ attached: true }, deleted(3 * 3600)),
    ...(['degraded', 'it has been detaching for 3 hours'] as const),
  ],
  [
    'that cannot go',
    attachment({ attached: true, detachError: busy }, deleted(60)),
    ...(['failing', 'it cannot be detached: volume is busy'] as const),
  ],
])('an attachment %s', (_, given, state, why) => {
  expect(judgedOf(given)).toEqual([state, why]);
});

test('a volume on a node that is gone says so, where all nodes were seen', () => {
  expect(judgedOf(attachment({ attached: true }), ['b'])).toEqual([
    'degraded',
    'it is attached to a node that is gone',
  ]);
  expect(judgedOf(attachment({ attached: true, detachError: busy }, deleted(60)), ['b'])).toEqual([
    'failing',
    'it cannot be detached from a node that is gone: volume is busy',
  ]);
  const unseen = { coverage: { Node: { state: 'forbidden' as const } } };
  const { attachments } = buildReport(
    snapshotOf({ VolumeAttachment: [attachment({ attached: true })] }, unseen),
  );
  expect(attachments[0]).toMatchObject({ state: 'healthy' });
});

test('an attachment in trouble has a finding with the driver’s word', () => {
  const { findings } = reportOf(attachment({ attached: false, attachError: busy }));
  expect(findings).toMatchObject([
    {
      ...{ rule: 'in-trouble', severity: 'degraded', what: 'it cannot be attached: volume is busy' },
      object: { kind: 'VolumeAttachment', name: 'csi-1' },
    },
  ]);
});
