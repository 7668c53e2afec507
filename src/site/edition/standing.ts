/** Records of editions that were printed earlier. */
import { parseSealed } from '../../snapshots/seal.ts';
import { isBeside, readBeside } from '../load-edition.ts';
import { editionFolder, recordPlace, type EditionKey } from '../paths.ts';
import type { EditionPlan } from '../plan.ts';
import { EditionRecordSchema, type EditionRecord } from '../records/edition-record.ts';

const findRecord = (key: EditionKey) =>
  parseSealed(readBeside(key, 'edition.json'), EditionRecordSchema, recordPlace(key));

/** @throws The record is missing or damaged. */
export function readRecord(key: EditionKey): EditionRecord {
  const record = findRecord(key);
  if (!record) throw new Error(`${editionFolder(key)}/edition.json is damaged`);
  return record;
}

/**
 * For a single page: the record of an earlier printing of the same snapshot. The page needs no more, so the snapshot is
 * not read again.
 */
export function findStanding(edition: EditionPlan): EditionRecord | undefined {
  const { form, number, stored } = edition;
  if (form !== 'small' || !stored || !isBeside(edition, 'edition.json')) return undefined;
  const record = findRecord(edition);
  const isSame = record?.number === number && record.digest === stored.digest;
  return isSame && record.summary && !record.faults ? record : undefined;
}
