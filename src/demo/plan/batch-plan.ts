/** The runs of a CronJob, and which of them its history limits keep. */
import { namespacedName } from '../../model/object-ref.ts';
import { DAY, HOUR, MINUTE, SECOND } from './clock.ts';
import type { Estate, Workload } from './estate.ts';
import { between, suffix, uuid } from './hash.ts';
import { covers } from './intervals.ts';
import { bear, type PodLife, type Revision } from './pod-lives.ts';
import { place } from './nodes-plan.ts';
import { pastInstants } from './past.ts';
import type { DatedIncident } from './timeline.ts';

export interface JobLife {
  uid: string;
  name: string;
  workload: Workload;
  created: number;
  finished: number;
  succeeded: boolean;
  gone: number;
  lives: PodLife[];
}

export const BACK_OFF_LIMIT = 2;
/** Seconds after which a finished Job is deleted. */
export const FINISHED_TTL = 4 * 3600;
/** How long a run and its Job can be seen. */
const SHOWN_FOR = 6 * HOUR;
const KEPT_SUCCESSES = 3;
const KEPT_FAILURES = 1;

export const cronOf = (workload: Workload) => {
  if (!workload.schedule) throw new Error(`${namespacedName(workload)} has no schedule`);
  return workload.schedule;
};

/** The latest scheduled time at or before `instant`. */
export function lastScheduled(workload: Workload, instant: number): number {
  const { every, offset } = cronOf(workload);
  const minute = Math.floor(instant / MINUTE);
  return (minute - ((((minute - offset) % every) + every) % every)) * MINUTE;
}

export function planJobs(
  estate: Estate,
  incidents: readonly DatedIncident[],
  workload: Workload,
  anchor: number,
  horizon: number,
): JobLife[] {
  const { every } = cronOf(workload);
  const failures = incidents.flatMap(({ from, effect }) =>
    effect.type === 'job-fails' && effect.workload === namespacedName(workload)
      ? [{ from, message: effect.message }]
      : [],
  );
  const refused = incidents.filter(
    ({ effect }) => effect.type === 'job-refused' && effect.workload === namespacedName(workload),
  );
  const jobs: JobLife[] = [];
  const first = lastScheduled(workload, anchor - 2 * DAY);
  const step = every * MINUTE;
  // Before the first days, only the runs that the snapshots of the past can show.
  const early = pastInstants(anchor).flatMap((instant) =>
    Array.from(
      { length: Math.ceil(SHOWN_FOR / step) },
      (_, index) => lastScheduled(workload, instant) - index * step,
    ),
  );
  const times = new Set(early.filter((at) => at < first).sort((a, b) => a - b));
  // Goes beyond the horizon: which Jobs a later success deletes must not depend on the horizon.
  for (let at = first; at < horizon + DAY; at += step) times.add(at);
  for (const at of times) {
    if (covers(refused, at)) continue;
    const failure = failures.find(({ from }) => at - step < from && from <= at);
    jobs.push(
      planJob(
        estate,
        incidents,
        workload,
        at + between(`${namespacedName(workload)}/${at}`, 0, 2) * SECOND,
        at,
        failure?.message,
      ),
    );
  }
  for (const job of jobs) {
    const later = jobs.filter((other) => other.succeeded === job.succeeded && other.finished > job.finished);
    const swept = later[(job.succeeded ? KEPT_SUCCESSES : KEPT_FAILURES) - 1]?.finished ?? Infinity;
    job.gone = Math.min(swept + SECOND, job.finished + FINISHED_TTL * SECOND);
    for (const life of job.lives) life.gone = job.gone;
  }
  return jobs.filter(({ created }) => created < horizon + HOUR);
}

function planJob(
  estate: Estate,
  incidents: readonly DatedIncident[],
  workload: Workload,
  created: number,
  scheduled: number,
  failure: string | undefined,
): JobLife {
  const { takes } = cronOf(workload);
  // Source: pkg/controller/cronjob/utils.go, getJobName: the scheduled time in minutes.
  const name = `${workload.name}-${scheduled / MINUTE}`;
  const uid = uuid(`${estate.name}/Job/${namespacedName(workload)}/${name}`);
  const revision: Revision = { workload, version: workload.version, fate: 'healthy', hash: '' };
  const lives: PodLife[] = [];
  let at = created + SECOND;
  for (let attempt = 0; attempt <= (failure === undefined ? 0 : BACK_OFF_LIMIT); attempt += 1) {
    const key = `${estate.name}/${namespacedName(workload)}/${name}/${attempt}`;
    const placement = place(estate, incidents, workload, attempt + Math.floor(scheduled / HOUR), at);
    const pod = `${name}-${suffix(key)}`;
    const life = bear({
      uidKey: key,
      name: pod,
      revision,
      slot: attempt,
      created: at,
      placement,
      horizon: Infinity,
    });
    const run = life.containers[0]?.runs[0];
    if (!run) throw new Error(`${pod} does not run`);
    run.to = run.from + (failure === undefined ? takes + between(key, 0, takes / 10) : 22) * SECOND;
    Object.assign(
      run,
      failure === undefined
        ? { exitCode: 0, reason: 'Completed' }
        : { exitCode: 3, reason: 'Error', message: failure },
    );
    life.finished = { at: run.to + SECOND, succeeded: failure === undefined };
    life.job = { uid, name };
    lives.push(life);
    // Source: pkg/controller/job/job_controller.go: 10 s, doubled with each failure.
    at = life.finished.at + 10 * 2 ** attempt * SECOND;
  }
  const finished = (lives.at(-1)?.finished?.at ?? created) + SECOND;
  return { uid, name, workload, created, finished, succeeded: failure === undefined, gone: Infinity, lives };
}
