import fs from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planPages } from '../src/publish/plan-pages.ts';
import { planWork, type ClusterWork } from '../src/publish/plan.ts';
import { readState, writeState } from '../src/publish/site-state.ts';
import type { EditionRecord } from '../src/site/records/edition-record.ts';
import { editionFolder } from '../src/site/paths.ts';
import type { EditionPlan } from '../src/site/plan.ts';
import { digestOf } from '../src/snapshots/files.ts';
import { appendToManifest, MANIFEST_START, readManifestFrom } from '../src/snapshots/manifest.ts';
import type { NewManifestLine } from '../src/snapshots/manifest.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { snapshotFile } from '../src/snapshots/paths.ts';
import { sharedScratch } from './site-fixtures.ts';

// Planning reads only manifests and the records beside pages, so its laws need neither snapshots nor pages.

const scratch = await sharedScratch();
const FIRST = Date.parse('2026-11-22T00:00:00Z');
let runs = 0;

type Step =
  | { do: 'take'; hours: number; mark?: 'future' | 'backwards' | 'late' }
  | { do: 'delete' | 'rewrite' | 'pin'; which: number }
  | { do: 'publish'; dies?: number };

const steps = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('take' as const), hours: fc.integer({ min: 1, max: 30 }) }),
    },
    fc.record({
      do: fc.constant('take' as const),
      hours: fc.integer({ min: -40, max: 40 }),
      mark: fc.constantFrom('future' as const, 'backwards' as const, 'late' as const),
    }),
    fc.record({
      do: fc.constantFrom('delete' as const, 'rewrite' as const, 'pin' as const),
      which: fc.nat(20),
    }),
    fc.record({ do: fc.constant('publish' as const), dies: fc.option(fc.nat(5), { nil: undefined }) }),
  ),
  { minLength: 1, maxLength: 24 },
);

/** A store that is only a manifest. */
class Store {
  readonly lines: NewManifestLine[] = [];
  readonly data: string;
  #time = FIRST;
  #end = MANIFEST_START;

  constructor(data: string) {
    this.data = data;
  }

  async apply(step: Exclude<Step, { do: 'publish' }>): Promise<void> {
    const known = this.lines.length;
    if (step.do === 'take') this.#take(step.hours, step.mark);
    else this.#change(step.do, step.which);
    const shelf = openStore(this.data).cluster('prod');
    this.#end = (await appendToManifest(shelf, this.#end, this.lines.slice(known))).cursor;
  }

  #take(hours: number, mark?: 'future' | 'backwards' | 'late'): void {
    const number = this.lines.filter((line) => line.type === 'snapshot').length + 1;
    // Each has its own second.
    const at = this.#time + hours * 3_600_000 + number * 1000;
    if (!mark) this.#time = at;
    const time = new Date(at).toISOString();
    const marks = mark && [mark];
    const file = snapshotFile(time, 'full');
    const rest = { digest: digestOf(file), bytes: 1, objects: 1, complete: true };
    this.lines.push({ type: 'snapshot', number, time, file, marks, ...rest });
  }

  #change(what: 'delete' | 'rewrite' | 'pin', which: number): void {
    const gone = new Set(this.lines.filter((line) => line.type === 'tombstone').map((line) => line.number));
    const kept = this.lines
      .filter((line) => line.type === 'snapshot')
      .filter((line) => !gone.has(line.number));
    const [chosen, at] = [kept[which % kept.length], new Date(FIRST).toISOString()];
    if (!chosen) return;
    const { number, file } = chosen;
    if (what === 'delete') this.lines.push({ type: 'tombstone', number, file, at, why: 'retention' });
    else if (what === 'pin') this.lines.push({ type: 'pin', number, at });
    else {
      const digest = digestOf(`${this.lines.length}`);
      this.lines.push({ type: 'rewrite', number, digest, bytes: 1, objects: 1, at, why: 'purge' });
    }
  }
}

