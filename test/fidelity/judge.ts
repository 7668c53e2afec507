/** Compares what Gazette says of a chronicle with what of its truth was observable, area by area. */
import { objectKey } from '../../src/model/object-ref.ts';
import { dayOfUnix, startOfDay, SECONDS_A_DAY } from '../../src/history/day/unix.ts';
import type { Chronicle, Glance } from './chronicle.ts';
import { judgeComparisons } from './judge-comparisons.ts';
import { judgeDigests } from './judge-digests.ts';
import { judgeReview } from './judge-review.ts';
import {
  BEAT,
  eventsSeen,
  fitnessAt,
  gazes,
  hasReplicas,
  holdOf,
  isBlind,
  nodeClassAt,
  nodeTroubles,
  replacementsSeen,
  replicasOverTime,
  restartsSeen,
  rolloutsSeen,
  shortagesOf,
  type RolloutSeen,
  type ReplicaSpell,
} from './observable.ts';
import { WORST_REASONS } from './scenarios.ts';
import { countCommon, scenarioOf, shortTime, type Score } from './score.ts';
import type { Said } from './statements.ts';

const JUDGES = {
  restarts: judgeRestarts,
  rollouts: judgeRollouts,
  replacements: judgeReplacements,
  nodes: judgeNodes,
  events: judgeEvents,
  states: judgeStates,
  availability: judgeAvailability,
  recovery: judgeRecovery,
  outages: judgeOutages,
  findings: judgeFindings,
  digests: judgeDigests,
  review: judgeReview,
  comparisons: judgeComparisons,
};
type JudgeName = keyof typeof JUDGES;

/** @param only what is judged, where not all of the truth is known */
export function compareWithTruth(
  chronicle: Chronicle,
  said: Said,
  score: Score,
  only = Object.keys(JUDGES) as JudgeName[],
): void {
  for (const name of only) JUDGES[name](chronicle, said, score);
}

/** What is told is that which could be known, where it may be either. */
const sureFirst = <One extends { must: boolean }>(all: readonly One[]): One[] =>
  all.toSorted((a, b) => Number(b.must) - Number(a.must));

function judgeRestarts(chronicle: Chronicle, { slice }: Said, score: Score): void {
  const seen = new Map(
    restartsSeen(chronicle).map((one) => [
      JSON.stringify([one.workload, one.container, one.gaze.after.at]),
      one,
    ]),
  );
  const told = new Map<string, (typeof slice.workloads)[number]['restarts']>();
  for (const workload of slice.workloads)
    for (const restart of workload.restarts) {
      const key = JSON.stringify([objectKey(workload), restart.container, restart.by]);
      told.set(key, [...(told.get(key) ?? []), restart]);
    }
  for (const key of new Set([...seen.keys(), ...told.keys()])) {
    const [workload, container, by] = JSON.parse(key) as [string, string, number];
    const [truth, said] = [seen.get(key), told.get(key) ?? []];
    const n = said.reduce((sum, one) => sum + one.n, 0);
    const miss = () => ({
      scenario: scenarioOf(workload),
      truth: `${workload} ${container} by ${shortTime(by)}: ${truth?.truth ?? 0} restarts (${truth?.trueReasons.join() ?? ''}), observable ${truth?.must ?? 0} (${truth?.mustReasons.join() ?? ''})`,
      said: said.map((one) => `${one.n} ${one.reason ?? 'unknown'}`).join(', ') || 'nothing',
    });
    score.tell('restarts', n, Math.min(n, truth?.truth ?? 0), miss);
    score.expect('restarts', truth?.must ?? 0, Math.min(n, truth?.must ?? 0), miss);
    const reasons = said.flatMap((one) =>
      one.reason === undefined ? [] : Array.from({ length: one.n }, () => one.reason!),
    );
    score.tell('reasons', reasons.length, countCommon(reasons, truth?.trueReasons ?? []), miss);
    score.expect(
      'reasons',
      truth?.mustReasons.length ?? 0,
      countCommon(truth?.mustReasons ?? [], reasons),
      miss,
    );
  }
}

