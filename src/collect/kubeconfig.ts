/** Finds, reads and merges kubeconfigs as kubectl does, and hands the result to client-node. */
import fs from 'node:fs';
import path from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { defaultKubeconfigs, homeFolder, type ClusterConfig } from '../config.ts';
import { isSystemError } from '../errors.ts';
import * as ClientNode from './client-node.ts';
import { NothingCollectedError } from './errors.ts';

const entry = z.looseObject({ name: z.string() });
const FileSchema = z.looseObject({
  'current-context': z.string().nullish(),
  clusters: z.array(entry.extend({ cluster: z.looseObject({ server: z.string() }) })).nullish(),
  users: z.array(entry.extend({ user: z.looseObject({}).nullish() })).nullish(),
  contexts: z
    .array(entry.extend({ context: z.looseObject({ cluster: z.string(), user: z.string().nullish() }) }))
    .nullish(),
});
type KubeconfigFile = z.infer<typeof FileSchema>;

/** In bytes. What is larger is no kubeconfig. */
const LARGEST = 4 * 2 ** 20;

/** The user that a kubeconfig acts as. Source: client-go tools/clientcmd/api/v1/types.go, AuthInfo. */
const ImpersonationSchema = z.looseObject({
  as: z.string().nullish(),
  'as-uid': z.string().nullish(),
  'as-groups': z.array(z.string()).nullish(),
  'as-user-extra': z.record(z.string(), z.array(z.string())).nullish(),
});

export interface LoadedKubeConfig {
  config: KubeConfig;
  /** Headers that ask the server to act as another user. client-node sends only the user's name. */
  impersonation: Record<string, string | string[]>;
}

/**
 * The kubeconfig for `cluster`, with its context as the current one.
 * @throws {NothingCollectedError} The message says which file or context is wrong, and what exists instead.
 */
export function loadKubeConfig(cluster: ClusterConfig): LoadedKubeConfig {
  if (cluster.inCluster) return { config: loadServiceAccount(), impersonation: {} };
  const explicit = cluster.kubeconfig?.replace(/^~(?=\/)/, homeFolder());
  const wanted = explicit ? [explicit] : defaultKubeconfigs();
  // kubectl skips missing files of KUBECONFIG, as long as one file exists (client-go tools/clientcmd/loader.go,
  // ClientConfigLoadingRules.Load)
  const files = explicit ? wanted : wanted.filter((file) => fs.existsSync(file));
  if (files.length === 0) {
    throw new NothingCollectedError(`${cluster.name}: no kubeconfig at ${wanted.join(', ')}`, {
      hint: 'Name a kubeconfig with --kubeconfig or KUBECONFIG. In a pod, set inCluster: true in gazette.config.yaml.',
    });
  }
  const parts = files.map(readFile);
  const merged = {
    'current-context': parts.find((part) => part['current-context'])?.['current-context'] ?? undefined,
    clusters: firstOfEachName(parts.flatMap((part) => part.clusters ?? [])),
    users: firstOfEachName(parts.flatMap((part) => part.users ?? [])),
    contexts: firstOfEachName(parts.flatMap((part) => part.contexts ?? [])),
  };
  const where = files.join(', ');
  const names = merged.contexts.map((context) => context.name);
  const hint = names.length > 0 ? `Contexts there: ${names.join(', ')}.` : 'It holds no contexts.';
  const wantedContext = cluster.context ?? merged['current-context'];
  if (!wantedContext) throw new NothingCollectedError(`${where}: no current-context is set`, { hint });
  const context = merged.contexts.find((candidate) => candidate.name === wantedContext)?.context;
  if (!context) throw new NothingCollectedError(`${where}: no context "${wantedContext}"`, { hint });
  if (!merged.clusters.some(({ name }) => name === context.cluster)) {
    throw new NothingCollectedError(
      `${where}: context "${wantedContext}" names cluster "${context.cluster}", which does not exist`,
    );
  }
  if (context.user && !merged.users.some(({ name }) => name === context.user)) {
    throw new NothingCollectedError(
      `${where}: context "${wantedContext}" names user "${context.user}", which does not exist`,
    );
  }
  const config = new ClientNode.KubeConfig();
  config.loadFromString(JSON.stringify(merged));
  config.setCurrentContext(wantedContext);
  const user = merged.users.find(({ name }) => name === context.user);
  return { config, impersonation: toImpersonation(user?.user ?? {}, `${where}: user "${user?.name}"`) };
}

/**
 * As kubectl sends them. Sources: client-go transport/round_trippers.go, impersonatingRoundTripper;
 * tools/clientcmd/validation.go, validateAuthInfo.
 */
