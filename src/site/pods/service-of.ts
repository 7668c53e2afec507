import { isLoose } from '../../model/owners/owners.ts';
import type { ObjectRef, PodRow, Report } from '../../model/report.ts';
import { anchorOf } from '../tables/anchors.ts';

/** The name by which people know a pod. */
export interface PodService {
  name: string;
  /** The workload behind the pod; absent for a static pod, whose owner is its node. */
  workload?: ObjectRef;
}

type ServiceOf = (pod: PodRow) => PodService | undefined;
const known = new WeakMap<Report, ServiceOf>();

/** Names a pod's owner by its service, if known. Undefined for a pod without an owner. */
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

/** The kubelet adds the node's name to the manifest's name. Source: pkg/kubelet/config/common.go `generatePodName`. */
const toStaticName = (pod: string, node: string) =>
  pod.endsWith(`-${node.toLowerCase()}`) ? pod.slice(0, -node.length - 1) : pod;
