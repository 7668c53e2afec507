/** Decides what the findings page shows at length, what in tables, and what only the CSV has. Pure. */
import { rules } from '../../model/findings/rules.ts';
import type { Finding, Report } from '../../model/report.ts';
import { compareText } from '../../model/state.ts';
import { formatUnseen } from '../tables/unseen.ts';

/** Number of articles on one page: after so many, a reader has seen the problem. */
const MOST_ARTICLES = 40;
/** Number of rows in all tables of the page. */
const MOST_ROWS = 450;
/** Every table has at least this many rows. */
const LEAST_ROWS = 10;

/** Findings of one rule, or silenced for one reason. */
export interface FindingGroup {
  /** Identifies the group within the page. */
  key: string;
  title: string;
  findings: Finding[];
  /** Number of findings that are not shown. */
  left: number;
}

export interface FindingsPage {
  /** Failing and degraded findings, at length. */
  articles: Finding[];
  /** Further failing and degraded findings, by rule. */
  more: FindingGroup[];
  advice: FindingGroup[];
  /** Silenced findings, by reason. */
  silenced: FindingGroup[];
  /** Rules that could not be checked everywhere, each with the kinds that were not completely seen. */
  unchecked: { rule: string; title: string; unseen: string[] }[];
}

export function buildFindingsPage({ meta, findings, silenced, unchecked, unseen }: Report): FindingsPage {
  const trouble = findings.filter(({ severity }) => severity !== 'advice');
  const advice = findings.filter(({ severity }) => severity === 'advice');
  const byRule = (section: string, list: readonly Finding[]) =>
    group(list, ({ rule }) => rule).map(([rule, own]) => ({
      key: `${section}-${rule}`,
      title: own[0]?.title ?? rule,
      own,
    }));
  const sections = {
    more: byRule('more', trouble.slice(MOST_ARTICLES)),
    advice: byRule('advice', advice),
    silenced: group(silenced, ({ silence = '' }) => silence).map(([title, own], index) => ({
      key: `silence-${index + 1}`,
      ...{ title, own },
    })),
  };
  const tables = Object.values(sections).flat().length;
  const most = Math.max(LEAST_ROWS, Math.floor(MOST_ROWS / Math.max(1, tables)));
  const cut = (groups: { key: string; title: string; own: Finding[] }[]): FindingGroup[] =>
    groups.map(({ key, title, own }) => ({
      ...{ key, title },
      findings: own.slice(0, most),
      left: Math.max(0, own.length - most),
    }));
  const missing = new Map(unseen.map((coverage) => [coverage.kind, formatUnseen(coverage)]));
  const tried = new Set(meta.coverage.map(({ kind }) => kind));
  const whyUnseen = (kind: string) =>
    missing.get(kind) ??
    (tried.has(kind) ? [] : `${kind}: the Gazette that took this snapshot did not read it`);
  return {
    articles: trouble.slice(0, MOST_ARTICLES),
    more: cut(sections.more),
    advice: cut(sections.advice),
    silenced: cut(sections.silenced),
    unchecked: unchecked.map(({ rule, title }) => ({
      ...{ rule, title },
      unseen: rules
        .filter(({ id }) => id === rule)
        .flatMap(({ needs }) => needs.flatMap(whyUnseen))
        .sort(compareText),
    })),
  };
}

/** In the order of the first finding of each key. */
const group = (findings: readonly Finding[], keyOf: (finding: Finding) => string) => [
  ...Map.groupBy(findings, keyOf),
];
