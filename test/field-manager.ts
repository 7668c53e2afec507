/**
 * A Deployment as a present API server holds it: values, who owns each, and when each manager last changed one. The
 * control plane of the tests is too old for that. Sources: structured-merge-diff merge/update.go `Update`, `Apply`;
 * k8s.io/apimachinery pkg/util/managedfields/internal/managedfieldsupdater.go; pkg/registry/apps/deployment/strategy.go.
 */
import { compileTrim } from '../src/collect/trim.ts';
import type { ObjectOf } from '../src/snapshots/kinds/kinds.ts';

/** The fields that a test may write. Values of `env` and of other annotations are never kept. */
export const FIELDS = {
  image: { steps: ['spec', 'template', 'spec', 'containers', 'app', 'image'] },
  sidecar: { steps: ['spec', 'template', 'spec', 'containers', 'side', 'image'] },
  cpu: { steps: ['spec', 'template', 'spec', 'containers', 'app', 'resources', 'requests', 'cpu'] },
  env: { steps: ['spec', 'template', 'spec', 'containers', 'app', 'env'], unseen: true },
  grace: { steps: ['spec', 'template', 'spec', 'terminationGracePeriodSeconds'] },
  replicas: { steps: ['spec', 'replicas'] },
  ready: { steps: ['spec', 'minReadySeconds'] },
  label: { steps: ['metadata', 'labels', 'team'] },
  note: { steps: ['metadata', 'annotations', 'example.com/note'], unseen: true },
} as const;
export type Field = keyof typeof FIELDS;
export const fieldNames = Object.keys(FIELDS) as Field[];

type Values = Partial<Record<Field, number>>;
interface Entry {
  manager: string;
  operation: 'Apply' | 'Update';
  subresource?: string;
  time?: string;
  fields: Set<Field>;
}

export function openDeployment() {
  let values: Values = {};
  let generation = 1;
  const entries: Entry[] = [];

  const entryOf = (manager: string, operation: Entry['operation'], subresource?: string): Entry => {
    const known = entries.find(
      (one) => one.manager === manager && one.operation === operation && one.subresource === subresource,
    );
    if (known) return known;
    const entry: Entry = { manager, operation, ...(subresource && { subresource }), fields: new Set() };
    entries.push(entry);
    return entry;
  };
  /** @returns the fields whose value is another */
  const put = (next: Values, owner: Entry): Field[] => {
    const changed = fieldNames.filter((field) => next[field] !== values[field]);
    const counts = changed.some((field) => field !== 'label');
    if (counts) generation += 1;
    values = next;
    for (const field of changed) for (const entry of entries) if (entry !== owner) entry.fields.delete(field);
    return changed;
  };
  const tidy = () => entries.splice(0, Infinity, ...entries.filter(({ fields }) => fields.size > 0));

  return {
    /** Undefined removes a field. */
    update(manager: string, fields: Values, time: string, subresource?: string): Field[] {
      const own = entryOf(manager, 'Update', subresource);
      const changed = put({ ...values, ...fields }, own);
      const taken = changed.filter((field) => values[field] !== undefined);
      for (const field of changed) own.fields.delete(field);
      for (const field of taken) own.fields.add(field);
      if (taken.length > 0) own.time = time;
      tidy();
      return changed;
    },
    /** Removes what the manager applied before and nobody else owns. */
    apply(manager: string, fields: Values, time: string): Field[] {
      const own = entryOf(manager, 'Apply');
      const isShared = (field: Field) => entries.some((one) => one !== own && one.fields.has(field));
      const dropped = [...own.fields].filter((field) => fields[field] === undefined && !isShared(field));
      const next = { ...values, ...fields };
      for (const field of dropped) delete next[field];
      const changed = put(next, own);
      own.fields = new Set(fieldNames.filter((field) => fields[field] !== undefined));
      // An apply that only shares fields has no time.
      if (changed.length > 0) own.time = time;
      tidy();
      return changed;
    },
    value: (field: Field) => values[field],
    /** As a collector keeps it. */
    keep(): ObjectOf<'Deployment'> {
      const container = (name: string, image: Field, more: object) => ({
        ...{ name, ...more },
        ...(values[image] !== undefined && { image: `${name}:${values[image]}` }),
      });
      const object = {
        metadata: {
          ...{ name: 'web', namespace: 'shop', uid: 'web', generation },
          labels: { app: 'web', ...(values.label !== undefined && { team: String(values.label) }) },
          managedFields: entries.map(({ fields, ...entry }) => ({ ...entry, fieldsV1: toFieldsV1(fields) })),
        },
        spec: {
          replicas: values.replicas,
          minReadySeconds: values.ready,
          template: {
            metadata: { labels: { app: 'web' } },
            spec: {
              terminationGracePeriodSeconds: values.grace,
              containers: [
                container('app', 'image', {
                  ...(values.cpu !== undefined && { resources: { requests: { cpu: `${values.cpu}m` } } }),
                }),
                container('side', 'sidecar', {}),
              ],
            },
          },
        },
      };
      return compileTrim('Deployment', () => undefined)(object, 'apps/v1')!;
    },
  };
}

function toFieldsV1(fields: ReadonlySet<Field>): object {
  const root: Record<string, unknown> = {};
  for (const field of fields) {
    let at = root;
    for (const step of FIELDS[field].steps) {
      const key = step === 'app' || step === 'side' ? `k:{"name":"${step}"}` : `f:${step}`;
      at = (at[key] ??= {}) as Record<string, unknown>;
    }
  }
  return root;
}
