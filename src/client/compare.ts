/**
 * The page that compares any two snapshots: lists to pick from, and the worker's result. The fragment holds the picked
 * snapshots, so that readers can share a comparison, and links can set one side.
 */
import { renderCommand } from '../site/changes/changes-markup.ts';
import { formatEdition, type EditionKey } from '../site/paths.ts';
import { openAnnouncer } from './announce.ts';
import { openComparison } from './comparison.ts';
import { formatComparison, parseComparison } from './comparison-link.ts';
import { draw } from './draw.ts';
import { openPicker, type Picker } from './picker.ts';
import { openPublished } from './published.ts';
import { findFor } from './shortcuts.ts';

interface Pair {
  before: EditionKey;
  after: EditionKey;
}

const form = document.querySelector<HTMLFormElement>('form.picker');
if (form) equip(form, document.querySelector<HTMLElement>('.result')!);

function equip(form: HTMLFormElement, result: HTMLElement): void {
  const output = form.querySelector('output')!;
  const noise = form.querySelector<HTMLInputElement>('input[name="noise"]')!;
  const shortcuts = [...form.querySelectorAll<HTMLButtonElement>('.shortcuts button')];
  const side = (name: string) => form.querySelector<HTMLFieldSetElement>(`[data-side="${name}"]`)!;
  const root = new URL('../', location.href).href.replace(/[?#].*$/, '');
  const days = readDays(side('before'));
  const published = openPublished(root, days);

  const tell = (...parts: (Node | string)[]) => output.replaceChildren(...parts);
  const fail = (error: unknown) => {
    const what = error instanceof Error ? error.message : String(error);
    tell(`It did not work: ${what}.`, ...commandOf(pair()));
  };
  const before = openPicker(side('before'), published, onPick, fail);
  const after = openPicker(side('after'), published, onPick, fail);
  const showNoise = () => {
    const details = result.querySelector<HTMLDetailsElement>('#noise');
    if (details) details.open = noise.checked;
  };
  const compare = openComparison({
    ...{ worker: form.dataset.worker!, root, result, tell, fail },
    onShown: showNoise,
  });
  openAnnouncer();
  form.hidden = false;

  function pair(): Pair | undefined {
    const [one, other] = [before.value(), after.value()];
    return one && other && { before: one, after: other };
  }

  function onPick(): void {
    tell();
    for (const button of shortcuts)
      button.disabled = button.dataset.same !== undefined && button.dataset.same === after.value()?.cluster;
    if (location.protocol === 'file:')
      tell(
        'This page was opened as a file, which may not read the files beside it. The command line compares the two that are picked:',
        ...commandOf(pair()),
      );
  }

  const setBefore = async (shortcut: DOMStringMap) => {
    const key = after.value();
    const found = key && (await findFor(shortcut, key, published));
    if (!found) throw new Error('there is no such snapshot');
    await before.pick(found);
    onPick();
  };
  for (const button of shortcuts)
    button.addEventListener('click', () => void setBefore(button.dataset).catch(fail));

  let turns = 0;
  /** Picks the snapshots of the address, with a default for a missing side; compares if the address names both. */
  async function follow(): Promise<void> {
    const turn = (turns += 1);
    const wanted = parseComparison(location.hash);
    // A link within the page, such as the link to its content.
    if (location.hash !== '' && !wanted.before && !wanted.after) return;
    noise.checked = wanted.noise;
    const first = [...days.keys()][0];
    const last = wanted.after ?? (first === undefined ? undefined : await published.findLast(first));
    if (!last) return;
    const problems: unknown[] = [];
    const pick = (picker: Picker, key: EditionKey) =>
      picker.pick(key).catch((error: unknown) => problems.push(error));
    await pick(after, last);
    await pick(before, wanted.before ?? (await published.findBefore(last)) ?? last);
    if (turn !== turns) return;
    onPick();
    if (problems.length > 0) fail(problems[0]);
    else if (wanted.before && wanted.after) compare(wanted.before, wanted.after);
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
  keepAddress(result);
  addEventListener('hashchange', () => void follow().catch(fail));
  follow().catch(fail);
}

/** Days of each cluster, newest first. */
function readDays(side: HTMLFieldSetElement): Map<string, string[]> {
  const options = [...side.querySelectorAll<HTMLOptionElement>('option[data-days]')];
  return new Map(options.map(({ value, dataset }) => [value, dataset.days!.split(' ')]));
}

/** Links within the result must not replace the comparison in the address. */
function keepAddress(result: HTMLElement): void {
  result.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[href^="#"]');
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    target.tabIndex = -1;
    target.focus();
    target.scrollIntoView();
  });
}

function commandOf(picked: Pair | undefined): HTMLElement[] {
  if (!picked) return [];
  const { before, after } = picked;
  return [draw(renderCommand(`gazette diff ${formatEdition(before)} ${formatEdition(after)}`))];
}
