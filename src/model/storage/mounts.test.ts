import { expect, test } from 'vitest';
import { object, snapshotOf } from '../../../test/snapshot-of.ts';
import { compileTrim } from '../../collect/trim.ts';
import { buildReport } from '../build/build-report.ts';

const mounting = (name: string, ...claims: string[]) =>
  object('Pod', name, {
    spec: { volumes: claims.map((claimName) => ({ persistentVolumeClaim: { claimName } })) },
    status: { phase: 'Pending' },
  });
const claim = (name: string, more: object = {}) =>
  object('PersistentVolumeClaim', name, {
    spec: { volumeName: 'pv' },
    status: { phase: 'Bound' },
    ...more,
  });

test('a collector keeps the claims of a pod, and no other volume', () => {
  const volumes = [
    { name: 'token', projected: {} },
    { name: 'data', persistentVolumeClaim: { claimName: 'data-web-0', readOnly: true } },
    { name: 'settings', configMap: { name: 'web' } },
  ];
  const pod = compileTrim('Pod', () => undefined)({ metadata: { name: 'web-0' }, spec: { volumes } }, 'v1');
  expect(pod?.spec).toEqual({ volumes: [{ persistentVolumeClaim: { claimName: 'data-web-0' } }] });
  const without = compileTrim('Pod', () => undefined)(
    { metadata: { name: 'web-1' }, spec: { nodeName: 'one', volumes: volumes.slice(0, 1) } },
    'v1',
  );
  expect(without?.spec).toEqual({ nodeName: 'one' });
});

test('claims and pods name each other, in their own namespace', () => {
  const elsewhere = mounting('other', 'shared');
  elsewhere.metadata = { ...elsewhere.metadata, namespace: 'elsewhere', uid: 'other' };
  const report = buildReport(
    snapshotOf({
      Pod: [mounting('web-1', 'shared'), mounting('web-0', 'shared', 'own'), mounting('db'), elsewhere],
      PersistentVolumeClaim: [claim('shared'), claim('own'), claim('unused')],
    }),
  );
  expect(report.claims.map(({ name, pods }) => [name, pods])).toEqual([
    ['own', ['web-0']],
    ['shared', ['web-0', 'web-1']],
    ['unused', []],
  ]);
  const pods = Object.fromEntries(report.pods.map(({ name, claims }) => [name, claims]));
  expect(pods).toMatchObject({ 'web-0': ['shared', 'own'], 'web-1': ['shared'], db: undefined });
});

test('a claim that was made for a pod is used by that pod', () => {
  const pod = object('Pod', 'batch', {});
  const made = object('PersistentVolumeClaim', 'batch-scratch', { status: { phase: 'Bound' } }, pod);
  const { claims, pods } = buildReport(snapshotOf({ Pod: [pod], PersistentVolumeClaim: [made] }));
  expect([claims[0]?.pods, pods[0]?.claims]).toEqual([['batch'], ['batch-scratch']]);
});

test('without pods in sight, nobody knows who uses a claim', () => {
  const snapshot = snapshotOf(
    { PersistentVolumeClaim: [claim('data')] },
    { coverage: { Pod: { state: 'forbidden' } } },
  );
  expect(buildReport(snapshot).claims[0]?.pods).toBeUndefined();
});
