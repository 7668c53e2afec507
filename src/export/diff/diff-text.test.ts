import { describe, expect, test } from 'vitest';
import { before as earlier, object, snapshotOf } from '../../../test/snapshot-of.ts';
import { diff } from '../../history/diff/diff.ts';
import { buildReport } from '../../model/build/build-report.ts';
import { renderDiffJson } from './diff-json.ts';
import { renderDiffMarkdown } from './diff-markdown.ts';
import { renderDiffText } from './diff-text.ts';
import { onlyKind } from './only-kind.ts';

const HOSTILE = 'ev\u001b[31mil\u202e <b>`x` [link](http://evil) | *';

function changeOf(before: string, after: string) {
  const of = (value: string, seconds: number) => {
    const service = object('Service', 'web', { spec: { externalName: value } });
    const snapshot = snapshotOf({ Service: [service] }, { time: earlier(seconds) });
    return { snapshot, report: buildReport(snapshot) };
  };
  return diff(of(before, 900), of(after, 0));
}

const textOf = (change: ReturnType<typeof changeOf>, width = Infinity) =>
  renderDiffText(change, width).map((line) =>
    line
      .map(({ text }) => text)
      .join('')
      .trimEnd(),
  );

describe('a change in text', () => {
  test('begins with counts, and shows each field with what it was and is', () => {
    const lines = textOf(changeOf('a.example', 'b.example'));
    expect(lines.slice(0, 2)).toEqual(
      ['test No. 1 → No. 1, 15\u00a0min later', '  2026-11-22 07:00:00 → 07:15:00 UTC'].map((line) =>
        line.trim(),
      ),
    );
    expect(lines).toContain('Objects, 1 → 1: 1 changed.');
    expect(lines).toContain('  ~ changed Service shop/web');
    expect(lines).toContain('      spec.externalName: a.example → b.example');
  });

  test('breaks between words, and never shows a control character', () => {
    const lines = textOf(changeOf('a', `${HOSTILE} ${'word '.repeat(20)}`), 60);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(60);
    // eslint-disable-next-line no-control-regex -- these are the point
    expect(lines.join('\n')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(lines.join(' ')).toContain('\\u001b[31mil\\u202e');
  });
});

test('a workload that was made anew with its version has that version as before', () => {
  const of = (uid: string, seconds: number) => {
    const labels = { 'app.kubernetes.io/version': '1.4' };
    const snapshot = snapshotOf(
      {
        Deployment: [
          object('Deployment', 'web', {
            metadata: { uid, labels },
            spec: { template: { spec: { containers: [{ name: 'app', image: 'registry/web:1.4' }] } } },
          }),
        ],
      },
      { time: earlier(seconds) },
    );
    return { snapshot, report: buildReport(snapshot) };
  };
  const text = textOf(diff(of('a', 900), of('b', 0))).join('\n');
  expect(text).toContain('deleted and created anew, 1.4 as before');
});

test('Markdown holds cluster text as text', () => {
  const text = renderDiffMarkdown(changeOf('a', HOSTILE));
  expect(text).toContain('`` ev\\u001b[31mil\\u202e <b>`x` [link](http://evil) | * ``');
  expect(text).toContain('- changed **Service shop/web**');
});

test('JSON has the paths as text, and can be read back', () => {
  const json = JSON.parse(renderDiffJson(changeOf('a', HOSTILE))) as { objects: { fields: unknown[] }[] };
  expect(json.objects[0]?.fields).toEqual([{ path: 'spec.externalName', before: 'a', after: HOSTILE }]);
});

test('one kind alone is told object by object', () => {
  const change = changeOf('a', 'b');
  expect(onlyKind(change, 'Service').objects).toHaveLength(1);
  expect(onlyKind(change, 'Pod').objects).toEqual([]);
});
