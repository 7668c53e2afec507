/** Healthy, Degraded (works, but not as it should), Failing (does not work), Unknown (was not seen). */
export type State = 'healthy' | 'degraded' | 'failing' | 'unknown';

export interface Judged {
  state: State;
  /** One clause that says why the state is not healthy, e.g. `1 of 3 replicas ready`; absent when healthy. */
  why?: string;
}

/** The row of an object with a state: what every table of objects needs of it. */
export interface ObjectRow extends Judged {
  uid: string;
  namespace?: string;
  name: string;
}
