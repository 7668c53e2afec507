/**
 * The config, and the few environment variables that Gazette reads; no other file reads the environment.
 * `config-file.ts` reads the file itself.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { DEFAULT_DATA, DEFAULT_SITE } from './config-defaults.ts';
import { GazetteError, isSystemError } from './errors.ts';
import { ProbesSchema } from './probes/config.ts';
import { chooseProxy } from './proxy.ts';
import { CredentialSchema, type Credential } from './probes/target-config.ts';
import { ruleIds } from './model/findings/rules.ts';
import {
  ClusterNameSchema,
  DurationSchema,
  SilenceSchema,
  VersionRulesSchema,
  type Settings,
} from './snapshots/schema.ts';

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
  } catch {
    return false;
  }
  // It also accepts offsets such as +01:00, but offsets have no summer time.
  return /^[A-Za-z]/.test(name);
}

const PLURAL_GROUP = 'must be plural.group, such as rollouts.argoproj.io';

const defaults = {
  interval: DurationSchema.optional().describe('Expected time between two snapshots'),
  eventTtl: DurationSchema.optional().describe(
    "The API server's --event-ttl, which the cluster does not tell",
  ),
  dataCentreLabel: z.string().min(1).optional().describe('Node label that names the data centre'),
  customResources: z
    .array(z.string(PLURAL_GROUP).regex(/^[a-z0-9-]+\.[a-z0-9.-]+$/, PLURAL_GROUP))
    .optional()
    .describe('Custom resources to show with the columns that the server prints'),
};

const ClusterConfigShape = z.strictObject({
  name: ClusterNameSchema.describe('Name of the folder and part of the address: a DNS label'),
  alias: z.string().optional().describe('The name that people use, if it differs'),
  context: z
    .string()
    .optional()
    .describe("The collector's kubeconfig context; absent means the current context"),
  kubeconfig: z
    .string()
    .optional()
    .describe('Path of the kubeconfig; absent means KUBECONFIG or ~/.kube/config'),
  inCluster: z.boolean().optional().describe('Use the service account of the pod that Gazette runs in'),
  namespaces: z
    .array(ClusterNameSchema)
    .min(1)
    .optional()
    .describe(
      'Namespaces to read if a kind may not be listed cluster-wide; absent means all that can be listed',
    ),
  viewerContext: z
    .string()
    .optional()
    .describe("kubectl context on the viewers' machines, for commands to copy"),
  probes: ProbesSchema.optional().describe('What else is asked with each snapshot'),
  ...defaults,
});
/** The service account of a pod and a kubeconfig exclude each other. */
const ClusterConfigSchema = ClusterConfigShape.superRefine((cluster, context) => {
  for (const key of ['context', 'kubeconfig'] as const) {
    if (!cluster.inCluster || cluster[key] === undefined) continue;
    context.addIssue({
      code: 'custom',
      path: [key],
      message: 'excludes inCluster: true; remove one of the two',
    });
  }
});
export type ClusterConfig = z.infer<typeof ClusterConfigShape>;

/** Snapshots may hold ids of past or future rules. In a new config, the rule must exist. */
const ConfigSilenceSchema = SilenceSchema.extend({
  rule: z
    .enum(ruleIds, `is not a rule; the rules are ${ruleIds.join(', ')}`)
    .optional()
    .describe('Id of the rule, see docs/findings.md; absent means every rule'),
});

