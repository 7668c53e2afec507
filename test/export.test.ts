import { spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { EXPORTS } from '../src/export/tables.ts';
import type { Coverage } from '../src/snapshots/schema.ts';
import { gazette, sharedScratch, someObjects, take } from './site-fixtures.ts';
import { object, runningPod, snapshotOf } from './snapshot-of.ts';

const scratch = await sharedScratch();
const data = path.join(scratch, 'data');
const entry = path.resolve(import.meta.dirname, '../scripts/gazette.mjs');
const HOSTILE = '=cmd|"/c calc"!A1\u001b[31m\u202e,\nx';

const read = { state: 'complete', durationMs: 0, objects: 1, requests: 1, bytes: 0 } as const;
const rollouts: Coverage = { ...read, kind: 'rollouts.argoproj.io' };
const coverageOf = (unseen: Parameters<typeof snapshotOf>[1]): Coverage[] => [
  ...snapshotOf({}, unseen).meta.coverage,
  rollouts,
];

beforeAll(async () => {
  const hostile = object('Event', 'hostile', {
    type: 'Warning',
    reason: HOSTILE,
    message: HOSTILE,
    lastTimestamp: '2026-11-22T07:14:00Z',
    involvedObject: { kind: 'Pod', namespace: '__proto__', name: 'constructor' },
  });
  const rollout = object('TableRow', 'canary', {
    metadata: { namespace: 'shop' },
    resource: 'rollouts.argoproj.io',
    cells: ['canary', 3],
  });
  const objects = [...someObjects(), hostile, rollout];
  await take(data, 'prod', '2026-11-22T07:00:00Z', { objects: [...objects, runningPod('earlier')] });
  await take(data, 'prod', '2026-11-22T07:15:00Z', { objects, coverage: coverageOf({}) });
  const coverage = coverageOf({
    coverage: {
      Pod: { state: 'partial', namespaces: ['shop'], error: 'pods is forbidden\u001b[31m' },
      Event: { state: 'forbidden' },
    },
  });
  await take(data, 'part', '2026-11-22T07:15:00Z', { objects: someObjects(), coverage });
});

const run = (...args: string[]) => gazette('export', ...args, '--data', data);

describe('gazette export', () => {
  test.each(['pods', 'findings', 'nodes'])(
    'prints %s as CSV and as JSON, with the same columns',
    async (name) => {
      const [csv, json] = await Promise.all([run(name, 'prod'), run(name, 'prod', '-o', 'json')]);
      const header = csv.stdout.split('\n')[0]!.split(',');
      expect(header).toEqual(
        EXPORTS.find((table) => table.name === name)!.columns.map((column) => column.name),
      );
      const rows = JSON.parse(json.stdout) as Record<string, unknown>[];
      for (const row of rows) expect(Object.keys(row)).toEqual(header);
      expect(csv.status).toBe(json.status);
    },
  );

  test('reads any snapshot, as every command addresses it', async () => {
    expect((await run('pods', 'prod')).stdout).not.toContain('earlier');
    for (const address of ['prod~1', 'prod@2026-11-22T07:10Z', 'prod/2026-11-22T070000Z']) {
      const { stdout, stderr, status } = await run('pods', address);
      expect(stdout).toMatch(/^shop,earlier,healthy,,Running,1,1,0,.*,prod,2026-11-22T07:00:00Z,true$/m);
      expect([stderr, status]).toEqual(['', 0]);
    }
  });

  test('keeps hostile text out of spreadsheets and terminals, and tells it truly in JSON', async () => {
    const { stdout } = await run('events', 'prod');
    expect(stdout).not.toMatch(/[^\P{C}\n]/u);
    expect(stdout).toContain(
      'Warning,"\'=cmd|""/c calc""!A1\\u001b[31m\\u202e,\nx",,Pod,__proto__,constructor,',
    );
    const json = await run('events', 'prod', '-o', 'json');
    expect(json.stdout).not.toMatch(/[^\P{C}\n]/u);
    expect((JSON.parse(json.stdout) as unknown[])[0]).toMatchObject({
      reason: HOSTILE,
      namespace: '__proto__',
    });
  });

  test('prints a custom resource by its name or its plural', async () => {
    for (const name of ['rollouts.argoproj.io', 'rollouts']) {
      const { stdout, status } = await run(name, 'prod', '-o', 'json');
      expect(status).toBe(0);
      expect(JSON.parse(stdout)).toEqual([expect.objectContaining({ namespace: 'shop', name: 'canary' })]);
    }
  });

  test('says what was not seen, in each row and with exit status 3', async () => {
    const { stdout, stderr, status } = await run('pods', 'part');
    expect(stdout).toMatch(/^shop,web-1-a,.*,part,2026-11-22T07:15:00Z,false$/m);
    expect(stderr).toBe('gazette: Pod was seen only in shop: pods is forbidden\\u001b[31m\n');
    expect(status).toBe(3);
  });

  test('prints nothing of a table of which nothing was seen, rather than an empty one', async () => {
    const file = path.join(scratch, 'events.csv');
    const printed = await run('events', 'part');
    expect(printed).toEqual({
      stdout: '',
      stderr:
        'gazette: Event was forbidden\ngazette: part/2026-11-22T071500Z: nothing of events was seen, so nothing was printed\n',
      status: 3,
    });
    const { status, stderr } = await run('events', 'part', '-o', 'json', '--out', file);
    expect(stderr).toContain(`nothing of events was seen, so ${file} was not written\n`);
    expect(status).toBe(3);
    await expect(fs.stat(file)).rejects.toThrow('ENOENT');
  });

  test('writes a file that is whole or not there', async () => {
    const file = path.join(scratch, 'pods.csv');
    await fs.writeFile(file, 'old');
    expect(await run('pods', 'prod', '--out', file)).toEqual({ stdout: '', stderr: '', status: 0 });
    expect(await fs.readFile(file, 'utf8')).toBe((await run('pods', 'prod')).stdout);
    expect((await fs.readdir(scratch)).filter((name) => name.startsWith('pods'))).toEqual(['pods.csv']);
    const nowhere = await run('pods', 'prod', '--out', path.join(scratch, 'nowhere', 'pods.csv'));
    expect(nowhere.stderr).toMatch(/^gazette: cannot write .*\/nowhere\/pods\.csv: the file does not exist/);
    expect([nowhere.status, nowhere.stdout]).toEqual([1, '']);
    expect((await run('pods', 'prod', '--out', '/dev/null')).status).toBe(0);
    expect((await fs.stat('/dev/null')).isFile()).toBe(false);
  });

  test('ends in good order when its reader has seen enough', async () => {
    const child = spawn(process.execPath, [entry, 'export', 'workloads', 'prod', '--data', data]);
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const status = await new Promise((resolve) => child.once('close', resolve));
    expect([stderr, status]).toEqual(['', 0]);
  });

  test.each([
    [
      ['bogus', 'prod'],
      /"bogus" is not a table of this snapshot\nThere are: findings, pods, .*, rollouts\.argoproj\.io\./,
    ],
    [['constructor', 'prod'], /"constructor" is not a table/],
    [[], /which table\? There are: findings, pods/],
    [['pods'], /which snapshot\?/],
    [['pods', 'Prod'], /is not the address of a snapshot/],
    [['pods', 'prod', '-o', 'yaml'], /--output takes csv, json, not "yaml"/],
    [['pods', 'prod', 'more'], /one argument too many/],
  ])('%j is wrong usage', async (args, message) => {
    const { status, stdout, stderr } = await run(...args);
    expect(stderr).toMatch(message);
    expect([status, stdout]).toEqual([2, '']);
  });

  test('explains its tables and their columns', async () => {
    const { stdout, status } = await gazette('export', '--help');
    expect(status).toBe(0);
    for (const { name, columns } of EXPORTS) {
      expect(stdout).toContain(`\n  ${name}: `);
      for (const column of columns) expect(stdout).toContain(column.name);
    }
  });
});
