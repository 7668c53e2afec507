/**
 * The vocabulary in which a kind's kept fields are written down. One table per kind serves the trimmer in
 * `collect/`, the TypeScript types, `docs/snapshot-format.md` and the tests. Every field is optional: a missing
 * status is normal in Kubernetes. The order of the fields is the order in which they are stored.
 */
import { z } from 'zod';

/** How a string leaf is treated when its text is rewritten; `walk.ts` reads it from Zod's metadata. */
export interface LeafTreatment {
  /** Free text that may carry credentials: it passes through redaction before it is stored. */
  redact?: true;
  /** For maps: only these keys are kept. */
  keys?: readonly string[];
  /** For objects: that it is there means something, even with nothing in it (`running: {}`). */
  presence?: true;
  /** What nobody wrote: `gazette purge` never rewrites it. Redaction keeps times, and hides names in identifiers. */
  is?: 'time' | 'identifier';
  /** It names a node, a host or a namespace: a copy that hides those hides the name wherever it stands. */
  names?: 'node' | 'host' | 'namespace';
  /** Somebody's own word, such as an identity at a provider: a copy without words has a mark in its place. */
  word?: true;
}

/** A name, an enum word, an identifier: kept as it is. */
export const text = (description: string) => z.string().describe(description);
/** The name of a node. */
export const nodeName = (description: string) => z.string().meta({ description, names: 'node' });
/** The name of a namespace. */
export const namespaceName = (description: string) => z.string().meta({ description, names: 'namespace' });
/** A host, or where the API takes either, its address. */
export const hostName = (description: string) => z.string().meta({ description, names: 'host' });
/** What somebody outside of Kubernetes calls a thing. */
export const foreignWord = (description: string) => z.string().meta({ description, word: true });
/** Text that a person, a program or an error wrote: redacted. */
export const freeText = (description: string) => z.string().meta({ description, redact: true });
/** A JSON number. */
export const number = (description: string) => z.number().describe(description);
/** A JSON boolean. */
export const flag = (description: string) => z.boolean().describe(description);
/** An RFC 3339 timestamp, as the API server wrote it (Time or MicroTime). */
export const time = (description: string) => z.string().meta({ description, is: 'time' });
/** An identifier that Kubernetes or Gazette made, by which objects are told apart. */
export const identifier = (description: string) => z.string().meta({ description, is: 'identifier' });
/** Kubernetes' IntOrString (ports, percentages) and Quantity. */
export const numberOrText = (description: string) => z.union([z.number(), z.string()]).describe(description);
/** A number, or text that passes through redaction. */
export const freeNumberOrText = (description: string) =>
  z.union([z.number(), freeText('Text')]).describe(description);
/** A map of strings (labels, selectors, quantities); its values pass through redaction. */
export const textMap = (description: string) =>
  z.record(z.string(), z.string()).meta({ description, redact: true });
/** A map of which only the named keys are kept (annotations). */
export const textMapOf = (description: string, keys: readonly string[]) =>
  z.record(z.string(), z.string()).meta({ description, redact: true, keys });
/** An object of which only the named fields are kept; each may be missing. */
export const fields = <Shape extends z.ZodRawShape>(shape: Shape) => z.object(shape).partial();
/** Such an object that is kept when it is there, even with nothing in it. */
export const presentFields = <Shape extends z.ZodRawShape>(shape: Shape) =>
  fields(shape).meta({ presence: true });
/** A list of such objects or leaves. */
export const list = <Item extends z.ZodType>(item: Item) => z.array(item);
