/** What the sections of a digest must and may tell of a day. */
import type { ClusterDigest } from '../../src/digest/digest.ts';
import { daysBefore, type DayWindow } from '../../src/digest/day-window.ts';
import { formatObject, parseObject } from '../../src/model/object-ref.ts';
import type { Chronicle } from './chronicle.ts';
import {
  fitnessAt,
  gazes,
  hasReplicas,
  holdOf,
  isBlind,
  nodeClassAt,
  nodeTroubles,
  rebootsSeen,
  replacementsSeen,
  replicasOverTime,
  restartsSeen,
  rolloutsSeen,
} from './observable.ts';
import { scenarioOf, type Score } from './score.ts';
import type { Said } from './statements.ts';

type Wanted = Map<string, { must: boolean; scenario: string }>;

const nameOf = (key: string) => formatObject(parseObject(key)!);

export function judgeDigests(chronicle: Chronicle, { digests }: Said, score: Score): void {
  for (const { window, digest } of digests) {
    const wanted = expectedOf(chronicle, window);
    const said = saidBy(digest);
    // Many of one namespace are told as one.
    const texts = digest.sections.flatMap(({ items }) => items.map(({ text }) => text));
    const isFolded = (line: string, scenario: string) => {
      const kind = /^workloads: (\S+)/.exec(line)?.[1];
      const isOfMany = kind !== undefined && texts.some((text) => new RegExp(`^\\d+ ${kind}s? `).test(text));
      return kind !== undefined && (isOfMany || said.has(`workloads: Namespace ${scenario}`));
    };
    for (const [line, scenario] of said) {
      const namespace = /^workloads: Namespace (.*)$/.exec(line)?.[1];
      const isKnown = wanted.has(line) || [...wanted.values()].some((one) => one.scenario === namespace);
      score.tell('digest sections', 1, Number(isKnown), () => ({
        ...{ scenario, truth: `${window.day}: nothing of that`, said: line },
      }));
    }
    for (const [line, { must, scenario }] of wanted)
      if (must)
        score.expect('digest sections', 1, Number(said.has(line) || isFolded(line, scenario)), () => ({
          ...{ scenario, truth: `${window.day}: ${line}`, said: 'nothing of it' },
        }));
    judgeHeadline(chronicle, window, digest, wanted, score);
    // Where a kind was hidden, an hour is as unknown as that kind.
    if (!chronicle.script.forbidden) judgeStrip(chronicle, window, digest, score);
    judgeFindingNews(chronicle, window, digest, score);
    const isQuiet =
      [...wanted.values()].every(({ must }) => !must) && happenedIn(chronicle, window).length === 0;
    score.tell('digest sections', 1, Number(!digest.isQuiet || isQuiet), () => ({
      scenario: 'cluster',
      truth: `${window.day}: ${[...wanted]
        .filter(([, one]) => one.must)
        .map(([line]) => line)
        .join('; ')}`,
      said: 'all quiet',
    }));
    const resolved = digest.sections.find(({ id }) => id === 'resolved-findings')?.items ?? [];
    // That an hour passed since a restart resolves nothing.
    for (const { id, items } of digest.sections.filter((one) => /^(resolved|passed|gone)/.test(one.id)))
      for (const { name = '', text } of items)
        score.tell('digest sections', 1, Number(!/^(Restarted|Leader has changed):/.test(text)), () => ({
          ...{ scenario: name, truth: `${window.day}: nothing was resolved`, said: `${id}: ${text}` },
        }));
    const gone = chronicle.world.ledger.workloads.filter(
      ({ what, at }) => what === 'deleted' && at >= window.from && at < window.to,
    );
    for (const { workload } of gone) {
      const told = resolved.find(({ name }) => name === nameOf(workload));
      score.tell('digest sections', 1, Number(!told), () => ({
        scenario: scenarioOf(workload),
        truth: `${window.day}: ${workload} was deleted`,
        said: `resolved: ${told?.text}`,
      }));
    }
  }
}

