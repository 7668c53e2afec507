/** The names of a cluster's files on its shelf, and the names of times. */

/** `full`: a keyframe, whole in itself. `delta`: what differs from a keyframe. */
export type Form = 'full' | 'delta';
export const FORMS: readonly Form[] = ['full', 'delta'];

/**
 * Unfinished files stand beside the days, not in them. Leftovers of a dead writer are thus in one place, however many
 * days exist.
 */
export const UNFINISHED = '.tmp';
/** The note of a file that is being written: `.tmp/2026-11-22T071500Z.delta.jsonl.zst`. */
export const unfinishedKey = (file: string, prefix = '') =>
  `${UNFINISHED}/${prefix}${file.replace('/', 'T')}`;

/** The UTC day: `2026-11-22`. */
export const dayOf = (time: string) => new Date(time).toISOString().slice(0, 10);

/** True for the name of a UTC day. */
export const isDay = (name: string) => /^\d{4}-\d\d-\d\d$/.test(name);

/** `071500Z`, the name of a snapshot within its day. */
export const stampOf = (time: string) => new Date(time).toISOString().slice(11, 19).replaceAll(':', '') + 'Z';

/** Path of a snapshot below its cluster's folder: `2026-11-22/071500Z.delta.jsonl.zst`. */
export const snapshotFile = (time: string, form: Form) => `${dayOf(time)}/${stampOf(time)}.${form}.jsonl.zst`;

/** A path that {@link snapshotFile} can make. No other path of a record is believed. */
export const SNAPSHOT_FILE = /^(\d{4}-\d\d-\d\d)\/(\d\d)(\d\d)(\d\d)Z\.(full|delta)\.jsonl\.zst$/;

/** True for the path of a snapshot below its cluster's folder. */
export const isSnapshotFile = (file: string) => SNAPSHOT_FILE.test(file);

/** True for a keyframe's path. */
export const isKeyframe = (file: string) => file.endsWith('.full.jsonl.zst');

/** `2026-11-22T071500Z`, what an address writes after the cluster. */
export const exactName = (time: string) => `${dayOf(time)}T${stampOf(time)}`;
