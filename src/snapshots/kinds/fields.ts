/**
 * The vocabulary for a kind's kept fields. One table per kind serves the trimmer in `collect/`, the TypeScript types,
 * `docs/snapshot-format.md` and the tests. Every field is optional: a missing status is normal in Kubernetes. Fields
 * are stored in the order of the table.
 */
import { z } from 'zod';

/** How a string leaf is treated when its text is rewritten; `walk.ts` reads it from Zod's metadata. */
export interface LeafTreatment {
  /** Free text that may carry credentials: it passes through redaction before it is stored. */
  redact?: true;
  /** With `redact`: the value is no prose (labels, images), and may look random. */
  mayLookRandom?: true;
  /** A path of a URL, of which the query is dropped. */
  withoutQuery?: true;
  /** The word belongs to a command line: to the program, or to its arguments, whose meaning depends on the program. */
  line?: 'program' | 'arguments';
  /** For maps: only these keys are kept. */
  keys?: readonly string[];
  /** For objects: keep them even when they are empty, because their presence has a meaning (`running: {}`). */
  presence?: true;
  /**
   * A value that nobody wrote: `gazette purge` never rewrites it. Redaction keeps times, and hides names within
   * identifiers.
   */
  is?: 'time' | 'identifier';
  /**
   * The value names a node, a host, an address, a namespace, a domain, or a program. A program may be a person. A copy
   * that hides those names hides this name everywhere.
   */
  names?: 'node' | 'host' | 'ip' | 'namespace' | 'domain' | 'manager';
  /** What a redacted copy sees in the value; by default a name. */
  copy?: CopyTreatment;
}

/**
 * - `message`: text of a person, a program or an error. Some copies are without messages.
 * - `argument`: a word that somebody chose for a program. Some copies are without these words.
 * - `foreign`: an identity at a provider.
 * - `image`: the reference of an image.
 * - `constant`: a word of the API, such as `Ready`. It stays, even if a node has the same name.
 * - `labels`, `labelKey`: labels or a selector, and the key of a label.
 */
export type CopyTreatment = 'message' | 'argument' | 'foreign' | 'image' | 'constant' | 'labels' | 'labelKey';

declare const treated: unique symbol;

/**
 * A schema that says what becomes of its texts, in the store and in a copy. Only the functions below make such schemas,
 * so that the compiler refuses a field that leaves the treatment out.
 */
export type Treated<Schema extends z.ZodType = z.ZodType> = Schema & { readonly [treated]: true };

/** The fields of an object. */
export type TreatedShape = Readonly<Record<string, Treated | z.ZodOptional<Treated>>>;

const treat = <Schema extends z.ZodType>(
  schema: Schema,
  meta?: LeafTreatment & { description?: string },
): Treated<Schema> => (meta ? schema.meta({ ...meta }) : schema) as Treated<Schema>;

/** A name or another word, kept unchanged. A copy only hides the names in it that it hides everywhere. */
export const word = (description: string) => treat(z.string(), { description });
/** A word of the API, such as Ready. */
export const apiWord = (description: string) => treat(z.string(), { description, copy: 'constant' });
/** The key of a label. */
export const labelKey = (description: string) => treat(z.string(), { description, copy: 'labelKey' });
/** An IP address, or a range of addresses. */
export const address = (description: string) => treat(z.string(), { description, names: 'ip' });
/** A name within a domain: an API group with its version, a driver, a finalizer. */
export const domainName = (description: string) => treat(z.string(), { description, names: 'domain' });
/** The name of a node. */
export const nodeName = (description: string) => treat(z.string(), { description, names: 'node' });
/** The name of a namespace. */
export const namespaceName = (description: string) => treat(z.string(), { description, names: 'namespace' });
/** A host name, or a host's address where the API accepts both. */
export const hostName = (description: string) => treat(z.string(), { description, names: 'host' });
/** A name that a system outside of Kubernetes gave. */
export const foreignWord = (description: string) => treat(z.string(), { description, copy: 'foreign' });
/** Text that a person, a program or an error wrote; redacted. */
export const freeText = (description: string) =>
  treat(z.string(), { description, redact: true, copy: 'message' });
/** A name that a program defines, such as a method; redacted. */
export const freeName = (description: string) => treat(z.string(), { description, redact: true });
/** A word of a command line; redacted. */
export const argument = (description: string, line: NonNullable<LeafTreatment['line']>) =>
  treat(z.string(), { description, redact: true, copy: 'argument', line });
/** The name by which a program writes objects; somebody may have chosen it. Redacted. */
export const managerName = (description: string) =>
  treat(z.string(), { description, redact: true, names: 'manager' });
/** The reference of an image; redacted, but it may look random. */
export const imageReference = (description: string) =>
  treat(z.string(), { description, redact: true, mayLookRandom: true, copy: 'image' });
/** A path of a URL, without its query; redacted. */
export const urlPath = (description: string) =>
  treat(z.string(), { description, redact: true, withoutQuery: true });
/** A JSON number. */
export const number = (description: string) => treat(z.number(), { description });
/** A JSON boolean. */
export const flag = (description: string) => treat(z.boolean(), { description });
/** An RFC 3339 timestamp, as the API server wrote it (Time or MicroTime). */
export const time = (description: string) => treat(z.string(), { description, is: 'time' });
/** An identifier that Kubernetes or Gazette made to tell objects apart. */
export const identifier = (description: string) => treat(z.string(), { description, is: 'identifier' });
/** Kubernetes' IntOrString (ports, percentages) and Quantity. */
export const numberOrText = (description: string) =>
  treat(z.union([z.number(), z.string()]), { description });
/** A number, or text that passes through redaction. */
export const freeNumberOrText = (description: string) =>
  treat(z.union([z.number(), freeText('Text')]), { description });
/** Labels, or a selector of labels. */
export const labelMap = (description: string) =>
  treat(z.record(z.string(), z.string()), { description, redact: true, mayLookRandom: true, copy: 'labels' });
/** A map of strings (quantities); its values pass through redaction. */
export const textMap = (description: string) =>
  treat(z.record(z.string(), z.string()), { description, redact: true, mayLookRandom: true });
/** A map of which only the named keys are kept (annotations). */
export const textMapOf = (description: string, keys: readonly string[]) =>
  treat(z.record(z.string(), z.string()), { description, redact: true, keys });
/** An object of which only the named fields are kept; each field may be missing. */
export const fields = <Shape extends TreatedShape>(shape: Shape) => treat(z.object(shape).partial());
/** Like {@link fields}, but kept even when it is empty. */
export const presentFields = <Shape extends TreatedShape>(shape: Shape) =>
  treat(z.object(shape).partial(), { presence: true });
/** An object with more fields than another. */
export const moreFields = <Base extends z.ZodRawShape, Shape extends TreatedShape>(
  base: z.ZodObject<Base>,
  shape: Shape,
) => treat(base.extend(shape));
/** A list of objects or leaves. */
export const list = <Item extends Treated>(item: Item) => treat(z.array(item));
