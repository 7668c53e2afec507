import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FIELDS, fieldNames, openDeployment, type Field } from '../../../test/field-manager.ts';
import { snapshotOf } from '../../../test/snapshot-of.ts';
import { buildReport } from '../../model/build/build-report.ts';
import type { Mark } from '../../snapshots/schema.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { diff } from './diff.ts';
import { formatPath } from './field-path.ts';

const stamp = (second: number) =>
  new Date(Date.UTC(2026, 10, 22, 7, 0, second)).toISOString().replace('.000', '');
const PATHS = Object.fromEntries(
  fieldNames.map((field) => [field, formatPath(FIELDS[field].steps).replace(/\.(app|side)\./, '[$1].')]),
) as Record<Field, string>;

/** An actor writes some of its fields. */
interface Act {
  actor: keyof typeof ACTORS;
  value: number;
  pick: number;
}
type Deployment = ReturnType<typeof openDeployment>;

/** Each writes one or more fields, and says which it changed. */
const ACTORS = {
  'kubectl-client-side-apply': (web, value, pick, time) =>
    web.update(
      'kubectl-client-side-apply',
      { ...(pick % 3 === 0 ? { env: value } : { image: value }), note: value },
      time,
    ),
  kubectl: (web, value, pick, time) =>
    web.apply('kubectl', { cpu: value, ...(pick % 2 === 0 && { grace: 30 + (pick % 4) }) }, time),
  'argocd-controller': (web, value, pick, time) =>
    web.apply('argocd-controller', { image: value, sidecar: 1 + (pick % 2), label: 1 + (pick % 3) }, time),
  'kubectl-edit': (web, value, pick, time) =>
    web.update('kubectl-edit', { [fieldNames[pick % fieldNames.length]!]: value }, time),
  'kubectl-patch': (web, _, pick, time) =>
    web.update('kubectl-patch', { [pick % 2 === 0 ? 'grace' : 'ready']: undefined }, time),
  'kubectl-scale': (web, value, _, time) => web.update('kubectl-scale', { replicas: value }, time, 'scale'),
  'kube-controller-manager': (web, value, _, time) =>
    web.update('kube-controller-manager', { replicas: value }, time, 'scale'),
  helm: (web, value, pick, time) =>
    web.update('helm', { image: value, sidecar: value, ready: pick % 5, label: pick % 4 }, time),
} as const satisfies Record<string, (web: Deployment, value: number, pick: number, time: string) => Field[]>;

const act: fc.Arbitrary<Act> = fc.record({
  actor: fc.constantFrom(...(Object.keys(ACTORS) as Act['actor'][])),
  value: fc.integer({ min: 1, max: 4 }),
  pick: fc.nat({ max: 100 }),
});

const observe = (
  object: ObjectOf<'Deployment'>,
  time: string,
  more: Parameters<typeof snapshotOf>[1] = {},
) => {
  const snapshot = snapshotOf({ Deployment: [object] }, { time, ...more });
  return { snapshot, report: buildReport(snapshot) };
};

/** What is told of each field that changed in the minute of these acts, and what is true. */
function tell(earlier: readonly Act[], acts: readonly Act[]) {
  const web = openDeployment();
  for (const { actor, value, pick } of earlier) ACTORS[actor](web, value, pick, stamp(0));
  const before = observe(web.keep(), stamp(60));
  const label = web.value('label');
  const truth = new Map<Field, { actor: string; time: string }>();
  for (const [index, { actor, value, pick }] of acts.entries()) {
    const time = stamp(61 + index);
    for (const field of ACTORS[actor](web, value, pick, time)) truth.set(field, { actor, time });
  }
  // A known gap: nobody sees a label that changed and changed back.
  if (truth.has('label') && web.value('label') === label) return [];
  const { objects } = diff(before, observe(web.keep(), stamp(120)));
  const fields = objects.flatMap((object) => object.fields);
  return [...truth].flatMap(([field, { actor, time }]) => {
    const change = fields.find(({ steps }) => formatPath(steps) === PATHS[field]);
    return change ? [{ field, actor, time, by: change.by, isGone: change.after === undefined }] : [];
  });
}

describe('who changed a field', () => {
  test('whoever writes whatever: nobody is named who did not do it, and no second is wrong', () => {
    let named = 0;
    fc.assert(
      fc.property(
        fc.array(act, { maxLength: 6 }),
        fc.array(act, { minLength: 1, maxLength: 4 }),
        (earlier, acts) => {
          for (const { actor, time, by } of tell(earlier, acts)) {
            if (!by) continue;
            named += 1;
            expect(by.manager).toBe(actor);
            if (by.latest) expect(by.time >= time).toBe(true);
            else expect(by.time).toBe(time);
          }
        },
      ),
      { numRuns: 400 },
    );
    expect(named).toBeGreaterThan(150);
  });

  const onlyEdit = (server: [before: string, after: string], marks?: Mark[]) => {
    const web = openDeployment();
    ACTORS['argocd-controller'](web, 1, 0, stamp(0));
    ACTORS['kubectl-edit'](web, 2, 0, stamp(1));
    const earlier = web.keep();
    ACTORS['kubectl-edit'](web, 3, 0, stamp(70));
    const before = observe(earlier, stamp(60), { server: { version: server[0], ready: true } });
    const after = observe(web.keep(), stamp(120), {
      server: { version: server[1], ready: true },
      ...(marks && { marks }),
    });
    return diff(before, after).objects.flatMap(({ fields }) => fields.map(({ by }) => by?.manager));
  };

  test('an old API server tells less, and so does a clock that lies', () => {
    expect(onlyEdit(['v1.34.1', 'v1.34.1'])).toEqual(['kubectl-edit']);
    // It owned the image before: an old server would not have moved its time.
    expect(onlyEdit(['v1.25.3', 'v1.25.3'])).toEqual([undefined]);
    expect(onlyEdit(['v1.25.3', 'v1.26.0'])).toEqual([undefined]);
    expect(onlyEdit(['v1.34.1', 'v1.34.1'], ['backwards'])).toEqual([undefined]);
  });

  test('of 200 changes by six actors, at least 95 % have their actor and their second', () => {
    const six = [
      'kubectl-client-side-apply',
      'kubectl',
      'argocd-controller',
      'kubectl-edit',
      'kubectl-scale',
    ];
    const actors = [...six, 'kube-controller-manager'] as Act['actor'][];
    // Each has written before, as in a cluster that has run for some time.
    const earlier = [...actors, 'kubectl', 'argocd-controller'].map((actor) => ({
      actor,
      value: 1,
      pick: 6,
    })) as Act[];
    const told = Array.from({ length: 400 }, (_, turn) =>
      tell(earlier, [{ actor: actors[turn % 6]!, value: 2 + (turn % 3), pick: 6 * (turn + 1) }]),
    );
    const changes = told
      .flat()
      .filter(({ isGone }) => !isGone)
      .slice(0, 200);
    expect(changes).toHaveLength(200);
    const right = changes.filter(
      ({ actor, time, by }) => by?.manager === actor && by.time === time && !by.latest,
    );
    expect(right.length).toBeGreaterThanOrEqual(190);
  });
});
