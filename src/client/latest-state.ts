/**
 * A permanent page knows nothing of later editions. The changing `latest.js` of its cluster does, and the
 * reader's clock tells how long ago the page's moment was.
 */
import type { State } from '../model/report.ts';
import { STATE_WORDS } from '../words/format.ts';
import { spellDuration } from '../model/english.ts';
import { make } from './make-element.ts';

/** What `latest.js` tells. */
export interface Latest {
  /** UTC day, `2026-11-22`. */
  day: string;
  /** UTC time, `071500Z`. */
  time: string;
  instant: string;
  state: State;
  /** One sentence. */
  lead: string;
}

export function showLatestState(): void {
  const element = document.querySelector<HTMLElement>('[data-now]');
  const latest = (globalThis as { gazetteLatest?: Latest | null }).gazetteLatest;
  if (!element || !latest) return;
  const { now: folder = '', instant = '' } = element.dataset;
  if (Date.parse(latest.instant) <= Date.parse(instant)) return;
  const age = spellDuration((Date.now() - Date.parse(instant)) / 1000);
  const since = spellDuration((Date.now() - Date.parse(latest.instant)) / 1000);
  element.append(
    `This is how it was ${age} ago. `,
    make(
      'strong',
      {},
      `Now (${since} ago): `,
      make('span', { className: `mark ${latest.state}` }, STATE_WORDS[latest.state]),
    ),
    ' ',
    make('a', { href: `${folder}${latest.day}/${latest.time}/index.html` }, 'See the latest'),
  );
  element.title = latest.lead;
  element.dataset.state = latest.state;
  element.hidden = false;
}
