/** `2026-11-24 04:15:00 UTC`; a text that is not a UTC time stays unchanged. */
export function formatMoment(iso: string): string {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(iso) ?? [];
  return day === undefined ? iso : `${day} ${time} UTC`;
}

/** `2026-11-24 04:15:00 → 05:30:00 UTC`, with the second day if it differs. */
export function formatRange(from: string, to: string, between = '→'): string {
  const [first, last] = [formatMoment(from), formatMoment(to)];
  const day = first.slice(0, 'YYYY-MM-DD '.length);
  if (!first.endsWith(' UTC') || !last.endsWith(' UTC')) return `${first} ${between} ${last}`;
  return `${first.slice(0, -' UTC'.length)} ${between} ${last.startsWith(day) ? last.slice(day.length) : last}`;
}