/** What printing leaves of an edition for the next plan. */
async function print(out: string, edition: EditionPlan): Promise<void> {
  const { cluster, day, time, number, instant, previous, stored, removed } = edition;
  const record: EditionRecord = { cluster, day, time, number, instant, previous, digest: stored?.digest };
  if (removed)
    Object.assign(record, {
      removed: removed.why,
      nearest: { before: removed.before, after: removed.after },
    });
  const folder = path.join(out, editionFolder(edition));
  await fs.mkdir(folder, { recursive: true });
  await fs.writeFile(path.join(folder, 'edition.json'), JSON.stringify(record));
}

const plan = async (data: string, out: string) =>
  planWork({
    store: openStore(data),
    out,
    stored: ['prod'],
    state: await readState(out),
    gazette: '0',
    order: [],
  });

/** As in `publish`; a publish that dies has printed some editions, and remembers nothing. */
async function publish(data: string, out: string, dies?: number): Promise<ClusterWork> {
  const [work] = await plan(data, out);
  for (const edition of work!.editions.slice(0, dies)) await print(out, edition);
  if (dies === undefined) await writeState(out, { format: 1, clusters: { prod: work!.state! } });
  return work!;
}

async function recordsOf(out: string): Promise<Record<string, unknown>> {
  const files = await fs.readdir(out, { recursive: true });
  const records = files.filter((file) => file.endsWith('edition.json')).sort();
  const texts = records.map(async (file) => [
    file,
    JSON.parse(await fs.readFile(path.join(out, file), 'utf8')),
  ]);
  return Object.fromEntries(await Promise.all(texts)) as Record<string, unknown>;
}

test('planned again, nothing is to be printed; and a site that grew is the site made at once', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      runs += 1;
      const [data, grown, fresh] = ['data', 'grown', 'fresh'].map((name) =>
        path.join(scratch, `${runs}`, name),
      );
      const store = new Store(data!);
      await store.apply({ do: 'take', hours: 0 });
      for (const step of [...history, { do: 'publish' } as Step]) {
        if (step.do !== 'publish') await store.apply(step);
        else {
          await publish(data!, grown!, step.dies);
          if (step.dies !== undefined) continue;
          const [again] = await plan(data!, grown!);
          expect([again!.editions, [...again!.days]]).toEqual([[], []]);
        }
      }
      await publish(data!, fresh!);
      expect(await recordsOf(grown!)).toEqual(await recordsOf(fresh!));
      const pages = async (out: string) => {
        const [work] = await plan(data!, out);
        return (await planPages(out, [work!], [], true)).clusters;
      };
      expect(await pages(grown!)).toEqual(await pages(fresh!));
      await fs.rm(path.join(scratch, `${runs}`), { recursive: true });
    }),
    { numRuns: 60 },
  );
});

test('the stub of the last snapshot names the next that is kept, however often was published meanwhile', async () => {
  const [data, out] = [path.join(scratch, 'stub-data'), path.join(scratch, 'stub-out')];
  const store = new Store(data);
  await store.apply({ do: 'take', hours: 0 });
  await store.apply({ do: 'delete', which: 0 });
  for (let times = 0; times < 2; times += 1) await publish(data, out);
  await store.apply({ do: 'take', hours: 1 });
  const { editions } = await publish(data, out);
  expect(editions.map(({ number, removed }) => [number, removed?.after?.number])).toEqual([
    [1, 2],
    [2, undefined],
  ]);
});

test('what is read of the manifest is what was appended', async () => {
  const [data, out] = [path.join(scratch, 'data'), path.join(scratch, 'out')];
  const store = new Store(data);
  for (let index = 0; index < 5; index += 1) await store.apply({ do: 'take', hours: 1 });
  await publish(data, out);
  await store.apply({ do: 'take', hours: 1 });
  const { cursor } = await readManifestFrom(openStore(data).cluster('prod'), MANIFEST_START);
  // If the plan asked the site about the old editions, it would miss them.
  await fs.rm(path.join(out, 'prod'), { recursive: true });
  const work = await publish(data, out);
  expect(work.editions.map(({ number, previous }) => [number, previous?.number])).toEqual([[6, 5]]);
  expect(work.state?.cursor).toEqual(cursor);
});
