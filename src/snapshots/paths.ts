/** What the files of a cluster are called on its shelf, and how a time becomes a name. */

/** `full`: a keyframe, whole in itself. `delta`: what differs from a keyframe. */
export type Form = 'full' | 'delta';
export const FORMS: readonly Form[] = ['full', 'delta'];

/**
 * What is being written. It stands beside the days, not in them, so that what a dead writer left is found by looking in
 * one place, however many days there are.
 */
export const UNFINISHED = '.tmp';
/** Where what is being written to a file of a day is noted: `.tmp/2026-11-22T071500Z.delta.jsonl.zst`. */
export const unfinishedKey = (file: string, prefix = '') =>
  `${UNFINISHED}/${prefix}${file.replace('/', 'T')}`;

/** `2026-11-22` */
export const dayOf = (time: string) => new Date(time).toISOString().slice(0, 10);

/** True for the name of a UTC day. */
export const isDay = (name: string) => /^\d{4}-\d\d-\d\d$/.test(name);

/** `071500Z`, the name of a snapshot within its day. */
export const stampOf = (time: string) => new Date(time).toISOString().slice(11, 19).replaceAll(':', '') + 'Z';

/** Path of a snapshot below its cluster's folder: `2026-11-22/071500Z.delta.jsonl.zst`. */
export const snapshotFile = (time: string, form: Form) => `${dayOf(time)}/${stampOf(time)}.${form}.jsonl.zst`;

const NAME = /^(\d{4}-\d\d-\d\d)\/(\d\d)(\d\d)(\d\d)Z\.(full|delta)\.jsonl\.zst$/;

/** True for a path that {@link snapshotFile} could have made. */
export const isSnapshotFile = (file: string) => NAME.test(file);

/** True for a keyframe's path. */
export const isKeyframe = (file: string) => file.endsWith('.full.jsonl.zst');

/** `2026-11-22T071500Z`, what an address writes after the cluster. */
export const exactName = (time: string) => `${dayOf(time)}T${stampOf(time)}`;
