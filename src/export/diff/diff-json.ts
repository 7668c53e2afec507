/** A change as JSON, with readable paths. */
import type { Change, FieldChange } from '../../history/diff/change.ts';
import { formatPath } from '../../history/diff/field-path.ts';
import { toVisible } from '../visible.ts';

export function renderDiffJson(change: Change): string {
  const causes = change.causes.map((cause) =>
    'template' in cause ? { ...cause, template: cause.template.map(toField) } : cause,
  );
  const objects = change.objects.map((object) => ({ ...object, fields: object.fields.map(toField) }));
  return toVisible(`${JSON.stringify({ ...change, causes, objects }, null, 2)}\n`);
}

const toField = ({ steps, ...more }: FieldChange) => ({ path: formatPath(steps), ...more });
