/** The link of a moment: in a day's window, the edition that shows it; in a longer window, the day. */
import type { HistoryPage } from '../../history/tables/registry.ts';
import { dayOfUnix } from '../../history/day/unix.ts';
import type { WorkloadRef } from '../../history/day/workload-day.ts';
import { relativeHref } from '../paths.ts';
import type { History } from './load.ts';
import { findNodePage } from './node-files.ts';
import { findWorkloadPage } from './workload-files.ts';
import { historyFile } from '../windows.ts';

export interface HistoryLinks {
  /** From this page to a file of the site. */
  href: (file: string) => string;
  /** To the page of a workload, if there is one. */
  workload: (ref: WorkloadRef) => string | undefined;
  /** To the page of a node, if there is one. */
  node: (name: string) => string | undefined;
  /** To the first edition at or after a moment, or to the day's page. */
  at: (at: number) => string | undefined;
  /** To the last edition in a stretch of time, or the edition believed then; otherwise, to the day's page. */
  within: (bucket: { from: number; to: number }) => string | undefined;
}

export function linksOf({ window, editions }: History, page: HistoryPage): HistoryLinks {
  const { cluster, length, day } = window;
  const file = historyFile(window, page);
  const href = (to: string) => relativeHref(file, to);
  const workload = (ref: WorkloadRef) => {
    const page = findWorkloadPage(cluster, ref);
    return page && href(page);
  };
  const node = (name: string) => {
    const page = findNodePage(cluster, name);
    return page && href(page);
  };
  const toEdition = (edition: History['editions'][number] | undefined) =>
    edition && href(`${cluster}/${day}/${edition.time}/index.html`);
  const days = new Set(window.days);
  const toDay = (at: number) => {
    const name = dayOfUnix(at);
    return days.has(name) ? href(historyFile({ cluster, name }, page)) : undefined;
  };
  if (length > 1) return { href, workload, node, at: toDay, within: ({ from }) => toDay(from) };
  return {
    href,
    workload,
    node,
    at: (at) => toEdition(editions.find((edition) => edition.at >= at) ?? editions.at(-1)),
    within: ({ to }) => toEdition(editions.findLast((edition) => edition.at < to)),
  };
}
