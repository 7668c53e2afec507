import fs from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveDemo } from '../src/demo/api.ts';
import { readLines } from '../src/snapshots/frames.ts';
import { gazette, sharedScratch } from './site-fixtures.ts';

// `collect-secrets.test.ts` plants a canary in every place of a real cluster and searches the store. Here, the canaries
// of the simulated clusters are followed to the pages and the terminal.

const scratch = await sharedScratch();
const [data, out] = [path.join(scratch, 'data'), path.join(scratch, 'site')];
const kubeconfig = path.join(scratch, 'kubeconfig');
const ANCHOR = Date.parse('2026-11-22T10:00:00Z');
const CANARY = /canary-(?:env|arg|last-applied|annotation|message|event|last-words)[-\w]*/g;

const api = await serveDemo({ anchor: new Date(ANCHOR) });
const token = /token: (\S+)/.exec(api.kubeconfig)![1]!.replace(/[ }]+$/, '');
let printed = '';

/** Everything that the API shows of the kinds with canaries, as the collector could read it. */
async function shown(cluster: string): Promise<string> {
  const paths = [
    'api/v1/pods',
    'api/v1/events',
    'apis/apps/v1/deployments',
    'apis/networking.k8s.io/v1/ingresses',
  ];
  const answers = paths.map(async (one) => {
    const response = await fetch(`${api.url}/${cluster}/${one}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    return response.text();
  });
  return (await Promise.all(answers)).join('\n');
}

const kinds = (text: string) =>
  new Set((text.match(CANARY) ?? []).map((one) => /canary-(last-\w+|\w+)/.exec(one)![1]));

beforeAll(async () => {
  await fs.writeFile(kubeconfig, api.kubeconfig);
  let served = '';
  for (const hours of [-19.25, -1, 0]) {
    api.setTime(new Date(ANCHOR + hours * 3_600_000));
    for (const cluster of ['production', 'acceptance']) {
      served += await shown(cluster);
      const flags = ['--cluster', cluster, '--context', cluster, '--kubeconfig', kubeconfig, '--data', data];
      const { stdout, stderr } = await gazette('collect', ...flags);
      const asJson = await gazette('list', cluster, '-o', 'json', '--data', data);
      printed += stdout + stderr + asJson.stdout;
    }
  }
  const { stdout, stderr, status } = await gazette('publish', '--data', data, '--out', out);
  expect(status).toBe(0);
  printed += stdout + stderr;
  for (const cluster of ['production', 'acceptance']) {
    printed += (await gazette('cat', cluster, '--data', data)).stdout;
  }
  // An absent canary cannot leak.
  expect(kinds(served)).toEqual(SERVED);
});
afterAll(() => api.close());

const SERVED = new Set(['env', 'arg', 'last-applied', 'annotation', 'message', 'event', 'last-words']);

async function filesOf(folder: string): Promise<string[]> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((one) => one.isFile()).map((one) => path.join(one.parentPath, one.name));
}

test('no credential that the clusters show is in the store', async () => {
  const files = await filesOf(data);
  expect(files.filter((file) => file.endsWith('.jsonl.zst'))).toHaveLength(6);
  for (const file of files) {
    const bytes = await fs.readFile(file);
    const text = file.endsWith('.zst')
      ? (await Array.fromAsync(readLines(bytes))).join('\n')
      : bytes.toString();
    expect(text.match(CANARY) ?? [], file).toEqual([]);
    expect(text, file).not.toContain(token);
  }
});

test('none is on the site, where the message that held it is', async () => {
  let pages = '';
  for (const file of await filesOf(out)) pages += await fs.readFile(file, 'utf8');
  expect(pages.match(CANARY) ?? []).toEqual([]);
  expect(pages).not.toContain(token);
  expect(pages).toContain('[redacted]');
});

test('none is printed by collecting, listing, publishing and reading back', () => {
  expect(printed).toContain('production');
  expect(printed.match(CANARY) ?? []).toEqual([]);
  expect(printed).not.toContain(token);
});
