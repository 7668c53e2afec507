import { expect, test } from 'vitest';
import { object, snapshotOf } from '../../../test/snapshot-of.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { buildReport } from '../build/build-report.ts';

type Class = ObjectOf<'StorageClass'>;

const storageClass = (more: Partial<Class> = {}, annotations?: Record<string, string>) =>
  object('StorageClass', 'san', {
    ...{ provisioner: 'csi.san.example', ...more },
    metadata: { namespace: undefined, annotations },
  });
const claim = (name: string, storageClassName: string) =>
  object('PersistentVolumeClaim', name, { spec: { storageClassName }, status: { phase: 'Bound' } });

const classesOf = (...args: Parameters<typeof snapshotOf>) => buildReport(snapshotOf(...args)).classes;

test('what a class leaves unsaid reads as kubectl prints it', () => {
  expect(classesOf({ StorageClass: [storageClass()] })).toEqual([
    expect.objectContaining({
      ...{ name: 'san', provisioner: 'csi.san.example', isDefault: false, expandable: false },
      ...{ reclaimPolicy: 'Delete', bindingMode: 'Immediate', claims: 0, state: 'healthy' },
    }),
  ]);
  const said = {
    reclaimPolicy: 'Retain',
    volumeBindingMode: 'WaitForFirstConsumer',
    allowVolumeExpansion: true,
  };
  expect(classesOf({ StorageClass: [storageClass(said)] })).toEqual([
    expect.objectContaining({
      reclaimPolicy: 'Retain',
      bindingMode: 'WaitForFirstConsumer',
      expandable: true,
    }),
  ]);
});

test.each([
  ['storageclass.kubernetes.io/is-default-class', 'true', true],
  ['storageclass.beta.kubernetes.io/is-default-class', 'true', true],
  ['storageclass.kubernetes.io/is-default-class', 'false', false],
])('with %s: %s it is the default: %s', (annotation, value, isDefault) => {
  expect(classesOf({ StorageClass: [storageClass({}, { [annotation]: value })] })[0]).toMatchObject({
    isDefault,
  });
});

test('claims are counted where all were seen, and nowhere else', () => {
  const objects = {
    StorageClass: [storageClass()],
    PersistentVolumeClaim: [claim('a', 'san'), claim('b', 'other')],
  };
  expect(classesOf(objects)[0]?.claims).toBe(1);
  const partly = { PersistentVolumeClaim: { state: 'partial' as const, namespaces: ['shop'] } };
  expect(classesOf(objects, { coverage: partly })[0]).not.toHaveProperty('claims');
});