/** The headline tells what happened, and that the end of the day was not seen. */
function judgeHeadline(
  { looks }: Chronicle,
  { day, to }: { day: string; to: number },
  { lead, alarm = '' }: ClusterDigest,
  wanted: Wanted,
  score: Score,
): void {
  const failed = [...wanted].find(([line, { must }]) => must && line.startsWith('incidents:'));
  const last = looks.findLast(({ at }) => at < to);
  const checks = [
    { is: failed !== undefined, pattern: /fail/i, truth: `something failed (${failed?.[0]})` },
    {
      is: last !== undefined && holdOf(last) < to,
      pattern: /not seen|no data|last seen/i,
      truth: 'its end was not seen',
    },
  ];
  for (const { pattern, truth } of checks.filter(({ is }) => is))
    score.expect('digest sections', 1, Number(pattern.test(`${lead} ${alarm}`)), () => ({
      ...{
        scenario: failed?.[1].scenario ?? 'cluster',
        truth: `${day}: ${truth}`,
        said: `headline: ${lead} ${alarm}`,
      },
    }));
}

/** Each hour by what its looks showed: the worst, and nothing where nobody looked. */
function judgeStrip(
  chronicle: Chronicle,
  { day, from, to }: DayWindow,
  { strip }: ClusterDigest,
  score: Score,
): void {
  const workloads = [...new Set(chronicle.world.ledger.replicas.map(({ workload }) => workload))].filter(
    hasReplicas,
  );
  const overTimes = new Map(workloads.map((workload) => [workload, replicasOverTime(chronicle, workload)]));
  for (const [index, { state, label }] of strip.entries()) {
    const begin = from + index * 3600;
    const end = Math.min(begin + 3600, to);
    const within = chronicle.looks.filter(({ at, says }) => at >= begin && at < end && says === at);
    // What the look before showed stands until the first of the hour.
    const before = chronicle.looks.findLast(({ at }) => at < begin);
    const looks = [...(before && holdOf(before) > begin ? [before] : []), ...within];
    const down = looks.flatMap((look) =>
      workloads.filter((workload) => fitnessAt(look, workload, overTimes.get(workload)!) === 'down'),
    );
    const isWell =
      looks.length > 0 &&
      looks.every(
        (look) =>
          [...look.nodes.keys()].every((node) => nodeClassAt(look, node) === 'beating') &&
          workloads.every(
            (workload) => (fitnessAt(look, workload, overTimes.get(workload)!) ?? 'well') === 'well',
          ) &&
          [...look.workloads.values()].every(({ failing }) => !failing),
      );
    const isBlindHour = !chronicle.looks.some((look) => look.at < end && holdOf(look) > begin);
    const expected =
      down.length > 0
        ? 'failing'
        : isBlindHour
          ? 'unseen'
          : isWell && looks.length > 1
            ? 'healthy'
            : undefined;
    if (expected === undefined) continue;
    const miss = () => ({
      ...{
        scenario: down[0] === undefined ? 'cluster' : scenarioOf(down[0]),
        truth: `${day}, hour ${index}: ${expected} ${down[0] ?? ''}`,
      },
      said: label,
    });
    score.tell('digest sections', 1, Number(state === expected), miss);
    score.expect('digest sections', 1, Number(state === expected), miss);
  }
}

/** Resolved means over at the end of the day; new means seen on that day. */
function judgeFindingNews(
  chronicle: Chronicle,
  { day, from, to }: DayWindow,
  { sections }: ClusterDigest,
  score: Score,
): void {
  const workloads = [...new Set(chronicle.world.ledger.replicas.map(({ workload }) => workload))].filter(
    hasReplicas,
  );
  for (const { id, items } of sections) {
    for (const { name, text, mark } of items) {
      const workload = workloads.find((key) => nameOf(key) === name);
      if (workload === undefined || mark === 'plain') continue;
      const overTime = replicasOverTime(chronicle, workload);
      const looks = chronicle.looks.filter(({ at }) => at >= from && at < to);
      const miss = (truth: string) => () => ({
        scenario: scenarioOf(workload),
        truth: `${day}: ${workload} ${truth}`,
        said: `${id}: ${text}`,
      });
      if (id === 'resolved-findings')
        score.tell(
          'digest sections',
          1,
          Number(fitnessAt(looks.at(-1)!, workload, overTime) !== 'down'),
          miss('is still down, or gone'),
        );
      if (id === 'new-findings')
        score.tell(
          'digest sections',
          1,
          Number(looks.some((look) => fitnessAt(look, workload, overTime) !== 'well')),
          miss('was well all day'),
        );
    }
  }
}

