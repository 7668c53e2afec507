/** Asks health endpoints. An answer that is not what the config expects is a failing endpoint; no answer is not seen. */
import { formatObject } from '../../model/object-ref.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { JSONPath } from 'jsonpath-plus';
import { isRecord } from '../../snapshots/kinds/walk.ts';
import { RequestError } from '../../collect/errors.ts';
import { inPool } from '../../collect/pool.ts';
import type { Answer } from '../../collect/request.ts';
import type { Probe, ProbeSource, Target } from '../probe.ts';
import type { HttpProbeConfig } from './config.ts';
import { EXPIRED } from './judge.ts';

/** Pods of one workload that are asked at the same time. */
const CONCURRENCY = 8;
/** Of a workload with more pods, the first are asked: they tell what the others would. */
const MOST_PODS = 100;
const SECOND_ATTEMPT_MS = 200;
const LONGEST_EXCERPT = 200;
/** Latency in classes: finer steps would only make each snapshot store each endpoint anew. */
const LATENCIES_MS = [10_000, 5000, 2000, 1000, 500, 200, 100];

export const httpProbe: Probe<HttpProbeConfig> = {
  kinds: ['HealthCheck'],
  async read(config, source) {
    if (!config.pods) return ask(config, source, source.target, '', {});
    const { namespace, workload, port, scheme } = config.pods;
    const { kind, name } = workload;
    const pods = await source.readyPods(namespace, kind, name);
    if (pods.length === 0)
      source.miss(
        'HealthCheck',
        new RequestError(`${formatObject({ kind, namespace, name })} has no ready pod to ask`),
      );
    await inPool(
      CONCURRENCY,
      pods.slice(0, MOST_PODS).map((pod) => () => {
        const host = pod.ip.includes(':') ? `[${pod.ip}]` : pod.ip;
        const target = source.targetAt(`${scheme}://${host}:${port}`);
        return ask(config, source, target, pod.name, { pod: pod.name, workload: { kind, namespace, name } });
      }),
    );
  },
};

async function ask(
  config: HttpProbeConfig,
  source: ProbeSource,
  target: Target,
  name: string,
  about: object,
): Promise<void> {
  const { host, scheme, service } = target;
  // A URL may hold the whole path; the client puts it before the path.
  const path = config.url && config.path === '/' ? '' : config.path;
  const begun = performance.now();
  const spec = {
    scheme,
    ...(host && { host }),
    path: `${config.url ? new URL(config.url).pathname.replace(/\/$/, '') : ''}${path}` || '/',
    ...(service && { service }),
    ...about,
  };
  const status = await send(target, path, source).then(
    (answer) => {
      // The API server's own word comes first: it says what the collector may not do.
      const refusal =
        (service === undefined ? undefined : refusalOf(answer)) ??
        (isRefused(answer, config) ? REFUSED : undefined);
      return refusal === undefined
        ? { ...judgeAnswer(answer, config.expect, source.hide), code: answer.status }
        : { result: 'not seen', code: answer.status, message: refusal };
    },
    (error: unknown) => {
      if (!(error instanceof RequestError)) throw error;
      // TLS ends before the date is read.
      return error.code === 'CERT_HAS_EXPIRED'
        ? { result: 'failing', message: EXPIRED, expired: true }
        : { result: 'not seen', message: error.message };
    },
  );
  if (status.result === 'not seen')
    source.miss('HealthCheck', new RequestError(status.message ?? 'it did not answer'));
  const certificateEnds = target.certificateEnds();
  source.keep({
    kind: 'HealthCheck',
    name,
    spec,
    status: {
      ...status,
      latencyMs: classOf(performance.now() - begun),
      ...(certificateEnds && { certificateEnds }),
    },
  });
}

const REFUSED = 'it refuses whom it does not know';

/** A refusal says nothing of the service's health, unless the config waits for it. */
const isRefused = ({ status }: Answer, { expect }: HttpProbeConfig) =>
  (status === 401 || status === 403) && expect.status === undefined;

const classOf = (ms: number) => LATENCIES_MS.find((least) => ms >= least) ?? 0;

