/**
 * What a snapshot says about itself, and what the manifest says about snapshots. `docs/snapshot-format.md` describes
 * this file and `kinds/` for readers, and promises compatibility.
 */
import { z } from 'zod';
import { identifier } from './kinds/fields.ts';
import type { KindName, ObjectOf } from './kinds/kinds.ts';
import { SNAPSHOT_FILE } from './paths.ts';

/** Raised when an older Gazette could no longer read a file. Readers refuse files of a newer format. */
export const FORMAT = 1;

export const InstantSchema = z.iso
  .datetime({ offset: false })
  .describe('UTC instant, e.g. 2026-11-22T07:15:00Z');
const sha256 = z.templateLiteral(['sha256:', z.string()]);

/** Whoever reads a record deletes and writes what it names: a path must not lead out of the cluster's folder. */
const snapshotPath = z.string().regex(SNAPSHOT_FILE, 'must be the path of a snapshot file');

const UNITS = { s: 1, m: 60, h: 3600, d: 86400, w: 7 * 86400, y: 365 * 86400 } as const;

const DURATION = 'must be a duration such as 30s, 15m, 1h or 7d';

/** `15m`, `1h`, `30d`: a whole number and s, m, h, d, w or y (365 days). Parsed to seconds. */
export const DurationSchema = z
  .string(DURATION)
  .regex(/^[1-9]\d*[smhdwy]$/, DURATION)
  .transform((text) => Number(text.slice(0, -1)) * UNITS[text.slice(-1) as keyof typeof UNITS]);

const LABEL = 'must be a DNS label: a-z, 0-9 and "-", at most 63 characters';

/** A name that can stand in a path and a URL as it is: a DNS label (RFC 1123). */
export const ClusterNameSchema = z.string(LABEL).regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, LABEL);

/** A rule, or a rule's findings in a namespace or on a name, that is silenced. */
export const SilenceSchema = z.strictObject({
  rule: z.string().optional().describe('Id of the rule; absent means every rule'),
  namespace: z.string().optional().describe('Namespace; absent means every namespace'),
  name: z.string().optional().describe('Name of the object; a * stands for any text'),
  reason: z.string().describe('Why the finding is silenced; printed on the page'),
});
export type Silence = z.infer<typeof SilenceSchema>;

const REGULAR_EXPRESSION = 'must be a regular expression such as -(dc[0-9]+)';

/** Which labels and names give a workload's service and version. */
export const VersionRulesSchema = z.object({
  serviceLabels: z
    .array(z.string().min(1))
    .default(['app.kubernetes.io/name', 'name', 'app'])
    .describe(
      "Labels that name the service; the first existing label counts. Without any, the workload's name counts",
    ),
  versionLabels: z
    .array(z.string().min(1))
    .default(['app.kubernetes.io/version', 'version'])
    .describe(
      "Labels that name the version; the first existing label counts. Without any, the image's tag counts",
    ),
  dataCentreSuffix: z
    .string()
    .min(1)
    .refine(isRegularExpression, REGULAR_EXPRESSION)
    .default('-(dc-?[0-9]+)')
    .describe(
      "Regular expression for the end of a workload's name. Its group, or the whole match, names the data centre",
    ),
});
export type VersionRules = z.infer<typeof VersionRulesSchema>;

function isRegularExpression(text: string): boolean {
  try {
    return new RegExp(text).source !== '';
  } catch {
    return false;
  }
}

/** The config at the time of the snapshot, as far as it affects what the snapshot means. */
export const SettingsSchema = z.object({
  intervalSeconds: z.number().int().positive().describe('Expected seconds between two snapshots'),
  eventTtlSeconds: z
    .number()
    .int()
    .positive()
    .describe("The API server's --event-ttl, which the API does not tell"),
  dataCentreLabel: z.string().describe('Node label that names the data centre'),
  viewerContext: z.string().optional().describe("Name of the kubectl context on the viewers' machines"),
  alias: z.string().optional().describe("The cluster's name for people, if its own name says less"),
  silences: z.array(SilenceSchema).describe('Silenced findings'),
  versions: VersionRulesSchema.optional().describe(
    'How services and versions are read; absent in older snapshots',
  ),
});
export type Settings = z.infer<typeof SettingsSchema>;

