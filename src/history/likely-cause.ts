/** Which rollout is told with trouble that follows it. No rule knows whether it is the cause. */

/** Largest number of seconds between a rollout's end and trouble that is told with it. */
const SHORTLY = 1800;

/**
 * Whether a rollout went on when trouble began, or had ended shortly before. All in Unix seconds.
 * @param rollout without an end if it still goes on
 */
export const precedes = (
  { begun, ended = Infinity }: { begun: number; ended?: number },
  trouble: number,
): boolean => begun <= trouble && ended >= trouble - SHORTLY;
