/**
 * Small snapshots for tests: `snapshotOf({ Pod: [pod('a', 'web-1')] })` is complete, except for what the test leaves
 * out.
 */
import { isProbed, kindNames, kinds, type KindName, type ObjectOf } from '../src/snapshots/kinds/kinds.ts';
import type { Coverage, Snapshot, SnapshotMeta } from '../src/snapshots/schema.ts';

/** The moment of every snapshot made here. */
export const TIME = '2026-11-22T07:15:00Z';

/** The API's time, this many seconds before {@link TIME}. */
export const before = (seconds: number) =>
  new Date(Date.parse(TIME) - seconds * 1000).toISOString().replace('.000Z', 'Z');

export function snapshotOf(
  objects: { [Name in KindName]?: ObjectOf<Name>[] },
  { coverage = {}, ...meta }: Partial<Omit<SnapshotMeta, 'coverage'>> & { coverage?: Unseen } = {},
): Snapshot {
  const none = Object.fromEntries(kindNames.map((kind) => [kind, []]));
  return {
    meta: {
      kind: 'Snapshot',
      apiVersion: 'gazette/v1',
      format: 1,
      gazette: '0.1.0',
      cluster: 'test',
      number: 1,
      time: TIME,
      server: { version: 'v1.33.2', ready: true },
      clockSkewMs: 0,
      durationMs: 0,
      redactions: {},
      settings: { intervalSeconds: 900, eventTtlSeconds: 3600, dataCentreLabel: 'dc', silences: [] },
      ...meta,
      coverage: kindNames
        .filter((kind) =>
          // Probes are there if a test speaks of them.
          isProbed(kind) ? kind in coverage || kind in objects : kinds[kind].versions.length > 0,
        )
        .map((kind) => covered(kind, coverage[kind])),
    },
    objects: { ...none, ...objects } as Snapshot['objects'],
  };
}

/** How the incompletely read kinds were read. */
export type Unseen = { [Name in KindName]?: Partial<Coverage> };

function covered(kind: KindName, coverage: Partial<Coverage> = {}): Coverage {
  return { kind, state: 'complete', durationMs: 0, objects: 0, requests: 1, bytes: 0, ...coverage };
}

type Fields<Name extends KindName> = Partial<Omit<ObjectOf<Name>, 'metadata'>> & {
  metadata?: Partial<ObjectOf<Name>['metadata']>;
};
type Owner = Pick<ObjectOf<KindName>, 'kind' | 'apiVersion' | 'metadata'>;

/** An object of a kind; its UID is its kind and name. `owner` becomes its controller. */
export function object<Name extends KindName>(
  kind: Name,
  name: string,
  fields?: Fields<Name>,
  owner?: Owner,
): ObjectOf<Name> {
  const ownerReferences = owner && [
    {
      apiVersion: owner.apiVersion,
      kind: owner.kind,
      name: owner.metadata.name,
      uid: owner.metadata.uid,
      controller: true,
    },
  ];
  return {
    kind,
    apiVersion: kinds[kind].versions[0] ?? 'gazette/v1',
    ...fields,
    metadata: {
      uid: `${kind}/${name}`,
      ...(kinds[kind].namespaced && { namespace: 'shop' }),
      name,
      creationTimestamp: before(86_400),
      ownerReferences,
      ...fields?.metadata,
    },
  } as ObjectOf<Name>;
}

/** A pod that has run for a day and is ready. */
export function runningPod(
  name: string,
  owner?: Owner,
  { status, spec, metadata }: Fields<'Pod'> = {},
): ObjectOf<'Pod'> {
  const app = {
    name: 'app',
    ready: true,
    started: true,
    restartCount: 0,
    state: { running: { startedAt: before(86_000) } },
  };
  return object(
    'Pod',
    name,
    {
      metadata,
      spec: { nodeName: 'lxa150h', containers: [{ name: 'app', image: 'registry/app:1.4' }], ...spec },
      status: {
        phase: 'Running',
        conditions: [{ type: 'Ready', status: 'True' }],
        containerStatuses: [app],
        ...status,
      },
    },
    owner,
  );
}
