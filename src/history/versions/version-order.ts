/** Which of two versions is newer, as far as their names tell. */

/** How one version compares with another: newer, older, the same, different without an order, or unknown. */
export type Relation = 'same' | 'ahead' | 'behind' | 'different' | 'unknown';

/** Tags that move from one image to another: equal tags mean nothing. */
const MOVING = /^(latest|stable|main|master|edge|nightly|dev|develop|snapshot)$/i;

export function relate(version: string | undefined, measure: string | undefined): Relation {
  if (version === undefined || measure === undefined) return 'unknown';
  if (MOVING.test(version) || MOVING.test(measure)) return 'unknown';
  if (version === measure) return 'same';
  const order = compareVersions(version, measure);
  if (order === undefined) return 'different';
  return order === 0 ? 'same' : order > 0 ? 'ahead' : 'behind';
}

/**
 * Stages before a release, the earliest first. Semantic Versioning's alphabetical order would put `snapshot` after
 * `rc`.
 */
const STAGES = [
  ['dev', 'snapshot', 'nightly'],
  ['alpha', 'a'],
  ['beta', 'b'],
  ['m', 'milestone', 'pre', 'preview', 'canary'],
  ['rc', 'cr', 'c'],
];

interface Version {
  /** `[2, 16, 0]` */
  core: string[];
  /** Index in {@link STAGES}; after all of them for a release. */
  stage: number;
  /** The rest without its numbers: numbers are only compared if this is equal. */
  words: string;
  /** Numbers of the rest. */
  figures: string[];
}

/** `v2.16.0-rc.1`: a core of numbers, and anything after a separator. `3f2a1b9` is not a version but a hash. */
const SHAPE =
  /^v?([0-9]{1,30}(?:\.[0-9]{1,30}){0,9})(?:[-._~]?([a-z][^+]*|(?<=[-_~])[0-9][^+]*))?(?:\+.*)?$/i;

/** A hash of a commit or an image. Digits alone are a date or a build number. */
const HASH = /^(?=[0-9]*[a-f])[0-9a-f]{7,64}$/i;

function parse(text: string): Version | undefined {
  const [whole, core = '', rest = ''] = SHAPE.exec(text) ?? [];
  if (whole === undefined || HASH.test(text)) return undefined;
  const word = /^[a-z]+/i.exec(rest)?.[0].toLowerCase() ?? '';
  const stage = STAGES.findIndex((words) => words.includes(word));
  return {
    core: core.split('.'),
    stage: stage === -1 ? STAGES.length : stage,
    words: rest.toLowerCase().replace(/[0-9]+/g, '#'),
    figures: rest.match(/[0-9]+/g) ?? [],
  };
}

/**
 * Negative, zero or positive as the first is older, the same or newer; undefined if unknown. The numbers decide, then
 * the rest. A stage before a release is older than the release. With equal words, the larger number is newer. Build
 * metadata (`+…`) does not count. Source: semver.org, items 9 to 11, and the customs of image tags.
 */
export function compareVersions(a: string, b: string): number | undefined {
  const [one, other] = [parse(a), parse(b)];
  if (!one || !other) return undefined;
  const core = compareFigures(one.core, other.core);
  if (core !== 0) return core;
  if (one.words === other.words) return compareFigures(one.figures, other.figures);
  return one.stage === other.stage ? undefined : one.stage - other.stage;
}

function compareFigures(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const order = compareNumbers(a[index] ?? '0', b[index] ?? '0');
    if (order !== 0) return order;
  }
  return 0;
}

/** Whole numbers of any length. */
function compareNumbers(a: string, b: string): number {
  const [one, other] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  if (one.length !== other.length) return one.length - other.length;
  return one < other ? -1 : one > other ? 1 : 0;
}
