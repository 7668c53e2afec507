/** Production before the demo's first day: what was released, and which instants are collected. */
import { DAY, HOUR } from './clock.ts';

/** When production's portal was hurt, in hours relative to the anchor. */
export const PAST_INCIDENT = { from: -19 * 24 - 3.5, to: -19 * 24 - 1.5 };

/** Days before the anchor: the older, the thinner. Every workload is older. */
const PAST_DAYS = [84, 66, 50, 38, 30, 24, 14, 10, 7, 5, 3, 2];

/** One instant of each of these days, and each half of an hour around the incident. */
export function pastInstants(anchor: number): number[] {
  const instants = new Set([...PAST_DAYS, 1].map((days) => anchor - days * DAY));
  const { from, to } = PAST_INCIDENT;
  for (let hour = from - 0.5; hour <= to + 0.5; hour += 0.5) instants.add(anchor + hour * HOUR);
  return [...instants].sort((a, b) => a - b);
}

/** Days before the anchor, and the version that came then. The first of a workload is the version that ran before. */
const RELEASES: Record<string, [version: string, ...since: [days: number, version: string][]]> = {
  'payments/payments-api': ['2.13.0', [16.3, '2.14.0']],
  'payments/payments-worker': ['2.13.0', [16.2, '2.14.0']],
  'payments/card-auth': ['5.1.4', [58.4, '5.2.0'], [26.1, '5.2.1']],
  'payments/fraud-scoring': ['3.7.2', [33.3, '3.8.0']],
  'ledger/ledger': ['4.1.1', [12.4, '4.1.2']],
  'ledger/ledger-query': ['4.0.3', [41.3, '4.1.0']],
  'customer/customer-portal': ['7.20.0', [60.3, '7.21.0'], [29.2, '7.21.1'], [8.4, '7.22.0']],
  'customer/customer-api': ['3.5.0', [22.2, '3.5.1']],
  'customer/mobile-bff': ['9.1.0', [53.3, '9.2.0'], [6.3, '9.3.0']],
  'customer/notification-gateway': ['2.6.1', [18.1, '2.6.2']],
  'ingress-nginx/ingress-nginx': ['1.11.2', [31.4, '1.11.3']],
};

/** The version that a workload of production had before all of its releases. */
export const firstVersion = (workload: string): string | undefined => RELEASES[workload]?.[0];

/** In hours relative to the anchor. */
export const pastReleases = Object.entries(RELEASES).flatMap(([workload, [, ...since]]) =>
  since.map(([days, version]) => ({ from: -days * 24, workload, version })),
);
