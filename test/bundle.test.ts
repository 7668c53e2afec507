import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { planSite } from '../bench/plan-site.ts';
import { PROJECT } from '../src/project.ts';
import { printPages } from '../src/publish/print-pages.ts';
import type { Plan } from '../src/site/plan.ts';
import { makeDemoStore } from './pages/demo-site.ts';
import { samplePages } from './pages/page-types.ts';
import { changesBetween, digestSite, publishTo, sharedScratch, take } from './site-fixtures.ts';
import { object, runningPod } from './snapshot-of.ts';

const run = promisify(execFile);
const scratch = await sharedScratch();
let plan: Plan;
/** What the plan prints when nothing else is printed. */
let alone: Record<string, string>;

/** More than one page can hold: the table is split by namespace. */
const manyPods = (name: string) =>
  Array.from({ length: 600 }, (_, index) =>
    runningPod(`${name}-${index}`, undefined, {
      metadata: { namespace: index % 2 ? 'shop' : 'bank' },
    }),
  );

beforeAll(async () => {
  const data = await makeDemoStore(scratch);
  const objects = [object('Namespace', 'shop'), object('Namespace', 'bank'), ...manyPods('web')];
  for (const time of ['07:00', '07:15']) await take(data, 'large', `2026-11-22T${time}:00Z`, { objects });
  plan = { ...(await planSite(data, path.join(scratch, 'nowhere'))), url: 'https://status.example.com/' };
  // The second edition of the large cluster is brief.
  plan.fullTablesUpTo = 500;
  const out = path.join(scratch, 'alone');
  await printPages(plan, out);
  alone = digestSite(out);
});

const plain = path.join(PROJECT, '.gazette', `plain-${process.pid}`);
afterAll(() => fs.rm(plain, { recursive: true, force: true }));

test('a page of every type is what a plain astro build prints, byte for byte', async () => {
  const planFile = path.join(scratch, 'plan.json');
  await fs.writeFile(planFile, JSON.stringify(plan));
  await run(process.execPath, [path.join(PROJECT, 'bench/plain-build.ts'), planFile, plain], {
    cwd: PROJECT,
  });
  expect(changesBetween(alone, digestSite(plain))).toEqual([]);
  const types = [...(await samplePages(plain, 'production/2026-11-22/023000Z')).keys()];
  for (const type of [
    'front',
    'review',
    'digest',
    'workload',
    'sheet',
    'brief',
    'damaged',
    'removed',
    'incomplete',
  ])
    expect(types).toContain(type);
  for (const file of ['png', 'csv', 'js', 'json', 'xml', 'md', 'css', 'svg'])
    expect(Object.keys(alone).some((name) => name.endsWith(`.${file}`))).toBe(true);
});

test('two plans in one process print what each prints alone, one after another and interleaved', async () => {
  // The same names with other contents: memories of one plan would be wrong in the other.
  const other = path.join(scratch, 'other');
  const objects = [object('Namespace', 'shop'), runningPod('elsewhere')];
  for (const cluster of ['production', 'large'])
    for (const time of ['07:00', '07:15']) await take(other, cluster, `2026-11-22T${time}:00Z`, { objects });
  const second = { ...(await planSite(other, path.join(scratch, 'nowhere'))), title: 'Other' };
  const print = async (one: Plan, name: string) => {
    const out = path.join(scratch, name);
    await printPages(one, out);
    return digestSite(out);
  };
  const secondAlone = await print(second, 'after');
  expect(changesBetween(secondAlone, alone)).not.toEqual([]);
  const both = await Promise.all([print(plan, 'a'), print(second, 'b'), print(plan, 'c')]);
  for (const [index, expected] of [alone, secondAlone, alone].entries())
    expect(changesBetween(both[index]!, expected)).toEqual([]);
});

/** A separate checkout, with the packages of this one. */
async function copyCheckout(): Promise<string> {
  const copy = path.join(scratch, 'checkout');
  const files = [
    'src',
    'scripts',
    'public',
    'package.json',
    'package-lock.json',
    'astro.config.mjs',
    'tsconfig.json',
  ];
  for (const name of files) await fs.cp(path.join(PROJECT, name), path.join(copy, name), { recursive: true });
  await fs.symlink(path.join(PROJECT, 'node_modules'), path.join(copy, 'node_modules'));
  return copy;
}

test('a changed template is never printed by a stale bundle, and a bundler does not outlive its publish', async () => {
  const checkout = await copyCheckout();
  const data = path.join(scratch, 'small');
  const out = path.join(scratch, 'small-site');
  await take(data, 'prod', '2026-11-22T07:15:00Z');
  const args = [path.join(checkout, 'scripts/gazette.mjs'), 'publish', '--data', data, '--out', out];
  const bundles = path.join(checkout, '.gazette/bundles');
  const listBundles = async () => (await fs.readdir(bundles).catch((): string[] => [])).sort();

  // Killed while the first bundle is made.
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  while ((await listBundles()).length === 0) await sleep(10);
  const [unfinished] = await listBundles();
  child.kill('SIGKILL');
  const isBundling = async () => (await commandLines()).some((line) => line.includes(unfinished!));
  for (let tries = 0; (await isBundling()) && tries < 100; tries += 1) await sleep(100);
  expect(await isBundling()).toBe(false);
  expect(await listBundles()).toEqual([unfinished]);

  await run(process.execPath, args);
  const index = path.join(out, 'index.html');
  expect(await fs.readFile(index, 'utf8')).not.toContain('Another word');
  const made = await listBundles();
  const template = path.join(checkout, 'src/views/Front.astro');
  const source = await fs.readFile(template, 'utf8');
  await fs.writeFile(template, source.replace(/<\/Paper>\s*$/, '<p>Another word</p></Paper>\n'));
  await take(data, 'prod', '2026-11-22T07:30:00Z');
  await run(process.execPath, args);
  expect(await fs.readFile(index, 'utf8')).toContain('Another word');
  expect(await listBundles()).toHaveLength(made.length + 1);
  // Without a change, the same bundle goes on printing.
  await run(process.execPath, args);
  expect(await listBundles()).toHaveLength(made.length + 1);
  expect(await publishTo(data, path.join(scratch, 'elsewhere'))).toMatchObject({ days: 1 });
});

/** Command lines of the running processes. */
async function commandLines(): Promise<string[]> {
  const processes = (await fs.readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(processes.map((pid) => fs.readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
}
