/** What comparisons of two looks, and of two clusters, must and may tell. */
import { openObserver } from '../../src/days/observe.ts';
import { renderDiffMarkdown } from '../../src/export/diff/diff-markdown.ts';
import type { Cause } from '../../src/history/diff/change.ts';
import { diff } from '../../src/history/diff/diff.ts';
import { objectKey } from '../../src/model/object-ref.ts';
import { listPlaced } from '../../src/publish/plan-reviews.ts';
import type { Chronicle, Glance } from './chronicle.ts';
import { gazes, hasReplicas, isWithinGaze, nodeClassAt, restartsSeen, type Gaze } from './observable.ts';
import { countCommon, scenarioOf, shortTime, type Score } from './score.ts';
import type { Said } from './statements.ts';

/** What is judged of a cause, as `rollout Deployment/shop/web`; undefined for others. */
function lineOf(cause: Cause): string | undefined {
  if (cause.type === 'rollout' || cause.type === 'scaling')
    return `${cause.type} ${objectKey(cause.workload)}`;
  if (cause.type === 'workload' && cause.workload.kind !== 'Job')
    return `${cause.what} ${objectKey(cause.workload)}`;
  return cause.type === 'node' ? `node Node/${cause.node}` : undefined;
}

/** Of each look with the one before, and how often containers restarted. */
export function judgeComparisons(chronicle: Chronicle, { pairs }: Said, score: Score): void {
  const restarts = restartsSeen(chronicle);
  const numbers = new Map(gazes(chronicle).map((gaze) => [gaze.after.number, gaze]));
  for (const { before: number, after, causes } of pairs) {
    const gaze = numbers.get(after);
    if (gaze?.before.number !== number) continue;
    const { must, may } = expectedOfGaze(chronicle, gaze);
    const said = causes.flatMap((cause) => lineOf(cause) ?? []);
    const miss = (line: string, truth: string, told: string) => () => ({
      scenario: scenarioOf(line.slice(line.indexOf(' ') + 1)),
      truth: `${shortTime(gaze.before.at)} to ${shortTime(gaze.after.at)}: ${truth}`,
      said: told,
    });
    for (const line of said)
      score.tell(
        'comparisons',
        1,
        Number(must.has(line) || may.has(line)),
        miss(line, 'nothing of that', line),
      );
    for (const line of must)
      score.expect(
        'comparisons',
        1,
        Number(said.includes(line)),
        miss(line, line, said.join(', ') || 'nothing'),
      );
    // A pod goes once: with its node, in a rollout, or by itself.
    const gone = causes.flatMap((cause) =>
      cause.type === 'node'
        ? cause.moved.map(({ pod }) => pod)
        : cause.type === 'pods'
          ? cause.gone.map(({ pod }) => pod)
          : [],
    );
    const keys = gone.map(objectKey);
    score.tell(
      'comparisons',
      keys.length,
      new Set(keys).size,
      miss('x Pod/cluster/x', 'each pod goes once', keys.join(', ')),
    );
    for (const cause of causes.filter(({ type }) => type === 'restarts')) {
      if (cause.type !== 'restarts') continue;
      const [workload, { container, restarts: n }] = [objectKey(cause.workload), cause];
      const truth = restarts.filter(
        (one) =>
          one.gaze.after.at === gaze.after.at && one.workload === workload && one.container === container,
      );
      const [must0, all] = [
        truth.reduce((sum, one) => sum + one.must, 0),
        truth.reduce((sum, one) => sum + one.truth, 0),
      ];
      const told = `restarts ${workload}: ${n}`;
      score.tell(
        'comparisons',
        n,
        Math.min(n, all),
        miss(told.slice(0, told.indexOf(':')), `${all} restarts`, told),
      );
      score.expect(
        'comparisons',
        must0,
        Math.min(n, must0),
        miss(told.slice(0, told.indexOf(':')), `${must0} restarts`, told),
      );
    }
  }
}