/** Scalings and pods that were replaced, as looks of the day show: on such a day something happened. */
function happenedIn(chronicle: Chronicle, { from, to }: DayWindow): string[] {
  const scaled = gazes(chronicle)
    .filter(({ after }) => after.at >= from && after.at < to)
    .flatMap(({ before, after }) =>
      [...after.workloads].flatMap(([key, is]) => {
        const was = before.workloads.get(key);
        return was?.uid === is.uid && was.desired !== is.desired ? [`${key} was scaled`] : [];
      }),
    );
  const replaced = replacementsSeen(chronicle).filter(
    ({ must, departure: { gone = 0 } }) => must && gone >= from && gone < to - 7200,
  );
  return [...scaled, ...replaced.map(({ departure }) => `a pod of ${departure.workload} was replaced`)];
}

/** Sections that are judged, as `section: object`. */
function saidBy({ sections }: ClusterDigest): Map<string, string> {
  const said = new Map<string, string>();
  for (const { id, items } of sections)
    for (const { name = '', text, detail = '' } of items) {
      // Restarts of what was in trouble are told with it.
      if (/At least [\d,]+ restart/.test(detail))
        said.set(`restarts: ${name}`, name.split(' ').slice(1).join(' ').split('/')[0] ?? name);
      if (!['incidents', 'nodes', 'rollouts', 'restarts', 'workloads', 'scalings'].includes(id)) continue;
      // Many of a kind in one line.
      if (name === '') continue;
      const verb =
        id !== 'nodes'
          ? ''
          : /joined/.test(text)
            ? ' joined'
            : /^restarted its pods/.test(text)
              ? ' rebooted'
              : /replaced by/.test(text)
                ? ' replaced'
                : /^closed|^cordoned/.test(text)
                  ? ' cordoned'
                  : /^deleted/i.test(text)
                    ? ' left'
                    : ' trouble';
      const [kind = '', ...rest] = name.split(' ');
      said.set(
        `${id}: ${name}${verb}`,
        id === 'nodes' ? scenarioOf(`Node/${name}`) : (rest.join(' ').split('/')[0] ?? kind),
      );
    }
  return said;
}

