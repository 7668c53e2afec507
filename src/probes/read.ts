/** Reads every probe of a cluster into its snapshot, and tells how each kind was read. A line for each type of probe. */
import { hasStatus, RequestError } from '../collect/errors.ts';
import { inPool } from '../collect/pool.ts';
import type { Sink } from '../collect/read-kind.ts';
import type { Client, ClientOptions, Tally } from '../collect/request.ts';
import { compileTrim, type OnRedaction, type TrimOptions } from '../collect/trim.ts';
import type { KindName } from '../snapshots/kinds/kinds.ts';
import { rewrite } from '../snapshots/kinds/walk.ts';
import type { AskedProbe, Coverage } from '../snapshots/schema.ts';
import type { ProbesConfig } from './config.ts';
import { elasticsearchProbe } from './elasticsearch/read.ts';
import { httpProbe } from './http/read.ts';
import type { Before } from './before.ts';
import { hideIn } from './hide.ts';
import type { Probe, ProbeSource } from './probe.ts';
import { rabbitmqProbe } from './rabbitmq/read.ts';
import type { TargetConfig } from './target-config.ts';
import { openService, openUrl, type OpenTarget } from './target.ts';

type Type = keyof ProbesConfig;
type ConfigOf<Name extends Type> = NonNullable<ProbesConfig[Name]>[number];

const PROBES: { [Name in Type]-?: Probe<ConfigOf<Name>> } = {
  http: httpProbe,
  rabbitmq: rabbitmqProbe,
  elasticsearch: elasticsearchProbe,
};

/** Probes that are read at the same time. */
const CONCURRENCY = 8;
const MOST_ERRORS = 3;

export interface ProbeOptions extends TrimOptions {
  probes: ProbesConfig;
  /** The API server, for Services behind its proxy. */
  api: Client;
  requests: ClientOptions;
  sink: Sink;
  onRedaction: OnRedaction;
  readyPods: ProbeSource['readyPods'];
  before: Before;
  /** The API server's clock now. */
  now: () => string;
  /** Called for each kind when it has been read. */
  onKind?: ((coverage: Coverage) => void) | undefined;
}

/** What one probe saw of its kinds. */
interface Outcome {
  namespace?: string;
  only?: AskedProbe['only'];
  name: string;
  objects: Map<KindName, number>;
  missed: Map<KindName, Error>;
  tally: Tally;
}

/** Never throws a RequestError: a probe that fails is data. */
export async function readProbes(options: ProbeOptions): Promise<Coverage[]> {
  const types = (Object.keys(PROBES) as Type[]).filter((type) => (options.probes[type]?.length ?? 0) > 0);
  const all = await Promise.all(types.map((type) => readType(type, options)));
  return all.flat();
}

async function readType<Name extends Type>(type: Name, options: ProbeOptions): Promise<Coverage[]> {
  const configs = (options.probes[type] ?? []) as readonly ConfigOf<Name>[];
  const at = options.now();
  const begun = performance.now();
  const probe: Probe<ConfigOf<Name>> = PROBES[type];
  const outcomes = await inPool(
    CONCURRENCY,
    configs.map((config) => () => readOne(probe, config, options)),
  );
  const durationMs = Math.round(performance.now() - begun);
  const coverage = probe.kinds.map((kind) => ({ ...cover(kind, outcomes), at, durationMs }));
  for (const one of coverage) options.onKind?.(one);
  return coverage;
}

