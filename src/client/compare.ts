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
import { openPublished, type Published } from './published.ts';
import { findFor } from './shortcuts.ts';

interface Pair {
  before: EditionKey;
  after: EditionKey;
}

/** What the listeners of the form share. */
interface Desk {
  form: HTMLFormElement;
  result: HTMLElement;
  noise: HTMLInputElement;
  before: Picker;
  after: Picker;
  /** The first cluster of the lists. */
  firstCluster: string | undefined;
  published: Published;
  compare: (before: EditionKey, after: EditionKey) => void;
  fail: (error: unknown) => void;
  /** The reader, or the address, has picked. */
  onPick: () => void;
}

const form = document.querySelector<HTMLFormElement>('form.picker');
if (form) equip(form, document.querySelector<HTMLElement>('.result')!);

function equip(form: HTMLFormElement, result: HTMLElement): void {
  const desk = openDesk(form, result);
  openAnnouncer();
  form.hidden = false;
  for (const button of shortcutsOf(form))
    button.addEventListener('click', () => void setBefore(desk, button.dataset).catch(desk.fail));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    comparePicked(desk);
  });
  desk.noise.addEventListener('change', () => {
    showNoise(desk);
    keepNoiseInAddress(desk);
  });
  keepAddress(result);
  const follow = makeFollow(desk);
  addEventListener('hashchange', follow);
  follow();
}

function openDesk(form: HTMLFormElement, result: HTMLElement): Desk {
  const output = form.querySelector('output')!;
  const side = (name: string) => form.querySelector<HTMLFieldSetElement>(`[data-side="${name}"]`)!;
  const root = new URL('../', location.href).href.replace(/[?#].*$/, '');
  const days = readDays(side('before'));
  const published = openPublished(root, days);
  const tell = (...parts: (Node | string)[]) => output.replaceChildren(...parts);
  const fail = (error: unknown) => {
    const what = error instanceof Error ? error.message : String(error);
    tell(`It did not work: ${what}.`, ...commandOf(pairOf(desk)));
  };
  const onPick = () => {
    tell();
    limitShortcuts(desk);
    if (location.protocol === 'file:')
      tell(
        'This page was opened as a file, which may not read the files beside it. The command line compares the two that are picked:',
        ...commandOf(pairOf(desk)),
      );
  };
  const onShown = () => showNoise(desk);
  const desk: Desk = {
    ...{ form, result, published, fail, onPick },
    noise: form.querySelector<HTMLInputElement>('input[name="noise"]')!,
    before: openPicker(side('before'), published, onPick, fail),
    after: openPicker(side('after'), published, onPick, fail),
    firstCluster: [...days.keys()][0],
    compare: openComparison({ worker: form.dataset.worker!, root, result, tell, fail, onShown }),
  };
  return desk;
}

function pairOf({ before, after }: Desk): Pair | undefined {
  const [one, other] = [before.value(), after.value()];
  return one && other && { before: one, after: other };
}

// A declaration: the form is equipped before this line runs.
function shortcutsOf(form: HTMLFormElement): HTMLButtonElement[] {
  return [...form.querySelectorAll<HTMLButtonElement>('.shortcuts button')];
}

/** The later side's own cluster is no other cluster to compare with. */
function limitShortcuts({ form, after }: Desk): void {
  for (const button of shortcutsOf(form))
    button.disabled = button.dataset.same !== undefined && button.dataset.same === after.value()?.cluster;
}

async function setBefore({ before, after, published, onPick }: Desk, shortcut: DOMStringMap): Promise<void> {
  const key = after.value();
  const found = key && (await findFor(shortcut, key, published));
  if (!found) throw new Error('there is no such snapshot');
  await before.pick(found);
  onPick();
}

/** Compares by way of the address, so that it names what is shown. */
function comparePicked(desk: Desk): void {
  const picked = pairOf(desk);
  if (!picked) {
    desk.fail('one of the two days has no snapshot that can be compared');
    return;
  }
  const fragment = formatComparison({ ...picked, noise: desk.noise.checked });
  if (location.hash === fragment) desk.compare(picked.before, picked.after);
  else location.hash = fragment;
}

function showNoise({ result, noise }: Desk): void {
  const details = result.querySelector<HTMLDetailsElement>('#noise');
  if (details) details.open = noise.checked;
}

function keepNoiseInAddress({ noise }: Desk): void {
  const { before, after } = parseComparison(location.hash);
  if (before && after)
    history.replaceState(undefined, '', formatComparison({ before, after, noise: noise.checked }));
}

/** Picks the snapshots of the address, with a default for a missing side; compares if the address names both. */
function makeFollow(desk: Desk): () => void {
  let turns = 0;
  const follow = async (): Promise<void> => {
    const turn = (turns += 1);
    const wanted = parseComparison(location.hash);
    // A link within the page, such as the link to its content.
    if (location.hash !== '' && !wanted.before && !wanted.after) return;
    desk.noise.checked = wanted.noise;
    const problems = await pickWanted(desk, wanted);
    if (!problems || turn !== turns) return;
    desk.onPick();
    if (problems.length > 0) desk.fail(problems[0]);
    else if (wanted.before && wanted.after) desk.compare(wanted.before, wanted.after);
  };
  return () => void follow().catch(desk.fail);
}

/** Returns what went wrong; undefined if there is nothing to pick. */
async function pickWanted(
  { before, after, firstCluster, published }: Desk,
  wanted: Partial<Pair>,
): Promise<unknown[] | undefined> {
  const last =
    wanted.after ?? (firstCluster === undefined ? undefined : await published.findLast(firstCluster));
  if (!last) return undefined;
  const problems: unknown[] = [];
  const pick = (picker: Picker, key: EditionKey) =>
    picker.pick(key).catch((error: unknown) => problems.push(error));
  await pick(after, last);
  await pick(before, wanted.before ?? (await published.findBefore(last)) ?? last);
  return problems;
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
