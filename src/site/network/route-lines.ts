/** What a route does with requests, as a table prints it: hosts, with their paths and targets. */
import type { Backend, RouteRow } from '../../model/report.ts';

export interface HostLines {
  hosts: { name: string; tls: boolean }[];
  paths: { path: string; backends: Backend[]; filter?: string }[];
}

/** Paths under their hosts, in their order; backends that share a rule's traffic are on one line. */
export function groupByHost({ paths, tls }: Pick<RouteRow, 'paths' | 'tls'>): HostLines[] {
  return [...Map.groupBy(paths, ({ host }) => host)].map(([host, own]) => {
    const lines: HostLines['paths'] = [];
    for (const { path, backend, filter } of own) {
      const last = lines.at(-1);
      if (backend?.share !== undefined && last?.path === path && last.backends[0]?.share !== undefined) {
        last.backends.push(backend);
      } else {
        lines.push({ path, backends: backend ? [backend] : [], ...(filter !== undefined && { filter }) });
      }
    }
    return { hosts: host.split(', ').map((name) => ({ name, tls: hasTls(name, tls) })), paths: lines };
  });
}

/** Hosts with TLS that have no path. */
export function strayTls({ paths, tls }: Pick<RouteRow, 'paths' | 'tls'>): string[] {
  const hosts = paths.flatMap(({ host }) => host.split(', '));
  return tls.filter((name) => !hosts.some((host) => host === '*' || hasTls(host, [name])));
}

/** A wildcard certificate stands for one label. Source: RFC 6125, 6.4.3. */
function hasTls(host: string, tls: readonly string[]): boolean {
  return tls.some(
    (name) =>
      name === '*' ||
      name === host ||
      (name.startsWith('*.') && host.slice(host.indexOf('.')) === name.slice(1)),
  );
}
