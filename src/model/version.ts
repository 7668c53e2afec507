/** Which version of an application runs: what its labels say, or else the tag of its image. */

export interface FoundVersion {
  version: string;
  /** The label's key, or `image tag`. */
  versionFrom: string;
}

/** The recommended label, and the one in use before it. */
const VERSION_LABELS = ['app.kubernetes.io/version', 'version'];

/**
 * @param labels maps to look in, the most telling first
 * @param image image of the first container, the one that an application is named after
 */
export function findVersion(
  labels: readonly (Record<string, string> | undefined)[],
  image: string | undefined,
): FoundVersion | undefined {
  for (const key of VERSION_LABELS) {
    for (const map of labels) {
      const version = map?.[key];
      if (version) return { version, versionFrom: key };
    }
  }
  const tag = image && imageTag(image);
  return tag ? { version: tag, versionFrom: 'image tag' } : undefined;
}

/**
 * Tag of an image: `1.4` of `registry:5000/team/app:1.4@sha256:…`. Without a tag, the start of the digest; without
 * either `latest`, which is what the kubelet then pulls (pkg/util/parsers `ParseImageName`).
 */
export function imageTag(image: string): string {
  const [name = '', digest] = image.split('@');
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  if (colon !== -1) return name.slice(colon + 1);
  if (digest) return digest.slice(0, 'sha256:'.length + 12);
  return 'latest';
}
