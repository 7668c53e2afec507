/** The files behind a review, each once. Pure. */
import { compareText } from '../model/state.ts';
import type { Evidence, EvidenceFile } from './moments.ts';

export const SAY_ROLE: Record<Evidence['role'], string> = {
  before: 'the last before the window',
  within: 'in the window',
  after: 'the first after it',
};

/** In the order of their names; a keyframe occurs once, however many deltas need it. */
export function filesOfEvidence(evidence: readonly Evidence[]): EvidenceFile[] {
  const files = new Map(
    evidence
      .filter(({ gone }) => !gone)
      .flatMap((one) => one.files.map((file) => [file.file, file] as const)),
  );
  return [...files.values()].sort((a, b) => compareText(a.file, b.file));
}
