/**
 * How the API server prints objects as Tables. Source: kubernetes/kubernetes
 * pkg/printers/internalversion/printers.go, which prints all columns and leaves it to clients to hide the wide ones.
 */
import { formatAge } from '../../model/human-duration.ts';
import { formatSelector, type LabelSelector } from '../../model/label-selector.ts';
import { compareText } from '../../model/state.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';

/** What a column prints of an object; null where a column of a custom resource has no value. */
export type PrintedCell = string | number | boolean | null;

/** When, and by which server, an object is printed. */
export interface PrintMoment {
  /** Ages count until then. */
  at: string;
  /** Minor version of the API server. */
  minor: number;
}

export interface PrintedColumn<Object> {
  name: string;
  type: 'string' | 'integer' | 'boolean' | 'date';
  format?: 'name';
  /** Only with `-o wide`. */
  wide?: true;
  /** First minor version that has the column. */
  since?: number;
  /** First minor version that no longer has the column, or has it elsewhere. */
  before?: number;
  /** A method, so that the columns of all kinds fit into one list. */
  cell(object: Object, moment: PrintMoment): PrintedCell;
}

/** The columns of a kind, in their order. */
export type Printer<Object> = readonly PrintedColumn<Object>[];

interface Metadata {
  metadata: { name: string; creationTimestamp?: string };
}

type Cell<Object> = PrintedColumn<Object>['cell'];
type More = Partial<Pick<PrintedColumn<unknown>, 'wide' | 'since' | 'before'>>;

export const text = <Object>(name: string, cell: Cell<Object>, more: More = {}): PrintedColumn<Object> => ({
  ...{ name, type: 'string', cell },
  ...more,
});

export const integer = <Object>(
  name: string,
  cell: Cell<Object>,
  more: More = {},
): PrintedColumn<Object> => ({ ...{ name, type: 'integer', cell }, ...more });

export const NAME: PrintedColumn<Metadata> = {
  ...{ name: 'Name', type: 'string', format: 'name' },
  cell: ({ metadata }) => metadata.name,
};

/** @param more where some servers have the column elsewhere */
export const age = (more: More = {}): PrintedColumn<Metadata> =>
  text('Age', ({ metadata }, { at }) => formatAge(metadata.creationTimestamp, at), more);

type Containers = NonNullable<NonNullable<ObjectOf<'Pod'>['spec']>['containers']>;
type Template = { spec?: { containers?: readonly Pick<Containers[number], 'name' | 'image'>[] } } | undefined;

/** Names and images of the containers of a template. */
export const containerColumns = <Object>(
  templateOf: (object: Object) => Template,
): PrintedColumn<Object>[] => {
  const list = (object: Object, field: 'name' | 'image') =>
    templateOf(object)
      ?.spec?.containers?.map((container) => container[field] ?? '')
      .join(',') ?? '';
  return [
    text('Containers', (object) => list(object, 'name'), { wide: true }),
    text('Images', (object) => list(object, 'image'), { wide: true }),
  ];
};

/** Source: k8s.io/apimachinery/pkg/labels/labels.go `FormatLabels`. */
export const formatLabels = (labels: Readonly<Record<string, string>> = {}): string =>
  Object.entries(labels)
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, value]) => `${key}=${value}`)
    .join(',') || '<none>';

/**
 * The requirements by their keys, and values in order. Source: k8s.io/apimachinery/pkg/apis/meta/v1
 * `FormatLabelSelector`; pkg/labels/selector.go.
 * @param empty what stands for a selector without requirements
 */
export function formatRequirements(selector: LabelSelector | undefined, empty: string): string {
  const { matchLabels = {}, matchExpressions = [] } = selector ?? {};
  const requirements = [
    ...Object.entries(matchLabels).map(([key, value]) => ({ key, one: { matchLabels: { [key]: value } } })),
    ...matchExpressions.map((expression) => ({
      key: expression.key ?? '',
      one: { matchExpressions: [{ ...expression, values: expression.values?.toSorted(compareText) }] },
    })),
  ];
  return (
    requirements
      .sort((a, b) => compareText(a.key, b.key))
      .map(({ one }) => formatSelector(one))
      .join(',') || empty
  );
}

/** Some of the texts, and how many more there are. Source: printers.go `listWithMoreString`. */
export function formatFirst(texts: readonly string[], most: number, separator = ','): string {
  const first = texts.slice(0, most).join(separator);
  return texts.length > most ? `${first} + ${texts.length - most} more...` : first;
}
