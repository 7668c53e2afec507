/** Replaces names by other names: equal for equal names, and impossible to trace back. */
import { randomInt } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { NameClass } from './profile.ts';

export interface Pseudonym {
  class: NameClass;
  original: string;
  pseudonym: string;
}

export interface Pseudonyms {
  /** The pseudonym of a name. Before `settle`, only notes that the name needs a pseudonym. */
  of: (kind: NameClass, original: string) => string;
  /**
   * Gives every noted name its pseudonym, in random order. Names are noted in alphabetical order, so numbers in that
   * order would reveal their sequence.
   */
  settle: () => void;
  /** All, by class. */
  list: () => Pseudonym[];
}

/** @param random a whole number below another; random by default */
export function openPseudonyms(random: (below: number) => number = randomInt): Pseudonyms {
  const noted = new Map<NameClass, Set<string>>();
  const given = new Map<string, string>();
  const taken = new Set<string>();
  let settled = false;
  const key = (kind: NameClass, original: string) => `${kind} ${original}`;

  const give = (kind: NameClass, original: string, count: { value: number }) => {
    const toName = kind === 'ip' && isIPv6(original) ? toAddress6 : NAMES[kind];
    let name: string;
    do {
      count.value += 1;
      name = toName(count.value);
    } while (taken.has(name));
    given.set(key(kind, original), name);
    return name;
  };

  const counts = new Map<NameClass, { value: number }>();
  const countOf = (kind: NameClass) => {
    const count = counts.get(kind) ?? { value: 0 };
    counts.set(kind, count);
    return count;
  };

  return {
    of(kind, original) {
      const found = given.get(key(kind, original));
      if (found !== undefined) return found;
      const known = noted.get(kind) ?? new Set();
      noted.set(kind, known.add(original));
      taken.add(original);
      return settled ? give(kind, original, countOf(kind)) : original;
    },
    settle() {
      for (const [kind, originals] of noted) {
        for (const original of shuffle([...originals], random)) give(kind, original, countOf(kind));
      }
      settled = true;
    },
    list: () =>
      [...noted].flatMap(([kind, originals]) =>
        [...originals].map((original) => ({
          class: kind,
          original,
          pseudonym: given.get(key(kind, original)) ?? original,
        })),
      ),
  };
}

/** Valid in its context: in a URL, as an address, as a label's key. */
const NAMES: Record<NameClass, (number: number) => string> = {
  cluster: (number) => `cluster-${number}`,
  node: (number) => `node-${number}`,
  ip: toAddress4,
  host: (number) => `host-${number}.example`,
  registry: (number) => `registry-${number}.example`,
  person: (number) => `person-${number}@example.com`,
  namespace: (number) => `ns-${number}`,
  label: (number) => `label-${number}`,
  value: (number) => `value-${number}`,
};

/** For documentation (RFC 5737), then benchmarks (RFC 2544), then reserved (RFC 1112): nobody uses these addresses. */
const RANGES4 = [
  { from: toNumber(192, 0, 2, 0), size: 256 },
  { from: toNumber(198, 51, 100, 0), size: 256 },
  { from: toNumber(203, 0, 113, 0), size: 256 },
  { from: toNumber(198, 18, 0, 0), size: 131_072 },
  { from: toNumber(240, 0, 0, 0), size: 2 ** 28 - 1 },
];

function toNumber(...bytes: [number, number, number, number]): number {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

function toAddress4(number: number): string {
  let left = number;
  for (const { from, size } of RANGES4) {
    if (left < size) {
      const address = from + left;
      return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
    }
    left -= size - 1;
  }
  throw new Error('there are more addresses than IPv4 has');
}

/** For documentation (RFC 3849). */
const toAddress6 = (number: number) =>
  `2001:db8::${number > 0xffff ? `${Math.floor(number / 0x10000).toString(16)}:` : ''}${(number % 0x10000).toString(16)}`;

function shuffle(items: string[], random: (below: number) => number): string[] {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = random(last + 1);
    [items[last], items[other]] = [items[other]!, items[last]!];
  }
  return items;
}
