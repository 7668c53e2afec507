/** Reads one kind into the snapshot, and reports the outcome. */
import type { KindSpec } from '../snapshots/kinds/kind.ts';
import { kinds, type KeptObject, type KindName } from '../snapshots/kinds/kinds.ts';
import type { Coverage } from '../snapshots/schema.ts';
import type { SnapshotWriter } from '../snapshots/writer.ts';
import { placeEndpoints } from './endpoint-slice.ts';
import { hasStatus, RequestError } from './errors.ts';
import { toHeartbeat } from './heartbeat.ts';
import { readResource, type Outcome, type Source } from './read-resource.ts';
import type { Discovery } from './discovery.ts';
import type { Tally } from './request.ts';
import { compileTrim, type OnRedaction } from './trim.ts';

/** Receives the objects. */
export type Sink = Pick<SnapshotWriter, 'add' | 'drop'>;

/** State, counts and error; the caller adds time and duration. */
export type KindOutcome = Omit<Coverage, 'at' | 'durationMs'>;

export async function readKind(
  name: KindName,
  source: Source,
  discovery: Discovery,
  sink: Sink,
  onRedaction: OnRedaction,
): Promise<KindOutcome> {
  const spec: KindSpec = kinds[name];
  const tally: Tally = { requests: 0, bytes: 0 };
  for (const apiVersion of await discovery.serving(spec.resource, spec.versions)) {
    const trim = compileTrim(name, onRedaction, source);
    const adapt = apiVersion === 'discovery.k8s.io/v1beta1' ? placeEndpoints : undefined;
    const heartbeatOf = name === 'Node' ? toHeartbeat : undefined;
    const faults = openFaults();
    const outcome = await readResource(
      source,
      {
        apiVersion,
        kind: name,
        plural: spec.resource,
        namespaced: spec.namespaced,
        namespaces: spec.namespaces,
        momentary: apiVersion.startsWith('metrics.k8s.io/'),
        async take(page) {
          let stored = 0;
          for (const item of page.items) {
            const object = trim(adapt ? adapt(item) : item, apiVersion);
            if (!faults.admits(object)) continue;
            stored += 1;
            const added = sink.add(name, object);
            if (added) await added;
            const heartbeat = heartbeatOf?.(item);
            if (heartbeat) await sink.add('NodeHeartbeat', heartbeat);
          }
          return stored;
        },
        reset() {
          sink.drop(name);
          faults.reset();
          if (heartbeatOf) sink.drop('NodeHeartbeat');
        },
      },
      tally,
    );
    // If discovery was refused, only the list tells that a version is not served. Where the cluster says that it serves
    // the resource, or a part was read, a 404 is a failure.
    const isServed = outcome.objects > 0 || (await discovery.kindOf(spec.resource, apiVersion)) !== undefined;
    if (!hasStatus(outcome.error, 404) || isServed)
      return { kind: name, apiVersion, ...judge(faults.spoil(outcome)), ...tally };
  }
  return { kind: name, state: 'absent', objects: 0, ...tally };
}

/** Counts the objects of a list that cannot be kept: a list that lost some is not whole. */
export function openFaults() {
  let nameless = 0;
  let repeated = 0;
  const uids = new Set<string>();
  return {
    reset() {
      nameless = repeated = 0;
      uids.clear();
    },
    /** False for an object that is left out. */
    admits<Kept extends KeptObject>(object: Kept | undefined): object is Kept {
      if (!object) nameless += 1;
      // Metrics have no UID.
      const uid = object?.metadata.uid;
      const isRepeated = Boolean(uid) && uids.has(uid!);
      if (isRepeated) repeated += 1;
      else if (uid) uids.add(uid);
      return object !== undefined && !isRepeated;
    },
    spoil(outcome: Outcome): Outcome {
      const lost = [
        ...(nameless > 0 ? [`${nameless} without a name`] : []),
        ...(repeated > 0 ? [`${repeated} with the UID of another object`] : []),
      ];
      if (!outcome.whole || lost.length === 0) return outcome;
      const error = new RequestError(`objects of the list were left out: ${lost.join(', ')}`);
      return { ...outcome, whole: false, error };
    },
  };
}

/** What an outcome means for the reader of a snapshot. */
export function judge(
  outcome: Outcome,
): Pick<Coverage, 'state' | 'namespaces' | 'error' | 'objects' | 'method' | 'resourceVersion'> {
  const { whole, seen, error, objects, method, resourceVersion } = outcome;
  if (whole) return { state: 'complete', objects, method, resourceVersion };
  const message = error?.message;
  if (objects > 0 || seen.length > 0) {
    return {
      state: 'partial',
      objects,
      method,
      resourceVersion,
      namespaces: seen.length > 0 ? seen : undefined,
      error: message,
    };
  }
  return {
    state: hasStatus(error, 403) ? 'forbidden' : 'failed',
    objects,
    error: message ?? 'no namespace to read',
  };
}
