/**
 * Printing from a bundle, compared with a plain `astro build` of the same plan. Also compared: the Gazette that bundled
 * at each publish. Measures CPU, not time: two cores may be busy.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PROJECT } from '../src/project.ts';
import { findBundle } from '../src/publish/bundle.ts';
import { planSite } from './plan-site.ts';
import { median, runNode, type ChildRun } from './run-child.ts';
import { PODS, seedStore } from './seed-store.ts';
import type { Result, Say } from './table.ts';

const gazette = path.join(PROJECT, 'scripts/gazette.mjs');
const ROUNDS = 5;
/** The last commit that bundled at each publish. */
const BEFORE = '5e7fee7';

export async function measure(say: Say): Promise<Result[]> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gazette-bench-'));
  try {
    await findBundle();
    return [
      ...(await measurePublish(folder, say)),
      ...(await measureStart(folder, say)),
      ...(await measureDemo(folder, say)),
    ];
  } finally {
    await fs.rm(folder, { recursive: true });
  }
}

async function measurePublish(folder: string, say: Say): Promise<Result[]> {
  const { data, out, take } = await seedStore(path.join(folder, 'store'), 10);
  const publish = () => runNode(gazette, 'publish', '--data', data, '--out', out);
  say('publishing for the first time');
  await publish();
  const plain = path.join(PROJECT, '.gazette', `bench-${process.pid}`);
  const planFile = path.join(folder, 'plan.json');
  const [printed, built]: [ChildRun[], ChildRun[]] = [[], []];
  try {
    for (let round = 1; round <= ROUNDS; round += 1) {
      say(`publish, and astro build: round ${round} of ${ROUNDS}`);
      await take();
      // Planning folds Days, which the publish must do itself.
      const copy = path.join(folder, `copy-${round}`);
      await fs.cp(data, copy, { recursive: true });
      await fs.writeFile(planFile, JSON.stringify(await planSite(copy, out)));
      built.push(await runNode(path.join(PROJECT, 'bench/plain-build.ts'), planFile, plain));
      printed.push(await publish());
    }
  } finally {
    await fs.rm(plain, { recursive: true, force: true });
  }
  const [own, theirs] = [printed, built].map((runs) => median(runs.map(({ cpu }) => cpu)));
  const what = `publish one snapshot of ${PODS} pods`;
  return [
    {
      what: `${what}, against a plain astro build of the same plan`,
      how: `${own!.toFixed(2)} s of CPU : ${theirs!.toFixed(2)} s`,
      measured: own! / theirs!,
      limit: 0.35,
      unit: '×',
    },
    {
      what,
      how: `peak memory; astro build ${median(built.map(({ peakMb }) => peakMb)).toFixed(0)} MB`,
      measured: median(printed.map(({ peakMb }) => peakMb)),
      limit: 256,
      unit: 'MB',
    },
  ];
}

/** The cost of every command before it does anything. */
async function measureStart(folder: string, say: Say): Promise<Result[]> {
  const data = path.join(folder, 'store', 'data');
  const nothing = path.join(folder, 'nothing.mjs');
  await fs.writeFile(nothing, '0');
  const commands: [string, string[]][] = [
    ['node', [nothing]],
    ['gazette --version', [gazette, '--version']],
    ['gazette list', [gazette, 'list', '--data', data]],
  ];
  const cpu = commands.map((): number[] => []);
  say('starting');
  for (let round = 0; round <= ROUNDS * 2; round += 1) {
    for (const [index, [, [script, ...args]]] of commands.entries()) {
      const run = await runNode(script!, ...args);
      if (round > 0) cpu[index]!.push(run.cpu);
    }
  }
  const [node, ...own] = cpu.map(median);
  return own.map((seconds, index) => ({
    what: `${commands[index + 1]![0]}, against 1.5 times an empty script and 100 ms`,
    how: `${(seconds * 1000).toFixed(0)} ms of CPU; the empty script ${(node! * 1000).toFixed(0)} ms`,
    measured: seconds / (1.5 * node! + 0.1),
    limit: 1,
    unit: '×' as const,
  }));
}

/** The command behind `npm start` of a checkout, for this Node. */
async function readStart(checkout: string): Promise<string> {
  const text = await fs.readFile(path.join(checkout, 'package.json'), 'utf8');
  const { scripts } = JSON.parse(text) as { scripts: { start: string } };
  return scripts.start.replace(/^node /, `'${process.execPath}' `);
}

/** `npm start -- --no-serve`, with all packages installed. */
async function measureDemo(folder: string, say: Say): Promise<Result[]> {
  const before = path.join(folder, 'before');
  const what = `npm start -- --no-serve, against ${BEFORE}`;
  const git = (...args: string[]) => spawnSync('git', args, { cwd: PROJECT, encoding: 'utf8' });
  const added = git('worktree', 'add', '--detach', before, BEFORE);
  if (added.status !== 0)
    return [{ what, how: `git cannot check it out: ${added.stderr.trim()}`, limit: 0.5, unit: '×' }];
  try {
    await fs.symlink(path.join(PROJECT, 'node_modules'), path.join(before, 'node_modules'));
    // It served its site with a package that is no longer among the dependencies.
    const scripts = path.join(before, 'scripts');
    const installed = spawnSync('npm', ['install', '--no-save', '--prefix', scripts, 'sirv@3.0.2'], {
      encoding: 'utf8',
    });
    if (installed.status !== 0)
      return [
        { what, how: `npm cannot install what it needs: ${installed.stderr.trim()}`, limit: 0.5, unit: '×' },
      ];
    const after = path.join(folder, 'after');
    git('worktree', 'add', '--detach', after, 'HEAD');
    await fs.symlink(path.join(PROJECT, 'node_modules'), path.join(after, 'node_modules'));
    const cpu: number[] = [];
    for (const checkout of [before, after]) {
      say(`npm start in ${path.basename(checkout)}`);
      const run = spawnSync(
        '/usr/bin/env',
        ['bash', '-c', `TIMEFORMAT="%U %S"; time ${await readStart(checkout)} --no-serve`],
        { cwd: checkout, encoding: 'utf8' },
      );
      if (run.status !== 0) throw new Error(`the demo of ${checkout} failed: ${run.stderr}`);
      const [user, system] = run.stderr.trim().split('\n').at(-1)!.split(' ').map(Number);
      cpu.push(user! + system!);
    }
    const [old, now] = cpu;
    return [
      {
        what,
        how: `${now!.toFixed(1)} s of CPU : ${old!.toFixed(1)} s`,
        measured: now! / old!,
        limit: 0.5,
        unit: '×',
      },
    ];
  } finally {
    for (const checkout of [before, path.join(folder, 'after')])
      git('worktree', 'remove', '--force', checkout);
  }
}
