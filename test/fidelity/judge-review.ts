/** What the timeline of a review must and may tell. */
import { objectKey } from '../../src/model/object-ref.ts';
import type { Entry } from '../../src/review/entry.ts';
import type { Chronicle } from './chronicle.ts';
import { gazes, isBlind, nodeTroubles, restartsSeen, rolloutsSeen } from './observable.ts';
import { scenarioOf, shortTime, type Score } from './score.ts';
import type { Said } from './statements.ts';

export function judgeReview(chronicle: Chronicle, { review }: Said, score: Score): void {
  const { from, to, timeline } = review;
  const isIn = (at: number) => at >= from && at <= to;
  const keysOf = ({ kind, object, details }: Entry): string[] =>
    object && (kind !== 'restart' || object.kind !== 'Node')
      ? [objectKey(object)]
      : details.flatMap((line) => /^(\S+) (\S+?)\/(\S+):/.exec(line)?.slice(1, 4).join('/') ?? []);
  const covers = (entry: Entry, at: number) =>
    entry.after === undefined
      ? Math.abs(at - entry.at) <= 10 ||
        (entry.until !== undefined && at >= entry.at && at <= entry.until + 10)
      : at > entry.after && at <= entry.at;
  const rollouts = rolloutsSeen(chronicle).filter(({ gaze }) => isIn(gaze.after.at));
  const restarts = restartsSeen(chronicle).filter(({ gaze }) => isIn(gaze.after.at));
  for (const entry of timeline) {
    for (const key of keysOf(entry)) {
      const miss = (truth: string) => () => ({
        scenario: scenarioOf(key),
        truth,
        said: `${shortTime(entry.after)}..${shortTime(entry.at)} ${entry.kind} ${key}: ${entry.word} ${entry.text}`,
      });
      if (entry.kind === 'scaling') {
        const isTrue = chronicle.looks.some((is, index) => {
          const was = chronicle.looks[index - 1]?.workloads.get(key);
          return entry.at === is.at && was !== undefined && was.desired !== is.workloads.get(key)?.desired;
        });
        score.tell('review', 1, Number(isTrue && !key.startsWith('DaemonSet/')), miss('not scaled'));
      }
      if (entry.kind === 'rollout') {
        const own = rollouts.filter(({ deed }) => deed.workload === key);
        const isTrue = own.some(
          ({ deed, gaze }) =>
            covers(entry, deed.begun) ||
            (gaze.before.at === -Infinity && entry.at === gaze.after.at) ||
            (deed.ended !== undefined && covers(entry, deed.ended)),
        );
        score.tell(
          'review',
          1,
          Number(isTrue),
          miss(
            own.map(({ deed }) => `rollout ${shortTime(deed.begun)} to ${shortTime(deed.ended)}`).join() ||
              'no rollout',
          ),
        );
      }
      if (entry.kind === 'pods') {
        // Pods that went with a node that is gone, or is another, are told with the node.
        const { before, after } = gazes(chronicle).find((one) => one.after.at === entry.at) ?? {};
        const gone = [...(before?.pods ?? [])].filter(
          ([uid, pod]) => pod.workload === key && after?.pods.has(uid) === false,
        );
        const stands = (node = '') => before?.nodes.get(node)?.uid === after?.nodes.get(node)?.uid;
        const isTrue = gone.length === 0 || gone.some(([, { node }]) => stands(node));
        score.tell('review', 1, Number(isTrue), miss('its pods went with their node'));
      }
      if (entry.kind === 'restart') {
        const own = chronicle.world.ledger.restarts.filter(({ workload }) => workload === key);
        const isTrue = own.some(({ at, end }) => covers(entry, at) || covers(entry, end.finishedAt));
        score.tell(
          'review',
          1,
          Number(isTrue),
          miss(own.map(({ at }) => shortTime(at)).join() || 'no restart'),
        );
      }
    }
  }
  const unseen = chronicle.script.forbidden ? [] : gazes(chronicle).filter(isBlind);
  for (const gaze of unseen.filter((one) => one.before.at >= from && one.after.at <= to)) {
    const isTold = timeline.some(
      ({ kind, at, after = at, until = at }) =>
        kind === 'gap' && after <= gaze.after.at && until >= gaze.before.at,
    );
    score.expect('review', 1, Number(isTold), () => ({
      scenario: 'cluster',
      truth: `nobody looked from ${shortTime(gaze.before.at)} to ${shortTime(gaze.after.at)}`,
      said: 'no gap',
    }));
  }
  const toldOf = (kind: Entry['kind'], key: string) =>
    timeline.filter((entry) => entry.kind === kind && keysOf(entry).includes(key));
  for (const { deed, must } of rollouts.filter((one) => one.must)) {
    const told = toldOf('rollout', deed.workload);
    score.expect('review', Number(must), Number(told.some((entry) => covers(entry, deed.begun))), () => ({
      scenario: scenarioOf(deed.workload),
      truth: `rollout of ${deed.workload} at ${shortTime(deed.begun)}`,
      said: told.map(({ at, word }) => `${word} ${shortTime(at)}`).join() || 'nothing',
    }));
  }
  for (const { workload, gaze, must } of restarts.filter((one) => one.must > 0)) {
    const told = toldOf('restart', workload);
    const isTold = told.some(
      ({ at, after = at - 1, until = at }) =>
        at > gaze.before.at - 1 && after < gaze.after.at && until >= gaze.before.at,
    );
    score.expect('review', 1, Number(isTold), () => ({
      scenario: scenarioOf(workload),
      truth: `${must} restarts of ${workload} by ${shortTime(gaze.after.at)}`,
      said: told.map(({ at, word }) => `${word} ${shortTime(at)}`).join() || 'nothing',
    }));
  }
  for (const { node, from: begun, to: ended = Infinity, must } of nodeTroubles(chronicle)) {
    if (!must || begun < from || begun > to) continue;
    const isTold = toldOf('heartbeat', `Node//${node}`).some(
      ({ word, at }) =>
        /lost|not ready|late/i.test(word) &&
        at >= begun - 10 &&
        at <= Math.max(ended, chronicle.looks.find((look) => look.at > begun)?.at ?? 0),
    );
    score.expect('review', 1, Number(isTold), () => ({
      scenario: scenarioOf(`Node/${node}`),
      truth: `${node} in trouble ${shortTime(begun)} to ${shortTime(ended)}`,
      said:
        toldOf('heartbeat', `Node//${node}`)
          .map(({ word, at }) => `${word} ${shortTime(at)}`)
          .join() || 'nothing',
    }));
  }
}
