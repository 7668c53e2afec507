import { z } from 'zod';
import { collect } from '../src/collect/collect.ts';
import { NothingCollectedError } from '../src/collect/errors.ts';
import { redact } from '../src/collect/redact.ts';
import {
  customResourcesFor,
  explainName,
  settingsFor,
  type ClusterConfig,
  type Config,
} from '../src/config.ts';
import { GazetteError } from '../src/errors.ts';
import { formatFileSize } from '../src/model/quantity.ts';
import { formatNumber } from '../src/model/english.ts';
import {
  DurationSchema,
  type Coverage,
  type ManifestSnapshot,
  type Observation,
} from '../src/snapshots/schema.ts';
import type { Store } from '../src/snapshots/open-store.ts';
import { formatAddress } from '../src/snapshots/fold-manifest.ts';
import { noteFailure } from '../src/snapshots/last-failure.ts';
import {
  EXIT,
  guess,
  oneOf,
  parse,
  readStoreFlags,
  stopOnSignal,
  StoppedError,
  STORE_HELP,
  storeOptions,
  UsageError,
  version,
  type Command,
  type ExitStatus,
} from './command.ts';
import { withPing } from './ping.ts';
import { about, formatSeconds, note, print } from './terminal.ts';

const help = `gazette collect: take one snapshot of each cluster, and store it.

Usage: gazette collect [--cluster NAME [--context CONTEXT] [--kubeconfig FILE]] [-o text|json]

Without --cluster, Gazette reads every cluster of the config. For a cluster that the config
does not name, say where it is: with --context, --kubeconfig or --in-cluster.

  --cluster NAME       name of the cluster, of its folder, and in the address of its pages
  --context CONTEXT    kubeconfig context of the cluster
  --kubeconfig FILE    kubeconfig (default: KUBECONFIG, or ~/.kube/config)
  --in-cluster         use the service account of the pod in which Gazette runs
  --time-limit TIME    kinds that are not read by then count as not seen (default: 5m)
  -o, --output FORMAT  text, one line per kind (default), or json
${STORE_HELP}

Exit status: 0 complete; 3 incomplete, which means that something was not seen. The snapshot is
stored all the same. 5 some clusters were not collected at all. 4 nothing collected and nothing
stored; 1 for other failures.
`;

type Outcome =
  | { cluster: string; stored: ManifestSnapshot; observation: Observation }
  | { cluster: string; error: GazetteError };

interface Job {
  config: Config;
  store: Store;
  clusters: readonly ClusterConfig[];
  output: 'text' | 'json';
  timeLimitMs: number | undefined;
}

/** Clusters that are read at the same time. */
const TOGETHER = 4;

const flags = {
  ...storeOptions,
  cluster: { type: 'string' },
  context: { type: 'string' },
  kubeconfig: { type: 'string' },
  'in-cluster': { type: 'boolean' },
  'time-limit': { type: 'string' },
  output: { type: 'string', short: 'o', default: 'text', words: ['text', 'json'] },
} as const;

async function run(args: string[]) {
  const { values } = parse(args, flags, 0);
  const output = oneOf('--output', values.output, flags.output.words);
  const limit = DurationSchema.optional().safeParse(values['time-limit']);
  if (!limit.success) throw new UsageError(`--time-limit ${z.prettifyError(limit.error).replace(/^✖ /, '')}`);
  const { config, store } = await readStoreFlags(values);
  const clusters = chooseClusters(config, values);
  const timeLimitMs = limit.data === undefined ? undefined : limit.data * 1000;
  return withPing(config.ping?.collect, () => collectAll({ config, store, clusters, output, timeLimitMs }));
}

async function collectAll({ config, store, clusters, output, timeLimitMs }: Job): Promise<ExitStatus> {
  const outcomes: Outcome[] = [];
  const queue = [...clusters];
  const signal = stopOnSignal();
  const stopped = () => {
    const stored = outcomes.filter((outcome) => 'stored' in outcome).map(({ cluster }) => cluster);
    return new StoppedError(
      signal,
      stored.length > 0 ? `${stored.join(', ')} was stored` : 'nothing was stored',
    );
  };
  const work = async () => {
    for (let cluster = queue.shift(); cluster; cluster = queue.shift()) {
      const begun = performance.now();
      const name = cluster.name;
      try {
        const collected = await collect({
          cluster,
          settings: settingsFor(config, cluster),
          customResources: customResourcesFor(config, cluster),
          store,
          version,
          now: () => new Date(),
          signal,
          timeLimitMs,
          onKind:
            output === 'text'
              ? (coverage) => void (signal.aborted || print(formatKind(name, coverage), styleOf(coverage)))
              : undefined,
        });
        outcomes.push({ cluster: name, ...collected });
        if (output === 'text')
          await print(
            formatStored(name, collected, performance.now() - begun),
            collected.stored.complete ? 'bold' : 'yellow',
          );
      } catch (error) {
        // A failure because of a stop is not worth a message.
        if (signal.aborted) throw stopped();
        if (!(error instanceof GazetteError)) throw error;
        outcomes.push({ cluster: name, error });
        await noteFailure(store, name, {
          at: new Date().toISOString(),
          message: redact(error.message).text,
        }).catch(
          // A full disk is told by the failure itself.
          (other: unknown) => {
            if (!(other instanceof GazetteError)) throw other;
          },
        );
        note(`gazette: ${about(name, error.message)}${error.hint ? `\n${error.hint}` : ''}`, 'red');
      }
    }
  };
  // Waits for all of them: each has a lock to release.
  const ends = await Promise.allSettled(Array.from({ length: TOGETHER }, work));
  if (signal.aborted) throw stopped();
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  if (output === 'json') await print(`${JSON.stringify(outcomes.map(toJson), null, 2)}\n`);
  return toStatus(outcomes);
}

