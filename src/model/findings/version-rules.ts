/** Rules about images and versions. */
import { describeCommand } from '../commands.ts';
import { formatCount, join } from '../english.ts';
import type { ServiceVersion } from '../report.ts';
import { compareText } from '../state.ts';
import type { Facts, Owned } from './facts.ts';
import type { Found, Rule } from './rule.ts';
import { LASTING } from '../workload-kinds.ts';

export const versionRules: Rule[] = [
  {
    id: 'version-differs',
    severity: 'advice',
    title: 'Version differs between data centres',
    judges: 'A service that runs in several data centres runs in another version in one of them.',
    why: 'The same request gets another answer here than there; a rollout was done in one of them only, or hangs.',
    advice: 'Finish the rollout, or take it back.',
    needs: LASTING,
    find: findDifferent,
  },
  {
    id: 'image-tag',
    severity: 'advice',
    title: 'Image without a fixed tag',
    judges: 'An image is named with the tag `latest`, or with neither tag nor digest.',
    why: 'What runs depends on when a node pulled it. Replicas may differ, and there is no version to go back to.',
    advice: 'Name a tag that is never moved, or a digest.',
    needs: ['Pod', ...LASTING],
    find: findUntagged,
  },
];

/** Parts of services with one installation per data centre, each with its versions. */
function* findDifferent({ tables }: Facts): Generator<Found> {
  const parts = Map.groupBy(
    tables.versions.filter(({ dataCentre, version, idle }) => dataCentre && version && !idle),
    ({ service, instance = '', part, workload }) =>
      JSON.stringify([workload.namespace, service, instance, part]),
  );
  for (const entries of parts.values()) {
    const [first] = entries;
    const centres = [...Map.groupBy(entries, ({ dataCentre = '' }) => dataCentre)]
      .map(([name, those]) => ({ name, versions: listVersions(those) }))
      .sort((a, b) => compareText(a.name, b.name));
    if (!first || new Set(centres.map(({ versions }) => versions)).size < 2) continue;
    const { kind, namespace } = first.workload;
    yield {
      // Workloads may have the version in their names; the service's name stays the same.
      object: { kind, ...(namespace !== undefined && { namespace }), name: first.part },
      what: join(centres.map(({ name, versions }) => `${versions} in ${name}`)),
      evidence: entries
        .map(({ workload, version, dataCentre }) => ({
          object: workload,
          text: `${version} in ${dataCentre}`,
        }))
        .sort((a, b) => compareText(a.text, b.text)),
    };
  }
}

const listVersions = (entries: readonly ServiceVersion[]) =>
  [...new Set(entries.flatMap(({ version = '', alsoRunning = [] }) => [version, ...alsoRunning]))]
    .sort()
    .join(', ');

function* findUntagged({ owned, context }: Facts): Generator<Found> {
  for (const one of owned.values()) {
    const loose = [...new Set(imagesOf(one))].filter((image) => isLoose(image));
    if (loose.length === 0) continue;
    const shown = loose.slice(0, 3);
    const more = loose.length > shown.length ? [formatCount(loose.length - shown.length, 'other')] : [];
    yield {
      object: one.object,
      what: join([...shown, ...more]),
      cause: 'untagged',
      command: describeCommand(one.object, context),
    };
  }
}

/** Static pods and bare pods have no workload. */
const imagesOf = ({ workload, pods }: Owned) =>
  workload
    ? (workload.template ?? workload).images
    : pods.flatMap(({ containers }) => containers.map(({ image }) => image));

/** Source: pkg/util/parsers `ParseImageName`: without tag and digest, the tag is `latest`. */
function isLoose(image: string): boolean {
  if (image === '' || image.includes('@')) return false;
  const name = image.slice(image.lastIndexOf('/') + 1);
  const tag = name.includes(':') ? name.slice(name.indexOf(':') + 1) : 'latest';
  return tag === 'latest';
}