/** How a probe was read for one of its kinds: whether it saw all that it asked for. */
export const AskedProbeSchema = z.object({
  name: z.string().describe('Name of the probe in the config'),
  namespace: z.string().optional().describe('Namespace of what it asks'),
  whole: z.boolean().describe('Whether it saw all that it asked for'),
  only: z
    .object({
      hosts: z.array(z.string()).optional().describe('Virtual hosts; absent for all'),
      names: z.array(z.string()).optional().describe('Regular expressions for names; absent for all'),
      anyCase: z.string().optional().describe('Regular expression for further names, without regard to case'),
    })
    .optional()
    .describe('To what the config limits it; absent if to nothing'),
});
export type AskedProbe = z.infer<typeof AskedProbeSchema>;

/**
 * How one kind (or custom resource) was read.
 * - `complete`: all objects are here.
 * - `absent`: the cluster does not serve the kind.
 * - `partial`: only some namespaces were read, or the list was cut short.
 * - `forbidden`, `failed`: nothing was seen, which does not mean that nothing exists.
 */
export const CoverageSchema = z.object({
  kind: z.string().describe('Kind, or plural.group of a custom resource'),
  apiVersion: z.string().optional().describe('API version that was read; absent when no version is served'),
  state: z.enum(['complete', 'partial', 'forbidden', 'failed', 'absent']),
  method: z
    .enum(['exact', 'list'])
    .optional()
    .describe('exact: at the resourceVersion of the snapshot; list: an ordinary list, at another moment'),
  resourceVersion: z.string().optional().describe('resourceVersion of the list'),
  at: InstantSchema.optional().describe("When its reading began, by the API server's clock"),
  durationMs: z.number(),
  objects: z.number().int().describe('Objects stored'),
  requests: z.number().int(),
  bytes: z.number().int().describe('Bytes of response bodies'),
  namespaces: z.array(z.string()).optional().describe('Namespaces seen, if not all'),
  error: z.string().optional().describe('What failed, redacted'),
  probes: z
    .array(AskedProbeSchema)
    .optional()
    .describe('Of kinds of probes: those that were asked; absent in older snapshots'),
  columns: z
    .array(z.object({ name: z.string(), type: z.string(), priority: z.number() }))
    .optional()
    .describe('For custom resources: the columns that the server prints'),
});
export type Coverage = z.infer<typeof CoverageSchema>;

/** Whose dump a snapshot was made of. */
const ImportSourceSchema = z.object({
  from: z.string().describe('Name of the file or folder'),
  format: z
    .enum(['must-gather', 'support-bundle', 'rancher-bundle', 'cluster-info', 'kubectl'])
    .describe('What it was recognised as'),
  refused: z
    .array(z.object({ file: z.string(), why: z.string() }))
    .describe('Files of it that could not be read'),
});
export type ImportSource = z.infer<typeof ImportSourceSchema>;

/** What the collector knows at the end; the store adds the rest. */
export const ObservationSchema = z.object({
  gazette: z.string().describe('Version of Gazette that took the snapshot'),
  cluster: ClusterNameSchema,
  time: InstantSchema.describe("The API server's clock when the resourceVersion was fixed"),
  resourceVersion: z.string().optional().describe('The one point in time at which exact kinds were read'),
  server: z.object({
    version: z.string().optional().describe('gitVersion of the API server'),
    platform: z.string().optional(),
    ready: z.boolean().optional().describe('/readyz; absent when it could not be read'),
    notReady: z.array(z.string()).optional().describe('Checks of /readyz that fail'),
  }),
  clockSkewMs: z.number().describe("The collector's clock minus the API server's"),
  durationMs: z.number().describe('How long the collector took'),
  coverage: z.array(CoverageSchema),
  redactions: z.record(z.string(), z.number().int()).describe('Replaced credentials, by kind and field'),
  settings: SettingsSchema,
  imported: ImportSourceSchema.optional().describe(
    'The dump that it was made of; absent for what Gazette read itself',
  ),
});
export type Observation = z.infer<typeof ObservationSchema>;

/** `future`: ahead of the collector's clock. `backwards`: before its predecessor. `late`: imported afterwards. */
export const MarkSchema = z.enum(['future', 'backwards', 'late']);
export type Mark = z.infer<typeof MarkSchema>;

/** Whether a snapshot's own time, which is the API server's, cannot be believed. */
export const isLying = ({ marks }: { readonly marks?: readonly Mark[] | undefined }): boolean =>
  marks?.some((mark) => mark === 'future' || mark === 'backwards') ?? false;

/** First line of every snapshot file. */
export const SnapshotMetaSchema = ObservationSchema.extend({
  kind: z.literal('Snapshot'),
  apiVersion: z.literal('gazette/v1'),
  format: z.literal(FORMAT),
  number: z.number().int().positive().describe('Position among the snapshots of the cluster: No. 412'),
  marks: z.array(MarkSchema).optional().describe('Why its time is not to be trusted'),
  base: z.object({ file: snapshotPath, digest: sha256 }).optional().describe('For a delta: its keyframe'),
});
export type SnapshotMeta = z.infer<typeof SnapshotMetaSchema>;