function judgeRollouts(chronicle: Chronicle, { slice, analytics }: Said, score: Score): void {
  const truths = rolloutsSeen(chronicle);
  const toMiss = (workload: string, truth: string, said: string) => () => ({
    scenario: scenarioOf(workload),
    truth,
    said,
  });
  const sayTruth = ({ deed, must }: RolloutSeen) =>
    `${deed.workload} ${deed.from} → ${deed.to} from ${shortTime(deed.begun)} to ${shortTime(deed.ended)}${deed.superseded ? ' (superseded)' : ''}${must ? '' : ' (not observable)'}`;
  const told = slice.workloads.flatMap((workload) =>
    workload.rollouts.map((rollout) => ({ workload: objectKey(workload), ...rollout })),
  );
  const last = chronicle.looks.at(-1)!.at;
  const used = new Set<RolloutSeen>();
  for (const one of told) {
    const { workload, from, to, after = -Infinity, begun, endedAfter = begun, ended } = one;
    const said = `${workload} ${from ?? '-'} → ${to ?? '-'} begun ${shortTime(after)}..${shortTime(begun)} ended ${shortTime(endedAfter)}..${shortTime(ended)}${one.restart ? ' restart' : ''}${one.superseded ? ' superseded' : ''}${one.stuck ? ' stuck' : ''} replaced ${one.replaced}`;
    const own = sureFirst(truths).filter(({ deed }) => deed.workload === workload);
    const match = own.find((truth) => {
      const { deed } = truth;
      const isBegun = deed.begun > after && deed.begun <= begun;
      const isEnded =
        ended === undefined
          ? deed.ended === undefined || deed.ended > last
          : deed.ended !== undefined && deed.ended > Math.min(endedAfter, after) && deed.ended <= ended;
      const isNamed =
        deed.sameImage ||
        ((from === truth.from || (from === undefined && after === -Infinity)) && to === truth.to);
      return !used.has(truth) && isBegun && isEnded && isNamed;
    });
    if (match) used.add(match);
    score.tell(
      'rollouts',
      1,
      Number(match !== undefined),
      toMiss(workload, own.map(sayTruth).join('; ') || 'no rollout', said),
    );
    if (!match) continue;
    // Pods that went in it. Of those that went as another overtook it, nobody can tell in which they went.
    const { deed, gaze } = match;
    const departures = replacementsSeen(chronicle).filter(
      ({ departure: { workload: owner, why, at } }) =>
        owner === workload && why === 'rollout' && at > gaze.before.at && at <= (deed.ended ?? Infinity),
    );
    const lastSight = deed.superseded ? chronicle.looks.findLast(({ at }) => at < deed.ended!)!.at : Infinity;
    // Of two rollouts between two looks, nobody can tell in which they went either.
    const isOvertaken = truths.some(
      (other) => other.gaze === gaze && other.deed.workload === workload && other.deed.begun > deed.begun,
    );
    const must = departures.filter(
      (one) =>
        !isOvertaken && one.must && one.departure.at >= deed.begun && (one.departure.gone ?? 0) <= lastSight,
    ).length;
    const miss = toMiss(
      workload,
      `${departures.length} pods replaced in the rollout of ${shortTime(match.deed.begun)}, ${must} observable`,
      said,
    );
    score.tell('replacements', one.replaced, Math.min(one.replaced, departures.length), miss);
    score.expect('replacements', must, Math.min(one.replaced, must), miss);
  }
  for (const truth of truths.filter(({ must }) => must)) {
    const said = told.filter(({ workload }) => workload === truth.deed.workload);
    const isFound = used.has(truth);
    score.expect(
      'rollouts',
      1,
      Number(isFound),
      toMiss(truth.deed.workload, sayTruth(truth), `${said.length} rollouts of it, none fits`),
    );
  }
  const counted = new Set<RolloutSeen>();
  for (const one of analytics.deployments) {
    const workload = objectKey(one);
    const match = sureFirst(truths).find(
      (truth) => !counted.has(truth) && truth.deed.workload === workload && truth.gaze.after.at === one.begun,
    );
    const lasted = match ? (match.deed.ended ?? Infinity) - match.deed.begun : undefined;
    const isUnbegun = match?.gaze.before.at === -Infinity;
    const isRight =
      lasted !== undefined &&
      (one.seconds
        ? lasted >= one.seconds.least && lasted <= one.seconds.most
        : isUnbegun || !Number.isFinite(lasted));
    if (match && isRight) counted.add(match);
    const said = `${workload} begun ${shortTime(one.begun)} took ${one.seconds ? `${one.seconds.least}..${one.seconds.most}` : 'no time yet'} s`;
    score.tell(
      'frequency',
      1,
      Number(isRight),
      toMiss(workload, match ? `${sayTruth(match)}: ${lasted} s` : 'no rollout', said),
    );
  }
  for (const truth of truths.filter(({ must }) => must))
    score.expect(
      'frequency',
      1,
      Number(counted.has(truth)),
      toMiss(truth.deed.workload, sayTruth(truth), 'not counted'),
    );
}

