/** What a collector says of a made-up snapshot beside its objects: every kind was read, and nothing was redacted. */
import { kindNames, kinds, type KindName } from '../src/snapshots/kinds/kinds.ts';
import type { Coverage, Observation } from '../src/snapshots/schema.ts';

/** Kinds that a collector asks the API server for. */
const READ: readonly KindName[] = kindNames.filter((kind) => kinds[kind].versions.length > 0);

/** Of each kind that it was read wholly, with what `tell` adds. */
export const readWholly = (
  names: readonly KindName[] = READ,
  tell: (kind: KindName) => Partial<Coverage> = () => ({}),
): Coverage[] =>
  names.map((kind) => ({
    ...{ kind, state: 'complete', durationMs: 1, objects: 1, requests: 1, bytes: 1 },
    ...tell(kind),
  }));

/** Snapshots follow each other by a quarter of an hour, and events live for an hour. */
export const toObservation = (
  own: Pick<Observation, 'cluster' | 'time'> & Partial<Observation>,
): Observation => ({
  gazette: 'bench',
  server: { version: 'v1.33.2', ready: true },
  clockSkewMs: 0,
  durationMs: 1,
  coverage: readWholly(),
  redactions: {},
  settings: {
    intervalSeconds: 900,
    eventTtlSeconds: 3600,
    dataCentreLabel: 'topology.kubernetes.io/zone',
    silences: [],
  },
  ...own,
});
