/** New findings, findings that came and went, and resolved findings. Pure. */
import type { Slice } from '../history/day/slice.ts';
import { clip } from '../model/english.ts';
import { formatObject, objectKey } from '../model/object-ref.ts';
import type { Item, ItemMark, Section } from './digest.ts';
import { findingFragment, showing } from './evidence.ts';
import type { ClusterFacts } from './facts.ts';
import type { Incident } from './incidents.ts';
import type { LocalTimes } from './local-times.ts';

type Finding = Slice['findings'][number];

const SEVERITY = ['failing', 'degraded', 'advice'] as const;
const MARKS: Record<Finding['severity'], ItemMark> = {
  failing: 'failing',
  degraded: 'degraded',
  advice: 'plain',
};

/** Leaves out what incidents already tell, and what the config silences. */
export function describeFindings(
  facts: ClusterFacts,
  incidents: readonly Incident[],
  times: LocalTimes,
): Section[] {
  const told = new Set(incidents.map(({ workload }) => objectKey(workload)));
  const own = facts.slice.findings
    .filter((finding) => finding.severity === 'advice' || !told.has(objectKey(finding)))
    .flatMap((finding) => followFinding(finding, facts, times))
    .sort(
      (a, b) => b.harm - a.harm || SEVERITY.indexOf(a.severity) - SEVERITY.indexOf(b.severity) || a.at - b.at,
    );
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
  return [
    { id: 'new-findings', title: 'New findings', items: of('new'), more: 0 },
    { id: 'passed-findings', title: 'Came and went', items: of('passed'), more: 0 },
    { id: 'resolved-findings', title: 'Resolved', items: of('resolved'), more: 0 },
    { id: 'gone-findings', title: 'Gone with what they were about', items: of('gone'), more: 0 },
  ];
}

interface News {
  /** `gone`: its object was deleted, which resolves nothing. */
  news: 'new' | 'passed' | 'resolved' | 'gone';
  severity: Finding['severity'];
  /** Its worst harm; 0 for advice. */
  harm: number;
  at: number;
  item: Item;
}

function followFinding(finding: Finding, facts: ClusterFacts, times: LocalTimes): News[] {
  const { window } = facts;
  const met = finding.met.filter(({ silenced }) => !silenced);
  const [first, last] = [met[0], met.at(-1)];
  if (!first || !last) return [];
  // An unseen begin or end is no news: nobody had looked.
  const isNew = first.since >= window.from && !first.atLeast;
  const isOver = last.to < window.to && !last.lost && !last.goesOn;
  if (!isNew && !isOver) return [];
  // If another stretch begins where this one ends, the finding goes on: the config now silences it.
  if (isOver && finding.met.some(({ from }) => from === last.to)) return [];
  const name = formatObject(finding);
  const text = `${finding.title}: ${clip(finding.what, 240)}`;
  const fragment = findingFragment(finding);
  const news = isOver && last.gone ? 'gone' : isNew ? (isOver ? 'passed' : 'new') : 'resolved';
  const when = {
    new: `Since ${times.at(first.since)}.`,
    passed: `${times.span({ from: first.since, to: last.to })}${met.length > 1 ? `, ${met.length} times` : ''}.`,
    resolved: `Over since ${times.at(last.to)}; it had begun ${first.atLeast ? 'before ' : ''}${times.at(first.since)}.`,
    gone: `Deleted by ${times.at(last.to)}; it had begun ${first.atLeast ? 'before ' : ''}${times.at(first.since)}.`,
  };
  return [
    {
      ...{ news, severity: finding.severity, at: first.since },
      harm: finding.severity === 'advice' ? 0 : (finding.harm ?? 0),
      item: {
        mark: news === 'gone' ? 'plain' : isOver ? 'healthy' : MARKS[finding.severity],
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
