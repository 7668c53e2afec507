import { execFile, spawnSync } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { commands } from '../scripts/commands.ts';
import { needs } from './needs.ts';
import { scratch } from './scratch.ts';

const run = promisify(execFile);
const deploy = path.resolve(import.meta.dirname, '../deploy');
const read = (file: string) => fs.readFile(path.join(deploy, file), 'utf8');

const FILES = [
  'chart/templates/collect.yaml',
  'chart/templates/digest.yaml',
  'ci/github-actions.yml',
  'ci/gitlab-ci.yml',
  'host/crontab',
  'host/gazette-digest.service',
  'host/gazette.service',
];

test.each(FILES)('deploy/%s calls commands that exist, with flags that they take', async (file) => {
  const text = (await read(file)).replaceAll(/\brun (collect|prune|publish|notify)\b/g, 'gazette $1');
  const calls = [...text.matchAll(/(?<![\w/-])gazette ([a-z]+)((?: --?[\w-]+(?: [\w/.-]+)?)*)/g)].filter(
    ([, name = '']) => name !== 'cd' && !/^(?:needs|was|in|for|each|here)$/.test(name),
  );
  expect(calls.length).toBeGreaterThan(0);
  for (const [call, name = '', flags = ''] of calls) {
    const load = commands[name];
    expect([call, load !== undefined]).toEqual([call, true]);
    const { command } = await load!();
    for (const [, flag = ''] of flags.matchAll(/--([\w-]+)/g)) expect(command.flags).toHaveProperty(flag);
  }
});

/** Runs a script with a `gazette` that ends as it is told, by its command. */
async function endOf(script: string, statuses: Record<string, number>, folder: string) {
  const asked = path.join(folder, 'asked');
  const cases = Object.entries(statuses).map(([name, status]) => `${name}) echo no >&2; exit ${status} ;;`);
  const stub = `#!/bin/sh\necho $1 >> ${asked}\ncase $1 in ${cases.join(' ')} esac\n`;
  await fs.writeFile(path.join(folder, 'gazette'), stub, { mode: 0o755 });
  await fs.rm(asked, { force: true });
  const { status, stdout } = spawnSync('sh', ['-c', script], {
    encoding: 'utf8',
    env: { PATH: `${folder}:/usr/bin:/bin`, RUNNER_TEMP: folder, CLUSTERS: 'kubeconfig' },
  });
  return { status, stdout, asked: (await fs.readFile(asked, 'utf8')).trim().split('\n') };
}

const scripts: [file: string, find: (file: ReturnType<typeof parse>) => string][] = [
  ['ci/gitlab-ci.yml', (file) => file.pages.script[0]],
  [
    'ci/github-actions.yml',
    (file) => file.jobs.publish.steps.find(({ id }: { id?: string }) => id === 'gazette').run,
  ],
];

test.each(scripts)(
  'deploy/%s fails where a cluster was not collected, and prints the pages',
  async (file, find) => {
    const script = find(parse(await read(file)));
    const folder = await scratch();
    const asked = ['collect', 'publish'];
    for (const [collect, status] of [
      [0, 0],
      [3, 0],
      [4, 4],
      [5, 5],
    ] as const)
      expect(await endOf(script, { collect }, folder)).toMatchObject({ status, asked });
    expect(await endOf(script, { publish: 1 }, folder)).toMatchObject({ status: 1, asked });
  },
);

test('the crontab prints failures, so that cron mails them, and nothing else', async () => {
  const line = (await read('host/crontab')).split('\n').find((one) => one.startsWith('*/15 '))!;
  const script = line.replace(/^(?:\S+ ){5}gazette cd \S+ && /, '');
  const folder = await scratch();
  const asked = ['collect', 'publish'];
  expect(await endOf(script, {}, folder)).toMatchObject({ stdout: '', asked });
  expect(await endOf(script, { collect: 3 }, folder)).toMatchObject({ stdout: '', asked });
  expect(await endOf(script, { collect: 5 }, folder)).toMatchObject({ stdout: 'no\n', asked });
});

test.runIf(needs.systemd)('systemd takes the units without a word', async () => {
  const units = (await fs.readdir(path.join(deploy, 'host'))).filter((name) =>
    /\.(service|timer)$/.test(name),
  );
  expect(units).toHaveLength(4);
  const verified = await run('systemd-analyze', [
    'verify',
    ...units.map((name) => path.join(deploy, 'host', name)),
  ]);
  expect([verified.stdout, verified.stderr]).toEqual(['', '']);
});
