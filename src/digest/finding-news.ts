/** New findings, findings that came and went, and resolved findings. Pure. */
import { isBeatTrouble } from '../history/day/beats.ts';
import { isLoud } from '../history/day/finding-day.ts';
import type { Cut } from '../history/day/cut.ts';
import type { Slice } from '../history/day/slice.ts';
import type { Stretch } from '../history/day/track.ts';
import { overlaps, type TimeStretch } from '../history/overlaps.ts';
import { measure, type DurationRange } from '../history/period/duration-range.ts';
import { clip, join, uncapitalize } from '../model/english.ts';
import { findingKey } from '../model/findings/finding-key.ts';
import { withoutAge } from '../model/findings/container-end.ts';
import { formatObject, objectKey } from '../model/object-ref.ts';
import { compareSeverities } from '../model/findings/fold-consequences.ts';
import { formatLasted, isOneSnapshot } from '../words/history.ts';
import type { Item, ItemMark, Section } from './digest.ts';
import { findingFragment, showing } from './evidence.ts';
import type { ClusterFacts } from './facts.ts';
import type { Incident } from './incidents.ts';
import type { LocalTimes } from './local-times.ts';
import { listRestarted } from './restart-news.ts';

type Finding = Slice['findings'][number];

const MARK_OF_SEVERITY: Record<Finding['severity'], ItemMark> = {
  failing: 'failing',
  degraded: 'degraded',
  advice: 'plain',
};

interface FindingSections {
  /**
   * Trouble that no workload tells, and that does harm to all, or was the trouble of its time: of the control plane, of an
   * entrance, of a node.
   */
  grave: Item[];
  /** The worst of them in a clause: `Service shop/web: service without ready endpoints, 1 h to 3 h`. */
  culprit?: string;
  /** New, and needs somebody. */
  fresh: Section;
  /** For whoever has time. */
  past: Section[];
}

/** Leaves out what incidents and nodes already tell, and what the config silences. */
export function describeFindings(
  facts: ClusterFacts,
  incidents: readonly Incident[],
  times: LocalTimes,
): FindingSections {
  const told = new Set(
    incidents.flatMap(({ workload, followers }) =>
      [workload, ...followers.map((one) => one.workload)].map((ref) => objectKey(ref)),
    ),
  );
  const restarted = new Set(listRestarted(facts).map(objectKey));
  const isTold = (finding: Finding) =>
    finding.severity === 'advice'
      ? OF_RESTARTS.has(finding.rule) && restarted.has(objectKey(finding))
      : told.has(objectKey(finding));
  const own = facts.slice.findings
    .filter((finding) => !isTold(finding) && !(finding.kind === 'Node' && OF_NODES.has(finding.rule)))
    .flatMap((finding) => followFinding(finding, facts, times))
    .sort((a, b) => b.harm - a.harm || compareSeverities(a.severity, b.severity) || a.at - b.at);
  // The workload's own line tells its deletion.
  const deleted = new Set(
    facts.slice.workloads
      .filter(({ comings }) => comings.some(({ what }) => what === 'deleted'))
      .map((workload) => formatObject(workload)),
  );
  const of = (news: News['news']) =>
    own
      .filter((one) => one.news === news && !(news === 'gone' && deleted.has(one.item.name ?? '')))
      .map(({ item }) => item);
  const isAlone = (one: News) =>
    !listWorse(one, own, incidents, facts).some((other) => one.spans.some((span) => overlaps(span, other)));
  const isGrave = (one: News) =>
    one.item.mark !== 'plain' &&
    (one.news === 'passed'
      ? one.harm > GRAVE || OF_LOSS.has(one.rule) || isAlone(one)
      : one.news === 'new' && one.harm > GRAVE);
  const graveNews = own.filter(isGrave);
  const grave = new Set(graveNews.map(({ item }) => item));
  const lesser = (news: News['news'], isAdvice: boolean) =>
    own
      .filter((one) => one.news === news && (one.severity === 'advice') === isAdvice && !grave.has(one.item))
      .map(({ item }) => item);
  return {
    grave: [...grave],
    ...(graveNews[0] && { culprit: graveNews[0].clause }),
    fresh: {
      ...{ id: 'new-findings', title: 'New, and needs somebody', items: lesser('new', false), more: 0 },
    },
    past: [
      { id: 'new-advice', title: 'New advice', items: lesser('new', true), more: 0 },
      {
        ...{ id: 'passed-findings', title: 'Came and went', more: 0 },
        items: of('passed').filter((item) => !grave.has(item)),
      },
      { id: 'resolved-findings', title: 'Resolved', items: of('resolved'), more: 0 },
      { id: 'gone-findings', title: 'Gone with what they were about', items: of('gone'), more: 0 },
    ],
  };
}

