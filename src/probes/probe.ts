/** What a probe reads with, and what it tells: the interface of each probe's `read.ts`. */
import type { Client, Tally } from '../collect/request.ts';
import type { KindName } from '../snapshots/kinds/kinds.ts';
import type { AskedProbe } from '../snapshots/schema.ts';

/** An object as the probe saw it. The table of its kind decides what is kept, and free text is redacted. */
export interface ProbedObject {
  kind: KindName;
  /** What tells it from others of the probe; empty if the probe has only one. */
  name: string;
  namespace?: string;
  spec: object;
  status: object;
}

/** A ready pod, which the collector has just read. */
export interface ReadyPod {
  namespace: string;
  name: string;
  ip: string;
}

/** A server that a probe asks, with the time limit of the probe. */
export interface Target {
  client: Client;
  /** Scheme and host for display; without host behind the API server. */
  scheme: string;
  host?: string;
  /** Behind the API server: `shop:8080`. */
  service?: string;
  /** When the certificate of the server expires, once it has answered over TLS. RFC 3339. */
  certificateEnds(): string | undefined;
}

export interface ProbeSource {
  /** The server that the config names. */
  target: Target;
  /** A further server, for a pod of a workload. */
  targetAt(url: string): Target;
  /** Counts what was asked. */
  tally: Tally;
  /** The API server's clock now, RFC 3339. */
  now(): string;
  /**
   * The ready pods of a workload; waits until the pods are read.
   * @throws {RequestError} The pods of the namespace were not all seen.
   */
  readyPods(namespace: string, kind: string, name: string): Promise<readonly ReadyPod[]>;
  /**
   * The status of an object in the last snapshot that saw it, with its time. Older: a later snapshot did not see it. The
   * name is the one that the probe gave.
   */
  before(
    kind: KindName,
    name: string,
  ): { status: Readonly<Record<string, unknown>>; time: string; isOlder?: boolean } | undefined;
  /** The text without credentials. For a text that is cut: half of a credential is found no more. */
  hide: (text: string) => string;
  /** Keeps an object. */
  keep(object: ProbedObject): void;
  /** Says that objects of a kind are missing, and why; those that were kept stay. */
  miss(kind: KindName, error: Error): void;
}

/** A type of probe. A failure that `read` throws counts for each of its kinds of which nothing was kept. */
export interface Probe<Config> {
  kinds: readonly KindName[];
  /** To which objects the config limits it; undefined for no limit. */
  only?(config: Config): AskedProbe['only'];
  /** @throws {RequestError} It could not ask, or did not understand the answer. */
  read(config: Config, source: ProbeSource): Promise<void>;
}
