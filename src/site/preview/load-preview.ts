/** Previews of the editions that the running build prints, and the pictures that pages can name. */
import type { EditionRecord } from '../records/edition-record.ts';
import { findPlanned, isBeside } from '../load-edition.ts';
import { editionFolder } from '../paths.ts';
import type { EditionPlan } from '../plan.ts';
import { ownedByPlan } from '../printing.ts';
import { loadOwnRecord } from '../edition/records.ts';
import { describePreview, previewFile, toEditionPreview, type Preview } from './preview.ts';

/** What `og:image` says. */
interface Picture {
  /** From the site's root. */
  file: string;
  /** The same in words. */
  alt: string;
}

const loaded = ownedByPlan(() => new Map<string, Promise<Preview>>());

/** Of an edition that this build prints; its pages all ask. */
export function loadPreview(edition: EditionPlan): Promise<Preview> {
  const folder = editionFolder(edition);
  const preview = loaded().get(folder) ?? loadOwnRecord(edition).then(toEditionPreview);
  loaded().set(folder, preview);
  return preview;
}

/** For the pages of an edition that this build prints. */
export const loadPicture = async (edition: EditionPlan): Promise<Picture> => ({
  file: previewFile(edition),
  alt: describePreview(await loadPreview(edition)),
});

/** For other pages; undefined where the edition was printed by an older Gazette, which drew none. */
export function pictureOf(record: EditionRecord | undefined): Picture | undefined {
  if (!record || !(findPlanned(record) ?? isBeside(record, 'preview.png'))) return undefined;
  return { file: previewFile(record), alt: describePreview(toEditionPreview(record)) };
}