function chooseClusters(
  config: Config,
  flags: { cluster?: string; context?: string; kubeconfig?: string; 'in-cluster'?: boolean },
): ClusterConfig[] {
  if (flags.cluster === undefined) {
    if (flags.context ?? flags.kubeconfig ?? flags['in-cluster']) {
      throw new UsageError(
        '--context, --kubeconfig and --in-cluster apply to one cluster: name it with --cluster',
      );
    }
    if (config.clusters.length === 0) {
      throw new UsageError('no cluster to collect', {
        hint: 'Name a cluster: gazette collect --cluster prod --context my-context. Or list clusters in gazette.config.yaml.',
      });
    }
    return config.clusters;
  }
  const names = config.clusters.map(({ name }) => name);
  const found = config.clusters.find((cluster) => cluster.name === flags.cluster);
  const known: ClusterConfig = { ...(found ?? { name: flags.cluster }) };
  const fault = explainName(known.name);
  if (fault !== undefined) throw new UsageError(`--cluster "${known.name}" ${fault}`);
  const isPlaced = flags.context ?? flags.kubeconfig ?? flags['in-cluster'];
  // The current context of a kubeconfig is whatever somebody used last: it may be another cluster.
  if (!found && isPlaced === undefined)
    throw new UsageError(`the config does not name a cluster "${flags.cluster}"`, {
      hint: `${guess(flags.cluster, names)}Say where it is with --context, or name it under clusters in the config.`,
    });
  const { context, kubeconfig } = flags;
  if (flags['in-cluster']) {
    if (context ?? kubeconfig) throw new UsageError('--in-cluster excludes --context and --kubeconfig');
    return [{ ...known, context: undefined, kubeconfig: undefined, inCluster: true }];
  }
  // Either the flags or the config say how to read a cluster, never a mixture.
  if (context ?? kubeconfig) known.inCluster = undefined;
  return [{ ...known, context: context ?? known.context, kubeconfig: kubeconfig ?? known.kubeconfig }];
}

/** Marks what was not seen. */
const styleOf = ({ state }: Coverage) =>
  state === 'complete' ? undefined : state === 'absent' ? 'dim' : 'yellow';

function formatKind(cluster: string, coverage: Coverage): string {
  const { kind, apiVersion, state, method, objects, durationMs, namespaces, error } = coverage;
  const seen = state === 'complete' || state === 'partial';
  const how =
    state === 'absent'
      ? 'not served'
      : [
          state === 'complete' ? (method ?? '') : state,
          namespaces && `only ${namespaces.join(', ')}`,
          error?.replaceAll('\n', ' '),
        ]
          .filter(Boolean)
          .join(': ');
  const columns = [
    cluster.padEnd(12),
    kind.padEnd(24),
    (apiVersion ?? '').padEnd(24),
    (seen ? formatNumber(objects) : '-').padStart(8),
    (state === 'absent' ? '' : formatSeconds(durationMs)).padStart(9),
    ` ${how}`,
  ];
  return `${columns.join(' ').trimEnd()}\n`;
}

function formatStored(
  cluster: string,
  { stored, observation }: { stored: ManifestSnapshot; observation: Observation },
  ms: number,
) {
  const served = observation.coverage.filter((entry) => entry.state !== 'absent');
  const whole = served.filter((entry) => entry.state === 'complete').length;
  const redacted = Object.values(observation.redactions).reduce((sum, count) => sum + count, 0);
  const facts = [
    `No. ${stored.number}`,
    `${whole === served.length ? 'complete' : 'INCOMPLETE'} (${whole} of ${served.length} kinds)`,
    `${formatNumber(stored.objects)} objects`,
    `${formatFileSize(stored.bytes)} ${stored.base ? 'delta' : 'keyframe'}`,
    ...(redacted > 0 ? [`${redacted} redacted`] : []),
    ...(stored.marks ?? []).map((mark) => `clock: ${mark}`),
    formatSeconds(ms),
  ];
  return `${formatAddress({ cluster, time: stored.time })}  ${facts.join(', ')}\n`;
}

function toJson(outcome: Outcome) {
  if ('error' in outcome)
    return { cluster: outcome.cluster, error: outcome.error.message, hint: outcome.error.hint };
  const { previous: _, ...stored } = outcome.stored;
  const { coverage, redactions, clockSkewMs, durationMs, server, resourceVersion } = outcome.observation;
  const address = formatAddress({ cluster: outcome.cluster, time: stored.time });
  return {
    cluster: outcome.cluster,
    address,
    stored,
    server,
    resourceVersion,
    clockSkewMs,
    durationMs,
    coverage,
    redactions,
  };
}

/** Failures that do not come from the cluster (a full disk, another collector) count as failures. */
function toStatus(outcomes: readonly Outcome[]) {
  const failed = outcomes.filter((outcome) => 'error' in outcome);
  if (failed.length === outcomes.length) {
    return failed.every(({ error }) => error instanceof NothingCollectedError) ? EXIT.nothing : EXIT.failure;
  }
  if (failed.length > 0) return EXIT.missed;
  const partial = outcomes.some((outcome) => 'stored' in outcome && !outcome.stored.complete);
  return partial ? EXIT.partial : EXIT.ok;
}

export const command: Command = { summary: 'take one snapshot of each cluster', help, flags, run };
