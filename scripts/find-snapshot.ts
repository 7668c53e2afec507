/** Finds the snapshot of an ADDRESS on the command line. */
import { lastDayBefore, windowOfDay } from '../src/digest/day-window.ts';
import { GazetteError } from '../src/errors.ts';
import { parseTime } from '../src/review/zone.ts';
import { parseAddress, resolveAddress } from '../src/snapshots/address.ts';
import type { StoredSnapshot } from '../src/snapshots/fold-manifest.ts';
import type { Store } from '../src/snapshots/open-store.ts';
import { readArgument, readStoreFlags, type StoreFlags } from './command.ts';

/** What only the config can place: a day, `yesterday`, or a time without a zone. */
const LOCAL = /^([^~@/]*)@(?:(\d{4}-\d\d-\d\d)|(yesterday)|(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?))$/;

/**
 * Beside the forms of {@link parseAddress}, takes `prod@2026-11-22T07:15` in the time zone of the config. A day, as in
 * `prod@2026-11-22` or `prod@yesterday`, is the last snapshot until its end.
 * @throws {GazetteError} There is no such snapshot, or the text is no address.
 */
export async function findSnapshot(store: Store, text: string, flags: StoreFlags): Promise<StoredSnapshot> {
  const now = new Date();
  const [, cluster, day, yesterday, local] = LOCAL.exec(text) ?? [];
  if (cluster === undefined) return resolveAddress(store, readArgument(parseAddress, text), now);
  const { timeZone } = (await readStoreFlags(flags)).config;
  const time = readArgument(() => {
    if (local !== undefined) return parseTime(local, timeZone)?.at;
    const named = day ?? (yesterday && lastDayBefore(now.getTime() / 1000, timeZone));
    return named === undefined ? undefined : windowOfDay(named, timeZone).to - 1;
  }, text);
  if (time === undefined)
    throw new GazetteError(`"${text}" is not the address of a snapshot: there is no such time`);
  const address = readArgument(parseAddress, `${cluster}@${new Date(time * 1000).toISOString()}`);
  return resolveAddress(store, { ...address, text }, now);
}
