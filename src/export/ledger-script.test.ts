import { expect, test } from 'vitest';
import type { LedgerRow } from '../history/period/event-ledger.ts';
import { ledgerTextOf, toLedgerScript, type LedgerEntry } from './ledger-script.ts';

const row: LedgerRow = {
  uid: 'a',
  type: 'Warning',
  reason: 'BackOff',
  kind: 'Pod',
  namespace: 'shop',
  name: 'db-0',
  message: '</script>\u2028 Back-off \u202e "x"',
  source: 'kubelet',
  count: 9,
  n: 5,
  from: 100,
  to: 200,
};

/** The globals that the script leaves for its page. */
function run(script: string): Record<string, LedgerEntry[]> {
  const found: { gazetteLedgers?: Record<string, LedgerEntry[]> } = {};
  const [, day, entries] = /^\(globalThis\.gazetteLedgers\?\?=\{\}\)\[(".*?")\]=(.*)\n$/.exec(script)!;
  found.gazetteLedgers = { [JSON.parse(day!) as string]: JSON.parse(entries!) as LedgerEntry[] };
  return found.gazetteLedgers;
}

test('a day’s events reach the page as they are, and no character of them is hidden', () => {
  const script = toLedgerScript('2026-11-22', [row]);
  // eslint-disable-next-line no-control-regex -- these are the point
  expect(script).not.toMatch(/[\u0000-\u0009\u2028\u202e]/);
  const [entry] = run(script)['2026-11-22']!;
  expect(entry).toEqual([200, 5, 'Warning', 'BackOff', 'Pod', 'shop', 'db-0', row.message, 'kubelet']);
  expect(ledgerTextOf(entry!)).toContain('warning backoff pod/shop/db-0');
});
