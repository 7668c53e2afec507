/**
 * What a year of one cluster's site takes. Its pages are not printed one by one. A day of them is printed, and some of
 * its editions shrink. The real plan says how many of each form a year has.
 */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ConfigSchema } from '../src/config.ts';
import { loadDayPart, stateAtEach } from '../src/days/read-days.ts';
import { SECONDS_A_DAY, startOfDay } from '../src/history/day/unix.ts';
import { planForms, type KeepPolicy } from '../src/publish/plan-forms.ts';
import { addSize, type Size } from '../src/publish/project-size.ts';
import { publish } from '../src/publish/publish.ts';
import { editionFolder, type EditionKey } from '../src/site/paths.ts';
import type { EditionForm } from '../src/site/plan.ts';
import { daysOf, listDays } from '../src/snapshots/days.ts';
import { listFilesBelow } from '../src/snapshots/files.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { CLUSTER, PER_DAY, writeSnapshot } from './history.ts';
import { PODS } from './seed-store.ts';
import type { Result, Say } from './table.ts';

const DAYS = 365;
const GIGABYTE = 1e9;

export async function measure(say: Say): Promise<Result[]> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gazette-bench-'));
  try {
    return await measureSize(folder, say);
  } finally {
    await fs.rm(folder, { recursive: true });
  }
}

/** The sizes of a real day, and of its editions after they have shrunk. */
async function measureSize(folder: string, say: Say): Promise<Result[]> {
  const [data, out] = [path.join(folder, 'data'), path.join(folder, 'site')];
  const { keep } = ConfigSchema.parse({}).site;
  const print = (policy: KeepPolicy) =>
    publish({
      ...{ store: openStore(data), out, title: 'Bench', gazette: '0.0.0', order: [], keep: policy },
      now: () => new Date(),
    });
  say(`collecting a day of ${PER_DAY} snapshots of ${PODS} pods`);
  for (let turn = 0; turn < PER_DAY; turn += 1) await writeSnapshot(data, turn);
  say('printing its editions');
  const { editions } = await print(keep);
  const full = await averageOf(out, editions);
  const [day] = await listDays(daysOf(openStore(data), CLUSTER));
  const snapshots = await sizeOf(out, (file) => file.endsWith('.zst'));
  const histories = await sizeOf(out, (file) => isOfDay(file) && !file.endsWith('.zst'));
  const rest = await sizeOf(out, (file) => !file.startsWith(`${CLUSTER}/${day}/`));

  say('shrinking some of them');
  // A snapshot long after makes the day old.
  await writeSnapshot(data, PER_DAY * 2);
  const soon = { all: 1, hourly: 1, brief: SECONDS_A_DAY * 1000 };
  const brief = await averageOf(out, (await print(soon)).shrunk);
  const small = await averageOf(out, (await print({ ...soon, brief: 1 })).shrunk);

  const forms = await countForms(data, day!, keep);
  const sizes: Record<EditionForm, Size> = { full, brief, small };
  const tell = ({ files, bytes }: Size) => `${files.toFixed(1)} files, ${(bytes / 1024).toFixed(0)} KiB`;
  let year = addSize(rest, histories, DAYS);
  year = addSize(year, snapshots, DAYS);
  for (const form of ['full', 'brief', 'small'] as const) {
    say(`${form}: ${forms[form]} editions of ${tell(sizes[form])}`);
    year = addSize(year, sizes[form], forms[form]);
  }
  say(`a day of snapshots: ${tell(snapshots)}; its histories: ${tell(histories)}; the rest: ${tell(rest)}`);
  const how = `${forms.full} full, ${forms.brief} brief, ${forms.small} small`;
  const of = `a year of ${PODS} pods every 15 minutes, with copies of the snapshots`;
  return [
    { what: `${of}: the site`, how, measured: year.bytes / GIGABYTE, limit: 12, unit: 'GB' },
    { what: `${of}: its files`, how, measured: year.files / 1000, limit: 400, unit: 'thousand' },
  ];
}

/** Histories and lists of the day: what is in its folder, but not below. */
const isOfDay = (file: string) => /^[a-z]+\/\d{4}-\d\d-\d\d\/[^/]+$/.test(file);

/** What the files take on the disk. */
async function sizeOf(folder: string, wants: (file: string) => boolean = () => true): Promise<Size> {
  let size: Size = { files: 0, bytes: 0 };
  for (const file of (await listFilesBelow(folder)).filter(wants)) {
    const { blocks } = await fs.stat(path.join(folder, file));
    size = addSize(size, { files: 1, bytes: blocks * 512 });
  }
  return size;
}

async function averageOf(out: string, editions: readonly EditionKey[]): Promise<Size> {
  let sum: Size = { files: 0, bytes: 0 };
  for (const edition of editions)
    sum = addSize(sum, await sizeOf(path.join(out, editionFolder(edition))), 1 / editions.length);
  return sum;
}

/** How many editions of a year have each form, if every day goes like this one. */
async function countForms(data: string, day: string, keep: KeepPolicy): Promise<Record<EditionForm, number>> {
  const summary = (await loadDayPart(daysOf(openStore(data), CLUSTER), day, 'summary'))!;
  const states = stateAtEach(summary);
  const candidates = summary.snapshots.map(({ number, at }) => ({
    ...{ number, at, state: states.get(number)!, isShown: true, isHeld: false },
  }));
  const count = { full: 0, brief: 0, small: 0 };
  for (let age = 0; age < DAYS; age += 1) {
    const forms = planForms(day, candidates, keep, startOfDay(day) + (age + 1) * SECONDS_A_DAY);
    for (const form of forms.values()) count[form] += 1;
  }
  return count;
}
