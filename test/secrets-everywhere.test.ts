/**
 * Every kept free text of a cluster holds every secret of the corpus. The cluster is collected twice.
 * Everything that Gazette writes of it is searched: store, site, mails, reviews, copies, the terminal.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { simpleParser } from 'mailparser';
import { readLines } from '../src/snapshots/frames.ts';
import { makeSecrets, openSearch, showsSecret, type PlantedSecret } from './secrets/make-secrets.ts';
import { FURTHER_FORMATS } from './secrets/further-formats.ts';
import { REAL_FORMATS } from './secrets/real-formats.ts';
import { SECRET_FORMATS } from './secrets/secret-formats.ts';
import { CUSTOM, REFUSED, startPlantedApi } from './secrets/planted-api.ts';
import { gazette, sharedScratch } from './site-fixtures.ts';

const scratch = await sharedScratch();
const at = (name: string) => path.join(scratch, name);
const [data, out] = [at('data'), at('site')];
const DAY = '2026-11-22';
/** Characters of one text: with several secrets in each, a cluster of few objects holds them all. */
const TEXT = 12_000;

const api = await startPlantedApi();
afterAll(() => api.close());
/** Known by their beginning: also in labels and images. */
const PREFIXES = { prefixes: SECRET_FORMATS["vendors' prefixes"]! };
const secrets: PlantedSecret[] = [];
const flags = ['--config', at('gazette.config.yaml')];
/** What commands printed, by their name. */
const printed = new Map<string, string>();

async function run(...args: string[]): Promise<void> {
  const { status, stdout, stderr } = await gazette(...args, ...flags);
  printed.set(args.slice(0, 3).join(' '), stdout + stderr);
  // Partial, as the server refuses a kind
  expect([0, 3], `${args.join(' ')}: ${stderr}`).toContain(status);
}

/** Plants other secrets, and collects. */
async function collectAt(time: string, seed: number): Promise<void> {
  // Each format once: two snapshots hold them all.
  const planted =
    seed === 1
      ? makeSecrets(seed, SECRET_FORMATS, FURTHER_FORMATS)
      : makeSecrets(seed, REAL_FORMATS, PREFIXES);
  secrets.push(...planted);
  const texts = [''];
  for (const { text } of planted) {
    if (texts.at(-1)!.length + text.length > TEXT) texts.push('');
    texts[texts.length - 1] += `${text}\n---\n`;
  }
  const values = planted
    .map(({ text }) => text)
    .filter((text) => /^(?:ghp|glpat|xoxb|npm|dop)[\w.-]{10,60}$/.test(text));
  expect(values.length).toBeGreaterThan(2);
  api.serve({ now: new Date(`${DAY}T${time}:00Z`), texts, words: planted.map(({ text }) => text), values });
  await run('collect', '-o', seed === 1 ? 'json' : 'text');
}

beforeAll(async () => {
  const kubeconfig = {
    'current-context': 'prod',
    clusters: [{ name: 'c', cluster: { server: api.url } }],
    contexts: [{ name: 'prod', context: { cluster: 'c' } }],
  };
  await fs.writeFile(at('kubeconfig'), JSON.stringify(kubeconfig));
  const config = {
    data,
    site: { out, url: 'https://gazette.example/' },
    clusters: [{ name: 'prod', kubeconfig: at('kubeconfig') }],
    customResources: [CUSTOM],
    digest: { from: 'gazette@example.com', teams: [{ name: 'platform', to: ['a@example.com'] }] },
  };
  await fs.writeFile(at('gazette.config.yaml'), JSON.stringify(config));
  await fs.mkdir(at('copies'));
  await collectAt('10:00', 1);
  await collectAt('10:15', 2);
  await run('publish');
  await Promise.all([
    run('review', '--cluster', 'prod', '--from', `${DAY}T10:00Z`, '--to', `${DAY}T10:15Z`),
    run('digest', '--day', DAY, '--dry-run', '--out', at('mails')).then(() =>
      run('diff', 'prod~1', 'prod', '-o', 'markdown'),
    ),
    run('share', 'prod', '--out', at('copies/whole.html')),
  ]);
  await run('share', 'prod', '--redact', 'internal', '--out', at('copies/redacted.html'));
  await run('cat', 'prod');
  await run('export', 'events', 'prod', '-o', 'json');
  await run('list', 'prod');
}, 6 * 60_000);

