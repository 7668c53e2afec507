import type { ObjectOf } from '../snapshots/kinds/kinds.ts';
import { isRecord } from '../snapshots/kinds/walk.ts';

/** The heartbeats of a Node's conditions as a separate object, so that the Node compares equal without them. */
export function toHeartbeat(node: unknown): ObjectOf<'NodeHeartbeat'> | undefined {
  if (!isRecord(node) || !isRecord(node.metadata) || !isRecord(node.status)) return undefined;
  const { uid, name } = node.metadata;
  if (typeof uid !== 'string' || typeof name !== 'string' || !Array.isArray(node.status.conditions))
    return undefined;
  const conditions = node.status.conditions
    .filter(isRecord)
    .flatMap(({ type, lastHeartbeatTime }) =>
      typeof type === 'string' && typeof lastHeartbeatTime === 'string' ? [{ type, lastHeartbeatTime }] : [],
    );
  if (conditions.length === 0) return undefined;
  return { kind: 'NodeHeartbeat', apiVersion: 'gazette/v1', metadata: { uid, name }, conditions };
}
