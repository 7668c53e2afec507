/** Where a cluster's API is, and how to connect: TLS, proxy and credentials from client-node. */
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import http from 'node:http';
import type https from 'node:https';
import path from 'node:path';
import tls from 'node:tls';
import type { KubeConfig } from '@kubernetes/client-node';
import { z } from 'zod';
import { proxyFor, type ClusterConfig } from '../config.ts';
import { isSystemError } from '../errors.ts';
import { NothingCollectedError, RequestError } from './errors.ts';
import { loadKubeConfig } from './kubeconfig.ts';
import { redact } from './redact.ts';

/** How long an exec plugin or an identity provider may take. */
const CREDENTIALS_MS = 60_000;
/** In bytes. No plugin has more to say. */
const LARGEST_ANSWER = 2 ** 20;
/** Error code of failures to get credentials. */
export const CREDENTIALS = 'CREDENTIALS';

export interface Connection {
  /** Base URL of the API server, without a slash at the end. */
  readonly server: string;
  /** The address for display: without a password. */
  readonly address: string;
  /** Namespace of the kubeconfig's context, if it names one. */
  readonly namespace?: string;
  /** Options for one request, with current credentials: token files rotate, exec tokens expire. */
  options(): Promise<https.RequestOptions & { headers: http.OutgoingHttpHeaders }>;
  /** Forgets credentials and connections, so that the next request gets fresh ones. */
  renew(): void;
  close(): void;
}

/**
 * @param signal ends exec plugins, with their children
 * @throws {NothingCollectedError} The kubeconfig is not usable. `options()` throws a RequestError if the credentials
 * are not.
 */
export function connect(cluster: ClusterConfig, signal?: AbortSignal): Connection {
  let { config, impersonation } = load(cluster, signal);
  const server = config.getCurrentCluster()?.server ?? '';
  let stale = false;
  const agents = new Set<http.Agent>();
  return {
    server,
    address: redact(server).text,
    namespace: config.getContextObject(config.getCurrentContext())?.namespace,
    async options() {
      const options: https.RequestOptions & { headers: http.OutgoingHttpHeaders } = { headers: {} };
      try {
        if (stale) ({ config, impersonation } = load(cluster, signal));
        stale = false;
        await inTime(config.applyToHTTPSOptions(options), signal);
      } catch (error) {
        throw credentialsError(config, error);
      }
      Object.assign(options.headers, impersonation);
      if (options.agent instanceof http.Agent) {
        // client-node makes agents that open a connection for each request. Node reads this setting at every request.
        Object.assign(options.agent, { keepAlive: true });
        agents.add(options.agent);
      }
      // Token files often end in a line feed, which a header must not hold.
      const { Authorization: authorization } = options.headers;
      if (typeof authorization === 'string') options.headers.Authorization = authorization.trim();
      checkHeaders(options.headers);
      checkCertificate(options);
      return options;
    },
    renew() {
      stale = true;
    },
    close() {
      for (const agent of agents) agent.destroy();
    },
  };
}

function load(cluster: ClusterConfig, signal: AbortSignal | undefined) {
  const { config, impersonation } = loadKubeConfig(cluster);
  const { authenticators } = config as unknown as { authenticators: { execFn?: typeof spawn }[] };
  for (const authenticator of authenticators)
    if (authenticator.execFn) authenticator.execFn = openSpawn(signal);
  const current = config.getCurrentCluster();
  if (!current || !/^https?:/.test(current.server) || !URL.canParse(current.server)) {
    throw new NothingCollectedError(
      `${cluster.name}: "${redact(current?.server ?? '').text}" is not a server address`,
      {
        hint: 'server: in the kubeconfig must be a URL such as https://10.0.0.1:6443.',
      },
    );
  }
  // client-node refuses plain HTTP (`kubectl proxy`, port-forwards) unless TLS is declared unverified.
  if (current.server.startsWith('http:')) Object.assign(current, { skipTLSVerify: true });
  // As for kubectl: `proxy-url` in the kubeconfig comes before the environment.
  const proxy = current.proxyUrl ? undefined : proxyFor(new URL(current.server));
  if (proxy) Object.assign(current, { proxyUrl: proxy.href });
  const context = config.getContextObject(config.getCurrentContext());
  if (context && !config.getCurrentUser()) {
    // Without a user, client-node does not apply the CA either.
    Object.assign(context, { user: 'anonymous' });
    config.users.push({ name: 'anonymous' });
  }
  return { config, impersonation };
}