async function filesOf(folder: string): Promise<string[]> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((one) => one.isFile()).map((one) => path.join(one.parentPath, one.name));
}

/** Everything that a file holds, also within its compressed and encoded parts. */
async function textOf(file: string): Promise<string> {
  const bytes = await fs.readFile(file);
  if (file.endsWith('.zst')) return (await Array.fromAsync(readLines(bytes))).join('\n');
  const text = bytes.toString();
  if (file.endsWith('.html'))
    return [
      text,
      ...Array.from(text.matchAll(/[A-Za-z0-9+/]{400,}={0,2}/g), ([blob]) => atobText(blob)),
    ].join('\n');
  if (!file.endsWith('.eml')) return text;
  const mail = await simpleParser(bytes);
  return [text, mail.subject, mail.text, mail.html].join('\n');
}

const atobText = (blob: string) => Buffer.from(blob, 'base64').toString('latin1');

/** Without tags, escapes of Markdown and JSON, and percent-encoding. */
const plain = (text: string) =>
  text
    .replaceAll(/<[^>]*>|\\/g, '')
    .replaceAll(/%[0-9A-F]{2}/g, (code) => String.fromCharCode(parseInt(code.slice(1), 16)));

test('every kind of place has secrets, and the search finds them', () => {
  expect([...api.places]).toEqual(
    expect.arrayContaining([
      ...['Event.message', 'Pod.status.message', 'Pod.status.conditions.message', 'Pod.metadata.annotations'],
      ...['Pod.status.containerStatuses.lastState.terminated.message', 'Pod.spec.containers.image'],
      ...['Pod.spec.containers.readinessProbe.httpGet.path', 'Deployment.spec.template.spec.containers.args'],
      ...['Ingress.spec.rules.http.paths.path', 'HTTPRoute.spec.rules.matches.path.value', 'TableRow.cells'],
      ...[
        'VolumeAttachment.status.attachError.message',
        'TableRow.health.message',
        'Service.metadata.labels',
      ],
    ]),
  );
  const find = openSearch(secrets);
  const isLong = ({ format, canaries }: PlantedSecret) =>
    !format.includes('{b64of:-----BEGIN') && canaries.some((canary) => canary.length >= 8);
  for (const secret of secrets.filter(isLong))
    expect(find(`${secret.text}\n${plain(secret.text)}`).length, secret.text).toBeGreaterThan(0);
  expect(showsSecret(secrets[0]!.text, secrets[0]!)).toBe(true);
});

test('no secret is in any file, nor in what commands print', async () => {
  const find = openSearch(secrets);
  const files = (await Promise.all([data, out, at('mails'), at('copies')].map(filesOf))).flat();
  const endings = new Set(files.map((file) => path.extname(file)));
  // An output that is not there cannot show anything.
  expect([...endings]).toEqual(
    expect.arrayContaining(['.zst', '.html', '.csv', '.json', '.js', '.md', '.xml', '.png', '.eml', '.txt']),
  );
  const leaks: string[] = [];
  for (const file of files) {
    const text = await textOf(file);
    // What a picture shows is in the record beside it.
    const found = find(file.endsWith('.png') ? text : `${text}\n${plain(text)}`);
    if (found.length > 0) leaks.push(`${path.relative(scratch, file)}: ${found.slice(0, 5).join(' · ')}`);
  }
  for (const [command, text] of printed) {
    const found = find(`${text}\n${plain(text)}`);
    if (found.length > 0) leaks.push(`${command}: ${found.slice(0, 5).join(' · ')}`);
  }
  expect(leaks).toEqual([]);
});

test('the texts that held them are there, without them', async () => {
  const read = async (file: string) => plain(await fs.readFile(path.join(out, file), 'utf8'));
  expect(printed.get('cat prod')).toContain('[redacted]');
  for (const page of ['events.html', 'custom.html', 'findings.html', 'changes.html'])
    expect(await read(`prod/${DAY}/101500Z/${page}`), page).toContain('[redacted]');
  expect(printed.get('collect -o text')).toMatch(new RegExp(`${REFUSED}.*\\[redacted\\]`));
});
