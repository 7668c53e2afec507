/** Figures that charts draw over time: of the cluster at each snapshot, and of each node in each hour. */
import { z } from 'zod';
import { nodeName } from '../../snapshots/kinds/fields.ts';
import type { Counts, NodeResource, NodeRow, Report } from '../../model/report.ts';
import { objectTable, objectTableNames } from '../../model/tables/registry.ts';
import { compareText } from '../../model/state.ts';
import { indexSeen, type Seen } from '../../model/seen.ts';
import { unix } from './unix.ts';

const count = () => z.number().int();

const TallySchema = z.tuple([count(), count(), count()]).describe('Failing, degraded, all');

export const UsageSchema = z
  .object({
    allocatable: z.number(),
    requested: z.number().optional().describe('Absent when not all Pods were seen'),
    used: z.number().optional().describe('Absent without metrics'),
  })
  .describe('Cores, or bytes');
export type Usage = z.infer<typeof UsageSchema>;

export const FiguresSchema = z.object({
  pods: TallySchema.optional().describe('Absent when not all were seen'),
  workloads: TallySchema.optional().describe('Absent when not all were seen'),
  restarts: count().optional().describe('Since the snapshot before, at least; absent when nobody knows'),
  warnings: count()
    .optional()
    .describe('Occurrences since the snapshot before, at least; absent when the event log was not seen'),
  cpu: UsageSchema.optional().describe('Of all nodes'),
  memory: UsageSchema.optional().describe('Of all nodes'),
  others: z
    .record(z.string(), z.number())
    .optional()
    .describe('Further figures of tables by their names; without what was not seen'),
});
/** The figures of a snapshot. What was not seen is absent, and never zero. */
export type Figures = z.infer<typeof FiguresSchema>;

const NodeHourSchema = z.object({
  hour: unix().describe('Its beginning'),
  pods: z.tuple([count(), count()]).optional().describe('Most pods, and how many the node takes'),
  cpu: UsageSchema.optional().describe('The most of the hour'),
  memory: UsageSchema.optional().describe('The most of the hour'),
});
export type NodeHour = z.infer<typeof NodeHourSchema>;

export const NodeHoursSchema = z.object({
  name: nodeName('Of the node'),
  hours: z.array(NodeHourSchema),
});
/** What a node carried, by the hours in which it was seen. */
export type NodeHours = z.infer<typeof NodeHoursSchema>;

/** @param since what happened since the snapshot before; undefined when nobody knows */
export function figuresOf(report: Report, since: Pick<Figures, 'restarts' | 'warnings'>): Figures {
  const { counts, seen, nodes } = report;
  const cpu = seen.nodes ? sumUsage(nodes, 'cpu') : undefined;
  const memory = seen.nodes ? sumUsage(nodes, 'memory') : undefined;
  const others = sumOthers(report);
  return {
    ...(seen.pods && { pods: toTally(counts.pods) }),
    ...(seen.workloads && { workloads: toTally(counts.workloads) }),
    ...(since.restarts !== undefined && { restarts: since.restarts }),
    ...(since.warnings !== undefined && { warnings: since.warnings }),
    ...(cpu && { cpu }),
    ...(memory && { memory }),
    ...(Object.keys(others).length > 0 && { others }),
  };
}

const tablesOverTime = objectTableNames.map(objectTable).filter(({ overTime }) => overTime);

/** Names of {@link sumOthers}, in the order of the tables. */
export const OTHER_FIGURES: readonly string[] = tablesOverTime.flatMap(
  ({ overTime }) => overTime?.name ?? [],
);

/** What tables draw over time, if all their rows were seen. */
function sumOthers(report: Report): Record<string, number> {
  const isSeen = indexSeen(report.meta);
  const sums: Record<string, number> = {};
  for (const { overTime, rowsFrom, rows } of tablesOverTime) {
    if (!overTime || !rowsFrom.every((kind) => isSeen(kind))) continue;
    const sum = rows(report).reduce(
      (before: number | undefined, row) => addKnown(before, overTime.of(row)),
      0,
    );
    if (sum !== undefined) sums[overTime.name] = sum;
  }
  return sums;
}

const toTally = ({ failing, degraded, healthy, unknown }: Counts): [number, number, number] => [
  failing,
  degraded,
  failing + degraded + healthy + unknown,
];

/** A hundredth of a core, a mebibyte: finer than any chart. */
const GRAIN = { cpu: 0.01, memory: 2 ** 20 };

