/** Which of two versions is the newer, as far as their names tell. */

/** How one version stands to another: newer, older, the same, another of which neither can be said, or not known. */
export type Relation = 'same' | 'ahead' | 'behind' | 'different' | 'unknown';

/** Tags that are moved from one image to another: that two are the same says nothing. */
const MOVING = /^(latest|stable|main|master|edge|nightly|dev|develop|snapshot)$/i;

export function relate(version: string | undefined, measure: string | undefined): Relation {
  if (version === undefined || measure === undefined) return 'unknown';
  if (MOVING.test(version) || MOVING.test(measure)) return 'unknown';
  if (version === measure) return 'same';
  const order = compareVersions(version, measure);
  if (order === undefined) return 'different';
  return order === 0 ? 'same' : order > 0 ? 'ahead' : 'behind';
}

/** Stages before a release, the earliest first; Semantic Versioning's order by letters puts `snapshot` after `rc`. */
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
  /** Place in {@link STAGES}; after all of them for what is released. */
  stage: number;
  /** What follows, without figures: only where it is the same are the figures compared. */
  words: string;
  /** Figures of what follows. */
  figures: string[];
}

/** `v2.16.0-rc.1`: a core of figures, and whatever follows a separator. `3f2a1b9` is none: it is a hash. */
const SHAPE =
  /^v?([0-9]{1,30}(?:\.[0-9]{1,30}){0,9})(?:[-._~]?([a-z][^+]*|(?<=[-_~])[0-9][^+]*))?(?:\+.*)?$/i;

/** Of a commit or an image. Figures alone are a date or the number of a build. */
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
 * Negative, zero or positive as the first is older, the same or newer; undefined where nobody can say. The figures
 * decide, and where they are the same, what follows: a stage before a release is older than the release, and of like
 * words the greater figure is newer. Build metadata (`+…`) does not count.
 * Source: semver.org, items 9 to 11, and what image tags have in its place.
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