async function readOne<Config extends TargetConfig>(
  probe: Probe<Config>,
  config: Config,
  options: ProbeOptions,
): Promise<Outcome> {
  const namespace = config.namespace ?? config.service?.namespace ?? namespaceOfPods(config);
  const tally: Tally = { requests: 0, bytes: 0 };
  const outcome: Outcome = {
    name: config.name,
    namespace,
    only: probe.only?.(config),
    objects: new Map(),
    missed: new Map(),
    tally,
  };
  const limitMs = config.timeLimit * 1000;
  const limit = new AbortController();
  const timer = setTimeout(
    () => limit.abort(new Error(`the time limit of ${config.timeLimit} s was reached`)),
    limitMs,
  );
  const requests: ClientOptions = {
    ...options.requests,
    signal: AbortSignal.any([options.requests.signal, limit.signal]),
    endsAt: Math.min(options.requests.endsAt, performance.now() + limitMs),
    speaker: 'it',
  };
  const opened: OpenTarget[] = [];
  const open = (target: OpenTarget) => {
    opened.push(target);
    return target;
  };
  const targetAt = (url: string) => open(openUrl(url, config, requests));
  const hide = (text: string) =>
    hideIn(
      text,
      opened.flatMap((target) => target.secrets()),
    );
  const keep: ProbeSource['keep'] = ({ kind, name, spec, status, ...seen }) => {
    const trim = compileTrim(kind, options.onRedaction, options);
    const metadata = {
      namespace: seen.namespace ?? namespace,
      name: name === '' ? config.name : `${config.name}/${name}`,
    };
    // Within texts alone: a credential may be a part of a number, and its quotes are not those of JSON.
    const raw = rewrite(
      JSON.parse(JSON.stringify({ metadata, spec: { probe: config.name, ...spec }, status })),
      { path: '' },
      { text: hide },
    );
    const object = trim(raw, 'gazette/v1');
    if (!object) return;
    void options.sink.add(kind, object);
    outcome.objects.set(kind, (outcome.objects.get(kind) ?? 0) + 1);
  };
  const miss: ProbeSource['miss'] = (kind, error) => {
    if (!outcome.missed.has(kind)) outcome.missed.set(kind, withMessage(error, hide(error.message)));
  };
  try {
    const { url, service } = config;
    const target = service
      ? openService(service, withSignal(options.api, requests.signal))
      : openUrl(url ?? 'http://pods.invalid', config, requests);
    await probe.read(config, {
      target: open(target),
      targetAt,
      tally,
      readyPods: options.readyPods,
      before: (kind, name) => options.before(kind, `${config.name}/${name}`, namespace),
      hide,
      keep,
      miss,
      now: options.now,
    });
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    for (const kind of probe.kinds) miss(kind, error);
  } finally {
    clearTimeout(timer);
    for (const target of opened) target.close();
  }
  return outcome;
}

const namespaceOfPods = (config: TargetConfig & { pods?: { namespace: string } }) => config.pods?.namespace;

const withMessage = (error: Error, message: string) =>
  message === error.message ? error : new RequestError(message, error instanceof RequestError ? error : {});

/** The API server's client knows only the limit of the whole snapshot. */
function withSignal(api: Client, signal: AbortSignal): Client {
  const within = <Result>(work: Promise<Result>): Promise<Result> => {
    const { promise, reject } = Promise.withResolvers<never>();
    const stop = () => reject(new RequestError((signal.reason as Error).message, { code: 'ABORTED' }));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.catch(() => undefined);
    promise.catch(() => undefined);
    return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', stop));
  };
  return {
    send: (path, accept, body) => within(api.send(path, accept, body)),
    get: (path, tally, parse, accept) => within(api.get(path, tally, parse, accept)),
  };
}

/** How a kind was read by all its probes. */
function cover(kind: KindName, outcomes: readonly Outcome[]): Omit<Coverage, 'at' | 'durationMs'> {
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, one) => total + of(one), 0);
  const failed = outcomes.filter(({ missed }) => missed.has(kind));
  const common = {
    kind,
    apiVersion: 'gazette/v1',
    probes: outcomes.map(({ name, namespace, only, missed }): AskedProbe => ({
      name,
      ...(namespace !== undefined && { namespace }),
      whole: !missed.has(kind),
      ...(only && { only }),
    })),
    objects: sum(({ objects }) => objects.get(kind) ?? 0),
    requests: sum(({ tally }) => tally.requests),
    bytes: sum(({ tally }) => tally.bytes),
  };
  if (failed.length === 0) return { ...common, state: 'complete' };
  const told = failed
    .slice(0, MOST_ERRORS)
    .map(({ name, missed }) => `${name}: ${missed.get(kind)?.message}`);
  const more = failed.length > MOST_ERRORS ? [`and ${failed.length - MOST_ERRORS} more`] : [];
  const error = [...told, ...more].join('; ');
  if (failed.length < outcomes.length || common.objects > 0) {
    const broken = new Set(failed.map(({ namespace }) => namespace));
    const whole = outcomes.flatMap(({ namespace }) =>
      namespace === undefined || broken.has(namespace) ? [] : [namespace],
    );
    const namespaces = [...new Set(whole)].sort();
    return { ...common, state: 'partial', ...(namespaces.length > 0 && { namespaces }), error };
  }
  const isRefused = failed.every(({ missed }) => hasStatus(missed.get(kind), 401, 403));
  return { ...common, state: isRefused ? 'forbidden' : 'failed', error };
}
