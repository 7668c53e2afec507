/**
 * The search over the event ledgers of several days. Ledgers are loaded one after another, the newest first, until
 * enough is found.
 */
import { ledgerTextOf, type LedgerEntry } from '../export/ledger-script.ts';
import { formatCount } from '../model/english.ts';
import { toWords } from './find-objects.ts';
import { loadScript } from './load-script.ts';
import { make } from './make-element.ts';
import { formatBesideName } from '../model/object-ref.ts';

/** The largest number of events to show. */
const LIMIT = 100;

interface Loaded {
  texts: string[];
  entries: LedgerEntry[];
}

export function equipLedger(): void {
  const box = document.querySelector<HTMLElement>('[data-ledgers]');
  if (!box) return;
  const input = box.querySelector('input')!;
  const status = box.querySelector<HTMLElement>('[role=status]')!;
  const table = box.querySelector('table')!;
  const body = table.tBodies[0]!;
  const days = (box.dataset.ledgers ?? '').split('\n').filter(Boolean);
  const loaded = new Map<string, Promise<Loaded | undefined>>();
  let asked = 0;
  box.hidden = false;

  const load = (line: string) => {
    let ledger = loaded.get(line);
    if (!ledger) loaded.set(line, (ledger = loadLedger(line)));
    return ledger;
  };

  const run = async () => {
    asked += 1;
    const own = asked;
    const words = toWords(input.value);
    const found: HTMLElement[] = [];
    let [total, missing, looked] = [0, 0, 0];
    body.replaceChildren();
    table.hidden = true;
    status.textContent = '';
    if (words.length === 0) return;
    for (const line of days) {
      if (total >= LIMIT) break;
      status.textContent = `Looking through ${line.split(' ')[0]} …`;
      const ledger = await load(line);
      // The reader has typed something else meanwhile.
      if (own !== asked) return;
      looked += 1;
      if (!ledger) missing += 1;
      for (const [index, text] of ledger?.texts.entries() ?? []) {
        if (!words.every((word) => text.includes(word))) continue;
        total += 1;
        if (found.length < LIMIT) found.push(toRow(ledger!.entries[index]!, line));
      }
    }
    body.replaceChildren(...found);
    table.hidden = found.length === 0;
    status.textContent = describe({ total, shown: found.length, left: days.length - looked, missing });
  };

  let soon: ReturnType<typeof setTimeout> | undefined;
  input.addEventListener('input', () => {
    clearTimeout(soon);
    soon = setTimeout(() => void run(), 150);
  });
}

function describe({ total, shown, left, missing }: Record<'total' | 'shown' | 'left' | 'missing', number>) {
  const parts = [
    total === 0 ? 'Nothing found.' : `${total} found${total > shown ? `, the last ${shown} below` : ''}.`,
    ...(left > 0
      ? [
          `${formatCount(left, 'earlier day')} ${left === 1 ? 'was' : 'were'} not looked through: another word narrows it down.`,
        ]
      : []),
    ...(missing > 0 ? [`${formatCount(missing, 'day')} could not be loaded.`] : []),
  ];
  return parts.join(' ');
}

/** @param line the day, and the address of its script */
async function loadLedger(line: string): Promise<Loaded | undefined> {
  const [day = '', src = ''] = line.split(' ');
  try {
    await loadScript(src);
  } catch {
    return undefined;
  }
  const all = (globalThis as { gazetteLedgers?: Record<string, LedgerEntry[]> }).gazetteLedgers;
  const entries = all?.[day];
  return entries && { entries, texts: entries.map(ledgerTextOf) };
}

function toRow(
  [to, n, type, reason, kind, namespace, name, message]: LedgerEntry,
  line: string,
): HTMLElement {
  const isNormal = type === 'Normal';
  const cell = (label: string, className: string, ...children: (Node | string)[]) => {
    const element = make('td', { className }, ...children);
    if (label) element.dataset.label = label;
    return element;
  };
  const page = (line.split(' ')[1] ?? '').replace(/js$/, 'html');
  const when = new Date(to * 1000).toISOString();
  return make(
    'tr',
    {},
    cell(
      '',
      'state',
      make(
        'span',
        { className: `mark ${isNormal ? 'normal' : 'degraded'}` },
        make('span', { className: 'hidden' }, type),
      ),
    ),
    make(
      'th',
      { scope: 'row' },
      make('span', { className: 'name' }, name),
      make('small', {}, formatBesideName({ kind, namespace })),
    ),
    cell('Reason', '', reason),
    cell('Times', 'number', String(n)),
    cell('', 'message', message),
    cell('Last', 'figure', make('a', { href: page }, `${when.slice(0, 10)} ${when.slice(11, 19)}`)),
  );
}
