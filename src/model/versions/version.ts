/** The version of an application: from its labels, the tag of its image, or its workload's name. */
import { VersionRulesSchema, type Settings, type VersionRules } from '../../snapshots/schema.ts';
import { parseWorkloadName } from './workload-name.ts';

export interface FoundVersion {
  version: string;
  /** The label's key, `image tag` or `workload name`. */
  versionFrom: string;
}

const DEFAULT_RULES = VersionRulesSchema.parse({});

/** The rules at the time of the snapshot. */
export const versionRulesOf = (settings: Settings): VersionRules => settings.versions ?? DEFAULT_RULES;

export interface VersionOptions {
  rules?: VersionRules;
  /** Name of the workload, if any: `crm-gateway-v12-dc1`. */
  name?: string;
}

/**
 * A label comes first. But if label and tag are both versions and differ, the tag wins, because the tag is what runs.
 * The label is then the chart's version (`app.kubernetes.io/version` of a chart with another `image.tag`) or a mesh's
 * (`version: v1`). Labels that only the config names are trusted.
 * @param labels maps to search, the most telling first
 * @param image image of the first container, which gives an application its name
 */
export function findVersion(
  labels: readonly (Record<string, string> | undefined)[],
  image: string | undefined,
  { rules = DEFAULT_RULES, name }: VersionOptions = {},
): FoundVersion | undefined {
  const label = findLabel(labels, rules.versionLabels);
  const tag = image && imageTag(image);
  const isWrong =
    label && tag && DEFAULT_RULES.versionLabels.includes(label.key) && contradicts(tag, label.value);
  if (label && !isWrong) return { version: label.value, versionFrom: label.key };
  if (tag && isTelling(tag)) return { version: tag, versionFrom: 'image tag' };
  const named = name === undefined ? undefined : parseWorkloadName(name, rules).version;
  if (named) return { version: named, versionFrom: 'workload name' };
  return tag ? { version: tag, versionFrom: 'image tag' } : undefined;
}

/** The first of the keys for which one of the maps has a value. */
export function findLabel(
  maps: readonly (Record<string, string> | undefined)[],
  keys: readonly string[],
): { key: string; value: string } | undefined {
  for (const key of keys) {
    for (const map of maps) {
      const value = map && Object.hasOwn(map, key) ? map[key] : undefined;
      if (value) return { key, value };
    }
  }
  return undefined;
}

/** `1.4`, `v2.0.1-rc.3`, `2024.11.3`: numbers, with any end. */
const VERSION = /^v?(\d+(?:\.\d+)*)(?:[-+._][\w.+-]*)?$/i;

/** Both are versions, and the tag is not the label with an ending (`1.4.2-alpine`). */
function contradicts(tag: string, label: string): boolean {
  if (!VERSION.test(tag) || !VERSION.test(label)) return false;
  const [long, short] = [tag, label].map((text) => text.toLowerCase().replace(/^v/, '')) as [string, string];
  return long !== short && !/^[-+_]/.test(long.startsWith(short) ? long.slice(short.length) : ' ');
}

/** `latest` and digests distinguish versions, but do not name them. */
const isTelling = (tag: string) => tag !== 'latest' && !tag.startsWith('sha256:');

/**
 * Tag of an image: `1.4` of `registry:5000/team/app:1.4@sha256:…`. Without a tag, the start of the digest. Without
 * either, `latest`, which the kubelet then pulls (pkg/util/parsers `ParseImageName`).
 */
export function imageTag(image: string): string {
  const [name = '', digest] = image.split('@');
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  if (colon !== -1) return name.slice(colon + 1);
  if (digest) return digest.slice(0, 'sha256:'.length + 12);
  return 'latest';
}
