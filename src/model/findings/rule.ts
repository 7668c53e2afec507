/** The definition of a rule, and its input. */
import type { KindName } from '../../snapshots/kinds/kinds.ts';
import type { Finding, Judged, ObjectRef, Severity } from '../report.ts';
import type { Facts, SharedCause } from './facts.ts';

/** Largest number of characters that a finding tells of a text of the cluster. */
export const LONGEST_CLAUSE = 240;

/** When findings about a pod are milder. */
export const MILDER = 'degraded while other pods of the workload are ready';

export interface Rule {
  /** Silences and readers' links use it: it never changes. */
  id: string;
  severity: Severity;
  /** When a finding is milder. */
  milder?: string;
  title: string;
  /** What it judges, in one sentence. */
  judges: string;
  why: string;
  advice: string;
  /** Its limits, each with its reason. */
  limits?: readonly string[];
  /** Kinds that it reads: if one was not completely seen, the rule is listed as not checked everywhere. */
  needs: readonly KindName[];
  /** The kinds that an object of one kind needs, if these are fewer. */
  needsFor?: (kind: string) => readonly KindName[];
  /** The same in words, for the documentation; absent: the kinds' names. */
  reads?: string;
  /** Another reason why it cannot judge. */
  isBlind?: (facts: Facts) => boolean;
  /**
   * Its advice tells what happened, for a while, and is no state. It ends since time passes, or since the remains are
   * cleaned up: nothing is resolved by that.
   */
  isPast?: true;
  /** As time passes, its finding goes on as one of these rules' findings about the same object. */
  becomes?: readonly string[];
  /** Rules that can explain this one: its finding is then told with theirs. */
  foldsInto?: readonly string[];
  /** The lead's words after the name of its object, and after several names: `is out of memory`. */
  says?: readonly [one: string, many: string];
  /** The same after names of pods, if `says` speaks of a workload's pods. */
  saysOfPods?: readonly [one: string, many: string];
  /**
   * The same without names, if the object alone says little. `what`: use the findings' own clause. `object`: use it
   * after the object's kind and name.
   */
  headline?: 'what' | 'object' | readonly [one: string, many: string];
  /** It affects the whole cluster. */
  ofCluster?: true;
  /** What would help, if many objects share its cause: `a node more would help`. */
  helps?: string;
  /** @param told rows whose trouble earlier rules have told */
  find: (facts: Facts, told: ReadonlySet<Judged>) => Iterable<Found>;
}

/** An object for which a rule fired. */
export interface Found {
  object: Finding['object'];
  what: string;
  /** The same as the continuation of another finding's sentence. */
  inShort?: string;
  /** If it is milder than the rule. */
  severity?: Severity;
  command?: string;
  /** All evidence, the most telling first. */
  evidence?: FindingEvidence[];
  since?: string;
  /** What findings with one cause share; by default `what` without names and numbers. */
  cause?: string;
  /** The cause in words, without details of this object; by default `what`. */
  causeText?: string;
  /** The wider cause, if messages only name a part of it. */
  shared?: SharedCause;
  /** The object that causes the trouble, if its messages name one: a Secret, a quota. */
  causeObject?: ObjectRef;
  /** Rows of the tables whose trouble this tells. */
  rows?: readonly Judged[];
  /** Other objects whose trouble follows. */
  victims?: readonly ObjectRef[];
  /** Objects whose findings may explain it, see {@link Rule.foldsInto}; by default its own object. */
  because?: readonly ObjectRef[];
}

export type FindingEvidence = Finding['evidence'][number];
