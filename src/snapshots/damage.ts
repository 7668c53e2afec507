import { GazetteError } from '../errors.ts';

/** A file of the store that is gone, or is not what the manifest says. It costs the snapshots that need it. */
export class DamagedSnapshotError extends GazetteError {
  override name = 'DamagedSnapshotError';
  /** Path below the data folder. */
  readonly file: string;
  /** What is wrong with it, without its name. */
  readonly fault: string;

  constructor(file: string, fault: string, cause?: unknown) {
    super(`${file}: ${fault}`, { cause, hint: 'gazette verify names every damaged file and what it costs.' });
    this.file = file;
    this.fault = fault;
  }
}