function judgeReplacements(chronicle: Chronicle, { slice }: Said, score: Score): void {
  const truths = Map.groupBy(replacementsSeen(chronicle), ({ departure }) => departure.workload);
  const told = new Map(
    slice.workloads.map((one) => [objectKey(one), one.replacements.reduce((sum, { n }) => sum + n, 0)]),
  );
  for (const workload of new Set([...truths.keys(), ...told.keys()])) {
    const own = truths.get(workload) ?? [];
    const must = own.filter((one) => one.must).length;
    const n = told.get(workload) ?? 0;
    const why = [...Map.groupBy(own, ({ departure }) => departure.why)]
      .map(([reason, those]) => `${those.length} ${reason}`)
      .join();
    const miss = () => ({
      scenario: scenarioOf(workload),
      truth: `${workload}: ${own.length} replaced (${why}), ${must} observable`,
      said: `${n} replaced`,
    });
    score.tell('replacements', n, Math.min(n, own.length), miss);
    score.expect('replacements', must, Math.min(n, must), miss);
  }
}

const isTroubled = (beat: string) => ['lost', 'not-ready', 'late'].includes(beat);

function judgeNodes(chronicle: Chronicle, { slice }: Said, score: Score): void {
  const { looks, world } = chronicle;
  const last = looks.at(-1)!.at;
  const troubles = nodeTroubles(chronicle);
  const found = new Set<(typeof troubles)[number]>();
  for (const { name, beats } of slice.nodes) {
    const spells: { from: number; to: number; worst: string; open: boolean }[] = [];
    for (const { beat, since, to, goesOn } of beats) {
      if (!isTroubled(beat)) continue;
      const before = spells.at(-1);
      if (before?.to === since)
        Object.assign(before, { to, open: goesOn === true, worst: beat === 'late' ? before.worst : beat });
      else spells.push({ from: since, to, worst: beat, open: goesOn === true });
    }
    for (const spell of spells.filter(({ worst }) => worst !== 'late')) {
      const own = sureFirst(troubles).filter(({ node }) => node === name);
      // No later than the first look that could show it, and no earlier than a beat before.
      const match = own.find((truth) => {
        const shown = looks.find(({ at }) => at > truth.from)?.at ?? Infinity;
        const over = looks.find(({ at }) => at >= (truth.to ?? Infinity))?.at ?? last;
        const isBegun = spell.from >= truth.from - BEAT && spell.from <= Math.max(shown, truth.to ?? 0);
        if (found.has(truth) || !isBegun) return false;
        // Nobody looked when it ended: it is told until its last look is believed.
        const sight = gazes(chronicle).find(
          (gaze) => gaze.before.at > truth.from && gaze.before.at < (truth.to ?? Infinity) && isBlind(gaze),
        )?.before;
        if (sight && spell.to >= sight.at && spell.to <= holdOf(sight)) return true;
        if (spell.open) return truth.to === undefined || truth.to > last;
        return spell.to >= Math.min(truth.to ?? 0, over) && spell.to <= over;
      });
      if (match) found.add(match);
      score.tell('nodes', 1, Number(match !== undefined), () => ({
        scenario: scenarioOf(`Node/${name}`),
        truth:
          own.map(({ from, to }) => `${name} in trouble ${shortTime(from)} to ${shortTime(to)}`).join('; ') ||
          `${name}: no trouble`,
        said: `${spell.worst} ${shortTime(spell.from)} to ${shortTime(spell.to)}`,
      }));
    }
  }
  for (const truth of troubles.filter(({ must }) => must))
    score.expect('nodes', 1, Number(found.has(truth)), () => ({
      scenario: scenarioOf(`Node/${truth.node}`),
      truth: `${truth.node} in trouble ${shortTime(truth.from)} to ${shortTime(truth.to)}`,
      said:
        slice.nodes
          .find(({ name }) => name === truth.node)
          ?.beats.map(({ beat, from, to }) => `${beat} ${shortTime(from)}–${shortTime(to)}`)
          .join(', ') ?? 'nothing',
    }));
  // How each was at each look, as runs of looks.
  for (const name of new Set(world.ledger.nodes.map(({ node }) => node))) {
    const beats = slice.nodes.find((one) => one.name === name)?.beats ?? [];
    const saidAt = ({ at }: Glance) =>
      beats.find(({ from, to, goesOn }) => from <= at && (at < to || (goesOn && at <= to)))?.beat ?? 'gone';
    const isSame = (said: string, is: string) => (is === 'absent' ? said === 'gone' : said === is);
    for (const run of runsOfLooks(looks, (look) => nodeClassAt(look, name))) {
      const wrong = run.looks.find((look) => !isSame(saidAt(look), run.is));
      const miss = () => ({
        scenario: scenarioOf(`Node/${name}`),
        truth: `${name} ${run.is} from ${shortTime(run.looks[0]!.at)}`,
        said: `${saidAt(wrong!)} at ${shortTime(wrong!.at)}`,
      });
      score.tell('nodes', 1, Number(!wrong), miss);
      score.expect('nodes', 1, Number(!wrong), miss);
    }
    const joins = world.ledger.nodes.filter(
      (deed) => deed.node === name && deed.what === 'joined' && deed.at > looks[0]!.at,
    );
    const others = joins.filter(({ at }) =>
      looks.some(
        (look) =>
          look.at < at &&
          look.nodes.has(name) &&
          look.nodes.get(name)!.created < at &&
          !looks.some((between) => between.at > look.at && between.at < at && !between.nodes.has(name)),
      ),
    );
    const recreated = slice.nodes.find((one) => one.name === name)?.recreated.length ?? 0;
    const miss = () => ({
      scenario: scenarioOf(`Node/${name}`),
      truth: `${name} replaced ${others.length} times`,
      said: `${recreated} times`,
    });
    score.tell('nodes', recreated, Math.min(recreated, others.length), miss);
    score.expect('nodes', others.length, Math.min(recreated, others.length), miss);
  }
}

