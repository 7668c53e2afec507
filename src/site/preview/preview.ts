/** What the picture of a link preview says: whose state, when, how it is, and the trouble. Pure. */
import type { State } from '../../model/report.ts';
import type { EditionRecord } from '../edition-record.ts';
import { formatDay, formatNumber, formatTime, STATE_WORDS } from '../format.ts';
import { editionFolder, type EditionKey } from '../paths.ts';
import { leadOf } from '../timeline.ts';

/** Pixels, as the sites that show previews want them. */
export const PREVIEW_SIZE = { width: 1200, height: 630 } as const;

export interface Preview {
  /** Large: the cluster's name; of several clusters what the page is called. */
  heading: string;
  /** Beside it: what people call the cluster. */
  alias?: string;
  /** One line: `Sunday 22 November 2026 · 07:15:00 UTC · No. 412`. */
  when: string;
  /** Absent where the page is about nothing that has one. */
  state?: State;
  /** One sentence. */
  lead: string;
  /** The worst first; as many as fit are shown. */
  trouble: PreviewTrouble[];
}

export interface PreviewTrouble {
  state: State;
  /** `Containers crash again and again`. */
  title: string;
  /** Where: `Deployment shop/checkout`. */
  object?: string;
}

/** The picture of an edition, from the site's root; all its pages share it. */
export const previewFile = (key: EditionKey) => `${editionFolder(key)}/preview.png`;

/** Of any edition, whatever became of its snapshot. */
export function toEditionPreview(record: EditionRecord): Preview {
  const { cluster, instant, number, summary } = record;
  return {
    heading: cluster,
    ...(summary?.alias !== undefined && { alias: summary.alias }),
    when: `${formatDay(instant)} · ${formatTime(instant)} · No. ${formatNumber(number)}`,
    state: summary?.state ?? 'unknown',
    lead: leadOf(record),
    trouble: (summary?.top ?? []).map(({ severity, title, object: { kind, namespace, name } }) => ({
      state: severity,
      title,
      object: `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`,
    })),
  };
}

/** The same in words, for those who do not see the picture. */
export function describePreview({ heading, when, state, lead }: Preview): string {
  return `${heading}${state ? `: ${STATE_WORDS[state]}` : ''}. ${when}. ${lead}`;
}
