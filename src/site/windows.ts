/** The windows of history pages, and the places of their pages. */
import type { PeriodDays } from '../history/period/period.ts';
import { historyPages, type HistoryPage } from '../history/tables/registry.ts';
import type { Shelf } from '../snapshots/shelf.ts';
import { currentPlan } from './printing.ts';
import { makeHasPage } from './has-page.ts';

const TITLES: Readonly<Record<HistoryPage, string>> = {
  status: 'Status',
  restarts: 'Restarts',
  heartbeats: 'Heartbeats',
  events: 'Events',
  analytics: 'Analytics',
  coverage: 'Coverage',
};

/** The pages of a window in reading order; each has a CSV of the same name beside it. */
export const HISTORY_PAGES = historyPages.map((page) => ({ page, title: TITLES[page] }));

/** Windows that go back from the newest snapshot; the day itself has a separate folder. */
export const LONG_WINDOWS = [7, 30, 90] as const;

/** A day, or the days up to the newest snapshot. */
export interface HistoryWindow {
  cluster: string;
  /** Its folder in the cluster's folder: `2026-11-22`, `last-7-days`. */
  name: string;
  length: PeriodDays;
  /** Its last UTC day. */
  day: string;
  /** Days of the cluster that have pages, newest first; a day's window has only itself. */
  days: readonly string[];
  /** Times of the day's editions; empty for a long window. */
  times: readonly string[];
  /** The shelf of the cluster's Days. */
  daysShelf: Shelf;
  previousDay?: string;
  nextDay?: string;
}

/** `last-7-days`; for a day, its date. */
export const windowName = (length: PeriodDays, day: string) => (length === 1 ? day : `last-${length}-days`);

/** `prod/last-7-days/restarts.html`, from the site's root. */
export const historyFile = ({ cluster, name }: Pick<HistoryWindow, 'cluster' | 'name'>, page: HistoryPage) =>
  `${cluster}/${name}/${page}.html`;

const hasDayPage = makeHasPage(({ days }) =>
  days
    .filter(({ daysShelf }) => daysShelf)
    .map(({ cluster, day }) => historyFile({ cluster, name: day }, 'status')),
);

/** Whether a day has pages of its histories. Other pages must not be linked. */
export const hasDayHistories = (cluster: string, day: string): boolean =>
  hasDayPage(historyFile({ cluster, name: day }, 'status'));

/** Windows that the current build prints. */
function listWindows(): HistoryWindow[] {
  const { days, clusters } = currentPlan();
  return [
    ...days.flatMap(({ cluster, day, times, previousDay, nextDay, daysShelf }): HistoryWindow[] =>
      daysShelf
        ? [{ cluster, name: day, length: 1, day, days: [day], times, daysShelf, previousDay, nextDay }]
        : [],
    ),
    ...clusters.flatMap(({ name: cluster, days: own, daysShelf, windows }): HistoryWindow[] =>
      daysShelf && windows
        ? windows.lengths.map((length) => ({
            ...{
              cluster,
              name: windowName(length, windows.to),
              length,
              day: windows.to,
              days: own,
              times: [],
            },
            daysShelf,
          }))
        : [],
    ),
  ];
}

/** `getStaticPaths` of the pages of windows. */
export const historyPaths = (): {
  params: { cluster: string; window: string };
  props: { window: HistoryWindow };
}[] =>
  listWindows().map((window) => ({
    params: { cluster: window.cluster, window: window.name },
    props: { window },
  }));

/** The same for their CSV files. */
export const historyCsvPaths = (): {
  params: { cluster: string; window: string; history: string };
  props: { window: HistoryWindow; page: HistoryPage };
}[] =>
  historyPaths().flatMap(({ params, props }) =>
    HISTORY_PAGES.map(({ page }) => ({ params: { ...params, history: page }, props: { ...props, page } })),
  );