/** What differs between two looks, or happened between them. */
function expectedOfGaze({ world }: Chronicle, gaze: Gaze): { must: Set<string>; may: Set<string> } {
  const { before, after } = gaze;
  const [must, may] = [new Set<string>(), new Set<string>()];
  for (const key of new Set([...before.workloads.keys(), ...after.workloads.keys()])) {
    const [was, is] = [before.workloads.get(key), after.workloads.get(key)];
    if (key.startsWith('Job/')) continue;
    // Versions that are objects of their own are told as a rollout.
    const isVersion = key.startsWith('ReplicationController/');
    if (was?.uid !== is?.uid)
      (isVersion ? may : must).add(`${!was ? 'added' : !is ? 'removed' : 'recreated'} ${key}`);
    else if (was?.hash !== is?.hash) must.add(`rollout ${key}`);
    // A DaemonSet has one pod on each node, and does not scale when a node joins.
    if (
      is &&
      was?.uid === is.uid &&
      was.desired !== is.desired &&
      hasReplicas(key) &&
      is.kind !== 'DaemonSet' &&
      !isVersion
    )
      must.add(`scaling ${key}`);
  }
  for (const { workload, begun, ended = Infinity } of world.ledger.rollouts)
    if (begun <= after.at && ended > before.at)
      (isWithinGaze(gaze, begun) && workload.startsWith('ReplicationController/') ? must : may).add(
        `rollout ${workload}`,
      );
  for (const node of new Set([...before.nodes.keys(), ...after.nodes.keys()])) {
    const [was, is] = [before.nodes.get(node), after.nodes.get(node)];
    const isOther = was?.uid !== is?.uid || was?.cordoned !== is?.cordoned || was?.ready !== is?.ready;
    // It fell and came back: its Ready condition says so.
    const isWell = (look: Glance) => ['beating', 'cordoned'].includes(nodeClassAt(look, node));
    const hasFallen = !isOther && isWell(before) && isWell(after) && is!.since > before.at;
    if (isOther || hasFallen) must.add(`node Node/${node}`);
    // Pods go from it.
    if (is && (is.cordoned || is.ready !== 'True')) may.add(`node Node/${node}`);
  }
  for (const { node, at } of world.ledger.nodes) if (isWithinGaze(gaze, at)) may.add(`node Node/${node}`);
  return { must, may };
}

/** What two clusters differ in, told by their makers. */
export interface Differences {
  /** Services that run in other versions, or from other images. */
  versions: readonly string[];
  /** Objects of which something is in trouble in the second alone. */
  findings: readonly string[];
}

/** The last look at one cluster with the last look at another. */
export async function judgeAcross(
  one: Chronicle,
  other: Chronicle,
  truth: Differences,
  score: Score,
): Promise<void> {
  const [before, after] = await Promise.all([one, other].map(lastOf));
  const change = diff(before!, after!);
  const scenario = 'elsewhere';
  const versions = change.causes.flatMap((cause) =>
    cause.type === 'version' ? objectKey(cause.workload) : [],
  );
  const findings = [...change.findings.new, ...change.findings.resolved].flatMap(({ severity, object }) =>
    severity === 'advice' ? [] : objectKey(object),
  );
  const objects = change.objects
    .filter(({ fields, noise }) => noise === undefined && fields.some((field) => field.noise === undefined))
    .map(({ object }) => objectKey(object));
  const compare = (what: string, said: readonly string[], is: readonly string[]) => {
    const miss = () => ({
      scenario,
      truth: `${what}: ${is.join(', ') || 'none'}`,
      said: said.join(', ') || 'none',
    });
    score.tell('comparisons', said.length, countCommon(said, is), miss);
    score.expect('comparisons', is.length, countCommon(is, said), miss);
  };
  compare('versions', versions, truth.versions);
  compare('findings', [...new Set(findings)], truth.findings);
  compare('objects that differ', objects, truth.versions);
  // A version is never said to have become itself.
  const same = /(\d+\.\d[\w.-]*) → \1(?![\w.-])/.exec(renderDiffMarkdown(change));
  score.tell('comparisons', 1, Number(!same), () => ({
    scenario,
    truth: 'no version became itself',
    said: same?.[0] ?? '',
  }));
}

async function lastOf({ store, script }: Chronicle) {
  const placed = await listPlaced(store, script.name);
  const { observed } = await openObserver().observe(store, script.name, placed.at(-1)!.stored!);
  return observed!;
}
