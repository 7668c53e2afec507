/** Answers to what a client asks about itself: what it may read, and who it is. */
import { z } from 'zod';
import type { Past } from './past.ts';
import type { ServedResource } from './resources.ts';
import { checkSeen } from './seen.ts';
import { decodeAccessReview, isProtobuf } from './protobuf.ts';
import { Refusal } from './status.ts';

const READ_VERBS = ['get', 'list', 'watch'];

const AccessReviewSchema = z.object({
  spec: z.object({
    resourceAttributes: z
      .object({
        verb: z.string(),
        group: z.string(),
        resource: z.string(),
        subresource: z.string(),
        namespace: z.string(),
      })
      .partial()
      .optional(),
    nonResourceAttributes: z.object({ verb: z.string(), path: z.string() }).partial().optional(),
  }),
});

/** @param resource plural name of a review @throws {Refusal} There is no such review, or its body cannot be read. */
export function review(
  past: Past,
  resources: readonly ServedResource[],
  groupVersion: string,
  resource: string,
  body: Uint8Array,
): object {
  if (groupVersion === 'authentication.k8s.io/v1' && resource === 'selfsubjectreviews')
    return {
      ...{ kind: 'SelfSubjectReview', apiVersion: groupVersion, metadata: {} },
      status: { userInfo: { username: `reader of ${past.address}` } },
    };
  if (groupVersion !== 'authorization.k8s.io/v1') throw changesNothing(past);
  if (resource === 'selfsubjectaccessreviews') {
    const { spec } = readReview(body);
    return {
      ...{ kind: 'SelfSubjectAccessReview', apiVersion: groupVersion, metadata: {}, spec },
      status: judgeAccess(past, resources, spec),
    };
  }
  if (resource === 'selfsubjectrulesreviews')
    return {
      ...{ kind: 'SelfSubjectRulesReview', apiVersion: groupVersion, metadata: {}, spec: {} },
      status: { ...listRules(past, resources), incomplete: false },
    };
  throw changesNothing(past);
}

export const changesNothing = (past: Past) =>
  new Refusal(405, `${past.title} is a snapshot: it can only be read`);

function readReview(body: Uint8Array): z.infer<typeof AccessReviewSchema> {
  try {
    const text = Buffer.from(body).toString('utf8');
    return AccessReviewSchema.parse(isProtobuf(body) ? decodeAccessReview(body) : JSON.parse(text));
  } catch {
    throw new Refusal(400, 'the body is no SelfSubjectAccessReview');
  }
}

function judgeAccess(
  past: Past,
  resources: readonly ServedResource[],
  { resourceAttributes, nonResourceAttributes }: z.infer<typeof AccessReviewSchema>['spec'],
): { allowed: boolean; reason: string } {
  const no = (reason: string) => ({ allowed: false, reason });
  if (nonResourceAttributes)
    return nonResourceAttributes.verb === 'get'
      ? { allowed: true, reason: '' }
      : no(changesNothing(past).message);
  const { verb = '', group = '', resource = '', subresource = '', namespace = '' } = resourceAttributes ?? {};
  if (!READ_VERBS.includes(verb)) return no(changesNothing(past).message);
  if (subresource !== '') return no(notKept(past, subresource).message);
  const found = resources.find((one) => one.name === resource && (group === '*' || one.group === group));
  if (!found) return no(`${resource || 'this'} is not in ${past.title}`);
  try {
    checkSeen(past, found, namespace === '' ? undefined : namespace);
    return { allowed: true, reason: '' };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return no(error.message);
  }
}

/** Logs, commands within containers and forwarded ports need a running cluster. */
export const notKept = (past: Past, subresource: string) =>
  new Refusal(405, `${past.title} is a snapshot: it has no ${SUBRESOURCES.get(subresource) ?? subresource}`);

const SUBRESOURCES = new Map([
  ['log', 'logs of containers'],
  ['exec', 'containers to run a command in'],
  ['attach', 'containers to attach to'],
  ['portforward', 'pods to forward a port to'],
  ['proxy', 'server to pass a request on to'],
]);

function listRules(past: Past, resources: readonly ServedResource[]) {
  const readable = resources.filter((resource) => {
    try {
      checkSeen(past, resource, undefined);
      return true;
    } catch {
      return false;
    }
  });
  return {
    resourceRules: [...Map.groupBy(readable, ({ group }) => group)].map(([group, own]) => ({
      verbs: READ_VERBS,
      apiGroups: [group],
      resources: own.map(({ name }) => name),
    })),
    nonResourceRules: [
      { verbs: ['get'], nonResourceURLs: ['/api', '/api/*', '/apis', '/apis/*', '/version'] },
    ],
  };
}