/**
 * Times of other trouble that does as much harm, and is told or was there before.
 * @param own the most harm first
 */
function listWorse(
  one: News,
  own: readonly News[],
  incidents: readonly Incident[],
  { slice }: ClusterFacts,
): TimeStretch[] {
  const fresh = new Set(own.map(({ key }) => key));
  return [
    ...incidents.flatMap(({ stretches }) => stretches),
    ...slice.nodes.flatMap(({ beats }) => beats.filter(({ beat }) => isBeatTrouble(beat))),
    ...own.slice(0, own.indexOf(one)).flatMap(({ spans }) => spans),
    ...slice.findings
      .filter((finding) => !fresh.has(keyOf(finding)) && (finding.harm ?? 0) >= one.harm)
      .flatMap(({ met }) => met.filter(isLoud)),
  ];
}

const keyOf = (finding: Finding) => findingKey(finding.rule, finding);

/** What is over, and not made good: messages that nobody could use are still to be sent again. */
const OF_LOSS = new Set(['dead-letters']);

/** More than the failure of an object that nobody calls. */
const GRAVE = 1;

/** What a node's own line tells. */
const OF_NODES = new Set(['node-not-ready', 'heartbeat-stale', 'node-restarted']);

/** Advice that only repeats what the restarts of a workload tell. */
const OF_RESTARTS = new Set(['restarts', 'oom-kill']);

/**
 * From before the day, and not over: the worst names, and how many more.
 * @param incidents those that no other line tells
 * @param told objects that have lines of their own
 */
export function describeOld(
  { slice, window }: Pick<ClusterFacts, 'slice' | 'window'>,
  incidents: readonly Incident[],
  told: ReadonlySet<string>,
): string | undefined {
  const findings = slice.findings
    .filter(({ severity, met }) => {
      const last = met.at(-1);
      return (
        severity !== 'advice' && last && isLoud(last) && last.to >= window.to && last.since < window.from
      );
    })
    .sort((a, b) => (b.harm ?? 0) - (a.harm ?? 0))
    .map(({ title, ...finding }) => [formatObject(finding), title] as const)
    .filter(([object]) => !told.has(object));
  // A finding says more than the state.
  const known = new Set(findings.map(([object]) => object));
  const states = incidents
    .map(({ workload, worst }) => [formatObject(workload), worst] as const)
    .filter(([object]) => !known.has(object));
  const old = [...states, ...findings];
  if (old.length === 0) return undefined;
  const named = old.slice(0, NAMED).map(([object, what]) => `${object} (${what})`);
  const more = old.length - named.length;
  return `From before this day, and not over: ${join(more > 0 ? [...named, `${more} more`] : named)}.`;
}

/** Findings that are named in one line. */
const NAMED = 2;

interface News {
  /** `gone`: its object was deleted, which resolves nothing. */
  news: 'new' | 'passed' | 'resolved' | 'gone';
  severity: Finding['severity'];
  /** Its worst harm; 0 for advice. */
  harm: number;
  at: number;
  item: Item;
  /** When it was trouble. */
  spans: readonly TimeStretch[];
  /** Of its finding. */
  key: string;
  rule: string;
  /** It in a clause. */
  clause: string;
}

