/** Where a cluster's API is, and how to connect: TLS, proxy and credentials from client-node. */
import { spawn, type SpawnOptions } from 'node:child_process';
import http from 'node:http';
import type https from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import { z } from 'zod';
import type { ClusterConfig } from '../config.ts';
import { isSystemError } from '../errors.ts';
import { NothingCollectedError, RequestError } from './errors.ts';
import { loadKubeConfig } from './kubeconfig.ts';
import { redact } from './redact.ts';

/** How long an exec plugin or an identity provider may take. */
const CREDENTIALS_MS = 60_000;
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
 * @throws {NothingCollectedError} The kubeconfig is not usable. `options()` throws a RequestError if the credentials
 * are not.
 */
export function connect(cluster: ClusterConfig): Connection {
  let config = load(cluster);
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
        if (stale) config = load(cluster);
        stale = false;
        await inTime(config.applyToHTTPSOptions(options));
      } catch (error) {
        throw credentialsError(config, error);
      }
      if (options.agent instanceof http.Agent) {
        // client-node makes agents that open a connection for each request. Node reads this setting at every request.
        Object.assign(options.agent, { keepAlive: true });
        agents.add(options.agent);
      }
      // Token files often end in a line feed, which a header must not hold.
      const { Authorization: authorization } = options.headers;
      if (typeof authorization === 'string') options.headers.Authorization = authorization.trim();
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

function load(cluster: ClusterConfig) {
  const config = loadKubeConfig(cluster);
  const { authenticators } = config as unknown as { authenticators: { execFn?: typeof spawn }[] };
  for (const authenticator of authenticators)
    if (authenticator.execFn) authenticator.execFn = spawnUnattended;
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
  const context = config.getContextObject(config.getCurrentContext());
  if (context && !config.getCurrentUser()) {
    // Without a user, client-node does not apply the CA either.
    Object.assign(context, { user: 'anonymous' });
    config.users.push({ name: 'anonymous' });
  }
  return config;
}

/** Nobody can answer an exec plugin: its input is empty, and it is stopped after a long wait. */
const spawnUnattended = ((command: string, args: string[] | undefined, options: SpawnOptions) =>
  spawn(command, args ?? [], {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: CREDENTIALS_MS,
  })) as typeof spawn;

async function inTime(work: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`no answer within ${CREDENTIALS_MS / 1000} s`)),
    CREDENTIALS_MS,
  );
  try {
    await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

function credentialsError(config: KubeConfig, error: unknown): RequestError {
  const message = redact(error instanceof Error ? error.message.trim() : String(error)).text;
  const command = z.looseObject({ command: z.string() }).safeParse(config.getCurrentUser()?.exec)
    .data?.command;
  if (command === undefined) {
    return new RequestError(`the credentials of the kubeconfig cannot be used: ${message}`, {
      code: CREDENTIALS,
    });
  }
  return new RequestError(
    isSystemError(error, 'ENOENT')
      ? `the kubeconfig's exec plugin "${command}" is not installed`
      : `the kubeconfig's exec plugin "${command}" failed: ${message}`,
    {
      code: CREDENTIALS,
      hint: `Run "${command}" by hand, or log in again; Gazette runs it as kubectl does.`,
    },
  );
}
