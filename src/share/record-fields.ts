/** Marks for the fields of records without a table: of Days, of reviews, of what a snapshot says about itself. Pure. */
import type { CopyTreatment, LeafTreatment } from '../snapshots/kinds/fields.ts';

type RecordMark = Pick<LeafTreatment, 'copy' | 'redact'>;

const FIELDS: Readonly<Partial<Record<CopyTreatment, readonly string[]>>> = {
  message: ['message', 'error', 'why', 'what', 'note', 'annotation', 'text', 'body'],
  argument: ['command', 'args'],
  image: ['image', 'imageID', 'images'],
  labels: ['labels', 'matchLabels', 'selector', 'nodeSelector'],
  labelKey: ['topologyKey', 'matchLabelKeys', 'dataCentreLabel', 'serviceLabels', 'versionLabels'],
  constant: [
    ...[
      'kind',
      'apiVersion',
      'type',
      'status',
      'phase',
      'operator',
      'effect',
      'protocol',
      'state',
      'severity',
    ],
    ...['reason', 'rule', 'policy', 'method', 'restartPolicy'],
  ],
};
/** Texts by the author of a review: their names are hidden in any profile. */
const AUTHORED = ['title', 'notes', 'lead'];
/** Fields with a label's key, or another source: `image tag`. */
const LABEL_SOURCES = new Set(['serviceFrom', 'versionFrom']);

const MARK_OF_FIELD: ReadonlyMap<string, RecordMark> = new Map([
  ...Object.entries(FIELDS).flatMap(([copy, names]) =>
    names.map((name): [string, RecordMark] => [name, { copy: copy as CopyTreatment }]),
  ),
  ...AUTHORED.map((name): [string, RecordMark] => [name, { redact: true }]),
]);

/** The mark of a field by its name, as a table of kept fields would have it. Other texts are words. */
export const markOfRecord = (name: string | undefined, text = ''): RecordMark =>
  name !== undefined && LABEL_SOURCES.has(name) && !text.includes(' ')
    ? { copy: 'labelKey' }
    : (MARK_OF_FIELD.get(name ?? '') ?? {});
