/** Sorts a table for a reader. Pure: texts of cells in, positions of rows out. */

const SECONDS: Record<string, number> = { y: 31_536_000, d: 86_400, h: 3600, m: 60, s: 1 };

/**
 * The number at the start of a text: `1,204`, `85 %`, `14 (71d ago)`; for kubectl's durations (`3d4h`), the seconds.
 * Undefined if there is none: `not seen`, `<unknown>`.
 */
export function toNumber(text: string): number | undefined {
  const whole = text.trim() === '' ? NaN : Number(text);
  if (Number.isFinite(whole)) return whole;
  const duration = /^(?:\d+[ydhms])+(?!\w)/.exec(text)?.[0];
  if (duration) {
    return duration
      .match(/\d+[ydhms]/g)!
      .reduce((sum, part) => sum + parseInt(part, 10) * SECONDS[part.slice(-1)]!, 0);
  }
  const number = /^-?\d[\d,]*(?:\.\d+)?/.exec(text)?.[0];
  return number === undefined ? undefined : Number(number.replaceAll(',', ''));
}

export interface SortRules {
  /**
   * Texts are numbers, durations or shares, and other texts count as missing. If false, they compare as texts, `web-9`
   * before `web-10`.
   */
  numeric: boolean;
  descending: boolean;
}

let collator: Intl.Collator | undefined;

/** Positions of the keys in sorted order. Missing values always come last; equal values keep their order. */
export function toOrder(keys: readonly string[], { numeric, descending }: SortRules): number[] {
  // A fixed language, so that a table sorts the same for every reader.
  collator ??= new Intl.Collator('en', { numeric: true });
  const { compare } = collator;
  const values = keys.map((key) => (numeric ? toNumber(key) : key || undefined));
  const sign = descending ? -1 : 1;
  return [...keys.keys()].sort((a, b) => {
    const [one, other] = [values[a], values[b]];
    if (one === undefined || other === undefined) {
      return Number(one === undefined) - Number(other === undefined) || a - b;
    }
    const difference = typeof one === 'number' ? one - (other as number) : compare(one, other as string);
    return difference * sign || a - b;
  });
}