/** In a delta: an object of the keyframe that is gone. Without UID and name: all objects of that kind. */
export const GoneSchema = z.object({
  kind: z.literal('Gone'),
  apiVersion: z.literal('gazette/v1'),
  object: z.object({
    kind: z.string(),
    uid: identifier('UID').optional(),
    namespace: z.string().optional(),
    name: z.string().optional(),
  }),
});
export type Gone = z.infer<typeof GoneSchema>;

const link = { previous: z.string().describe('sha256 of the manifest line before; empty on the first line') };

/** A snapshot was stored. */
export const ManifestSnapshotSchema = z.object({
  type: z.literal('snapshot'),
  number: z.number().int().positive(),
  time: InstantSchema,
  file: snapshotPath.describe("Path below the cluster's folder"),
  digest: sha256.describe('sha256 of the file'),
  bytes: z.number().int(),
  objects: z.number().int(),
  complete: z.boolean().describe('Every kind was read or is not served'),
  base: z.object({ file: snapshotPath, digest: sha256 }).optional(),
  marks: z.array(MarkSchema).optional(),
  ...link,
});
export type ManifestSnapshot = z.infer<typeof ManifestSnapshotSchema>;

/** A snapshot was deleted on purpose. */
export const ManifestTombstoneSchema = z.object({
  type: z.literal('tombstone'),
  number: z.number().int().positive().describe('Number of the snapshot that is gone'),
  file: snapshotPath,
  at: InstantSchema,
  why: z.enum(['retention', 'purge']),
  ...link,
});
export type ManifestTombstone = z.infer<typeof ManifestTombstoneSchema>;

/** A snapshot was pinned against retention, or unpinned. */
export const ManifestPinSchema = z.object({
  type: z.enum(['pin', 'unpin']),
  number: z.number().int().positive(),
  at: InstantSchema,
  note: z.string().optional().describe('Why'),
  review: z.string().optional().describe('Id of the review whose pin it is; absent for a pin of a person'),
  ...link,
});
/** A file was rewritten without some text or object; the line has its new digest. */
export const ManifestRewriteSchema = z.object({
  type: z.literal('rewrite'),
  number: z.number().int().positive(),
  digest: sha256,
  bytes: z.number().int(),
  objects: z.number().int(),
  base: z.object({ file: snapshotPath, digest: sha256 }).optional(),
  at: InstantSchema,
  why: z.literal('purge'),
  ...link,
});

/** One line of a manifest, which only grows. */
export const ManifestLineSchema = z.discriminatedUnion('type', [
  ManifestSnapshotSchema,
  ManifestTombstoneSchema,
  ManifestPinSchema,
  ManifestRewriteSchema,
]);
export type ManifestLine = z.infer<typeof ManifestLineSchema>;

/** A snapshot in memory: every object by kind, each kind ordered by namespace and name. */
export interface Snapshot {
  meta: SnapshotMeta;
  objects: { [Name in KindName]: ObjectOf<Name>[] };
}

/** Names a review, its page and its files: `prod-2026-11-20T1300Z-1430Z`. */
export const ReviewIdSchema = z.string().regex(/^[a-z0-9-]+-\d{4}-\d\d-\d\dT[0-9Z-]+[0-9TZ-]*Z$/);

/** Unix seconds of the years 0 to 9999: an instant beyond these has no day in a file's name. */
const SecondsSchema = z.number().int().min(-62_167_219_200).max(253_402_300_799);

/** An incident review as somebody requested it: the input of its page besides the snapshots. */
export const ReviewDefinitionSchema = z.object({
  format: z.literal(1),
  id: ReviewIdSchema,
  cluster: ClusterNameSchema,
  from: SecondsSchema.describe('Unix seconds'),
  to: SecondsSchema.describe('End of the window, not included'),
  zone: z.string().describe('Time zone of the request: UTC, +01:00 or Europe/Amsterdam'),
  title: z.string().optional(),
  notes: z.string().optional().describe("The author's, in Markdown"),
  written: InstantSchema.describe('When the review was last requested'),
  snapshots: z
    .array(z.number().int().positive())
    .describe(
      "Numbers of its snapshots, in the cluster's order: the last before the window, " +
        'those in the window, and the first after it, as stored at the time of the request',
    ),
});
export type ReviewDefinition = z.infer<typeof ReviewDefinitionSchema>;