function toImpersonation(user: Record<string, unknown>, where: string): LoadedKubeConfig['impersonation'] {
  const parsed = ImpersonationSchema.safeParse(user);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new NothingCollectedError(`${where}: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { as, 'as-uid': uid, 'as-groups': groups, 'as-user-extra': extra } = parsed.data;
  const extras = Object.entries(extra ?? {}).map(([key, values]) => [
    `Impersonate-Extra-${escapeHeaderKey(key)}`,
    values.map(toBytes),
  ]);
  const more = {
    ...(uid && { 'Impersonate-Uid': toBytes(uid) }),
    ...(groups?.length && { 'Impersonate-Group': groups.map(toBytes) }),
    ...(Object.fromEntries(extras) as Record<string, string[]>),
  };
  if (as) return { 'Impersonate-User': toBytes(as), ...more };
  if (Object.keys(more).length > 0)
    throw new NothingCollectedError(`${where} asks for a uid, groups or user-extra, but for no user`, {
      hint: 'Name the user with as: in the kubeconfig, as kubectl wants it, too.',
    });
  return {};
}

/** Go writes header values in UTF-8, and Node one byte for each character. */
const toBytes = (value: string) => Buffer.from(value, 'utf8').toString('latin1');

/** Source: client-go transport/round_trippers.go, headerKeyEscape. */
const escapeHeaderKey = (key: string) =>
  toBytes(key).replace(
    /[^!#$&'*+.^_`|~0-9A-Za-z-]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );

function loadServiceAccount(): KubeConfig {
  const config = new ClientNode.KubeConfig();
  config.loadFromCluster();
  const { server, caFile } = config.getCurrentCluster() ?? {};
  if (!caFile || !fs.existsSync(caFile) || server?.includes('undefined')) {
    throw new NothingCollectedError('inCluster is set, but this is not a pod with a service account', {
      hint: 'Outside of a cluster, use a kubeconfig. In a pod, leave automountServiceAccountToken on.',
    });
  }
  return config;
}

function readFile(file: string): KubeconfigFile {
  let source: string;
  try {
    source = readSource(file);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new NothingCollectedError(`${file}: kubeconfig cannot be read (${error.code})`, {
      hint: 'Give the right path with --kubeconfig, KUBECONFIG or kubeconfig: in gazette.config.yaml.',
    });
  }
  const lines = new LineCounter();
  const document = attemptYaml(file, () => parseDocument(source, { lineCounter: lines }));
  const fault = document.errors[0];
  if (fault) {
    // The message's later lines quote the file, which holds credentials.
    const { line, col } = lines.linePos(fault.pos[0]);
    throw new NothingCollectedError(`${file}:${line}:${col}: kubeconfig is not valid YAML (${fault.code})`);
  }
  const parsed = FileSchema.safeParse(attemptYaml(file, () => document.toJS() as unknown) ?? {});
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new NothingCollectedError(`${file}: not a kubeconfig: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const folder = path.dirname(path.resolve(file));
  for (const { cluster } of parsed.data.clusters ?? [])
    resolvePaths(cluster, folder, ['certificate-authority']);
  for (const { user } of parsed.data.users ?? []) if (user) prepareUser(user, folder);
  return parsed.data;
}

/** The file's text. It may also be a pipe, or a device without an end. */
function readSource(file: string): string {
  const descriptor = fs.openSync(file, 'r');
  try {
    const source = Buffer.alloc(LARGEST + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < source.length; length += read)
      read = fs.readSync(descriptor, source, length, source.length - length, null);
    if (length > LARGEST) throw new NothingCollectedError(`${file}: too large for a kubeconfig`);
    return source.toString('utf8', 0, length);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** The parser throws for a text that grows without bounds, or is nested without end. */
function attemptYaml<Result>(file: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ReferenceError || error instanceof RangeError)) throw error;
    throw new NothingCollectedError(
      error instanceof ReferenceError
        ? `${file}: kubeconfig has aliases (*name) that repeat too much`
        : `${file}: kubeconfig is nested too deeply`,
      { hint: 'Is this file yours? kubectl config view --raw --flatten writes one without aliases.' },
    );
  }
}

/** Does what client-go does for a user, and client-node does not. */
function prepareUser(user: Record<string, unknown>, folder: string): void {
  resolvePaths(user, folder, ['client-certificate', 'client-key', 'tokenFile']);
  if (user.tokenFile) {
    // client-node knows only `token-file`, and would read it once. Its own in-cluster provider follows rotation.
    user['auth-provider'] = { name: 'tokenFile', config: { tokenFile: user.tokenFile } };
    delete user.token;
  }
  const exec = z
    .looseObject({
      command: z.string(),
      apiVersion: z.string().optional(),
      env: z.array(z.unknown()).nullish(),
    })
    .safeParse(user.exec).data;
  if (exec) {
    // A command with a slash is relative to the kubeconfig (client-go clientcmd/loader.go, ResolveLocalPaths).
    if (exec.command.includes('/')) exec.command = path.resolve(folder, exec.command);
    const info = { kind: 'ExecCredential', apiVersion: exec.apiVersion, spec: { interactive: false } };
    exec.env = [...(exec.env ?? []), { name: 'KUBERNETES_EXEC_INFO', value: JSON.stringify(info) }];
    user.exec = exec;
  }
}

function resolvePaths(target: Record<string, unknown>, folder: string, keys: string[]): void {
  for (const key of keys) {
    const value = target[key];
    if (typeof value === 'string' && value !== '') target[key] = path.resolve(folder, value);
  }
}

function firstOfEachName<Entry extends { name: string }>(entries: Entry[]): Entry[] {
  return entries.filter(({ name }, index) => entries.findIndex((other) => other.name === name) === index);
}