function followFinding(finding: Finding, facts: ClusterFacts, times: LocalTimes): News[] {
  const { window } = facts;
  const met = finding.met.filter(finding.severity === 'advice' ? ({ silenced }) => !silenced : isLoud);
  const [first, last] = [met[0], met.at(-1)];
  if (!first || !last) return [];
  // An unseen begin or end is no news: nobody had looked.
  const isNew = first.since >= window.from && !first.atLeast;
  const isOver = last.to < window.to && !last.lost && !last.goesOn;
  const isPast = last.lapsed === true;
  // The past is told once, on the day when it happened. A state that goes on is told by another rule.
  if (isPast && !(isNew && finding.severity === 'advice')) return [];
  if (!isNew && !isOver) return [];
  // If another stretch begins where this one ends, the finding goes on: the config now silences it.
  if (isOver && finding.met.some(({ from, silenced }) => from === last.to && silenced)) return [];
  const name = formatObject(finding);
  const text = `${finding.title}: ${clip(isPast ? withoutAge(finding.what) : finding.what, 240)}`;
  const fragment = findingFragment(finding);
  const news = isOver && last.gone ? 'gone' : isNew ? (isOver && !isPast ? 'passed' : 'new') : 'resolved';
  const when = {
    new: isPast ? describePast(met, times) : `Since ${times.at(first.since)}.`,
    passed: `${met.length > 1 ? describeTimes(met, facts, times) : times.span({ from: first.since, to: last.to, lasted: measureMet(met, facts.looks) })}.`,
    resolved: `Over since ${times.at(last.to)}; it had begun ${first.atLeast ? 'before ' : ''}${times.at(first.since)}.`,
    gone: `Deleted by ${times.at(last.to)}; it had begun ${first.atLeast ? 'before ' : ''}${times.at(first.since)}.`,
  };
  return [
    {
      ...{ news, severity: finding.severity, at: first.since },
      harm: finding.severity === 'advice' ? 0 : (finding.harm ?? 0),
      spans: met,
      ...{ key: keyOf(finding), rule: finding.rule },
      clause: `${name}: ${uncapitalize(finding.title)}, ${formatLasted(measureMet(met, facts.looks))}`,
      item: {
        mark: news === 'gone' || news === 'resolved' ? 'plain' : MARK_OF_SEVERITY[finding.severity],
        name,
        text,
        detail: when[news],
        link:
          news === 'resolved' || news === 'gone'
            ? showing(facts, last.to, 'changes')
            : showing(facts, first.since, 'findings', fragment),
      },
    },
  ];
}

/** `By 10:15.`, `3 times, the first by 10:15 and the last by 16:00.` */
function describePast(met: Finding['met'], { at }: LocalTimes): string {
  const [first, last] = [at(met[0]!.since), at(met.at(-1)!.since)];
  return met.length === 1
    ? `By ${first}.`
    : `${met.length} times, the first by ${first} and the last by ${last}.`;
}

/** `10:00 to 20:15, 2 times, at least 30 min in all`. Only what was met counts. */
function describeTimes(met: Finding['met'], facts: ClusterFacts, { at }: LocalTimes): string {
  const lasted = measureMet(met, facts.looks);
  const all = isOneSnapshot(lasted) ? 'each in one snapshot' : `${formatLasted(lasted)} in all`;
  return `${at(met[0]!.since)} to ${at(met.at(-1)!.to)}, ${met.length} times, ${all}`;
}

/** How long a finding was met. The time in which it is over is no stretch of its own. */
function measureMet(met: Finding['met'], looks: readonly number[]): DurationRange {
  const track = met.flatMap((one) => {
    const over = { from: one.to, since: one.to, to: one.to };
    return one.lost || one.goesOn ? [one] : [one, over];
  });
  return measure<Cut<Stretch>>(track, (one) => met.includes(one), looks)!;
}
