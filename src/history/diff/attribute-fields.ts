/** Who changed the fields of an object, and when. */
import { toWritten } from '../../model/written.ts';
import type { KeptObject } from '../../snapshots/kinds/kinds.ts';
import { isLying, type Snapshot, type SnapshotMeta } from '../../snapshots/schema.ts';
import { attribute, type Between } from '../attribution.ts';
import type { FieldChange } from './change.ts';
import { partsOfField } from './changed-parts.ts';

/** The fields with who changed each, where that is known. Nobody owns what is gone. */
export function attributeFields(
  fields: FieldChange[],
  before: KeptObject,
  after: KeptObject,
  sides: { before: Snapshot; after: Snapshot },
): FieldChange[] {
  const [was, is] = [
    toWritten(before, podLabelsOf(before), sides.before.meta.server.version),
    toWritten(after, podLabelsOf(after), sides.after.meta.server.version),
  ];
  if (!was || !is) return fields;
  const interval = timeBetween(sides.before.meta, sides.after.meta);
  const own = fields.map(({ steps }) => partsOfField(steps));
  const changed = [...new Set(own.flat())];
  return fields.map((field, index) => {
    if (field.after === undefined || own[index]!.length === 0) return field;
    const by = attribute(was, is, own[index]!, changed, interval);
    return by ? { ...field, by } : field;
  });
}

/** No time is between the two if a clock lied. */
export function timeBetween(before: SnapshotMeta, after: SnapshotMeta): Between {
  const since = isLying(before) || isLying(after) ? Infinity : Date.parse(before.time);
  return { since, until: Date.parse(after.time) };
}

const podLabelsOf = (object: KeptObject) =>
  'spec' in object && object.spec && 'template' in object.spec
    ? object.spec.template?.metadata?.labels
    : undefined;
