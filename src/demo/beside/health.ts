/**
 * The health endpoint of each service, as Spring Boot's Actuator answers it: `health/payments-api`. A service says no
 * while none of its pods is ready, or one refuses requests or runs out of memory. It also says no while a service that it
 * needs is down.
 */
import type { ClusterName, Workload } from '../plan/estate.ts';
import { estates } from '../plan/estates.ts';
import { isReadyAt, type PodLife } from '../plan/pod-lives.ts';
import { planFor, type DemoPlan } from '../plan/plan.ts';
import { BesideRefusal, type BesideServer } from './request.ts';

/** What a service needs, and how it names that. */
const NEEDS: Readonly<Record<string, readonly [service: string, component: string]>> = {
  'mobile-bff': ['customer-api', 'customerApi'],
  settlement: ['payments-api', 'paymentsApi'],
  'card-auth': ['fraud-scoring', 'fraudScoring'],
};

export const answerHealth: BesideServer = (request) => {
  const { path, now } = request;
  const [service = ''] = path;
  const plan = planFor(request.cluster, request.anchor, now);
  if (path.length !== 1 || !hasService(plan, service)) return undefined;
  const own = findTrouble(plan, service, now);
  const [needed, component] = Object.hasOwn(NEEDS, service) ? (NEEDS[service] ?? []) : [];
  const there = needed === undefined || component === undefined ? undefined : findTrouble(plan, needed, now);
  if (own === undefined && there === undefined) return { status: 'UP' };
  throw new BesideRefusal(503, {
    status: 'DOWN',
    components: {
      ...(own !== undefined && { [service]: { status: 'DOWN', details: { error: own } } }),
      ...(there !== undefined && {
        [component ?? '']: { status: 'DOWN', details: { error: `${needed}: ${there}` } },
      }),
    },
  });
};

/** Services that have a health endpoint: those of the bank. */
export const healthEndpointsOf = (cluster: ClusterName): Workload[] =>
  estates[cluster].workloads.filter(isAsked);

const isAsked = ({ service, containers }: Workload) =>
  service?.port === 8080 && containers.some(({ image }) => image.startsWith('registry.bank.example/'));

const hasService = ({ estate }: DemoPlan, name: string) =>
  estate.workloads.some((workload) => workload.name === name && isAsked(workload));

function findTrouble(plan: DemoPlan, service: string, now: number): string | undefined {
  const [workload, replicas] = [...plan.replicas].find(([{ name }]) => name === service) ?? [];
  if (!workload || !replicas || workload.replicas === 0) return undefined;
  const lives = replicas.lives.filter(({ created, gone = Infinity }) => created <= now && now < gone);
  const refused = lives.flatMap((life) => unreadyIn(life, now));
  if (refused.length > 0) return refused[0];
  const ready = lives.filter((life) => isReadyAt(life, now));
  if (ready.length === 0) return 'no instance is ready';
  return ready.some(({ revision }) => revision.fate === 'leak') ? 'Java heap space: 97 % used' : undefined;
}

/** What the readiness probe of a pod says, as its message tells it. */
function unreadyIn({ containers }: PodLife, now: number): string[] {
  return containers.flatMap(({ unready }) =>
    unready
      .filter(({ from, to, why }) => from <= now && now < to && why !== undefined)
      .map(({ why = '' }) => why.replace(/^Readiness probe failed: /, '')),
  );
}
