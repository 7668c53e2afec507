import { humanDuration } from '../../model/human-duration.ts';
import type { LastRestart } from '../../model/report.ts';

/** `OOMKilled, exit 137, 12m before`: how a container last ended, and how long before `moment` (ISO 8601). */
export function formatLastRestart({ reason, exitCode, signal, at }: LastRestart, moment: string): string {
  const facts = [
    reason,
    exitCode === undefined ? undefined : `exit ${exitCode}`,
    signal === undefined ? undefined : `signal ${signal}`,
    at === undefined ? undefined : `${humanDuration((Date.parse(moment) - Date.parse(at)) / 1000)} before`,
  ];
  return facts.filter((fact) => fact !== undefined).join(', ');
}
