/** Source: pkg/printers/internalversion/printers.go `printPod`. */
import { formatPodStatus, type Pod } from '../../model/pods/pod-status.ts';
import { age, NAME, text, type Printer } from './printer.ts';

export const podPrinter: Printer<Pod> = [
  NAME,
  text('Ready', (one, { at, minor }) => formatPodStatus(one, at, minor).ready),
  text('Status', (one, { at, minor }) => formatPodStatus(one, at, minor).status),
  {
    ...{ name: 'Restarts', type: 'integer', before: 22 },
    cell: (one, { at, minor }) => formatPodStatus(one, at, minor).restartCount,
  },
  text('Restarts', (one, { at, minor }) => formatPodStatus(one, at, minor).restarts, { since: 22 }),
  age(),
  text('IP', ({ status }) => (status?.podIPs?.[0]?.ip ?? status?.podIP) || '<none>', { wide: true }),
  text('Node', ({ spec }) => spec?.nodeName || '<none>', { wide: true }),
  text('Nominated Node', ({ status }) => status?.nominatedNodeName || '<none>', { wide: true }),
  text('Readiness Gates', formatGates, { wide: true }),
];

/** How many of the gates are open. */
function formatGates({ spec, status }: Pod): string {
  const gates = spec?.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const open = gates.filter(
    ({ conditionType }) => status?.conditions?.find(({ type }) => type === conditionType)?.status === 'True',
  );
  return `${open.length}/${gates.length}`;
}

/** Says of a pod that has ended that it has. */
export function podRowConditions({ status }: Pod): object[] | undefined {
  const message =
    status?.phase === 'Succeeded'
      ? 'The pod has completed successfully.'
      : status?.phase === 'Failed'
        ? 'The pod failed.'
        : undefined;
  return message === undefined
    ? undefined
    : [{ type: 'Completed', status: 'True', reason: status?.phase, message }];
}
