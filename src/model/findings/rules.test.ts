import { describe, expect, test } from 'vitest';
import type { Case } from '../../../test/finding-cases/case.ts';
import { elasticsearchCases } from '../../../test/finding-cases/elasticsearch.ts';
import { httpCases } from '../../../test/finding-cases/http.ts';
import { customCases } from '../../../test/finding-cases/custom.ts';
import { deletionCases } from '../../../test/finding-cases/deletion.ts';
import { networkCases, storageCases } from '../../../test/finding-cases/network.ts';
import { clusterCases, nodeCases } from '../../../test/finding-cases/nodes.ts';
import { podCases } from '../../../test/finding-cases/pods.ts';
import { rabbitmqCases } from '../../../test/finding-cases/rabbitmq.ts';
import { scalingCases } from '../../../test/finding-cases/scaling.ts';
import { restCases, spreadCases, versionCases } from '../../../test/finding-cases/spread.ts';
import { batchCases, workloadCases } from '../../../test/finding-cases/workloads.ts';
import type { KindName } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import { buildReport } from '../build/build-report.ts';
import { objectPath } from '../object-ref.ts';
import type { Finding } from '../report.ts';
import { rules } from './rules.ts';

const cases: Record<string, Case> = {
  ...clusterCases,
  ...nodeCases,
  ...storageCases,
  ...customCases,
  ...elasticsearchCases,
  ...httpCases,
  ...deletionCases,
  ...podCases,
  ...workloadCases,
  ...batchCases,
  ...scalingCases,
  ...networkCases,
  ...spreadCases,
  ...versionCases,
  ...restCases,
  ...rabbitmqCases,
};

const found = (snapshot: Snapshot, id: string) =>
  buildReport(snapshot).findings.filter(({ rule }) => rule === id);

/** The same with some kinds forbidden. */
function without(snapshot: Snapshot, kinds: readonly KindName[]): Snapshot {
  const { meta, objects } = snapshot;
  return {
    meta: {
      ...meta,
      coverage: [
        ...meta.coverage.filter(({ kind }) => !(kinds as readonly string[]).includes(kind)),
        ...kinds.map((kind) => ({ ...meta.coverage[0]!, kind, state: 'forbidden' as const })),
      ],
    },
    objects: { ...objects, ...Object.fromEntries(kinds.map((kind) => [kind, []])) },
  };
}

const toText = ({ evidence, command, severity, what, since, objects }: Finding) => ({
  ...{ severity, what, since, objects, command },
  evidence: evidence.map(({ object, text }) => `${objectPath(object)}: ${text}`),
});

test('every rule has its cases', () => {
  expect(Object.keys(cases).sort()).toEqual(rules.map(({ id }) => id).sort());
});

describe.each(Object.entries(cases))('%s', (id, { fires, about, finding, quiet }) => {
  const rule = rules.find((candidate) => candidate.id === id);

  test('fires', () => {
    const all = found(fires, id);
    expect(all.map(({ object }) => objectPath(object))).toEqual([about]);
    const { what } = finding;
    const expected = {
      ...finding,
      what: typeof what === 'string' ? what : (expect.stringMatching(what) as unknown),
    };
    expect(all.map(toText)).toMatchObject([expected]);
    expect(buildReport(fires).unchecked.map((entry) => entry.rule)).not.toContain(id);
  });

  test.each(Object.entries(quiet))('does not fire: %s', (_, snapshot) => {
    expect(found(snapshot, id)).toEqual([]);
  });

  test.each(rule?.needs ?? [])('counts as not checked where %ss were not seen', (kind) => {
    const report = buildReport(without(fires, [kind]));
    expect(report.unchecked).toContainEqual({ rule: id, title: rule?.title });
  });

  test('finds nothing in what was not seen', () => {
    const blind = without(fires, rule?.needs ?? []);
    if (rule?.needs.length) expect(found(blind, id)).toEqual([]);
  });
});
