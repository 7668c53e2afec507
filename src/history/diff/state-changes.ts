import { isLoose } from '../../model/owners.ts';
import type { Judged, ObjectRef, Report } from '../../model/report.ts';
import { compareStates, compareText } from '../../model/state.ts';
import type { StateChange } from './change.ts';
import { nameKey } from './entries.ts';

type Row = Judged & ObjectRef;

/** Rows that are judged by themselves: pods speak through their workloads. */
function rowsOf(report: Report): Row[] {
  const withKind = <One extends Judged & { name: string; namespace?: string }>(
    kind: string,
    rows: readonly One[],
  ) => rows.map((row) => ({ ...row, kind }));
  return [
    ...withKind('Node', report.nodes),
    ...report.workloads,
    ...withKind('Pod', report.pods.filter(isLoose)),
    ...withKind('Service', report.services),
    ...report.routes,
    ...withKind('Gateway', report.gateways),
    ...withKind('PersistentVolumeClaim', report.claims),
  ];
}

/**
 * Whatever is in another state than before; the worst now first.
 * @param pairs by nameKey, what it was called before where it had another name
 */
export function findStateChanges(
  before: Report,
  after: Report,
  pairs: ReadonlyMap<string, ObjectRef> = new Map(),
): StateChange[] {
  const old = new Map(rowsOf(before).map((row) => [nameKey(row), row]));
  return sortChanges(
    rowsOf(after).flatMap((row) => {
      const was = old.get(nameKey(pairs.get(nameKey(row)) ?? row));
      return was && was.state !== row.state ? [toStateChange(was, row)] : [];
    }),
  );
}

function toStateChange(before: Row, after: Row): StateChange {
  const { kind, namespace, name } = after;
  return {
    object: { kind, ...(namespace !== undefined && { namespace }), name },
    before: toJudged(before),
    after: toJudged(after),
  };
}

const sortChanges = (changes: readonly StateChange[]) =>
  changes.toSorted(
    (a, b) =>
      compareStates(a.after.state, b.after.state) || compareText(nameKey(a.object), nameKey(b.object)),
  );

export const toJudged = ({ state, why }: Judged): Judged => ({ state, ...(why !== undefined && { why }) });