/** A connection that breaks off may only have been kept for too long: it gets a second attempt. */
async function send(target: Target, path: string, { tally }: ProbeSource): Promise<Answer> {
  const attempt = async () => {
    tally.requests += 1;
    const answer = await target.client.send(path, '*/*');
    tally.bytes += answer.body.length;
    return answer;
  };
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof RequestError) || error.code !== 'ECONNRESET') throw error;
    await sleep(SECOND_ATTEMPT_MS);
    return attempt();
  }
}

/** The API server's own word, if it did not reach the Service. Source: k8s.io/apimachinery meta/v1 `Status`. */
function refusalOf({ status, body }: Answer): string | undefined {
  if (status < 400) return undefined;
  try {
    const answer: unknown = JSON.parse(body.toString('utf8'));
    if (!isRecord(answer) || answer.kind !== 'Status' || answer.apiVersion !== 'v1') return undefined;
    return typeof answer.message === 'string' ? answer.message : 'the API server refused';
  } catch {
    return undefined;
  }
}

interface Verdict {
  result: 'OK' | 'failing';
  message?: string;
}

/** Whether the answer is what the config expects. */
function judgeAnswer(
  { status, headers, body }: Answer,
  expect: HttpProbeConfig['expect'],
  hide: ProbeSource['hide'],
): Verdict {
  const failing = (message: string): Verdict => ({ result: 'failing', message });
  if (expect.status === undefined ? status < 200 || status > 299 : status !== expect.status)
    return failing(`status ${status}${whereTo(headers.location)}${excerptOf(body, hide)}`);
  const text = body.toString('utf8');
  if (expect.text !== undefined && !text.includes(expect.text))
    return failing(`its body does not hold "${expect.text}"${excerptOf(body, hide)}`);
  if (expect.json === undefined) return { result: 'OK' };
  const found = findJson(text, expect.json);
  if (found.length === 0) return failing(`its body has nothing at ${expect.json}${excerptOf(body, hide)}`);
  // A path may find several values: one part that is down is enough.
  const odd = found.find((value) => ('equals' in expect ? value !== expect.equals : value === false));
  return odd === undefined ? { result: 'OK' } : failing(`${expect.json} is ${hide(JSON.stringify(odd))}`);
}

const whereTo = (location: string | undefined) =>
  location === undefined ? '' : `, which leads to ${location}: redirects are not followed`;

function excerptOf(body: Buffer, hide: ProbeSource['hide']): string {
  const whole = hide(body.toString('utf8'));
  const text = (reasonIn(whole) ?? whole)
    .slice(0, 4 * LONGEST_EXCERPT)
    .replace(/\s+/g, ' ')
    .trim();
  if (text === '' || text.startsWith('<')) return '';
  return `: ${text.slice(0, LONGEST_EXCERPT)}`;
}

/** Keys whose text says what is wrong: of Spring Boot, of RFC 9457, of draft-inadarei-api-health-check, and usual ones. */
const REASONS = ['error', 'message', 'reason', 'detail', 'output', 'description'];

/** What a body of JSON says of itself, from the outside in; undefined if it is none, or says nothing. */
function reasonIn(body: string): string | undefined {
  try {
    for (let level = [JSON.parse(body) as unknown]; level.length > 0; level = level.flatMap(valuesOf)) {
      for (const key of REASONS) {
        const said = level.map((part) => (isRecord(part) ? part[key] : undefined)).find(isText);
        if (said !== undefined) return said;
      }
    }
  } catch {
    // It is no JSON, or only looks like it.
  }
  return undefined;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
const valuesOf = (part: unknown): unknown[] =>
  typeof part === 'object' && part !== null ? Object.values(part) : [];

/** All values at a JSONPath; none if the text is no JSON, or has nothing there. */
function findJson(text: string, path: string): unknown[] {
  try {
    const found: unknown = JSONPath({ path, json: JSON.parse(text) as object, eval: false, wrap: true });
    return Array.isArray(found) ? (found as unknown[]) : [];
  } catch {
    return [];
  }
}
