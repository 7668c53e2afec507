/** The form of an answer that a client asks for. Source: k8s.io/apiserver/pkg/endpoints/handlers/negotiation. */

/** `as` is what stands in the Accept header, such as `Table`; undefined for the object itself. */
export interface AnswerForm {
  as?: 'Table' | 'PartialObjectMetadata' | 'APIGroupDiscoveryList';
  /** Version of the group of that form. */
  version: string;
}

const FORMS: Readonly<Record<string, AnswerForm['as']>> = {
  Table: 'Table',
  PartialObjectMetadata: 'PartialObjectMetadata',
  PartialObjectMetadataList: 'PartialObjectMetadata',
  APIGroupDiscoveryList: 'APIGroupDiscoveryList',
};

/** The first form in the header that is known here; undefined where the client takes none of them. */
export function chooseForm(accept = '*/*'): AnswerForm | undefined {
  for (const range of accept.split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    if (!['application/json', 'application/*', '*/*'].includes(type)) continue;
    const values = new Map(
      parameters.map((pair) => [pair.split('=')[0] ?? '', pair.split('=')[1] ?? ''] as const),
    );
    const wanted = values.get('as');
    if (wanted === undefined) return { version: 'v1' };
    const as = Object.hasOwn(FORMS, wanted) ? FORMS[wanted] : undefined;
    const version = values.get('v') ?? '';
    if (as && /^v[12](?:beta1)?$/.test(version)) return { as, version };
  }
  return undefined;
}
