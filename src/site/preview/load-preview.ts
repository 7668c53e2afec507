/** Previews of the editions that the current build prints, and the pictures that pages can name. */
import type { EditionRecord } from '../records/edition-record.ts';
import { findPlanned, isBeside } from '../load-edition.ts';
import { editionFolder } from '../paths.ts';
import type { EditionPlan } from '../plan.ts';
import { ownedByPlan } from '../printing.ts';
import { loadOwnRecord } from '../edition/records.ts';
import { describePreview, previewFile, toEditionPreview, type Preview } from './preview.ts';

/** The content of `og:image`. */
interface Picture {
  /** Path from the site's root. */
  file: string;
  /** The same in words. */
  alt: string;
}

const loaded = ownedByPlan(() => new Map<string, Promise<Preview>>());

/** For an edition that this build prints; all its pages ask for it. */
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

/** For other pages; undefined if an older Gazette printed the edition without a picture. */
export function pictureOf(record: EditionRecord | undefined): Picture | undefined {
  if (!record || !(findPlanned(record) ?? isBeside(record, 'preview.png'))) return undefined;
  return { file: previewFile(record), alt: describePreview(toEditionPreview(record)) };
}