function expectedOf(chronicle: Chronicle, window: DayWindow): Wanted {
  const { from, to } = window;
  const { looks, world } = chronicle;
  const wanted: Wanted = new Map();
  const want = (section: string, key: string, must: boolean, more = '') => {
    const name = key.startsWith('Node/') ? key.slice(5) : nameOf(key);
    const line = `${section}: ${name}${more}`;
    wanted.set(line, { must: must || wanted.get(line)?.must === true, scenario: scenarioOf(key) });
  };
  const isIn = (at: number) => at >= from && at < to;
  const within = looks.filter(({ at }) => isIn(at));
  for (const workload of new Set(world.ledger.replicas.map((deed) => deed.workload))) {
    if (!hasReplicas(workload)) continue;
    const overTime = replicasOverTime(chronicle, workload);
    for (const look of within) {
      const fitness = fitnessAt(look, workload, overTime);
      if (fitness === 'down') want('incidents', workload, true);
      else if (fitness === 'open') want('incidents', workload, false);
    }
  }
  for (const look of within)
    for (const [key, { failing }] of look.workloads) if (failing) want('incidents', key, false);
  for (const { node, from: begun, to: ended = Infinity, must } of nodeTroubles(chronicle))
    if (begun < to && ended >= from) want('nodes', `Node/${node}`, must, ' trouble');
  const first = looks[0]!.at;
  for (const { node, what, at } of world.ledger.nodes) {
    if (!isIn(at) || at <= first) continue;
    const isOther = what === 'joined' && looks.findLast((look) => look.at < at)?.nodes.has(node) === true;
    if (what === 'joined') want('nodes', `Node/${node}`, true, isOther ? ' replaced' : ' joined');
    const isBack = world.ledger.nodes.some(
      (deed) =>
        deed.node === node &&
        deed.what === 'joined' &&
        deed.at > at &&
        !looks.some((look) => look.at > at && look.at < deed.at),
    );
    if (what === 'left') want('nodes', `Node/${node}`, !isBack, ' left');
    const later = world.ledger.nodes.find(
      (deed) => deed.node === node && deed.at > at && ['uncordoned', 'left'].includes(deed.what),
    );
    if (what === 'cordoned') {
      want('nodes', `Node/${node}`, (later?.at ?? Infinity) >= to, ' cordoned');
      // It degraded the cluster, and came and went.
      wanted.set(`incidents: Node ${node}`, { must: false, scenario: scenarioOf(`Node/${node}`) });
    }
  }
  for (const { deed, must, gaze } of rolloutsSeen(chronicle)) {
    const ended = deed.ended ?? Infinity;
    const seen = looks.find(({ at }) => at >= ended)?.at ?? Infinity;
    if (gaze.after.at < to && seen >= from)
      want('rollouts', deed.workload, must && gaze.after.at < to && ended >= from);
  }
  // Beyond the most of any of the seven days before.
  for (const { node, at } of rebootsSeen(chronicle))
    if (isIn(at)) want('nodes', `Node/${node}`, true, ' rebooted');
  const restarts = restartsSeen(chronicle, 'alone');
  for (const [workload, own] of Map.groupBy(restarts, (one) => one.workload)) {
    // Of what lies between two looks on either side of midnight nobody knows on which day it was.
    const least = (day: { from: number; to: number }) =>
      own
        .filter(({ gaze }) => gaze.before.at >= day.from && gaze.after.at < day.to)
        .reduce((sum, { must }) => sum + must, 0);
    const most = (day: { from: number; to: number }) =>
      own
        .filter(({ gaze }) => gaze.after.at >= day.from && gaze.before.at < day.to)
        .reduce((sum, { truth }) => sum + truth, 0);
    const before = daysBefore(window, 7);
    if (most(window) > Math.max(...before.map(least)))
      want('restarts', workload, least(window) > Math.max(...before.map(most)));
  }
  // Workloads that came and went, as looks tell it; Jobs of a CronJob are its runs.
  for (const gaze of gazes(chronicle).filter(({ after }) => isIn(after.at))) {
    if (isBlind(gaze)) continue;
    const [was, is] = [gaze.before.workloads, gaze.after.workloads];
    for (const key of new Set([...was.keys(), ...is.keys()])) {
      if (key.startsWith('Job/')) continue;
      const isChanged = was.get(key)?.uid !== is.get(key)?.uid;
      // Versions that are objects of their own are told as a rollout.
      if (isChanged) want('workloads', key, !key.startsWith('ReplicationController/'));
    }
  }
  for (const gaze of gazes(chronicle).filter(({ after }) => isIn(after.at))) {
    const [was, is] = [gaze.before.others, gaze.after.others];
    for (const key of new Set([...was.keys(), ...is.keys()]))
      if (was.get(key) !== is.get(key)) want('workloads', key, true);
    // A version that is an object of its own hands its replicas on: that is a rollout.
    for (const [key, now] of gaze.after.workloads) {
      const before = gaze.before.workloads.get(key);
      const isScaled = before?.uid === now.uid && before.desired !== now.desired;
      if (isScaled && hasReplicas(key) && now.kind !== 'DaemonSet' && now.kind !== 'ReplicationController')
        want('scalings', key, true);
    }
  }
  return wanted;
}
