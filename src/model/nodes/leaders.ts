import type { Snapshot } from '../../snapshots/schema.ts';
import { secondsBetween } from '../human-duration.ts';
import type { LeaderRow } from '../report.ts';

const COMPONENTS = ['kube-controller-manager', 'kube-scheduler'];

/**
 * The least time after which a leader counts as late: four times the default duration of a control-plane Lease.
 * OpenShift gives its Leases 137 s (270 s on a single node), and renews them rarely (openshift/library-go
 * pkg/config/leaderelection `LeaderElectionDefaulting`, `LeaderElectionSNOConfig`).
 */
export const LEADERLESS_SECONDS = 60;

/** The leaders of the control plane's components, from their Leases. A component without a Lease has no row. */
export function buildLeaders({ meta, objects }: Snapshot): LeaderRow[] {
  const rows: LeaderRow[] = [];
  for (const component of COMPONENTS) {
    const lease = objects.Lease.find(
      ({ metadata }) => metadata.namespace === 'kube-system' && metadata.name === component,
    );
    if (!lease) continue;
    const {
      holderIdentity,
      acquireTime,
      renewTime,
      leaseTransitions,
      leaseDurationSeconds = 0,
    } = lease.spec ?? {};
    const renewed = secondsBetween(renewTime, meta.time);
    rows.push({
      component,
      holder: holderIdentity ? toHolder(holderIdentity) : undefined,
      since: acquireTime,
      renewedSecondsAgo: renewed === undefined ? undefined : Math.max(0, Math.trunc(renewed)),
      ...(renewed !== undefined &&
        renewed > Math.max(LEADERLESS_SECONDS, leaseDurationSeconds) && { lapsed: true as const }),
      transitions: leaseTransitions ?? 0,
    });
  }
  return rows;
}

/** An identity is host name, underscore, UUID. Source: cmd/kube-scheduler/app `Run`, and the controller manager's. */
const toHolder = (identity: string) => identity.replace(/_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, '');