/** Looks that follow one another and show the same. */
export function runsOfLooks<Class extends string>(
  looks: readonly Glance[],
  classOf: (look: Glance) => Class,
): { is: Class; looks: Glance[] }[] {
  const runs: { is: Class; looks: Glance[] }[] = [];
  for (const look of looks) {
    const is = classOf(look);
    if (runs.at(-1)?.is === is) runs.at(-1)!.looks.push(look);
    else runs.push({ is, looks: [look] });
  }
  return runs;
}

function judgeEvents(chronicle: Chronicle, { slice }: Said, score: Score): void {
  const truths = eventsSeen(chronicle);
  const told = new Map(slice.events.map((event) => [event.uid, event]));
  const shown = new Map(chronicle.looks.flatMap(({ events }) => [...events]));
  for (const uid of new Set([...truths.keys(), ...told.keys()])) {
    const [truth, said, event] = [truths.get(uid), told.get(uid), shown.get(uid)];
    const n = said?.seen.reduce((sum, one) => sum + one.n, 0) ?? 0;
    const miss = () => ({
      scenario:
        event?.involved.kind === 'Node'
          ? scenarioOf(`Node/${event.involved.name}`)
          : (event?.involved.namespace ?? 'cluster'),
      truth: `${event?.reason} about ${event?.involved.name}: ${truth?.truth ?? 0} times, ${truth?.must ?? 0} observable, count ${event?.count}, first ${shortTime(event?.first)}`,
      said: said ? `${n} times` : 'nothing',
    });
    score.tell('events', n, Math.min(n, truth?.truth ?? 0), miss);
    score.expect('events', truth?.must ?? 0, Math.min(n, truth?.must ?? 0), miss);
  }
}

