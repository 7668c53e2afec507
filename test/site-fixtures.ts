/** Small stores and the sites that are published from them. */
import { spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { publish, type PublishOptions } from '../src/publish/publish.ts';
import type { KeptObject } from '../src/snapshots/kinds/kinds.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import type { WriterOptions } from '../src/snapshots/writer.ts';
import type { Observation } from '../src/snapshots/schema.ts';
import { object, runningPod, snapshotOf } from './snapshot-of.ts';
import { store } from './store-fixtures.ts';

/** A folder that is removed after the file's tests. */
export async function sharedScratch(): Promise<string> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gazette-site-'));
  afterAll(() => fs.rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The objects of a small cluster; `version` is the version of its only workload. */
export function someObjects(version = '1.0'): KeptObject[] {
  const labels = { app: 'web' };
  const deployment = object('Deployment', 'web', {
    metadata: { labels: { ...labels, version } },
    spec: { replicas: 1, selector: { matchLabels: labels } },
    status: { replicas: 1, readyReplicas: 1, updatedReplicas: 1, availableReplicas: 1 },
  });
  const replicaSet = object('ReplicaSet', 'web-1', { metadata: { labels } }, deployment);
  return [
    object('Namespace', 'shop'),
    object('Node', 'lxa150h', { status: { conditions: [{ type: 'Ready', status: 'True' }] } }),
    deployment,
    replicaSet,
    runningPod('web-1-a', replicaSet),
  ];
}

type Taking = Partial<WriterOptions> & Partial<Observation>;

/** Stores one snapshot of {@link someObjects}, complete, at a time such as `2026-11-22T07:15:00Z`. */
export const take = (
  data: string,
  cluster: string,
  time: string,
  { objects = someObjects(), ...more }: Taking & { objects?: KeptObject[] } = {},
) => store(data, time, objects, { cluster, coverage: snapshotOf({}).meta.coverage, ...more });

/** Publishes, with defaults for options that tests do not need. */
export const publishTo = (data: string, out: string, more: Partial<PublishOptions> = {}) =>
  publish({
    store: openStore(data),
    out,
    title: 'Test site',
    gazette: '0.0.0',
    order: [],
    now: () => new Date(),
    ...more,
  });

const entry = path.resolve(import.meta.dirname, '../scripts/gazette.mjs');

export interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the command line. */
export async function gazette(...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, [entry, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, stdout, stderr };
}

/** `gazette publish` in a separate process group that can be killed. */
export const startPublish = (data: string, out: string) =>
  spawn(process.execPath, [entry, 'publish', '--data', data, '--out', out], {
    detached: true,
    stdio: 'ignore',
  });

/** The text of a page, without its title and its markup. */
export const toText = (html: string): string =>
  html
    .replaceAll('<wbr>', '')
    .replaceAll(/<title>.*?<\/title>|<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll(/\s+/g, ' ');

/** Files of a site, as paths from its root. Synchronous, because tests call it at each of hundreds of steps. */
export function listSite(out: string): string[] {
  return (
    listFiles(out, '')
      // Gazette's own memory, and files that are being merged.
      .filter((file) => !/^-\/(state\.json|\.lock|staging\/)/.test(file))
      .sort()
  );
}

/** Files below a folder, as paths that begin with `prefix`. */
function listFiles(folder: string, prefix: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return listFiles(`${folder}/${entry.name}`, `${prefix}${entry.name}/`);
    return entry.isFile() ? [prefix + entry.name] : [];
  });
}

export const isPermanent = (file: string) => /^[a-z0-9-]+\/\d{4}-\d\d-\d\d\/\d{6}Z\//.test(file);

/** Digest of every file of a site, by its path. Read without the pool of threads: there are hundreds of small files. */
export const digestSite = (out: string): Record<string, string> =>
  Object.fromEntries(listSite(out).map((file) => [file, hash('sha256', readFileSync(path.join(out, file)))]));

/** Only digests of permanent pages. */
export const permanentOf = (digests: Record<string, string>) =>
  Object.fromEntries(Object.entries(digests).filter(([file]) => isPermanent(file)));

/** Names of files whose digest differs, or that only one side has. */
export const changesBetween = (a: Record<string, string>, b: Record<string, string>) =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((file) => a[file] !== b[file]).sort();

/**
 * Reads each file once, however many names it has. A test that stops at every step has the same pages in hundreds of
 * folders ({@link linkTree}). A rewritten file is another file.
 */
export function lookOnce<Seen>(look: (bytes: Buffer, file: string) => Seen | Promise<Seen>) {
  const known = new Map<string, Promise<Seen>>();
  return async (file: string): Promise<Seen> => {
    // Synchronous, without the pool of threads: each step of a test asks for hundreds of files.
    const { dev, ino, size, mtimeMs } = statSync(file);
    const key = [dev, ino, size, mtimeMs].join(' ');
    const seen = known.get(key) ?? fs.readFile(file).then((bytes) => look(bytes, file));
    known.set(key, seen);
    return seen;
  };
}

const lookAtPage = lookOnce((bytes) => {
  const html = bytes.toString();
  return {
    isWhole: html.trimEnd().endsWith('</html>'),
    // Each link once: most are in the navigation, too.
    links: new Set(
      [...html.matchAll(/ (?:href|src)="([^"]*)"/g)]
        .map(([, href = '']) => href)
        .filter((href) => !/^(?:https?:|data:|#)/.test(href))
        .map((href) => decodeURI(href.split('#')[0] ?? '')),
    ),
    /** Where the links lead from the folder that was asked for last. */
    resolved: { folder: undefined as string | undefined, targets: [] as { href: string; target: string }[] },
  };
});

/** Faults of the existing pages: incomplete pages, and links that lead nowhere. */
export async function faultsOf(out: string): Promise<string[]> {
  const files = listSite(out);
  const there = new Set(files);
  const faults: string[] = [];
  for (const file of files.filter((name) => name.endsWith('.html'))) {
    const page = await lookAtPage(path.join(out, file));
    if (!page.isWhole) faults.push(`${file} is cut short`);
    const folder = path.dirname(file);
    if (page.resolved.folder !== folder)
      page.resolved = {
        folder,
        targets: [...page.links].map((href) => ({ href, target: path.join(folder, href) })),
      };
    for (const { href, target } of page.resolved.targets)
      if (!there.has(target)) faults.push(`${file} links to ${href}`);
  }
  return faults;
}

/**
 * Makes a folder of hard links: files of a site are replaced, and never changed in place. Synchronous, because tests
 * call it often.
 */
export function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else linkSync(source, target);
  }
}
