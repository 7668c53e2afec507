/** Runs a comparison in a worker, and shows its result. */
import { formatMoment, formatRange } from '../export/diff/format-moment.ts';
import { renderChanges } from '../site/changes/changes-markup.ts';
import { formatEdition, type EditionKey } from '../site/paths.ts';
import type { ComparisonAnswer, WantedComparison } from './compare-worker.ts';
import { draw } from './draw.ts';
import { make } from './make-element.ts';
import { momentOf } from './published.ts';
import { equipTable } from './tables.ts';

interface ComparisonOptions {
  /** Address of the worker's script. */
  worker: string;
  /** Address of the site, with a slash at the end. */
  root: string;
  /** The element for the result. */
  result: HTMLElement;
  /** Shows messages to the reader. */
  tell: (...parts: (Node | string)[]) => void;
  fail: (error: unknown) => void;
  /** Called when the result is shown. */
  onShown: () => void;
}

/** Compares two snapshots at a time: a new comparison ends the running one. */
export function openComparison({ worker, root, result, tell, fail, onShown }: ComparisonOptions) {
  const title = document.title;
  let running: Worker | undefined;
  return (before: EditionKey, after: EditionKey): void => {
    running?.terminate();
    result.replaceChildren();
    document.title = title;
    if (location.protocol === 'file:') return;
    if (formatEdition(before) === formatEdition(after)) {
      tell('Both are the same snapshot: pick another.');
      return;
    }
    tell('Fetching…');
    const own = new Worker(worker);
    running = own;
    const end = () => own.terminate();
    own.addEventListener('error', (event) => {
      end();
      fail(event.message || 'the script that compares could not be loaded');
    });
    own.addEventListener('message', ({ data }: MessageEvent<ComparisonAnswer>) => {
      // Another comparison has begun since.
      if (own !== running) return;
      if ('progress' in data) {
        tell(data.progress);
        return;
      }
      end();
      if ('error' in data) {
        fail(data.error);
        return;
      }
      const name = titleOf(before, after);
      result.replaceChildren(make('h2', {}, name), draw(renderChanges(data.page)));
      for (const table of result.querySelectorAll<HTMLTableElement>('table.listing')) equipTable(table);
      onShown();
      document.title = `${name} · ${title}`;
      tell(`Compared in ${data.seconds.toFixed(1)} s. `, copyButton());
    });
    own.postMessage({ root, before, after } satisfies WantedComparison);
  };
}

/** `production, 2026-11-24 03:00:00 → 04:00:00 UTC` */
function titleOf(one: EditionKey, other: EditionKey): string {
  const [from, to] = [one, other].map((key) => new Date(momentOf(key)).toISOString()) as [string, string];
  return one.cluster === other.cluster
    ? `${one.cluster}, ${formatRange(from, to)}`
    : `${one.cluster}, ${formatMoment(from)} → ${other.cluster}, ${formatMoment(to)}`;
}

function copyButton(): HTMLButtonElement {
  const button = make('button', { type: 'button' }, 'Copy the link');
  button.dataset.copy = location.href;
  return button;
}
