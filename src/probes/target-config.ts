/** What every probe's config says: what the probe asks, and with which credentials. */
import { z } from 'zod';
import { ClusterNameSchema, DurationSchema } from '../snapshots/schema.ts';

/** Where a credential is: never in the config itself. */
export const CredentialSchema = z.union(
  [
    z.strictObject({
      env: z
        .string()
        .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
        .describe('Name of an environment variable'),
    }),
    z.strictObject({ file: z.string().min(1).describe('Path of a file; a line feed at its end is dropped') }),
  ],
  'must be { env: NAME } or { file: PATH }; a credential never stands in the config',
);
export type Credential = z.infer<typeof CredentialSchema>;

const PORT = 'must be a port: a number, or the name that the Service gives it';

const ServiceSchema = z
  .strictObject({
    namespace: ClusterNameSchema,
    name: ClusterNameSchema,
    port: z.union([z.number().int().min(1).max(65_535), z.string().min(1)], PORT),
    scheme: z.enum(['http', 'https']).default('http'),
  })
  .describe(
    "A Service, asked through the API server's proxy; needs its own permission: get on services/proxy",
  );

/** Fields of every probe. A probe asks a URL, or a Service. */
export const targetShape = {
  name: ClusterNameSchema.describe('Name of the probe on pages: a DNS label'),
  namespace: ClusterNameSchema.optional().describe(
    'Namespace of what it asks, for teams and links; of a Service, its own',
  ),
  url: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as https://mq.example.com:15672' })
    .refine(
      // As the client reads it: to that, http:///user:word@host is a URL with credentials.
      (text) => !URL.canParse(text) || (new URL(text).username === '' && new URL(text).password === ''),
      'must not hold credentials: use username and password',
    )
    .optional()
    .describe('Address of what it asks'),
  service: ServiceSchema.optional(),
  ca: z.string().min(1).optional().describe('Path of a file with the CA certificates that it trusts, in PEM'),
  username: CredentialSchema.optional(),
  password: CredentialSchema.optional(),
  token: CredentialSchema.optional().describe('Sent as a bearer token'),
  timeLimit: DurationSchema.prefault('30s').describe('After this time, what was not read counts as not seen'),
};

/** What a probe asks, and how. */
export type TargetConfig = z.infer<z.ZodObject<typeof targetShape>> & { apiKey?: Credential | undefined };

type Checked = Pick<TargetConfig, 'url' | 'service' | 'ca' | 'username' | 'password' | 'token' | 'apiKey'> & {
  pods?: unknown;
};

/** Fields that exclude each other, or need each other. */
export function checkTarget(target: Checked, context: z.RefinementCtx<unknown>): void {
  const complain = (path: keyof Checked, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message });
  const ways = (['url', 'service', 'pods'] as const).filter((way) => target[way] !== undefined);
  if (ways.length === 0) complain('url', 'is missing: say what to ask, with url or service');
  for (const way of ways.slice(1)) complain(way, `excludes ${ways[0]}; remove one of the two`);
  if (target.service) {
    for (const key of ['username', 'password', 'token', 'apiKey', 'ca'] as const)
      if (target[key]) complain(key, 'does not pass the API server; ask by url, or leave it out');
  }
  if ((target.username === undefined) !== (target.password === undefined))
    complain(target.username ? 'password' : 'username', 'is missing: a name and a password go together');
  if (target.token && target.username) complain('token', 'excludes username and password');
  if (target.apiKey && (target.username ?? target.token))
    complain('apiKey', 'excludes token, username and password');
}