function judgeStates(chronicle: Chronicle, { slice }: Said, score: Score): void {
  const { looks, world } = chronicle;
  const said = new Map(slice.workloads.map((one) => [objectKey(one), one.states]));
  for (const workload of new Set(world.ledger.workloads.map((deed) => deed.workload)).values()) {
    if (!hasReplicas(workload)) continue;
    const states = said.get(workload) ?? [];
    const overTime = replicasOverTime(chronicle, workload);
    const stateAt = (at: number) =>
      states.find(({ from, to, goesOn }) => from <= at && (at < to || (goesOn && at <= to)))?.state ??
      'unseen';
    for (const run of runsOfLooks(looks, (look) => fitnessAt(look, workload, overTime) ?? 'absent')) {
      if (run.is === 'open') continue;
      const expected = { well: 'healthy', down: 'failing', absent: 'gone' }[run.is];
      const wrong = run.looks.find(({ at }) => {
        const state = stateAt(at);
        return state !== expected && !(run.is === 'absent' && state === 'unseen');
      });
      const miss = () => ({
        scenario: scenarioOf(workload),
        truth: `${workload} ${run.is} from ${shortTime(run.looks[0]!.at)} to ${shortTime(run.looks.at(-1)!.at)}`,
        said: `${stateAt(wrong!.at)} at ${shortTime(wrong!.at)}`,
      });
      score.tell('states', 1, Number(!wrong), miss);
      score.expect('states', 1, Number(!wrong), miss);
    }
    // Where nobody looked, nothing is said. A look that saw other kinds may say something.
    if (chronicle.script.forbidden) continue;
    for (const gaze of gazes(chronicle).filter(isBlind)) {
      const at = Math.floor((holdOf(gaze.before) + gaze.after.at) / 2);
      const state = stateAt(at);
      score.tell('states', 1, Number(state === 'unseen' || state === 'gone'), () => ({
        scenario: scenarioOf(workload),
        truth: `${workload}: nobody looked at ${shortTime(at)}`,
        said: state,
      }));
    }
  }
}

/** What may be said of a window: within what looks leave open of the truth. */
function boundsOf(overTime: readonly ReplicaSpell[], looks: readonly Glance[], from: number, to: number) {
  const sums = { least: 0, most: 0, seconds: 0 };
  for (const [index, look] of looks.entries()) {
    const next = looks[index + 1];
    const end = Math.min(next?.at ?? Infinity, holdOf(look), to);
    const begin = Math.max(look.at, from);
    const own = overTime.filter((one) => one.from < Math.max(end, next?.at ?? end) && one.to > look.at);
    if (end <= begin || own.length === 0) continue;
    const shares = own.map(({ ready, desired }) => (desired === 0 ? 1 : Math.min(1, ready / desired)));
    sums.least += Math.min(...shares) * (end - begin);
    sums.most += Math.max(...shares) * (end - begin);
    sums.seconds += end - begin;
  }
  return sums;
}