function roundTo(name: keyof typeof GRAIN, value: number): number {
  const rounded = Math.round(value / GRAIN[name]) * GRAIN[name];
  return Number(rounded.toFixed(2));
}

const resourceOf = ({ resources }: Pick<NodeRow, 'resources'>, name: NodeResource['name']) =>
  resources.find((resource) => resource.name === name);

/**
 * The sum over nodes. A node that is lost reports no usage, and its last pods still count as requested. If a node that
 * is ready reports none, the usage is unknown.
 */
function sumUsage(nodes: readonly NodeRow[], name: 'cpu' | 'memory'): Usage | undefined {
  let allocatable = 0;
  let [requested, used]: (number | undefined)[] = [0, 0];
  for (const node of nodes) {
    const own = resourceOf(node, name);
    if (own?.allocatable === undefined) return undefined;
    allocatable += own.allocatable;
    requested = addKnown(requested, own.requested);
    const isReady = node.status.split(',')[0] === 'Ready';
    used = addKnown(used, own.used ?? (isReady ? undefined : 0));
  }
  const isMeasured = nodes.some((node) => resourceOf(node, name)?.used !== undefined);
  return nodes.length === 0
    ? undefined
    : toUsage(name, allocatable, requested, isMeasured ? used : undefined);
}

const addKnown = (sum: number | undefined, one: number | undefined) =>
  sum === undefined || one === undefined ? undefined : sum + one;

const toUsage = (
  name: 'cpu' | 'memory',
  allocatable: number,
  requested: number | undefined,
  used: number | undefined,
): Usage => ({
  allocatable: roundTo(name, allocatable),
  ...(requested !== undefined && { requested: roundTo(name, requested) }),
  ...(used !== undefined && { used: roundTo(name, used) }),
});

const HOUR = 3600;

/** Adds what the nodes of a snapshot carry. In each hour, the largest figures count. */
export function foldNodeHours(
  before: readonly NodeHours[],
  { nodes }: Pick<Report, 'nodes'>,
  { at, seen }: { at: number; seen: Seen },
): NodeHours[] {
  if (nodes.length === 0 && !seen('Node')) return before as NodeHours[];
  const folded = new Map(before.map((entry) => [entry.name, entry]));
  const hour = Math.floor(at / HOUR) * HOUR;
  for (const node of nodes) {
    const { hours } = folded.get(node.name) ?? { hours: [] };
    const last = hours.at(-1);
    const own = { hour, ...carriedBy(node) };
    const isSame = last?.hour === hour;
    folded.set(node.name, {
      name: node.name,
      hours: isSame ? [...hours.slice(0, -1), mostOf(last, own)] : [...hours, own],
    });
  }
  return [...folded.values()].sort((a, b) => compareText(a.name, b.name));
}

function carriedBy(node: NodeRow): Omit<NodeHour, 'hour'> {
  const pods = resourceOf(node, 'pods')?.allocatable;
  const usage = (name: 'cpu' | 'memory') => {
    const own = resourceOf(node, name);
    return own?.allocatable === undefined
      ? undefined
      : toUsage(name, own.allocatable, own.requested, own.used);
  };
  const [cpu, memory] = [usage('cpu'), usage('memory')];
  return {
    ...(node.pods !== undefined && pods !== undefined && { pods: [node.pods, pods] as [number, number] }),
    ...(cpu && { cpu }),
    ...(memory && { memory }),
  };
}

function mostOf(one: NodeHour, other: NodeHour): NodeHour {
  const pods = [one.pods, other.pods].filter((pair) => pair !== undefined);
  const cpu = mostUsage(one.cpu, other.cpu);
  const memory = mostUsage(one.memory, other.memory);
  return {
    hour: one.hour,
    ...(pods.length > 0 && { pods: pods.reduce((a, b) => (b[0] > a[0] ? b : a)) }),
    ...(cpu && { cpu }),
    ...(memory && { memory }),
  };
}

function mostUsage(one: Usage | undefined, other: Usage | undefined): Usage | undefined {
  if (!one || !other) return one ?? other;
  const most = (a: number | undefined, b: number | undefined) =>
    a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
  const requested = most(one.requested, other.requested);
  const used = most(one.used, other.used);
  return {
    allocatable: other.allocatable,
    ...(requested !== undefined && { requested }),
    ...(used !== undefined && { used }),
  };
}
