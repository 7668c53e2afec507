import type { ClusterName } from '../plan/estate.ts';

/** A request to what runs beside a cluster. */
export interface BesideRequest {
  cluster: ClusterName;
  method: string;
  /** Below the server, split at its slashes. */
  path: readonly string[];
  query: URLSearchParams;
  /** The end of the demo's first day. */
  anchor: number;
  now: number;
}

/** Undefined: it has no such path. */
export type BesideServer = (request: BesideRequest) => object | undefined;

/** Thrown to answer with another status than 200. */
export class BesideRefusal extends Error {
  readonly code: number;
  readonly body: object;

  constructor(code: number, body: object) {
    super(`status ${code}`);
    this.code = code;
    this.body = body;
  }
}