/** Of one replica in millions: rounding is no miss. */
const ROUNDING = 1e-6;

function judgeAvailability(chronicle: Chronicle, { byDay }: Said, score: Score): void {
  const { looks, world } = chronicle;
  const workloads = [...new Set(world.ledger.replicas.map(({ workload }) => workload))].filter(hasReplicas);
  for (const { day, analytics } of byDay) {
    const told = new Map(analytics.workloads.map((one) => [objectKey(one), one.availability]));
    const [from, to] = [startOfDay(day), startOfDay(day) + SECONDS_A_DAY];
    for (const workload of workloads) {
      const overTime = replicasOverTime(chronicle, workload);
      // Where the number that is wanted changes, replicas and time are not the same share.
      const isScaled =
        new Set(overTime.filter((one) => one.from < to && one.to > from).map(({ desired }) => desired)).size >
        1;
      const isShown = looks.some(
        (look) => dayOfUnix(look.at) === day && look.workloads.get(workload)?.desired !== undefined,
      );
      const { least, most, seconds } = boundsOf(overTime, looks, from, to);
      const said = told.get(workload);
      const isRight =
        said !== undefined &&
        (isScaled || (said >= least / seconds - ROUNDING && said <= most / seconds + ROUNDING));
      const miss = () => ({
        scenario: scenarioOf(workload),
        truth: `${workload} on ${day}: ${least / seconds} to ${most / seconds}`,
        said: String(said),
      });
      if (said !== undefined) score.tell('availability', 1, Number(isRight && isShown), miss);
      score.expect('availability', Number(isShown), Number(isShown && isRight), miss);
    }
  }
}

function judgeRecovery(chronicle: Chronicle, { analytics, slice }: Said, score: Score): void {
  const workloads = new Set([
    ...slice.workloads.map(objectKey),
    ...chronicle.world.ledger.replicas.map(({ workload }) => workload),
  ]);
  const told = new Map(analytics.workloads.map((one) => [objectKey(one), one]));
  for (const workload of workloads) {
    if (!hasReplicas(workload)) continue;
    const all = shortagesOf(chronicle, workload);
    const must = all.filter((one) => one.must);
    const said = told.get(workload)?.recovery;
    const miss = () => ({
      scenario: scenarioOf(workload),
      truth: `${workload}: ${must.map(({ from, to }) => `${to - from} s from ${shortTime(from)}`).join(', ') || 'no shortage that a look saw begin and end'}`,
      said: said === undefined ? 'nothing' : `median ${said.least} to ${said.most} s`,
    });
    // Its bounds hold one of them, or lie between two.
    const lengths = must.map(({ from, to }) => to - from);
    const isRight =
      said !== undefined &&
      lengths.length > 0 &&
      said.least <= Math.max(...lengths) &&
      (said.most ?? Infinity) >= Math.min(...lengths);
    if (said !== undefined) score.tell('recovery', 1, Number(isRight), miss);
    score.expect('recovery', Number(must.length > 0), Number(isRight), miss);
  }
}

/**
 * Times in which nothing of a workload was ready: Gazette calls that failing. Its length is at least that of the time
 * with nothing ready. It is at most that of the time with something missing.
 */
