/** What the kept fields are, in the form that `kubectl explain` reads (1.27 and later). */
import { z } from 'zod';
import { kinds } from '../snapshots/kinds/kinds.ts';
import { groupVersionOf, type ServedResource } from './resources.ts';
import { noSuchPath } from './status.ts';

const KEPT = 'Only the fields that a snapshot keeps.';

/** A field that can be one of several types has no type here. */
function toSchema(schema: unknown): object {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNonOptional) return toSchema(schema.unwrap());
  if (!(schema instanceof z.ZodType)) return {};
  const { description } = schema.meta() ?? {};
  const described = description !== undefined && { description };
  if (schema instanceof z.ZodObject) {
    const properties = Object.entries(schema.shape as Record<string, unknown>).map(
      ([name, field]) => [name, toSchema(field)] as const,
    );
    return { type: 'object', ...described, properties: Object.fromEntries(properties) };
  }
  if (schema instanceof z.ZodArray) {
    const items = toSchema(schema.element);
    return { type: 'array', ...('description' in items && { description: items.description }), items };
  }
  if (schema instanceof z.ZodRecord)
    return { type: 'object', ...described, additionalProperties: { type: 'string' } };
  const type =
    schema instanceof z.ZodString ? 'string' : schema instanceof z.ZodNumber ? 'number' : undefined;
  return { ...(schema instanceof z.ZodBoolean ? { type: 'boolean' } : type && { type }), ...described };
}

const pathOf = (groupVersion: string) => `${groupVersion.includes('/') ? 'apis' : 'api'}/${groupVersion}`;

/**
 * `/openapi/v3`, and a document for each group's version.
 * @param path below `openapi`
 * @throws {Refusal} There is no such document.
 */
export function describeFields(resources: readonly ServedResource[], path: readonly string[]): object {
  const [version, ...rest] = path;
  if (version !== 'v3') throw noSuchPath();
  // Rows of custom resources are served in another form than they are kept.
  const read = resources.filter(({ coverage, kept }) => coverage && kept !== 'TableRow');
  if (rest.length === 0) {
    const places = [...new Set(read.map((resource) => pathOf(groupVersionOf(resource))))];
    return {
      paths: Object.fromEntries(
        places.map((place) => [place, { serverRelativeURL: `/openapi/v3/${place}` }]),
      ),
    };
  }
  const own = read.filter((resource) => pathOf(groupVersionOf(resource)) === rest.join('/'));
  if (own.length === 0) throw noSuchPath();
  const gvkOf = ({ group, version: served, kind }: ServedResource) => ({ group, version: served, kind });
  return {
    ...{ openapi: '3.0.0', info: { title: KEPT, version: '1' } },
    paths: Object.fromEntries(
      own.map((resource) => [
        `/${rest.join('/')}/${resource.name}`,
        { get: { 'x-kubernetes-group-version-kind': gvkOf(resource) } },
      ]),
    ),
    components: {
      schemas: Object.fromEntries(
        own.map((resource) => [
          resource.kind,
          {
            ...(resource.kept && toSchema(kinds[resource.kept].fields)),
            description: KEPT,
            'x-kubernetes-group-version-kind': [gvkOf(resource)],
          },
        ]),
      ),
    },
  };
}
