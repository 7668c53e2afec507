import { spawn } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import { environmentWith } from '../src/config.ts';
import { GazetteError, isSystemError } from '../src/errors.ts';
import { EXIT, parse, STORE_HELP, storeOptions, UsageError, type Command } from './command.ts';
import { openApi } from './open-api.ts';
import { print } from './terminal.ts';

const help = `gazette kubectl: ask a snapshot with kubectl, as if the cluster were still as it was.

Usage: gazette kubectl [--config FILE] [--data DIR] ADDRESS ARGUMENT …

It starts the kubectl that your shell finds, and passes all ARGUMENTs on to it.
Its output and its exit status are kubectl's. Whatever only reads works: get, describe,
events, top node, auth can-i. A snapshot has no logs, and nothing in it can be changed.
What was not seen is refused, and never looks as if there were none: docs/time-machine.md.

${STORE_HELP}

Examples: gazette kubectl prod@2026-11-29T14:45Z get pods -A -o wide
          gazette kubectl prod~1 describe pod -n shop checkout-7d9f
`;

const flags = { ...storeOptions } as const;

async function run(args: string[]) {
  const { own, address, passed } = divide(args);
  if (own.includes('--help') || own.includes('-h')) {
    await print(help);
    return EXIT.ok;
  }
  const { values } = parse(own, flags, 0);
  if (address === undefined) throw new UsageError('which snapshot? Give an ADDRESS such as prod@2h');
  checkArguments(passed);
  const { kubeconfig, close } = await openApi([address], values);
  try {
    return await runKubectl(
      withCache(passed, kubeconfig.cache),
      environmentWith({ KUBECONFIG: kubeconfig.file, KUBECACHEDIR: kubeconfig.cache }),
    );
  } finally {
    await close();
  }
}

/** Flags of Gazette come first, then the address; the rest is kubectl's. */
function divide(args: readonly string[]) {
  let place = 0;
  while (args[place]?.startsWith('-')) place += ['--config', '--data'].includes(args[place]!) ? 2 : 1;
  return { own: args.slice(0, place), address: args[place], passed: args.slice(place + 1) };
}

/** What a snapshot cannot do, and why. */
const REFUSED = new Map([
  ...[
    ...['create', 'apply', 'delete', 'edit', 'patch', 'replace', 'scale', 'autoscale', 'set', 'label'],
    ...['annotate', 'expose', 'run', 'cordon', 'uncordon', 'drain', 'taint', 'certificate', 'diff'],
  ].map((verb) => [verb, 'nothing in a snapshot can be changed'] as const),
  ...['exec', 'attach', 'cp', 'debug'].map(
    (verb) => [verb, 'a snapshot has no containers that run'] as const,
  ),
  ['logs', 'a snapshot has no logs'],
  ['port-forward', 'a snapshot has no pods to forward a port to'],
  ['proxy', 'a snapshot is served by gazette api'],
  ['config', 'the kubeconfig of a snapshot is temporary'],
]);

const CHANGING_ROLLOUTS = new Set(['restart', 'undo', 'pause', 'resume']);

/** They would lead kubectl past the snapshot, to a cluster of today. */
const ELSEWHERE = new Set([
  ...['--kubeconfig', '--context', '--cluster', '--user', '--server', '-s', '--token', '--username'],
  ...['--password', '--certificate-authority', '--client-certificate', '--client-key', '--tls-server-name'],
  ...['--insecure-skip-tls-verify', '--as', '--as-group', '--as-uid', '--cache-dir'],
]);

/** Flags before kubectl's own command whose value is the next word. */
const VALUED = new Set(['-n', '--namespace', '--request-timeout', '-v', '--v', '--vmodule', '--profile']);

/** @throws {UsageError} kubectl must not do that, or it would ask somebody else. */
function checkArguments(passed: readonly string[]): void {
  const end = passed.indexOf('--');
  for (const word of end === -1 ? passed : passed.slice(0, end)) {
    const name = word.split('=')[0]!;
    if (ELSEWHERE.has(name) || /^-s[^=-]*:\/\//.test(word))
      throw new UsageError(`${name} is not for a snapshot: kubectl would ask somebody else`);
  }
  const place = placeOfVerb(passed);
  const verb = passed[place];
  if (verb === undefined) return;
  const why = REFUSED.get(verb);
  if (why !== undefined) throw new UsageError(`kubectl ${verb} is not for a snapshot: ${why}`);
  const action = passed[place + 1];
  if (verb === 'rollout' && action !== undefined && CHANGING_ROLLOUTS.has(action))
    throw new UsageError(
      `kubectl rollout ${action} is not for a snapshot: nothing in a snapshot can be changed`,
    );
}

/** Where kubectl's own command stands, behind its flags. */
function placeOfVerb(passed: readonly string[]): number {
  let place = 0;
  while (passed[place]?.startsWith('-')) place += VALUED.has(passed[place]!) ? 2 : 1;
  return place;
}

/** Commands of kubectl that ask a server. Others may be plugins, which take only their own flags. */
const ASKING = new Set([
  ...['get', 'describe', 'events', 'top', 'explain', 'api-resources', 'api-versions', 'cluster-info'],
  ...['auth', 'rollout', 'wait', 'version'],
]);

/** kubectl before 1.25 knows no variable for the folder of what it remembers of a server. */
function withCache(passed: readonly string[], cache: string): string[] {
  const place = placeOfVerb(passed);
  const verb = passed[place] ?? '';
  return ASKING.has(verb) ? passed.toSpliced(place + 1, 0, `--cache-dir=${cache}`) : [...passed];
}

/** The exit status of kubectl; of a signal, as in shells. */
async function runKubectl(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const kubectl = spawn('kubectl', args, { env, stdio: 'inherit' });
  // kubectl ends by it, and what is left of Gazette cleans up. A terminal sends SIGINT to both, which does no harm.
  const pass = (signal: NodeJS.Signals) => kubectl.kill(signal);
  process.on('SIGTERM', pass);
  process.on('SIGINT', pass);
  try {
    const [code, signal] = (await once(kubectl, 'exit')) as [number | null, NodeJS.Signals | null];
    return code ?? 128 + (signal === null ? 0 : os.constants.signals[signal]);
  } catch (error) {
    if (!isSystemError(error, 'ENOENT', 'EACCES')) throw error;
    throw new GazetteError('kubectl is not on the PATH', {
      hint: 'Install it (https://kubernetes.io/docs/tasks/tools/), or serve the snapshot to another client with gazette api.',
      cause: error,
    });
  } finally {
    process.off('SIGTERM', pass);
    process.off('SIGINT', pass);
  }
}

export const command: Command = {
  ...{ summary: 'ask a snapshot with kubectl', help, flags, passesOn: true, run },
};
