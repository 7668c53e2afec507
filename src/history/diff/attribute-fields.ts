/** Who changed the fields of an object, and when. */
import { toWritten } from '../../model/written.ts';
import type { KeptObject } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import { attribute } from '../attribution.ts';
import type { FieldChange } from './change.ts';
import { partsOfField } from './changed-parts.ts';

/** The fields with who changed each, where that is known. Nobody owns what is gone. */
export function attributeFields(
  fields: FieldChange[],
  before: KeptObject,
  after: KeptObject,
  sides: { before: Snapshot; after: Snapshot },
): FieldChange[] {
  const { version } = sides.after.meta.server;
  const [was, is] = [before, after].map((object) => toWritten(object, podLabelsOf(object), version));
  if (!was || !is) return fields;
  const [since, until] = [sides.before, sides.after].map(({ meta }) => Date.parse(meta.time));
  const own = fields.map(({ steps }) => partsOfField(steps));
  const changed = [...new Set(own.flat())];
  return fields.map((field, index) => {
    if (field.after === undefined || own[index]!.length === 0) return field;
    const by = attribute(was, is, own[index]!, changed, { since: since!, until: until! });
    return by ? { ...field, by } : field;
  });
}

const podLabelsOf = (object: KeptObject) =>
  'spec' in object && object.spec && 'template' in object.spec
    ? object.spec.template?.metadata?.labels
    : undefined;
