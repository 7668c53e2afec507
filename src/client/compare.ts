/**
 * The page that compares any two snapshots: lists to pick from, and what the worker found. What is picked stands in the
 * fragment, so that a comparison can be handed on, and a link can bring one side along.
 */
import { formatMoment, formatSpan } from '../export/diff/format-moment.ts';
import { formatEdition, type EditionKey } from '../site/paths.ts';
import type { Answer, Wanted } from './compare-worker.ts';
import { openAnnouncer } from './announce.ts';
import { formatComparison, parseComparison } from './comparison-link.ts';
import { make } from './make.ts';
import { openPicker } from './picker.ts';
import { momentOf, openPublished } from './published.ts';
import { renderChanges, renderCommand } from './render-changes.ts';
import { equipTable } from './tables.ts';

const HOUR = 3_600_000;

const form = document.querySelector<HTMLFormElement>('form.picker');
if (form) equip(form, document.querySelector<HTMLElement>('.result')!);

function equip(form: HTMLFormElement, result: HTMLElement): void {
  const output = form.querySelector('output')!;
  const noise = form.querySelector<HTMLInputElement>('input[name="noise"]')!;
  const shortcuts = [...form.querySelectorAll<HTMLButtonElement>('.shortcuts button')];
  const side = (name: string) => form.querySelector<HTMLFieldSetElement>(`[data-side="${name}"]`)!;
  const root = new URL('../', location.href).href.replace(/[?#].*$/, '');
  const days = new Map(
    [...side('before').querySelectorAll<HTMLOptionElement>('option[data-days]')].map((option) => [
      option.value,
      option.dataset.days!.split(' '),
    ]),
  );
  const published = openPublished(root, days);
  const title = document.title;
  let worker: Worker | undefined;
  let turns = 0;

  const tell = (...parts: (Node | string)[]) => output.replaceChildren(...parts);
  const fail = (error: unknown) => {
    const what = error instanceof Error ? error.message : String(error);
    tell(`It did not work: ${what}.`, ...commandOf(pair()));
  };
  const before = openPicker(side('before'), published, onPick, fail);
  const after = openPicker(side('after'), published, onPick, fail);
  openAnnouncer();
  form.hidden = false;

  function pair(): { before: EditionKey; after: EditionKey } | undefined {
    const [one, other] = [before.value(), after.value()];
    return one && other && { before: one, after: other };
  }

  function onPick(): void {
    tell();
    for (const button of shortcuts)
      button.disabled = button.dataset.same !== undefined && button.dataset.same === after.value()?.cluster;
    if (location.protocol === 'file:') sayFile();
  }

  function sayFile(): void {
    tell(
      'This page was opened as a file, which may not read the files beside it. The command line compares the two that are picked:',
      ...commandOf(pair()),
    );
  }

  /** What a shortcut sets Before to. */
  function findFor({ earlier, same }: DOMStringMap, key: EditionKey): Promise<EditionKey | undefined> {
    if (same !== undefined) return published.findNearest(same, momentOf(key));
    return earlier ? findEarlier(key, Number(earlier) * HOUR) : published.findBefore(key);
  }

  async function findEarlier(key: EditionKey, by: number): Promise<EditionKey | undefined> {
    const found = await published.findNearest(key.cluster, momentOf(key) - by);
    return found && momentOf(found) < momentOf(key) ? found : published.findBefore(key);
  }

  for (const button of shortcuts) {
    button.addEventListener('click', () => {
      const key = after.value();
      const found = key ? findFor(button.dataset, key) : Promise.resolve(undefined);
      found
        .then(async (one) => {
          if (!one) throw new Error('there is no such snapshot');
          await before.pick(one);
          onPick();
        })
        .catch(fail);
    });
  }

  /** Picks what the address says, and what goes with it; compares where it names both. */
  async function follow(): Promise<void> {
    const turn = (turns += 1);
    const wanted = parseComparison(location.hash);
    // A link within the page, such as the one to its content.
    if (location.hash !== '' && !wanted.before && !wanted.after) return;
    noise.checked = wanted.noise;
    const first = [...days.keys()][0];
    const last = wanted.after ?? (first === undefined ? undefined : await published.findLast(first));
    if (!last) return;
    const problems: unknown[] = [];
    const pick = (picker: typeof before, key: EditionKey) =>
      picker.pick(key).catch((error: unknown) => problems.push(error));
    await pick(after, last);
    await pick(before, wanted.before ?? (await published.findBefore(last)) ?? last);
    if (turn !== turns) return;
    onPick();
    if (problems.length > 0) fail(problems[0]);
    else if (wanted.before && wanted.after) compare(wanted.before, wanted.after);
  }

  function compare(one: EditionKey, other: EditionKey): void {
    worker?.terminate();
    result.replaceChildren();
    document.title = title;
    if (location.protocol === 'file:') return;
    if (formatEdition(one) === formatEdition(other)) {
      tell('Both are the same snapshot: pick another.');
      return;
    }
    tell('Fetching…');
    const own = new Worker(form.dataset.worker!);
    worker = own;
    const end = () => own.terminate();
    own.addEventListener('error', (event) => {
      end();
      fail(event.message || 'the script that compares could not be loaded');
    });
    own.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
      // Another comparison has begun since.
      if (own !== worker) return;
      if ('progress' in data) tell(data.progress);
      else if ('error' in data) {
        end();
        fail(data.error);
      } else {
        end();
        const name = titleOf(one, other);
        result.replaceChildren(make('h2', {}, name), renderChanges(data.page));
        for (const table of result.querySelectorAll<HTMLTableElement>('table.listing')) equipTable(table);
        showNoise();
        document.title = `${name} · ${title}`;
        tell(`Compared in ${data.seconds.toFixed(1)} s. `, copyButton());
      }
    });
    own.postMessage({ root, before: one, after: other } satisfies Wanted);
  }

  function showNoise(): void {
    const details = result.querySelector<HTMLDetailsElement>('#noise');
    if (details) details.open = noise.checked;
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const picked = pair();
    if (!picked) {
      fail('one of the two days has no snapshot that can be compared');
      return;
    }
    const fragment = formatComparison({ ...picked, noise: noise.checked });
    if (location.hash === fragment) compare(picked.before, picked.after);
    else location.hash = fragment;
  });
  noise.addEventListener('change', () => {
    showNoise();
    const wanted = parseComparison(location.hash);
    if (wanted.before && wanted.after) {
      const { before: one, after: other } = wanted;
      history.replaceState(
        undefined,
        '',
        formatComparison({ before: one, after: other, noise: noise.checked }),
      );
    }
  });
  // Links within the result must not take the place of what is compared.
  result.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[href^="#"]');
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    target.tabIndex = -1;
    target.focus();
    target.scrollIntoView();
  });
  addEventListener('hashchange', () => void follow().catch(fail));
  follow().catch(fail);
}

/** `production, 2026-11-24 03:00:00 → 04:00:00 UTC` */
function titleOf(one: EditionKey, other: EditionKey): string {
  const [from, to] = [one, other].map((key) => new Date(momentOf(key)).toISOString()) as [string, string];
  return one.cluster === other.cluster
    ? `${one.cluster}, ${formatSpan(from, to)}`
    : `${one.cluster}, ${formatMoment(from)} → ${other.cluster}, ${formatMoment(to)}`;
}

const commandOf = (picked: { before: EditionKey; after: EditionKey } | undefined) =>
  picked
    ? [renderCommand(`gazette diff ${formatEdition(picked.before)} ${formatEdition(picked.after)}`)]
    : [];

function copyButton(): HTMLButtonElement {
  const button = make('button', { type: 'button' }, 'Copy the link');
  button.dataset.copy = location.href;
  return button;
}
