/** The findings on a page of changes: new, resolved, and those of which nobody can tell. */
import type { Change } from '../../history/diff/change.ts';
import type { Finding, State } from '../../model/report.ts';
import { sideNames } from './change-words.ts';
import {
  cut,
  stateMark,
  toNamed,
  type ChangesPage,
  type ChangedFindings,
  type Surroundings,
} from './page-shapes.ts';

export function findingsOf(change: Change, around: Surroundings): Pick<ChangesPage, 'findings'> {
  const { findings, across } = change;
  const names = sideNames(change);
  const group = (title: string, all: readonly Finding[], mark?: State | 'gone'): ChangedFindings[] =>
    all.length === 0
      ? []
      : [
          {
            title,
            ...cut(all, around.limits.findings, (shown) => ({
              rows: shown.map((finding) => ({
                mark: mark
                  ? mark === 'gone'
                    ? { state: 'normal' as const, word: 'Gone' }
                    : stateMark(mark)
                  : finding.severity === 'advice'
                    ? { state: 'normal' as const, word: 'Advice' }
                    : stateMark(finding.severity),
                title: finding.title,
                // There is no row for another cluster's object.
                object: toNamed(finding.object, around, across && title !== added),
                what: finding.what,
              })),
            })),
          },
        ];
  const added = across ? `Only in ${names[1]}` : 'New';
  const groups = [
    ...group(added, findings.new),
    ...group(across ? `Only in ${names[0]}` : 'Resolved', findings.resolved, across ? undefined : 'healthy'),
    ...group('Gone with what they were about', findings.gone, 'gone'),
    ...group('Cannot be told', findings.unknown, 'unknown'),
  ];
  return groups.length > 0 ? { findings: { href: around.findings, groups } } : {};
}
