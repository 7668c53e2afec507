/** Where Ingresses and routes lead, and whether the target exists. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import { formatObject, namespacedName } from '../object-ref.ts';
import type { Backend, Judged, ServiceRow } from '../report.ts';
import type { Seen } from '../seen.ts';

export interface BackendRef {
  /** Absent means the core group. */
  group?: string;
  kind: string;
  namespace: string;
  name: string;
  /** Number or name of a Service's port. */
  port?: number | string;
  share?: number;
}

export interface Backends {
  /** The backend with what is known about it. Only Services are known: other kinds are not read. */
  find(ref: BackendRef): Backend;
  /**
   * A missing Service or port fails a route. A Service that does not work only degrades the route, because the Service
   * has the fault.
   */
  judge(backend: Backend): Judged;
}

type Service = ObjectOf<'Service'>;

/** @param rows the rows of the same Services */
export function indexBackends({ objects }: Snapshot, seen: Seen, rows: readonly ServiceRow[]): Backends {
  const services = new Map(objects.Service.map((service) => [namespacedName(service.metadata), service]));
  const judged = new Map(rows.map((row) => [namespacedName(row), row]));
  return {
    find({ group = '', kind, namespace, name, port, share }) {
      const backend: Backend = {
        // A plain `Service` belongs to the core group.
        kind: group === '' ? kind : `${kind}.${group}`,
        namespace,
        name,
        ...(port !== undefined && { port: String(port) }),
        ...(share !== undefined && { share }),
      };
      if (backend.kind !== 'Service') return backend;
      const service = services.get(namespacedName({ namespace, name }));
      if (!service) return seen('Service', namespace) ? { ...backend, exists: false } : backend;
      const portExists = port === undefined ? undefined : hasPort(service, port);
      return { ...backend, exists: true, ...(portExists !== undefined && { portExists }) };
    },
    judge(backend) {
      const { kind, namespace, name, port, exists, portExists } = backend;
      // Gazette does not read other kinds; the controller judges them in the conditions of a route.
      if (kind !== 'Service') return { state: 'healthy' };
      const service = formatObject({ kind, namespace, name });
      if (exists === undefined) return { state: 'unknown', why: `${service} was not seen` };
      if (!exists) return { state: 'failing', why: `${service} does not exist` };
      if (portExists === false) return { state: 'failing', why: `${service} has no port ${port}` };
      const row = judged.get(namespacedName({ namespace, name }));
      if (row?.state === 'failing') return { state: 'degraded', why: `${service}: ${row.why}` };
      const isUnserved = row?.unservedPorts?.some((own) => String(own.port) === port || own.name === port);
      if (isUnserved) return { state: 'degraded', why: `${service}: no endpoint serves its port ${port}` };
      if (row?.state === 'unknown') return { state: 'unknown', why: `${service}: ${row.why}` };
      return { state: 'healthy' };
    },
  };
}

/**
 * Finds a port by number or name. Undefined for a port that only some controllers accept. One case is a target port,
 * which works with ingress-nginx (internal/ingress/controller/controller.go `serviceEndpoints`). The other is any port
 * of an ExternalName.
 */
function hasPort({ spec }: Service, wanted: number | string): boolean | undefined {
  const ports = spec?.ports ?? [];
  const text = String(wanted);
  if (ports.some(({ port, name }) => String(port) === text || name === text)) return true;
  if (spec?.type === 'ExternalName' || ports.some(({ targetPort }) => String(targetPort) === text))
    return undefined;
  return false;
}
