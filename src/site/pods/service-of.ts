import { isLoose } from '../../model/workloads/owners.ts';
import type { ObjectRef, PodRow, Report } from '../../model/report.ts';
import { anchorOf } from '../tables/anchors.ts';

/** What people know a pod by. */
export interface PodService {
  name: string;
  /** The workload behind it; absent for a static pod, which its node owns. */
  workload?: ObjectRef;
}

type ServiceOf = (pod: PodRow) => PodService | undefined;
const known = new WeakMap<Report, ServiceOf>();

/** Names a pod's owner as people know it: by its service, where that is told. Undefined for a pod without an owner. */
export function indexServices(report: Report): ServiceOf {
  const serviceOf = known.get(report) ?? toServiceOf(report);
  known.set(report, serviceOf);
  return serviceOf;
}

function toServiceOf({ versions }: Report): ServiceOf {
  const services = new Map(versions.map(({ workload, service }) => [anchorOf(workload), service]));
  return ({ name, owner }) => {
    if (!owner) return undefined;
    if (isLoose({ owner })) return { name: toStaticName(name, owner.name) };
    return { name: services.get(anchorOf(owner)) ?? owner.name, workload: owner };
  };
}

/** The kubelet adds the node's name to that of the manifest. Source: pkg/kubelet/config/common.go `generatePodName`. */
const toStaticName = (pod: string, node: string) =>
  pod.endsWith(`-${node.toLowerCase()}`) ? pod.slice(0, -node.length - 1) : pod;
