import { humanDuration, secondsBetween } from '../../model/human-duration.ts';
import { formatEnding } from '../../model/pods/ending.ts';
import type { LastRestart } from '../../model/report.ts';

/** `OOMKilled, exit 137, 12m before`: how a container last ended, and how long before `moment` (ISO 8601). */
export function formatLastRestart(last: LastRestart, moment: string): string {
  const ago = secondsBetween(last.at, moment);
  const when = ago === undefined ? '' : `${humanDuration(ago)} before`;
  return [formatEnding(last), when].filter(Boolean).join(', ');
}