function judgeOutages(chronicle: Chronicle, { analytics, review }: Said, score: Score): void {
  const last = chronicle.looks.at(-1)!.at;
  const rows = [
    ...analytics.workloads.flatMap((one) =>
      one.spells.map((spell) => ({ ...spell, workload: objectKey(one), by: 'analytics' })),
    ),
    ...review.affected.map(({ object, from, to, ...rest }) => ({
      ...{ ...rest, workload: objectKey(object), by: 'review' },
      ...{ from: from.at, to: to?.at ?? last },
    })),
  ];
  for (const { workload, worst, from, to, lasted, worstLasted = lasted, why = '', by } of rows) {
    if (!hasReplicas(workload) || worst !== 'failing') continue;
    const overTime = replicasOverTime(chronicle, workload).filter((one) => one.from < to && one.to > from);
    const none = overTime.filter(({ ready, desired }) => desired > 0 && ready === 0);
    const short = overTime.filter(({ ready, desired }) => ready < desired);
    const lengthOf = (those: readonly ReplicaSpell[]) =>
      those.length === 0 ? 0 : Math.min(those.at(-1)!.to, last) - those[0]!.from;
    const longest = Math.max(0, ...none.map((one) => lengthOf([one])));
    const isRight = worstLasted.least <= lengthOf(short) && (worstLasted.most ?? Infinity) >= longest;
    score.tell('recovery', 1, Number(isRight), () => ({
      scenario: scenarioOf(workload),
      truth: `${workload}: nothing ready for ${longest} s, something missing for ${lengthOf(short)} s from ${shortTime(short[0]?.from)}`,
      said: `${by}: failing ${worstLasted.least}..${worstLasted.most ?? '?'} s from ${shortTime(from)} to ${shortTime(to)}`,
    }));
    const reason = WORST_REASONS[workload];
    if (reason)
      score.tell('recovery', 1, Number(reason.test(why)), () => ({
        ...{
          scenario: scenarioOf(workload),
          truth: `${workload} failed by ${reason.source}`,
          said: `${by}: ${why}`,
        },
      }));
  }
}

function judgeFindings(chronicle: Chronicle, { slice }: Said, score: Score): void {
  const { looks } = chronicle;
  const overTimes = new Map<string, ReplicaSpell[]>();
  const overTimeOf = (workload: string) => {
    const known = overTimes.get(workload) ?? replicasOverTime(chronicle, workload);
    overTimes.set(workload, known);
    return known;
  };
  for (const finding of slice.findings.filter(({ severity }) => severity !== 'advice')) {
    const key = objectKey(finding);
    for (const met of finding.met) {
      const during = looks.filter(({ at }) => at >= met.from && at < met.to);
      const isAmiss = (look: Glance) =>
        finding.kind === 'Node'
          ? nodeClassAt(look, finding.name) !== 'beating'
          : !hasReplicas(key) || fitnessAt(look, key, overTimeOf(key)) !== 'well';
      const wrong = during.find((look) => !isAmiss(look));
      score.tell('findings', 1, Number(!wrong), () => ({
        scenario: scenarioOf(finding.kind === 'Node' ? `Node/${finding.name}` : key),
        truth: `${key} is well at ${shortTime(wrong!.at)}`,
        said: `${finding.rule} from ${shortTime(met.from)} to ${shortTime(met.to)}`,
      }));
    }
  }
  const toldOf = Map.groupBy(
    slice.findings.filter(({ severity }) => severity !== 'advice'),
    objectKey,
  );
  for (const workload of new Set(chronicle.world.ledger.replicas.map((deed) => deed.workload))) {
    if (!hasReplicas(workload)) continue;
    for (const run of runsOfLooks(
      looks,
      (look) => fitnessAt(look, workload, overTimeOf(workload)) ?? 'absent',
    )) {
      if (run.is !== 'down') continue;
      const silent = run.looks.find(
        ({ at }) =>
          !toldOf
            .get(workload)
            ?.some(({ met }) =>
              met.some(({ from, to, goesOn }) => from <= at && (at < to || (goesOn && at <= to))),
            ),
      );
      score.expect('findings', 1, Number(!silent), () => ({
        scenario: scenarioOf(workload),
        truth: `${workload} is down at ${shortTime(silent!.at)}`,
        said: 'no finding',
      }));
    }
  }
}
