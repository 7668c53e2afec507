/** Times of the simulated world: whole seconds since 1970. */
export const minutes = (count: number): number => count * 60;
export const hours = (count: number): number => count * 3600;
export const days = (count: number): number => count * 86_400;

/** @param text `2026-10-24T08:00:00Z` */
export const secondsOf = (text: string): number => Date.parse(text) / 1000;

/** Kubernetes' Time. */
export const toStamp = (at: number): string => new Date(at * 1000).toISOString().replace('.000Z', 'Z');
/** Kubernetes' MicroTime. */
export const microStampOf = (at: number): string => `${toStamp(at).slice(0, -1)}.000000Z`;

/** Actions, ordered by time. Those of one second keep the order in which they were added. */
export class Agenda {
  readonly #due: { at: number; act: () => void }[] = [];

  add(at: number, act: () => void): void {
    let [low, high] = [0, this.#due.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#due[middle]!.at <= at) low = middle + 1;
      else high = middle;
    }
    this.#due.splice(low, 0, { at, act });
  }

  /** The next that is due by then. */
  next(until: number): { at: number; act: () => void } | undefined {
    return this.#due[0] && this.#due[0].at <= until ? this.#due.shift() : undefined;
  }
}
