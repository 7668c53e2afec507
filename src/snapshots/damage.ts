import { GazetteError } from '../errors.ts';

/** A file of the store is gone, or differs from what the manifest says. Snapshots that need the file cannot be read. */
export class DamagedSnapshotError extends GazetteError {
  override name = 'DamagedSnapshotError';
  /** Path below the data folder. */
  readonly file: string;
  /** What is wrong with the file, without its name. */
  readonly fault: string;

  constructor(file: string, fault: string, cause?: unknown) {
    super(`${file}: ${fault}`, {
      cause,
      hint: 'gazette verify names every damaged file and the snapshots that need it.',
    });
    this.file = file;
    this.fault = fault;
  }
}
