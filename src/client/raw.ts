/**
 * The Raw page's button: fetches the store's files, and builds one JSON document for the reader. A separate script,
 * because the reader of snapshots is larger than all other scripts together.
 */
import './no-eval.ts';
import { toListJson } from '../export/snapshot-json.ts';
import { kindNames, type KeptObject } from '../snapshots/kinds/kinds.ts';
import { fetchFile } from './fetch-file.ts';
import { make } from './make-element.ts';
import { decodeSnapshot } from './decode-snapshot.ts';

const place = document.querySelector<HTMLElement>('[data-raw]');
const files = [...document.querySelectorAll<HTMLAnchorElement>('a[data-digest]')];
// `file://` does not let a page read the files beside it.
if (place && location.protocol !== 'file:') equip(place);

function equip(place: HTMLElement): void {
  const button = place.querySelector('button')!;
  const output = place.querySelector('output')!;
  button.hidden = false;
  button.addEventListener('click', () => {
    button.disabled = true;
    handOut(place.dataset.raw!, output)
      .catch((error: unknown) => {
        output.textContent = `It did not work: ${error instanceof Error ? error.message : String(error)}.`;
      })
      .finally(() => (button.disabled = false));
  });
}

async function handOut(name: string, output: HTMLOutputElement): Promise<void> {
  const json = await load(output);
  const link = make('a', { href: URL.createObjectURL(json), download: name }, name);
  output.replaceChildren(link, ` ${json.size.toLocaleString('en')} bytes`);
  link.click();
}

async function load(output: HTMLOutputElement): Promise<Blob> {
  output.textContent = 'Fetching…';
  const [own, keyframe] = await Promise.all(
    files.map((link) =>
      fetchFile(link.href, { bytes: Number(link.dataset.bytes), digest: link.dataset.digest! }),
    ),
  );
  output.textContent = 'Decoding…';
  const { meta, objects } = await decodeSnapshot(own!, keyframe);
  const items = kindNames.flatMap((kind): readonly KeptObject[] => objects[kind]);
  const pieces = toListJson(meta, items);
  return new Blob([...pieces], { type: 'application/json' });
}