const address = () => z.email('must be an e-mail address');
const SENDER = /^(?:[^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/;

const SELECTOR = /^[\w./-]+=[\w.-]*(?:,[\w./-]+=[\w.-]*)*$/;

const TeamSchema = z.strictObject({
  name: ClusterNameSchema.describe('Name of the digest, which tells it from others of the same day'),
  to: z.array(address()).min(1).describe('Each address gets its own mail'),
  clusters: z.array(ClusterNameSchema).min(1).optional().describe('Absent means all'),
  namespaces: z.array(ClusterNameSchema).min(1).optional().describe('Absent means all'),
  selector: z
    .string()
    .regex(SELECTOR, 'must be labels such as team=payments,tier=web')
    .transform((text) =>
      Object.fromEntries(text.split(',').map((pair) => pair.split('=') as [string, string])),
    )
    .optional()
    .describe('Labels that a workload, or its namespace, must have, all of them'),
  quiet: z
    .enum(['line', 'none'], 'must be line or none')
    .optional()
    .describe('On a day without news: one line, or no mail'),
});
export type TeamConfig = z.infer<typeof TeamSchema>;

const DigestConfigSchema = z.strictObject({
  from: z.string().regex(SENDER, 'must be an address, such as Gazette <gazette@example.com>'),
  teams: z.array(TeamSchema).min(1).describe('Who gets which digest'),
  quiet: z.enum(['line', 'none'], 'must be line or none').default('line'),
  unsubscribe: z
    .string()
    .regex(/^(?:mailto:[^\s<>@]+@[^\s<>]+|https:\/\/[^\s<>]+)$/, 'must be a mailto: or an https: address')
    .optional()
    .describe('List-Unsubscribe; absent means a mail to the sender'),
  templates: z
    .string()
    .optional()
    .describe("Folder with digest.html.hbs, digest.text.hbs or digest.css, in place of Gazette's own"),
});
export type DigestConfig = z.infer<typeof DigestConfigSchema>;

const ChatSchema = z.strictObject({
  name: ClusterNameSchema.describe('Name of the chat in messages, and of its memory in the store'),
  kind: z.enum(['slack', 'teams', 'webhook'], 'must be slack, teams or webhook'),
  url: CredentialSchema.describe('Address of the incoming webhook, which is a secret'),
  clusters: z.array(ClusterNameSchema).min(1).optional().describe('Absent means all'),
  tell: z
    .array(z.enum(['incidents', 'digest'], 'must be incidents or digest'))
    .min(1)
    .default(['incidents', 'digest'])
    .describe('incidents: also clusters that are not collected any more'),
});
export type ChatConfig = z.infer<typeof ChatSchema>;

const PingSchema = z.union(
  [z.url({ protocol: /^https?$/ }), CredentialSchema],
  'must be a URL, { env: NAME } or { file: PATH }',
);

export const ConfigSchema = z.strictObject({
  data: z.string().default(DEFAULT_DATA).describe('Folder of the snapshots'),
  site: z
    .strictObject({
      out: z.string().default(DEFAULT_SITE).describe('Folder of the published pages'),
      url: z
        .url('must be a URL such as https://status.example.com/')
        .transform((url) => (url.endsWith('/') ? url : `${url}/`))
        .optional()
        .describe("The site's public address, for mail, feeds and previews"),
      title: z.string().default('Gazette').describe('Title of the front page'),
      fullTablesUpTo: z
        .number()
        .int('must be a whole number')
        .nonnegative('must not be negative')
        .default(2000)
        .describe('Up to this many pods, every snapshot has all its tables; above, once an hour'),
      keep: z
        .strictObject({
          all: DurationSchema.prefault('7d').describe('Every edition has all its pages this long'),
          hourly: DurationSchema.prefault('23d').describe(
            'then one an hour, and each with another state than before, this long; others are brief',
          ),
          brief: DurationSchema.prefault('60d').describe(
            'then one a day, for ever; others are brief this long, and then a single page each',
          ),
        })
        .prefault({})
        .describe('How much of older editions stays printed; `gazette publish ADDRESS` prints any in full'),
    })
    .prefault({}),
  clusters: z.array(ClusterConfigSchema).default([]),
  timeZone: z
    .string()
    .refine(isTimeZone, 'must be the name of a time zone, such as Europe/Amsterdam')
    .default('UTC')
    .describe("The team's time zone, which defines the days of digests"),
  ...defaults,
  retention: z
    .strictObject({
      all: DurationSchema.optional().describe('Keep every snapshot this long'),
      sixHourly: DurationSchema.optional().describe('then one snapshot every six hours this long'),
      daily: DurationSchema.optional().describe('then one snapshot a day this long; absent means for ever'),
    })
    .optional()
    .describe('What `gazette prune` keeps; absent means everything'),
  silences: z.array(ConfigSilenceSchema).default([]).describe('Silenced findings'),
  digest: DigestConfigSchema.optional().describe('The daily digest by mail; absent means no mail'),
  chat: z.array(ChatSchema).default([]).describe('Chats that are told'),
  ping: z
    .strictObject({
      collect: PingSchema.optional().describe('After `gazette collect`'),
      publish: PingSchema.optional().describe('After `gazette publish`'),
      digest: PingSchema.optional().describe('After `gazette digest`'),
    })
    .optional()
    .describe('Addresses of a monitor of scheduled jobs; /fail is added after a failure'),
  versions: z
    .strictObject(VersionRulesSchema.shape)
    .prefault({})
    .describe('How the versions page reads services and versions'),
});
export type Config = z.infer<typeof ConfigSchema>;

/** Explains a wrong name of a cluster, and how to use it anyway; undefined for a valid name. */
export function explainName(name: string): string | undefined {
  const fault = ClusterNameSchema.safeParse(name).error?.issues[0]?.message;
  if (fault === undefined) return undefined;
  const label = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, 63)
    .replace(/-$/, '');
  return `${fault}; put the name that people use beside it: name: ${label || 'prod'}, alias: ${JSON.stringify(name)}`;
}

/** The part of the config that each snapshot of a cluster records. */
export function settingsFor(config: Config, cluster: ClusterConfig): Settings {
  return {
    intervalSeconds: cluster.interval ?? config.interval ?? 15 * 60,
    eventTtlSeconds: cluster.eventTtl ?? config.eventTtl ?? 3600,
    dataCentreLabel: cluster.dataCentreLabel ?? config.dataCentreLabel ?? 'topology.kubernetes.io/zone',
    viewerContext: cluster.viewerContext ?? cluster.context,
    alias: cluster.alias,
    silences: config.silences,
    versions: config.versions,
  };
}

/** Custom resources to read from a cluster, as plural.group. */
export function customResourcesFor(config: Config, cluster: ClusterConfig): string[] {
  return cluster.customResources ?? config.customResources ?? [];
}

/**
 * The proxy for requests to a URL, from HTTPS_PROXY, HTTP_PROXY and NO_PROXY, also in small letters.
 * @throws {GazetteError} The variable holds no URL. The message does not show it: it may have a password.
 */
export function proxyFor(url: URL): URL | undefined {
  const of = (name: string) => process.env[name] || process.env[name.toLowerCase()];
  try {
    return chooseProxy(url, {
      HTTPS_PROXY: of('HTTPS_PROXY'),
      HTTP_PROXY: of('HTTP_PROXY'),
      NO_PROXY: of('NO_PROXY'),
    });
  } catch {
    throw noProxyUrl(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  }
}

const noProxyUrl = (name: string) =>
  new GazetteError(`${name} is not the URL of a proxy`, { hint: 'Write http://proxy.example.com:3128.' });

/**
 * Makes `fetch` use the proxy of the environment, if there is one. Node before 24.14 cannot.
 * @throws {GazetteError} The variable holds no URL.
 */
export function useProxyForFetch(): void {
  const names = ['HTTPS_PROXY', 'HTTP_PROXY', 'https_proxy', 'http_proxy'];
  if (!names.some((name) => process.env[name])) return;
  try {
    // Most commands fetch nothing, and this module takes a while to load.
    const http: { setGlobalProxyFromEnv?: () => void } = process.getBuiltinModule('node:http');
    http.setGlobalProxyFromEnv?.();
  } catch {
    throw noProxyUrl('HTTPS_PROXY or HTTP_PROXY');
  }
}

export function homeFolder(): string {
  return process.env.HOME ?? process.env.USERPROFILE ?? '.';
}

/** Kubeconfig files in kubectl's merging order: those of KUBECONFIG, or ~/.kube/config. */
export function defaultKubeconfigs(): string[] {
  const listed = (process.env.KUBECONFIG ?? '').split(path.delimiter).filter((file) => file !== '');
  return listed.length > 0 ? listed : [path.join(homeFolder(), '.kube', 'config')];
}

/** The mail server, from its URL and credentials. */
export interface SmtpServer {
  host: string;
  port: number;
  /** TLS from the start; otherwise STARTTLS, without which nothing is sent. */
  secure: boolean;
  /** No TLS at all, if the URL says so: for a relay on the same machine. */
  plain: boolean;
  user?: string;
  password?: string;
}

/** The environment of a program that Gazette starts, with some variables set. */
export const environmentWith = (set: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...process.env,
  ...set,
});

/**
 * The mail server from the environment: GAZETTE_SMTP_URL, and GAZETTE_SMTP_USER and GAZETTE_SMTP_PASSWORD unless the
 * URL holds them. Undefined if there is none.
 * @throws {GazetteError} The message says what is wrong, without the password.
 */
export function smtpServer(environment: NodeJS.ProcessEnv = process.env): SmtpServer | undefined {
  const { GAZETTE_SMTP_URL: text, GAZETTE_SMTP_USER: user, GAZETTE_SMTP_PASSWORD: password } = environment;
  if (text === undefined || text === '') return undefined;
  const hint = 'Write smtps://mail.example.com, or smtp://mail.example.com:587 (with STARTTLS).';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === '')
    throw new GazetteError('GAZETTE_SMTP_URL is not the address of a mail server', { hint });
  const secure = url.protocol === 'smtps:';
  for (const [key, value] of url.searchParams) {
    if (key !== 'ignoreTLS' || value !== 'true')
      throw new GazetteError(`GAZETTE_SMTP_URL: "${key}" is unknown; only ignoreTLS=true is allowed`, {
        hint,
      });
  }
  const server: SmtpServer = {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    plain: !secure && url.searchParams.has('ignoreTLS'),
    ...((user ?? url.username) && { user: user ?? decodeURIComponent(url.username) }),
    ...((password ?? url.password) && { password: password ?? decodeURIComponent(url.password) }),
  };
  const isNear = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/.test(server.host);
  if (server.plain && server.user !== undefined && !isNear)
    throw new GazetteError('GAZETTE_SMTP_URL: without TLS, the password would be sent unencrypted', {
      hint: 'Remove ignoreTLS=true, or the credentials.',
    });
  return server;
}

/**
 * A credential of a probe, read when it is needed: files rotate.
 * @throws {GazetteError} It is not there, or is empty. The message does not show it.
 */
export async function readCredential(credential: Credential): Promise<string> {
  if ('env' in credential) {
    const value = process.env[credential.env];
    if (value === undefined || value === '')
      throw new GazetteError(`the environment variable ${credential.env} is not set`);
    return value;
  }
  const text = await fs.readFile(credential.file, 'utf8').catch((error: unknown) => {
    throw new GazetteError(
      `${credential.file} cannot be read: ${isSystemError(error) ? error.code : 'unknown'}`,
    );
  });
  const value = text.replace(/\r?\n$/, '');
  if (value === '') throw new GazetteError(`${credential.file} is empty`);
  return value;
}

/** The browser that takes the README's pictures. */
export function chromiumPath(): string {
  return process.env.CHROMIUM ?? '/usr/bin/chromium';
}
