/** The values of kept fields whose mark says what they name. Pure. */
import type { LeafTreatment } from '../snapshots/kinds/fields.ts';
import { kindNames, kinds, type KindName } from '../snapshots/kinds/kinds.ts';
import { isRecord, listLeaves, readLeaf, type Leaf } from '../snapshots/kinds/walk.ts';
import type { Snapshot } from '../snapshots/schema.ts';

/** The values of all fields that name such a thing. */
export const listMarked = (objects: Snapshot['objects'], mark: NonNullable<LeafTreatment['names']>) =>
  listValues(objects, mark).filter((value) => typeof value === 'string');

/** Labels and selectors of all objects. */
export const listLabels = (objects: Snapshot['objects']) => listValues(objects, 'labels').filter(isRecord);

/** Keys of labels that stand alone: of taints, of terms, of domains to spread over. */
export const listLabelKeys = (objects: Snapshot['objects']) =>
  listValues(objects, 'labelKey').filter((value) => typeof value === 'string');

type Mark = LeafTreatment['names'] | LeafTreatment['copy'];

const listValues = (objects: Snapshot['objects'], mark: NonNullable<Mark>): unknown[] =>
  kindNames.flatMap((kind) => {
    if (objects[kind].length === 0) return [];
    const marked = leavesOf(kind).filter(({ names, copy }) => names === mark || copy === mark);
    return objects[kind].flatMap((object) => marked.flatMap(({ steps }) => readLeaf(object, steps)));
  });

/** The tables never change. */
const LEAVES = new Map<KindName, readonly Leaf[]>();

function leavesOf(kind: KindName): readonly Leaf[] {
  const leaves = LEAVES.get(kind) ?? listLeaves(kinds[kind].fields);
  LEAVES.set(kind, leaves);
  return leaves;
}

/** The same of any value with a schema. */
export const listMarkedIn = (schema: unknown, value: unknown, mark: NonNullable<LeafTreatment['names']>) =>
  listLeaves(schema)
    .filter(({ names }) => names === mark)
    .flatMap(({ steps }) => readLeaf(value, steps))
    .filter((one) => typeof one === 'string');
