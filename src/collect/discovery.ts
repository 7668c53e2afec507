/** Which API versions a cluster serves. Absent is not forbidden: if discovery is refused, the list request tells. */
import { z } from 'zod';
import { hasStatus, RequestError } from './errors.ts';
import { parseJson, type Client, type Tally } from './request.ts';

const GroupsSchema = z.looseObject({
  groups: z.array(
    z.looseObject({
      name: z.string(),
      versions: z.array(z.looseObject({ version: z.string() })),
      preferredVersion: z.looseObject({ version: z.string() }).optional(),
    }),
  ),
});
const ResourcesSchema = z.looseObject({
  resources: z
    .array(z.looseObject({ name: z.string(), namespaced: z.boolean(), kind: z.string().optional() }))
    .nullish(),
});

export interface Discovery {
  /** Those of the API versions that serve the resource, in order; if discovery was refused, those that may. */
  serving(resource: string, versions: readonly string[]): Promise<string[]>;
  /** The kind of a resource; undefined unless the cluster says that it serves the resource in this version. */
  kindOf(resource: string, version: string): Promise<string | undefined>;
  /** API versions of a group, the preferred first; undefined when the groups cannot be read. */
  versionsOf(group: string): Promise<string[] | undefined>;
}

/** The kinds of what a version serves, by the names of the resources. */
type Resources = ReadonlyMap<string, string | undefined>;

const NONE: Resources = new Map();

/** Reads each document once, when it is first needed. */
export function createDiscovery(client: Client): Discovery {
  const tally: Tally = { requests: 0, bytes: 0 };
  const resourceLists = new Map<string, Promise<'unknown' | Resources>>();
  let groups: Promise<z.infer<typeof GroupsSchema>['groups'] | 'unknown'> | undefined;

  async function readGroups() {
    const groups = GroupsSchema.safeParse(await tolerant(client, '/apis', tally)).data?.groups;
    // Every API server serves groups: such an answer says nothing.
    return groups?.length ? groups : 'unknown';
  }

  async function readResources(version: string) {
    const path = apiPath(version);
    const known = await (groups ??= readGroups());
    const [group = '', short] = version.split('/');
    if (version.includes('/') && known !== 'unknown') {
      const versions = known.find(({ name }) => name === group)?.versions ?? [];
      if (!versions.some((served) => served.version === short)) return NONE;
    }
    const json = await tolerant(client, path, tally);
    if (json === 'absent') return NONE;
    const resources = ResourcesSchema.safeParse(json).data?.resources;
    // No version is served without a resource: such an answer says nothing.
    return resources?.length ? new Map(resources.map(({ name, kind }) => [name, kind])) : 'unknown';
  }

  /** Each document once. */
  function resourcesOf(version: string) {
    const known = resourceLists.get(version) ?? readResources(version);
    resourceLists.set(version, known);
    return known;
  }

  return {
    async serving(resource, versions) {
      const served = await Promise.all(
        versions.map(async (version) => {
          const resources = await resourcesOf(version);
          return resources === 'unknown' || resources.has(resource);
        }),
      );
      return versions.filter((_, index) => served[index]);
    },
    async kindOf(resource, version) {
      const resources = await resourcesOf(version);
      return resources === 'unknown' ? undefined : resources.get(resource);
    },
    async versionsOf(group) {
      const known = await (groups ??= readGroups());
      if (known === 'unknown') return undefined;
      const found = known.find(({ name }) => name === group);
      if (!found) return [];
      const preferred = found.preferredVersion?.version;
      const versions = found.versions.map(({ version }) => version);
      versions.sort((a, b) => Number(b === preferred) - Number(a === preferred));
      return versions.map((version) => `${group}/${version}`);
    },
  };
}

/** Path of an API version: `/api/v1`, `/apis/apps/v1`. */
export function apiPath(version: string): string {
  return version.includes('/') ? `/apis/${version}` : `/api/${version}`;
}

async function tolerant(client: Client, path: string, tally: Tally): Promise<unknown> {
  try {
    return (await client.get(path, tally, parseJson)).result;
  } catch (error) {
    if (hasStatus(error, 404)) return 'absent';
    if (error instanceof RequestError) return undefined;
    throw error;
  }
}
