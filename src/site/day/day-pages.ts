/** The pages of UTC days. */
import { boundsOf } from '../../history/day/day.ts';
import { dayOfUnix } from '../../history/day/unix.ts';
import { makeHasPage } from '../has-page.ts';

/** `prod/2026-11-22/index.html`, from the site's root. */
const dayFile = (cluster: string, day: string) => `${cluster}/${day}/index.html`;

const hasDayFile = makeHasPage(({ days }) => days.map(({ cluster, day }) => dayFile(cluster, day)));

/** The UTC days of a stretch of time that have pages, in order. */
export function listDayPages(
  cluster: string,
  { from, to }: { from: number; to: number },
): { day: string; file: string }[] {
  const found: { day: string; file: string }[] = [];
  for (let at = from; at < to; at = boundsOf(dayOfUnix(at)).to) {
    const day = dayOfUnix(at);
    const file = dayFile(cluster, day);
    if (hasDayFile(file)) found.push({ day, file });
  }
  return found;
}
