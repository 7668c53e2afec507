/** One side of a comparison: a cluster, a day and a time, each a list to choose from. */
import type { EditionKey } from '../site/paths.ts';
import { make } from './make-element.ts';
import { expandTime, momentOf, type Published, type PublishedDay } from './published.ts';

export interface Picker {
  /** The picked edition; undefined if the day has none that can be compared. */
  value: () => EditionKey | undefined;
  /** Picks an edition. @throws {Error} The message says why it cannot be picked. */
  pick: (key: EditionKey) => Promise<void>;
}

/**
 * @param onPick called after the reader has picked
 * @param onError called with what could not be loaded
 */
export function openPicker(
  fields: HTMLFieldSetElement,
  published: Published,
  onPick: () => void,
  onError: (error: unknown) => void,
): Picker {
  const select = (name: string) => fields.querySelector<HTMLSelectElement>(`select[name="${name}"]`)!;
  const [clusters, days, times] = [select('cluster'), select('day'), select('time')];
  const note = fields.querySelector('small')!;
  let latest = 0;
  /** The edition that the reader or the address named. The shown edition may only be the nearest. */
  let wanted: EditionKey = { cluster: '', day: '', time: '' };

  const value = () =>
    times.value === '' ? undefined : { cluster: clusters.value, day: days.value, time: times.value };

  const show = async (cluster: string, day: string, time: string): Promise<void> => {
    const turn = (latest += 1);
    const found = await published.load(cluster, day);
    // The reader has picked again meanwhile.
    if (turn !== latest) return;
    clusters.value = cluster;
    days.replaceChildren(...published.daysOf(cluster).map((one) => make('option', {}, one)));
    days.value = day;
    const options = [...found.times, ...found.damaged].sort().map((one) => toOption(one, found));
    times.replaceChildren(...(options.length > 0 ? options : [make('option', { value: '' }, 'none')]));
    times.value = found.times.includes(time) ? time : (found.times.at(-1) ?? '');
    const { length } = found.removed;
    note.textContent =
      length > 0 ? `${length} ${length === 1 ? 'snapshot' : 'snapshots'} of this day deleted` : '';
  };

  /** Picks the nearest edition in another cluster or on another day. */
  const move = async (cluster: string, within?: string) => {
    const found = await published.findNearest(cluster, momentOf(wanted), within);
    const day = within ?? published.daysOf(cluster)[0];
    if (found) await show(found.cluster, found.day, found.time);
    else if (day !== undefined) await show(cluster, day, '');
  };
  const follow = (done: Promise<void>) => void done.then(onPick, onError);
  clusters.addEventListener('change', () => follow(move(clusters.value)));
  days.addEventListener('change', () => {
    wanted = { ...wanted, day: days.value };
    follow(move(clusters.value, days.value));
  });
  times.addEventListener('change', () => {
    wanted = value() ?? wanted;
    onPick();
  });

  return {
    value,
    async pick(key) {
      checkDay(published, key);
      wanted = key;
      await show(key.cluster, key.day, key.time);
      checkTime(await published.load(key.cluster, key.day), key);
    },
  };
}

/** @throws {Error} The cluster has no such day. */
function checkDay(published: Published, key: EditionKey): void {
  const { cluster, day, time } = key;
  const all = published.daysOf(cluster);
  if (all.length === 0) throw new Error(`there is no cluster ${cluster} here`);
  if (!all.includes(day)) throw new Error(`${cluster} has no editions of ${day}`);
  if (Number.isNaN(momentOf(key))) throw new Error(`${time} is no time`);
}

/** @throws {Error} The day has no such edition. */
function checkTime({ times, damaged, removed }: PublishedDay, { cluster, day, time }: EditionKey): void {
  const name = `${cluster} at ${expandTime(time)} on ${day}`;
  if (removed.includes(time)) throw new Error(`the snapshot of ${name} was deleted`);
  if (damaged.includes(time)) throw new Error(`the snapshot of ${name} cannot be read`);
  if (!times.includes(time)) throw new Error(`there is no edition of ${name}`);
}

const toOption = (time: string, { damaged }: PublishedDay) => {
  const isDamaged = damaged.includes(time);
  const text = `${expandTime(time)}${isDamaged ? ', cannot be read' : ''}`;
  return make('option', { value: time, disabled: isDamaged }, text);
};
