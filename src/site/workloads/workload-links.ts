/** Links from a row of a workload to its pods, its Services and its events. */
import type { WorkloadRow } from '../../model/report.ts';
import type { ReportView } from '../edition/view.ts';
import { sheetFile, sheetsOf } from '../tables/long-tables.ts';

/** The number of Services that a row names. */
const MOST_SERVICES = 2;

/** A page with its filter set. A long table has a page for each namespace. */
function filtered({ report, href }: ReportView, table: 'pods' | 'events', namespace: string, name: string) {
  const { sheets } = sheetsOf(report, table);
  const sheet = sheets.find(({ group, part }) => group === namespace && part === undefined);
  if (sheets.length > 0 && !sheet) return undefined;
  return href(`${sheet ? sheetFile(table, sheet.name) : `${table}.html`}#filter=${encodeURIComponent(name)}`);
}

export function linksOfWorkload(view: ReportView, row: WorkloadRow): { text: string; href: string }[] {
  const { report } = view;
  const { namespace, name, pods, serves } = row;
  const isTold = report.causes.some(
    ({ owner }) => owner?.kind === row.kind && owner.name === name && owner.namespace === namespace,
  );
  const ways = [
    { text: 'pods', href: pods ? filtered(view, 'pods', namespace, name) : undefined },
    { text: 'events', href: isTold ? filtered(view, 'events', namespace, name) : undefined },
    ...(serves?.services ?? []).slice(0, MOST_SERVICES).map((service) => ({
      text: service === name ? 'Service' : `Service ${service}`,
      href: view.row({ kind: 'Service', namespace, name: service }),
    })),
  ];
  return ways.flatMap(({ text, href }) => (href === undefined ? [] : [{ text, href }]));
}