/**
 * Nobody can answer an exec plugin: its input is empty. The plugin is stopped after a long wait, when the signal comes,
 * or when it does not stop talking.
 */
const openSpawn = (signal: AbortSignal | undefined) =>
  ((command: string, args: string[] | undefined, options: SpawnOptions) => {
    // A group of its own, so that its children can be stopped, too.
    const plugin = spawn(command, args ?? [], {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const stop = () => stopGroup(plugin);
    const timer = setTimeout(stop, CREDENTIALS_MS);
    signal?.addEventListener('abort', stop);
    process.once('exit', stop);
    const forget = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      process.off('exit', stop);
    };
    // Where the plugin does not exist, nothing else ends the timer.
    plugin.once('error', forget).once('close', forget);
    let bytes = 0;
    for (const output of [plugin.stdout, plugin.stderr])
      output.on('data', (text: string | Buffer) => {
        bytes += text.length;
        if (bytes > LARGEST_ANSWER) stop();
      });
    return plugin;
  }) as typeof spawn;

/** A child that has left the group may still hold the output open: nobody waits for it. */
function stopGroup(plugin: ChildProcess): void {
  try {
    if (plugin.pid !== undefined) process.kill(-plugin.pid, 'SIGKILL');
  } catch (error) {
    if (!isSystemError(error, 'ESRCH')) throw error;
  }
  plugin.stdout?.destroy();
  plugin.stderr?.destroy();
  plugin.unref();
}

async function inTime(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`no answer within ${CREDENTIALS_MS / 1000} s`)),
    CREDENTIALS_MS,
  );
  const stop = () => reject(signal?.reason instanceof Error ? signal.reason : new Error('interrupted'));
  signal?.addEventListener('abort', stop);
  try {
    await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** @throws {RequestError} A value would break the request. The message does not show the value. */
function checkHeaders(headers: http.OutgoingHttpHeaders): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!/[^\t\x20-\x7e\x80-\xff]/.test([value].flat().join(''))) continue;
    const what = name === 'Authorization' ? 'the token' : `the value of ${name}`;
    throw new RequestError(
      `${what} in the kubeconfig holds a line feed or another sign that no header may hold`,
      {
        code: CREDENTIALS,
        hint: 'Was the token copied with a line break? Log in again, or renew it.',
      },
    );
  }
}

/** @throws {RequestError} The client's certificate or key is none, or they do not belong together. */
function checkCertificate({ cert, key, passphrase }: https.RequestOptions): void {
  if (cert === undefined && key === undefined) return;
  try {
    if (cert === undefined || key === undefined)
      throw new Error(cert === undefined ? 'there is a key without a certificate' : 'there is no key for it');
    tls.createSecureContext({ cert, key, passphrase });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RequestError(`the client certificate of the kubeconfig cannot be used: ${redact(why).text}`, {
      code: CREDENTIALS,
      hint: 'client-certificate and client-key (or their -data, in base64) must be PEM, and belong together.',
    });
  }
}

/** What the error says, without secrets. The path of the file in question stays, however random its folders look. */
function redactError(error: unknown): string {
  const message = error instanceof Error ? error.message.trim() : String(error);
  const file = isSystemError(error) ? error.path : undefined;
  if (file === undefined || !path.isAbsolute(file)) return redact(message).text;
  return message
    .split(file)
    .map((part) => redact(part).text)
    .join(file);
}

function credentialsError(config: KubeConfig, error: unknown): RequestError {
  const message = redactError(error);
  const command = z.looseObject({ command: z.string() }).safeParse(config.getCurrentUser()?.exec)
    .data?.command;
  if (command === undefined) {
    return new RequestError(`the credentials of the kubeconfig cannot be used: ${message}`, {
      code: CREDENTIALS,
    });
  }
  if (isSystemError(error, 'ENOENT'))
    return new RequestError(`the kubeconfig's exec plugin "${command}" is not installed`, {
      code: CREDENTIALS,
      hint: `Install "${command}" where Gazette finds it, and try it by hand.`,
    });
  return new RequestError(`the kubeconfig's exec plugin "${command}" failed: ${message}`, {
    code: CREDENTIALS,
    hint: `Run "${command}" by hand, or log in again; Gazette runs it as kubectl does.`,
  });
}
