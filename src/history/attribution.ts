/**
 * Who made a change, and when. The API server notes for each writer which fields it wrote last, and one time. The time
 * moves when the writer adds a field, or changes a value of its fields. It stays when another writer takes a field over.
 *
 * So the writer of a field that is there, and that changed, has a time since the change. Perhaps only one writer of that
 * part has a time between the two snapshots. Then it made the change, not later than that. It made it in that very
 * second if it wrote only once, or cannot have written anything else. Everything else is no verdict. Sources:
 * k8s.io/apimachinery/pkg/apis/meta/v1/types.go `ManagedFieldsEntry`, and pkg/util/managedfields/internal/
 * managedfieldsupdater.go: a write that changes nothing leaves the time alone, and so does an update that only removes.
 */
import { z } from 'zod';
import { listOwned, type Writer, type Written } from '../model/written.ts';
import { managerName } from '../snapshots/kinds/fields.ts';

const TOOLS = [
  'Argo CD',
  'Flux Kustomization',
  'Flux HelmRelease',
  'Helm',
  'HorizontalPodAutoscaler',
] as const;

export const AttributionSchema = z.object({
  manager: managerName('Program that wrote, as it calls itself'),
  tool: z.enum(TOOLS).optional().describe('What it is, where that is known'),
  of: z.string().optional().describe('Its application, Kustomization or release'),
  time: z.string().describe('When it wrote'),
  latest: z.literal(true).optional().describe('At the latest: it may have written more than once'),
});
export type Attribution = z.infer<typeof AttributionSchema>;

/** What must be known of an object before the change. */
export const WrittenBeforeSchema = z.object({
  labels: z.string().describe('Equal while it has the same labels'),
  applied: z.array(managerName('Program that applied it')),
  owned: z
    .array(managerName('Program, and a part that it owned: helm/image'))
    .optional()
    .describe('Of an old API server only'),
});
/** With the generation at that time. */
export type WrittenBefore = z.infer<typeof WrittenBeforeSchema> & Pick<Written, 'generation'>;

/** Milliseconds since 1970: of the snapshot before, and of the one that shows the change. */
export interface Between {
  since: number;
  until: number;
}

/** These stand for many writers, or for unknown ones. Source: managedfields/internal/capmanagers.go, skipnonapplied.go. */
const NOBODY = ['ancient-changes', 'before-first-apply'];
const METADATA = ['labels', 'annotations', 'finalizers'];
/** Parts with a single value: their last change is the change. */
const SINGLE = [
  ...['replicas', 'paused', 'suspend', 'unschedulable', 'minReplicas', 'maxReplicas', 'schedule'],
  ...['minAvailable', 'maxUnavailable', 'parallelism', 'completions', 'type', 'ingressClassName'],
];

/**
 * @param parts the parts that the change may belong to: `image`, `replicas`
 * @param changed all parts of the object that are known to have changed
 */
export function attribute(
  before: WrittenBefore,
  now: Written,
  parts: readonly string[],
  changed: readonly string[],
  interval: Between,
): Attribution | undefined {
  const stamped = now.writers.filter((writer) => isWithin(writer, interval));
  const own = stamped.filter((writer) => covers(writer, parts));
  const [writer, ...others] = own;
  if (!writer || others.length > 0 || NOBODY.includes(writer.manager ?? '')) return undefined;
  // The API server became a newer one in between: until then, its times said less.
  if (before.owned && !now.owned) return undefined;
  const isOnly = isOnlyWrite(before, now, writer, { parts, changed, stamped });
  if (now.owned) {
    if (!isOnly || !hasTaken(before, now, writer, parts)) return undefined;
    return { ...describeWriter(writer, now), time: writer.time! };
  }
  const isExact = isOnly || isOfOnePart(writer, parts, now);
  return {
    ...describeWriter(writer, now),
    time: writer.time!,
    ...(!isExact && { latest: true as const }),
  };
}

/** Times of writers are whole seconds: a second that both snapshots share belongs to neither. */
function isWithin({ time }: Writer, { since, until }: Between): boolean {
  const at = Date.parse(time ?? '');
  return at > since && at <= until;
}

const covers = ({ parts = [] }: Writer, wanted: readonly string[]) =>
  parts.some((part) => wanted.includes(part));

/**
 * It owns a single value, and never owned more: through `scale`, nobody writes anything else. Without a generation, who
 * owns only one value is believed to have written nothing else.
 */
const isOfOnePart = (
  { parts = [], subresource }: Writer,
  wanted: readonly string[],
  { generation }: Written,
): boolean =>
  wanted.length === 1 &&
  parts.length === 1 &&
  SINGLE.includes(wanted[0]!) &&
  (subresource === 'scale' || generation === undefined);

/**
 * Whether it got a part since, which on an old server is the only trace of a change. Who applies a value that is there
 * shares it with its writer, who has no trace.
 */
function hasTaken(before: WrittenBefore, now: Written, writer: Writer, wanted: readonly string[]): boolean {
  const news = listOwned(writer).filter((one) => !before.owned?.includes(one));
  const isAlone = now.writers.every((other) => other === writer || !covers(other, wanted));
  return (
    before.owned !== undefined &&
    wanted.some((part) => news.includes(`${writer.manager}/${part}`)) &&
    (writer.operation === 'Update' || isAlone)
  );
}

interface Circumstances {
  parts: readonly string[];
  changed: readonly string[];
  stamped: readonly Writer[];
}

/**
 * Whether it can have written the object only once in between. Its spec was written as often as the generation grew, and
 * other writers made some of these writes. Of the metadata, only labels and finalizers can be seen to change.
 */
function isOnlyWrite(
  before: WrittenBefore,
  now: Written,
  writer: Writer,
  { parts, changed, stamped }: Circumstances,
): boolean {
  const own = writer.parts ?? [];
  const isFirstApply = writer.operation === 'Apply' && !before.applied.includes(writer.manager ?? '');
  // Only then may it have taken over what somebody else wrote.
  if (isFirstApply || before.generation === undefined || now.generation === undefined) return false;
  if (parts.some((part) => METADATA.includes(part))) return false;
  if (own.includes('annotations') && !now.countsAnnotations) return false;
  // It may have written a label that another has taken over since.
  if (before.labels !== now.labels) return false;
  if (changed.includes('finalizers')) return false;
  const specChanges = changed.filter((part) => !METADATA.includes(part));
  const isOfOther = (other: Writer) =>
    other !== writer &&
    specChanges.some(
      (part) => covers(other, [part]) && stamped.every((one) => one === other || !covers(one, [part])),
    );
  return now.generation - before.generation - stamped.filter(isOfOther).length === 1;
}

function describeWriter(
  { manager = '', subresource }: Writer,
  { origin: { application, kustomization, helmRelease, release } }: Written,
): Omit<Attribution, 'time'> {
  const as = (tool: Attribution['tool'], of?: string) => ({ manager, tool, ...(of !== undefined && { of }) });
  // Its other writes are of its own objects. Source: pkg/controller/podautoscaler/horizontal.go.
  if (manager === 'kube-controller-manager' && subresource === 'scale') return as('HorizontalPodAutoscaler');
  if (/^argocd-/.test(manager)) return as('Argo CD', application);
  if (manager === 'kustomize-controller') return as('Flux Kustomization', kustomization);
  if (manager === 'helm-controller') return as('Flux HelmRelease', helmRelease);
  if (manager.toLowerCase() === 'helm') return as('Helm', release);
  return { manager };
}
