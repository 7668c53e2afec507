/** Replaces names by other names: equal for equal names, and impossible to trace back. */
import { randomBytes, randomInt } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { openDictionary } from './dictionary.ts';
import type { ReplacedClass } from './name-places.ts';
import { toOtherIdentity } from './identities.ts';
import type { NameClass } from './profile.ts';

export interface Pseudonym {
  class: NameClass;
  original: string;
  pseudonym: string;
}

export interface Pseudonyms {
  /** The pseudonym of a name. Before `settle`, only notes that the name needs a pseudonym. */
  of: (kind: ReplacedClass, original: string) => string;
  /**
   * Gives every noted name its pseudonym, in random order. Names are noted in alphabetical order, so numbers in that
   * order would reveal their sequence.
   */
  settle: () => void;
  /** All names that were noted, by class. */
  noted: () => Pseudonym[];
  /** All pseudonyms that stand in the copy, by class. */
  used: () => Pseudonym[];
  /** What a later copy needs to have the same pseudonyms. */
  mapping: () => Mapping;
}

/** What makes the pseudonyms of a copy. A second copy with the same gets the same. */
export interface Mapping {
  /** Makes UIDs and digests. */
  key: string;
  pseudonyms: readonly Pseudonym[];
}

export interface PseudonymOptions {
  /** Of an earlier copy: this copy can be joined with it. */
  mapping?: Mapping;
  /** A whole number below another; random by default. */
  random?: (below: number) => number;
}

export function openPseudonyms({ mapping, random = randomInt }: PseudonymOptions = {}): Pseudonyms {
  const key = mapping?.key ?? randomBytes(16).toString('hex');
  const noted = new Map<NameClass, Set<string>>();
  const given = new Map<string, string>();
  const used = new Set<string>();
  const taken = new Set<string>();
  let settled = false;
  const keyOf = (kind: NameClass, original: string) => `${kind} ${original}`;
  for (const { class: kind, original, pseudonym } of mapping?.pseudonyms ?? []) {
    given.set(keyOf(kind, original), pseudonym);
    taken.add(pseudonym);
  }

  /** Whether a name to be hidden is a part of a pseudonym: a node `host-1` of `host-1.example`. */
  let showsName: (name: string) => boolean = () => false;

  const give = (kind: NameClass, original: string, count: { value: number }) => {
    const toName = formOf(kind, original);
    let name: string;
    do {
      count.value += 1;
      name = toName(count.value);
    } while (taken.has(name) || showsName(name));
    given.set(keyOf(kind, original), name);
    return name;
  };

  const counts = new Map<NameClass, { value: number }>();
  const countOf = (kind: NameClass) => {
    const count = counts.get(kind) ?? { value: 0 };
    counts.set(kind, count);
    return count;
  };
  const note = (kind: NameClass, original: string) => {
    const known = noted.get(kind) ?? new Set();
    noted.set(kind, known.add(original));
    taken.add(original);
  };
  const list = (wanted: (id: string) => boolean) =>
    [...noted].flatMap(([kind, originals]) =>
      [...originals].flatMap((original) => {
        const id = keyOf(kind, original);
        return wanted(id) ? [{ class: kind, original, pseudonym: given.get(id) ?? original }] : [];
      }),
    );

  return {
    of(kind, original) {
      if (kind === 'identity') return toOtherIdentity(key, original);
      const id = keyOf(kind, original);
      if (!settled) {
        note(kind, original);
        return given.get(id) ?? original;
      }
      used.add(id);
      if (!given.has(id)) note(kind, original);
      return given.get(id) ?? give(kind, original, countOf(kind));
    },
    settle() {
      showsName = openShowsName(list(() => true));
      for (const [kind, originals] of noted) {
        const fresh = [...originals].filter((original) => !given.has(keyOf(kind, original)));
        for (const original of shuffle(fresh, random)) give(kind, original, countOf(kind));
      }
      settled = true;
    },
    noted: () => list(() => true),
    used: () => list((id) => used.has(id)),
    mapping: () => ({
      key,
      pseudonyms: mergePseudonyms(
        mapping?.pseudonyms ?? [],
        list((id) => used.has(id)),
      ),
    }),
  };
}

/** Such as no copy needs: what is in these pseudonyms is in all of their class. */
const NO_NUMBER = 99_999_999;

function openShowsName(noted: readonly Pseudonym[]): (name: string) => boolean {
  const usual = noted.map(({ class: kind, original }) => formOf(kind, original)(NO_NUMBER));
  let names = noted
    .filter(isSearched)
    .map(({ class: kind, original }) => ({ class: kind, text: original, of: original }));
  for (;;) {
    const find = openDictionary(names);
    const everywhere = new Set(
      [...new Set(usual)].flatMap((name) => find(name).map(({ original }) => original)),
    );
    if (everywhere.size === 0) return (name) => find(name).length > 0;
    // No number helps. The last check refuses the fields.
    names = names.filter(({ text }) => !everywhere.has(text));
  }
}

const SEARCHED: ReadonlySet<NameClass> = new Set([
  ...(['node', 'ip', 'host', 'person', 'registry', 'repository', 'cloud'] as const),
]);

/**
 * Whether the last check searches for a name. Common words of pages cannot be told from names. A registry of one word is
 * hidden in images only.
 */
export const isSearched = ({ class: kind, original }: Pseudonym) =>
  SEARCHED.has(kind) &&
  original.length >= 5 &&
  /[\d.]/.test(original) &&
  (kind !== 'registry' || /[.:/]/.test(original));

const mergePseudonyms = (before: readonly Pseudonym[], now: readonly Pseudonym[]): Pseudonym[] => [
  ...new Map([...before, ...now].map((one) => [`${one.class} ${one.original}`, one])).values(),
];

/** Valid in its context: in a URL, as an address, as a label's key. */
function formOf(kind: NameClass, original: string): (number: number) => string {
  if (kind === 'ip' && isIPv6(original)) return toAddress6;
  if (kind === 'person' && !original.includes('@')) return (number) => `person-${number}`;
  return NAMES[kind];
}

const NAMES: Record<NameClass, (number: number) => string> = {
  cluster: (number) => `cluster-${number}`,
  node: (number) => `node-${number}`,
  ip: toAddress4,
  host: (number) => `host-${number}.example`,
  registry: (number) => `registry-${number}.example`,
  repository: (number) => `repository-${number}`,
  cloud: (number) => `cloud-${number}`,
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
