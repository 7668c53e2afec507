/** Random choices that a seed repeats exactly. */

export interface Random {
  /** A whole number from 0 to `below`, which is not included. */
  below: (below: number) => number;
  pick: <Item>(items: readonly Item[]) => Item;
  /** True in one of `n` cases. */
  oneIn: (n: number) => boolean;
}

/** Source: mulberry32, by Tommy Ettinger (public domain). */
export function openChance(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number) => Math.floor(next() * n);
  return { below, pick: (items) => items[below(items.length)]!, oneIn: (n) => below(n) === 0 };
}
