/** Geometry of strips over time. The worse the state, the taller; unseen time is hatched at full height. Pure. */

/** What a strip shows for a stretch of time. */
export interface Stripe {
  /** Class of its colour. Absent if there is nothing to show: the thing did not exist, or the time is in the future. */
  mark?: string;
  /** Share of the height. */
  height: number;
  /** Its meaning in words. */
  label?: string;
  href?: string;
}

export interface Box {
  width: number;
  height: number;
}

export interface LinkedStripe {
  x: number;
  y: number;
  width: number;
  height: number;
  mark: string;
  label: string;
  href: string;
}

/** An outline of one colour. */
export interface StripeOutline {
  mark: string;
  d: string;
}

export interface StripPicture {
  linked: LinkedStripe[];
  outlines: StripeOutline[];
}

const round = (value: number) => Math.round(value * 10) / 10;

/**
 * Stripes side by side, with as few shapes as possible. Stripes without links become one outline per colour, and equal
 * neighbours become one block.
 * @param gap between stripes; 0 joins them
 */
export function toStripPicture(stripes: readonly Stripe[], { width, height }: Box, gap = 0): StripPicture {
  const step = width / Math.max(stripes.length, 1);
  const linked: LinkedStripe[] = [];
  const outlines = new Map<string, string>();
  for (const { first, last, stripe } of toRuns(stripes, gap > 0)) {
    const { mark, label = '', href } = stripe;
    if (!mark || stripe.height <= 0) continue;
    const x = round(first * step);
    const across = round((last + 1) * step - first * step - Math.min(gap, step / 3));
    const tall = round(height * stripe.height);
    const y = round(height - tall);
    if (href) linked.push({ x, y, width: across, height: tall, mark, label, href });
    else outlines.set(mark, `${outlines.get(mark) ?? ''}M${x} ${y}h${across}v${tall}h-${across}z`);
  }
  return { linked, outlines: [...outlines].map(([mark, d]) => ({ mark, d })) };
}

function toRuns(stripes: readonly Stripe[], apart: boolean) {
  const runs: { first: number; last: number; stripe: Stripe }[] = [];
  for (const [index, stripe] of stripes.entries()) {
    const run = runs.at(-1);
    const isSame =
      run?.stripe.mark === stripe.mark &&
      run?.stripe.height === stripe.height &&
      run?.stripe.href === stripe.href &&
      run?.stripe.label === stripe.label;
    if (run && isSame && !apart) run.last = index;
    else runs.push({ first: index, last: index, stripe });
  }
  return runs;
}

/** Share of the height for a count: its square root, so that 1 is visible beside a large count. */
export const heightOf = (count: number, most: number) =>
  count > 0 && most > 0 ? Math.max(0.18, Math.round(Math.sqrt(count / most) * 100) / 100) : 0;

/** Counts over time: bars as tall as their share, hatched where nothing was seen. */
export function toCountStripes(
  counts: readonly number[],
  {
    mark,
    isUnseen,
    labelOf,
    hrefOf,
  }: {
    mark: string;
    isUnseen: (index: number) => boolean;
    labelOf: (index: number) => string;
    hrefOf: (index: number) => string | undefined;
  },
  most = Math.max(0, ...counts),
): Stripe[] {
  return counts.map((count, index): Stripe => {
    if (count > 0) {
      const href = hrefOf(index);
      return { mark, height: heightOf(count, most), label: labelOf(index), ...(href && { href }) };
    }
    return isUnseen(index) ? { mark: 'unseen', height: 1 } : { height: 0 };
  });
}
