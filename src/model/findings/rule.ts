/** What a rule of the table of findings is, and what it is given. */
import type { KindName } from '../../snapshots/kinds/kinds.ts';
import type { Finding, Judged, ObjectRef, Severity } from '../report.ts';
import type { Facts } from './facts.ts';

export interface Rule {
  /** Silences name it, and readers' links: it never changes. */
  id: string;
  severity: Severity;
  /** When a finding is milder than that. */
  milder?: string;
  title: string;
  /** What it judges: one sentence. */
  judges: string;
  why: string;
  advice: string;
  /** Its limits, each with its reason. */
  limits?: readonly string[];
  /** Kinds that it reads: where one was not wholly seen, the rule is listed as not, or not everywhere, checked. */
  needs: readonly KindName[];
  /** Those that an object of one kind rests on, where that is fewer. */
  needsFor?: (kind: string) => readonly KindName[];
  /** The same in words, for the documentation; absent: their names. */
  reads?: string;
  /** What else keeps it from judging at all. */
  isBlind?: (facts: Facts) => boolean;
  /** Rules whose findings explain those of this one: it is then told with them, and not by itself. */
  foldsInto?: readonly string[];
  /**
   * How the lead tells of one, and of several, where the state of no workload, node or bare pod does; `what`: its
   * findings' own clause says it all.
   */
  headline?: 'what' | readonly [one: string, many: string];
  /** What it finds concerns the whole cluster. */
  ofCluster?: true;
  /** What would help, where many objects share its cause: `a node more would help`. */
  helps?: string;
  /** @param told rows whose trouble the rules before it have told */
  find: (facts: Facts, told: ReadonlySet<Judged>) => Iterable<Found>;
}

/** One object that met a rule. */
export interface Found {
  object: Finding['object'];
  what: string;
  /** The same to go on with another finding's sentence. */
  inShort?: string;
  /** Where it is milder than the rule. */
  severity?: Severity;
  command?: string;
  /** All of it, the most telling first. */
  evidence?: FindingEvidence[];
  since?: string;
  /** What is the same in findings of one cause; absent means `what` without names and figures. */
  cause?: string;
  /** The cause in words, without what is of this object alone; absent means `what`. */
  causeText?: string;
  /** The object that its trouble comes from, where its messages name one: a Secret, a quota. */
  causeObject?: ObjectRef;
  /** Rows of the tables whose trouble this tells. */
  rows?: readonly Judged[];
  /** Other objects whose trouble follows from it. */
  victims?: readonly ObjectRef[];
  /** Objects whose findings may explain it, see {@link Rule.foldsInto}; absent means its own object. */
  because?: readonly ObjectRef[];
}

export type FindingEvidence = Finding['evidence'][number];
