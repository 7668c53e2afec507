/** Reads a custom resource that the config names, with the columns that the server prints for it. */
import type { ObjectOf } from '../snapshots/kinds/kinds.ts';
import { isRecord } from '../snapshots/kinds/walk.ts';
import type { Coverage } from '../snapshots/schema.ts';
import type { Discovery } from './discovery.ts';
import { judge, openFaults, type KindOutcome, type Sink } from './read-kind.ts';
import { readResource, type Source } from './read-resource.ts';
import { redact } from './redact.ts';
import type { Tally } from './request.ts';
import { compileTrim, type OnRedaction } from './trim.ts';

type Columns = NonNullable<Coverage['columns']>;

/** @param resource plural.group, such as `rollouts.argoproj.io` */
export async function readTable(
  resource: string,
  source: Source,
  discovery: Discovery,
  sink: Sink,
  onRedaction: OnRedaction,
): Promise<KindOutcome> {
  const dot = resource.indexOf('.');
  const plural = resource.slice(0, dot);
  const tally: Tally = { requests: 0, bytes: 0 };
  const versions = await discovery.versionsOf(resource.slice(dot + 1));
  if (!versions) {
    const error = 'the API groups of the cluster cannot be listed';
    return { kind: resource, state: 'failed', objects: 0, error, ...tally };
  }
  const [apiVersion] = await discovery.serving(plural, versions);
  if (apiVersion === undefined) return { kind: resource, state: 'absent', objects: 0, ...tally };
  const trim = compileTrim('TableRow', onRedaction, source);
  // Rows of several resources share one kind: they are held back until their resource is read to its end.
  let rows: ObjectOf<'TableRow'>[] = [];
  let columns: Columns | undefined;
  const faults = openFaults();
  const outcome = await readResource(
    source,
    {
      apiVersion,
      kind: await discovery.kindOf(plural, apiVersion),
      plural,
      namespaced: true,
      table: true,
      take(page) {
        columns ??= page.columns?.map(withoutSecret);
        const before = rows.length;
        for (const row of page.items) {
          const kept = isRecord(row) ? trim(toItem(row, resource, columns ?? []), apiVersion) : undefined;
          if (faults.admits(kept)) rows.push(kept);
        }
        return rows.length - before;
      },
      reset() {
        rows = [];
        faults.reset();
      },
    },
    tally,
  );
  for (const row of rows) await sink.add('TableRow', row);
  return { kind: resource, apiVersion, ...judge(faults.spoil(outcome)), columns, ...tally };
}

/** Who defines a custom resource names its columns as they like. */
const withoutSecret = (column: Columns[number]) => ({
  ...column,
  name: redact(column.name, { strange: false }).text,
});

/** The row as a TableRow. A server that prints no Tables sends the object itself. */
function toItem(row: Record<string, unknown>, resource: string, columns: Columns): Record<string, unknown> {
  const object = isRecord(row.object) ? row.object : row;
  const cells = Array.isArray(row.cells) ? row.cells : [];
  return {
    metadata: object.metadata,
    resource,
    cells: cells.map((cell, index) => toCell(cell, columns[index], object)),
    conditions: isRecord(object.status) ? toConditions(object.status) : undefined,
    health: isRecord(object.status) ? toHealth(object.status) : undefined,
  };
}

/**
 * The generation that a whole status is about is that of its conditions, unless they name their own. Source:
 * kubernetes-sigs/cli-utils pkg/kstatus/status/generic.go `checkGeneration`.
 */
function toConditions({ conditions, observedGeneration }: Record<string, unknown>): unknown {
  if (!Array.isArray(conditions) || typeof observedGeneration !== 'number') return conditions;
  return conditions.map((condition: unknown) =>
    isRecord(condition) ? { observedGeneration, ...condition } : condition,
  );
}

/**
 * Words on its health that are no conditions. They are of Argo CD (`health.status`), Elasticsearch of ECK (`health`),
 * Argo Rollouts (`phase`), Longhorn (`robustness`), Rook (`ceph.health`). The model says what they mean.
 */
function toHealth(status: Record<string, unknown>) {
  const { health, phase, robustness, ceph, message } = status;
  const found: [field: string, value: unknown, message: unknown][] = [
    isRecord(health) ? ['health.status', health.status, health.message] : ['health', health, message],
    ['phase', phase, message],
    ['robustness', robustness, undefined],
    ['ceph.health', isRecord(ceph) ? ceph.health : undefined, undefined],
  ];
  const words = found.flatMap(([field, value, text]) =>
    typeof value === 'string' && value !== ''
      ? [{ field, value, ...(typeof text === 'string' && text !== '' && { message: text }) }]
      : [],
  );
  return words.length > 0 ? words : undefined;
}

/**
 * The server prints creation times as ages ("3d"), so that every row would differ in each snapshot. The timestamp says
 * more. Numbers stay numbers; an empty value is an empty text, as kubectl prints it.
 */
function toCell(
  cell: unknown,
  column: Columns[number] | undefined,
  object: Record<string, unknown>,
): number | string {
  const created = isRecord(object.metadata) ? object.metadata.creationTimestamp : undefined;
  if (column?.name === 'Age' && isAge(cell) && typeof created === 'string') return created;
  if (typeof cell === 'number') return cell;
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'string' ? cell : JSON.stringify(cell);
}

/** Source: k8s.io/apimachinery/pkg/util/duration, HumanDuration. */
function isAge(cell: unknown): boolean {
  return typeof cell === 'string' && /^(?:\d+[smhdy])+$/.test(cell);
}
