const SECOND_OF_2000 = 946_684_800;
const SECOND_OF_2100 = 4_102_444_800;

/** RFC 3339 of Unix seconds that another system tells. Whoever publishes a message sets its time: it may be anything. */
export function toInstant(seconds: number | undefined): string | undefined {
  if (seconds === undefined || !(seconds > SECOND_OF_2000 && seconds < SECOND_OF_2100)) return undefined;
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}
