/** Every service, cluster and workload of the versions page, even if the page is shortened. */
import type { APIRoute } from 'astro';
import { toRecords } from '../../export/csv.ts';
import { fleetVersionsHeader, fleetVersionsRows } from '../../export/fleet-versions.ts';
import { loadVersions } from '../../site/versions/versions.ts';

export const GET: APIRoute = async () => {
  const { lines, columns } = await loadVersions();
  const text = new Blob([...toRecords(fleetVersionsHeader, fleetVersionsRows(lines, columns))]);
  return new Response(text, { headers: { 'Content-Type': 'text/csv; charset=utf-8' } });
};
