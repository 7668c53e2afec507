const SECONDS_A_DAY = 86_400;

/**
 * A duration as in kubectl's AGE columns: `45s`, `5m30s`, `3h15m`, `2d4h`, `71d`, `3y20d`. Source:
 * k8s.io/apimachinery/pkg/util/duration `HumanDuration`.
 * @param seconds may have a fraction, which is cut off, as in Go's integer conversion
 */
export function humanDuration(seconds: number): string {
  const whole = Math.trunc(seconds);
  // Clocks differ: up to two seconds in the future count as now.
  if (whole < -1) return '<invalid>';
  if (whole < 0) return '0s';
  if (whole < 120) return `${whole}s`;
  const minutes = Math.trunc(whole / 60);
  if (minutes < 10) return withRest(minutes, 'm', whole % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.trunc(minutes / 60);
  if (hours < 8) return withRest(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.trunc(whole / SECONDS_A_DAY);
  if (hours < 192) return withRest(days, 'd', hours % 24, 'h');
  if (days < 2 * 365) return `${days}d`;
  const years = Math.trunc(days / 365);
  if (days < 8 * 365) return withRest(years, 'y', days % 365, 'd');
  return `${years}y`;
}

/** Seconds from one RFC 3339 time to another, with fraction; undefined if either is missing or not a time. */
export function secondsBetween(from: string | undefined, to: string | undefined): number | undefined {
  const seconds = (Date.parse(to ?? '') - Date.parse(from ?? '')) / 1000;
  return Number.isNaN(seconds) ? undefined : seconds;
}

/** kubectl's AGE at a moment. Source: pkg/printers/internalversion/printers.go `translateTimestampSince`. */
export function formatAge(since: string | undefined, at: string): string {
  const seconds = secondsBetween(since, at);
  return seconds === undefined ? '<unknown>' : humanDuration(seconds);
}

const withRest = (count: number, unit: string, rest: number, restUnit: string) =>
  rest === 0 ? `${count}${unit}` : `${count}${unit}${rest}${restUnit}`;
