/** Nodes, namespaces, quotas, Leases and events. Source: pkg/printers/internalversion/printers.go. */
import { buildEvent } from '../../model/events/events.ts';
import { formatAge } from '../../model/human-duration.ts';
import { formatNodeRoles, formatNodeStatus } from '../../model/nodes/nodes.ts';
import { compareText } from '../../model/state.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { age, NAME, text, type Printer } from './printer.ts';

type Node = ObjectOf<'Node'>;
type Event = ObjectOf<'Event'>;

const addressOf = ({ status }: Node, wanted: string) =>
  status?.addresses?.find(({ type }) => type === wanted)?.address ?? '<none>';

export const nodePrinter: Printer<Node> = [
  NAME,
  text('Status', (one) => formatNodeStatus(one)),
  text('Roles', ({ metadata }) => formatNodeRoles(metadata.labels)),
  age(),
  text('Version', ({ status }) => status?.nodeInfo?.kubeletVersion ?? ''),
  text('Internal-IP', (one) => addressOf(one, 'InternalIP'), { wide: true }),
  text('External-IP', (one) => addressOf(one, 'ExternalIP'), { wide: true }),
  text('OS-Image', ({ status }) => status?.nodeInfo?.osImage || '<unknown>', { wide: true }),
  text('Kernel-Version', ({ status }) => status?.nodeInfo?.kernelVersion || '<unknown>', { wide: true }),
  text('Container-Runtime', ({ status }) => status?.nodeInfo?.containerRuntimeVersion || '<unknown>', {
    wide: true,
  }),
];

export const namespacePrinter: Printer<ObjectOf<'Namespace'>> = [
  NAME,
  text('Status', ({ status }) => status?.phase ?? ''),
  age(),
];

export const leasePrinter: Printer<ObjectOf<'Lease'>> = [
  NAME,
  text('Holder', ({ spec }) => spec?.holderIdentity ?? ''),
  age(),
];

type Quota = ObjectOf<'ResourceQuota'>;

/** Since 1.33, the age stands last, as in other tables (kubernetes/kubernetes#129419). */
export const resourceQuotaPrinter: Printer<Quota> = [
  NAME,
  age({ before: 33 }),
  text('Request', (quota) => formatQuota(quota, false)),
  text('Limit', (quota) => formatQuota(quota, true)),
  age({ since: 33 }),
];

const formatQuota = ({ status }: Quota, isLimit: boolean) =>
  Object.entries(status?.hard ?? {})
    .filter(([resource]) => resource.startsWith('limits.') === isLimit)
    .sort(([a], [b]) => compareText(a, b))
    .map(([resource, hard]) => `${resource}: ${status?.used?.[resource] ?? '0'}/${hard}`)
    .join(', ');

export const eventPrinter: Printer<Event> = [
  text('Last Seen', (one, { at }) => formatAge(buildEvent(one).last, at)),
  text('Type', ({ type }) => type ?? ''),
  text('Reason', ({ reason }) => reason ?? ''),
  text('Object', ({ involvedObject: { kind = '', name = '' } = {} }) =>
    name === '' ? kind.toLowerCase() : `${kind.toLowerCase()}/${name}`,
  ),
  text('Subobject', ({ involvedObject }) => involvedObject?.fieldPath ?? '', { wide: true }),
  text('Source', formatSource, { wide: true }),
  text('Message', ({ message }) => (message ?? '').trim()),
  text('First Seen', (one, { at }) => formatAge(buildEvent(one).first, at), { wide: true }),
  // Before 1.23, the server counts one too many in a series (kubernetes/kubernetes#105009).
  text('Count', (one, { minor }) => buildEvent(one).count + (one.series && minor < 23 ? 1 : 0), {
    wide: true,
  }),
  { ...NAME, wide: true },
];

function formatSource({ source, reportingComponent, reportingInstance }: Event): string {
  const component = source?.component || reportingComponent || '';
  const instance = source?.host || reportingInstance || '';
  return instance === '' ? component : `${component}, ${instance}`;
}
