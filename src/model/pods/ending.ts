/** How a container ended, in words. */
import type { LastRestart } from '../report.ts';

type Ending = Pick<LastRestart, 'reason' | 'exitCode' | 'signal'>;

/** `OOMKilled, exit 137`, `exit 1`, `signal 9`; empty if nothing is known of it. */
export function formatEnding({ reason, exitCode, signal }: Ending): string {
  const parts = [
    // "Error" only means that the exit code is not zero.
    reason === 'Error' && exitCode !== undefined ? undefined : reason,
    exitCode === undefined ? undefined : `exit ${exitCode}`,
    // Zero means that no signal was noted.
    signal ? `signal ${signal}` : undefined,
  ];
  return parts.filter(Boolean).join(', ');
}
