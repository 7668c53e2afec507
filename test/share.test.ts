import fs from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import zlib from 'node:zlib';
import { load } from 'cheerio';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KeptObject } from '../src/snapshots/kinds/kinds.ts';
import { EDITION_PAGES } from '../src/site/paths.ts';
import { openBrowser, watch } from './browser.ts';
import { decodeCopy } from './decode-copy.ts';
import { needs } from './needs.ts';
import { ownedCluster } from './owned-cluster.ts';
import { sharedClusters } from './shared-clusters.ts';
import { gazette, publishTo, sharedScratch, take } from './site-fixtures.ts';
import { object, runningPod } from './snapshot-of.ts';

const scratch = await sharedScratch();
const data = path.join(scratch, 'data');
const out = path.join(scratch, 'site');
const config = path.join(scratch, 'gazette.config.yaml');
const files = {
  whole: path.join(scratch, 'whole.html'),
  internal: path.join(scratch, 'internal.html'),
  public: path.join(scratch, 'public.html'),
};

/** What must not leave the company, by kind; each occurs in many places. */
const SECRETS = {
  node: 'zq-blade7.core.bank.example',
  shortNode: 'zq-blade7',
  ip: '10.77.66.55',
  ip6: 'fd77:10::beef',
  host: 'portal-zq.bank.example',
  otherHost: 'vault-zq.corp.internal',
  registry: 'registry-zq.bank.example',
  person: 'jane.zq@bank.example',
};
const PUBLIC_SECRETS = {
  namespace: 'zq-payments',
  cluster: 'zqprod',
  context: 'zq-admin@zqprod',
  message: 'sekrit-plan-zq',
  labelKey: 'bank.example/zq-team',
  labelValue: 'zq-crew',
  argument: '--zq-mode=covert',
};
const { node, ip, ip6, host, otherHost, registry, person } = SECRETS;
const { namespace, cluster, context, message, labelKey, labelValue, argument } = PUBLIC_SECRETS;
const hostile = `<script>pwned=1</script></script><!-- ]]> ${message} on ${node} (${ip}, [${ip6}]) of ${namespace}: https://${otherHost}/x ${person}`;

function objects(): KeptObject[] {
  const own = { [labelKey]: labelValue };
  const metadata = { namespace, labels: { app: 'web', ...own } };
  const deployment = object('Deployment', 'web', {
    metadata,
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'web', ...own } },
      template: {
        metadata: { labels: { app: 'web', ...own } },
        spec: { containers: [{ name: 'web', image: `${registry}/zq/web:1.2`, args: [argument] }] },
      },
    },
    status: {
      replicas: 2,
      readyReplicas: 1,
      conditions: [{ type: 'Available', status: 'False', reason: 'X', message: hostile }],
    },
  });
  const replicaSet = object('ReplicaSet', 'web-1', { metadata }, deployment);
  const pods = Array.from({ length: 3 }, (_, index) =>
    runningPod(`web-1-${index}`, replicaSet, {
      metadata,
      spec: {
        nodeName: node,
        nodeSelector: own,
        containers: [{ name: 'web', image: `${registry}/zq/web:1.2` }],
      },
      status: {
        podIP: index === 0 ? ip : `10.77.66.${index}`,
        hostIP: '10.77.1.1',
        containerStatuses: [
          {
            name: 'web',
            ready: false,
            restartCount: 3,
            image: `${registry}/zq/web:1.2`,
            state: { waiting: { reason: 'CrashLoopBackOff', message: hostile } },
            lastState: {
              terminated: {
                exitCode: 1,
                reason: 'Error',
                message: hostile,
                finishedAt: '2026-11-22T07:10:00Z',
              },
            },
          },
        ],
      },
    }),
  );
  return [
    object('Namespace', namespace),
    object('Node', node, {
      metadata: { labels: { 'kubernetes.io/hostname': node, ...own } },
      status: {
        addresses: [
          { type: 'InternalIP', address: '10.77.1.1' },
          { type: 'InternalIP', address: ip6 },
        ],
        conditions: [
          {
            type: 'Ready',
            status: 'False',
            reason: 'X',
            message: hostile,
            lastTransitionTime: '2026-11-22T07:00:00Z',
          },
        ],
      },
    }),
    deployment,
    replicaSet,
    ...pods,
    runningPod(`kube-apiserver-${node}`, undefined, {
      metadata: { namespace: 'kube-system' },
      spec: { nodeName: node },
    }),
    object('Service', 'web', { metadata, spec: { type: 'ExternalName', externalName: otherHost } }),
    object('Ingress', 'web', {
      metadata,
      spec: {
        rules: [
          {
            host,
            http: { paths: [{ path: '/', backend: { service: { name: 'web', port: { number: 80 } } } }] },
          },
        ],
      },
      status: { loadBalancer: { ingress: [{ ip: '10.77.9.9' }] } },
    }),
    object('Event', 'e1', {
      metadata: { namespace },
      type: 'Warning',
      reason: 'BackOff',
      message: hostile,
      count: 4,
      lastTimestamp: '2026-11-22T07:10:00Z',
      involvedObject: { kind: 'Pod', namespace, name: 'web-1-0' },
      source: { component: 'kubelet', host: node },
    }),
  ];
}

const share = async (...args: string[]) => {
  const ended = await gazette(
    'share',
    `${cluster}@2026-11-22T07:15Z`,
    '--data',
    data,
    '--site',
    out,
    ...args,
  );
  expect(ended.stderr).toBe('');
  expect(ended.status).toBe(0);
  return ended.stdout;
};

beforeAll(async () => {
  const settings = {
    ...{ intervalSeconds: 900, eventTtlSeconds: 3600, dataCentreLabel: labelKey },
    ...{ viewerContext: context, alias: `Bank ${cluster}` },
    silences: [{ rule: 'restarts', namespace, reason: message }],
  };
  await take(data, cluster, '2026-11-22T07:00:00Z', { objects: objects().slice(0, 4), settings });
  await take(data, cluster, '2026-11-22T07:15:00Z', { objects: objects(), settings });
  await take(data, cluster, '2026-11-22T07:30:00Z', { objects: objects(), settings });
  await publishTo(data, out);
  const notes = path.join(scratch, 'notes.md');
  await fs.writeFile(notes, `At 07:15 ${node} of ${namespace} was lost; ${person} called.\n`);
  const window = ['--from', '2026-11-22T06:50Z', '--to', '2026-11-22T07:20Z', '--notes', notes];
  await gazette(
    'review',
    '--cluster',
    cluster,
    '--title',
    `${node} lost`,
    ...window,
    '--data',
    data,
    '--out',
    out,
  );
  await fs.writeFile(config, 'site:\n  url: https://status.bank.example/k8s\n  title: Bank\n');
  await share('--out', files.whole, '--config', config);
  await share('--out', files.internal, '--redact', 'internal');
  await share(
    '--out',
    files.public,
    '--redact',
    'public',
    '--mapping',
    path.join(scratch, 'mapping.json'),
    '--config',
    config,
  );
});

const read = (file: string) => fs.readFile(file, 'utf8');

const findIn = (text: string, secrets: Record<string, string>) =>
  Object.entries(secrets)
    .filter(([, secret]) => text.toLowerCase().includes(secret.toLowerCase()))
    .map(([what]) => what);
/** Includes its tables as CSV. */
const readAll = async (file: string, atLeast = 6) => {
  const html = await read(file);
  const csvs = [...html.matchAll(/data:text\/[a-z]+;charset=utf-8;base64,([^"]*)/g)].map(([, text]) =>
    Buffer.from(text!, 'base64').toString(),
  );
  expect(csvs.length).toBeGreaterThanOrEqual(atLeast);
  return [html, ...csvs, load(html).text()].join('\n');
};

describe('the file', () => {
  test('has every page of the edition, and nothing of it leads into the void', async () => {
    const $ = load(await read(files.whole));
    const sections = $('main > section')
      .toArray()
      .map((section) => $(section).attr('id'));
    const wanted = EDITION_PAGES.map(({ page }) => (page === 'index' ? 'overview' : page)).filter(
      (page) => page !== 'custom' && page !== 'middleware',
    );
    expect(sections).toEqual(wanted);
    const ids = $('[id]')
      .toArray()
      .map((element) => $(element).attr('id')!);
    expect(ids.filter((id, place) => ids.indexOf(id) !== place)).toEqual([]);
    const there = new Set(ids);
    for (const link of $('a[href]').toArray()) {
      const href = $(link).attr('href')!;
      if (href.startsWith('#')) expect(there, href).toContain(decodeURIComponent(href.slice(1)));
      else expect(href).toMatch(/^(?:https:\/\/status\.bank\.example\/k8s\/|data:text\/csv)/);
    }
    for (const name of ['for', 'aria-labelledby', 'aria-controls', 'data-filter', 'data-order']) {
      for (const element of $(`[${name}]`).toArray())
        for (const id of $(element).attr(name)!.split(' ')) expect(there, name).toContain(id);
    }
  });

  test('without a site of its own, and where names are hidden, leads nowhere else', async () => {
    for (const file of [files.internal, files.public]) {
      const $ = load(await read(file));
      const hrefs = $('a[href]')
        .toArray()
        .map((link) => $(link).attr('href')!);
      expect(hrefs.filter((href) => !/^(?:#|data:text\/csv)/.test(href))).toEqual([]);
    }
  });

  test('says what it is a copy of', async () => {
    const note = load(await read(files.whole))('.copynote').text();
    expect(note).toMatch(
      /A copy of zqprod\/2026-11-22T071500Z from Bank, taken 22 Nov 07:15:00 UTC; snapshot sha256:[0-9a-f]{64}/,
    );
  });

  test('knows from the site since when a finding is there', async () => {
    for (const file of [files.whole, files.public])
      expect(load(await read(file))('#findings').text()).toMatch(/since (?:at least )?No\. 1, /i);
  });
});

describe('redaction', () => {
  test('what is asked about is there without it', async () => {
    const all = await readAll(files.whole);
    // Arguments appear only on the page of changes, if they changed.
    const { argument: _, ...others } = PUBLIC_SECRETS;
    expect(findIn(all, { ...SECRETS, ...others })).toEqual(Object.keys({ ...SECRETS, ...others }));
  });

  test('internal: no node, address, host, registry or person is left', async () => {
    const all = await readAll(files.internal);
    expect(findIn(all, SECRETS)).toEqual([]);
    expect(all).toContain(message);
    expect(all).toContain(namespace);
  });

  test('public: nor any namespace, label, message, argument, or the name of the cluster', async () => {
    const all = await readAll(files.public);
    expect(findIn(all, { ...SECRETS, ...PUBLIC_SECRETS, site: 'status.bank', bank: 'bank.example' })).toEqual(
      [],
    );
    expect(all).toContain('[message removed]');
    expect(all).toContain('kubectl --context cluster-1');
    expect(all).toContain('kube-apiserver-node-1');
  });

  test('is listed in the file; what stands for what only in the mapping, which is for its owner', async () => {
    const $ = load(await read(files.public));
    const rows = $('#redaction tbody tr')
      .toArray()
      .map((row) =>
        $(row)
          .children()
          .toArray()
          .map((cell) => $(cell).text()),
      );
    expect(Object.fromEntries(rows.map(([what, count]) => [what, count]))).toMatchObject({
      Nodes: '1',
      Namespaces: '1',
    });
    expect(rows.find(([what]) => what === 'Nodes')?.[2]).toBe('node-1');
    const mapping = path.join(scratch, 'mapping.json');
    expect(JSON.parse(await read(mapping))).toMatchObject({
      node: { 'node-1': node },
      cluster: { 'cluster-1': cluster },
    });
    expect((await fs.stat(mapping)).mode & 0o077).toBe(0);
  });

  test('namespaces are hidden where asked', async () => {
    const file = path.join(scratch, 'hidden.html');
    await share('--out', file, '--redact', 'internal', '--namespaces', 'hide');
    expect(await read(file)).not.toContain(namespace);
  });

  test('the name of the file does not tell the cluster either', async () => {
    const folder = path.join(scratch, 'names');
    await fs.mkdir(folder);
    const before = process.cwd();
    process.chdir(folder);
    try {
      await share('--redact', 'public');
      await share();
    } finally {
      process.chdir(before);
    }
    expect((await fs.readdir(folder)).sort()).toEqual([
      'cluster-1-2026-11-22T071500Z.html',
      `${cluster}-2026-11-22T071500Z.html`,
    ]);
  });
});

describe('a copy of many clusters in one', () => {
  const made = [1, 2, 3].map((seed) => ownedCluster(seed));
  const wild = Object.values(sharedClusters);
  const own = 'zqmany7';
  const hidden = [...made, ...wild].flatMap((one) => one.hidden);
  const inPublic = [...made, ...wild].flatMap((one) => one.hiddenInPublic);
  // Rows of custom resources need columns; the pure tests have them.
  const all = [...made, ...wild].flatMap((one) => one.objects).filter(({ kind }) => kind !== 'TableRow');
  const many = all.map((one, index) => ({
    ...one,
    metadata: { ...one.metadata, uid: `0f1e2d3c-4b5a-4678-9abc-${String(index).padStart(12, '0')}` },
  })) as KeptObject[];
  const leftIn = (text: string, names: readonly string[]) => {
    const lower = text.toLowerCase();
    return names.filter((name) => lower.includes(name.toLowerCase()));
  };
  beforeAll(() => take(data, own, '2026-11-22T07:15:00Z', { objects: many }));

  test.each(['internal', 'public'] as const)(
    '%s: no hidden name is in any byte, and it opens',
    async (profile) => {
      const file = path.join(scratch, `many-${profile}.html`);
      const ended = await gazette('share', own, '--data', data, '--redact', profile, '--out', file);
      expect(ended).toMatchObject({ status: 0, stderr: '' });
      const names = profile === 'public' ? [...hidden, ...inPublic, own] : hidden;
      expect(leftIn(decodeCopy(await read(file)), names)).toEqual([]);
      if (!needs.chromium) return;
      const browser = await openBrowser();
      const page = await browser.newPage();
      const faults = watch(page, pathToFileURL(file).href);
      await page.goto(`${pathToFileURL(file).href}#pods`);
      expect(await page.locator('#pods').isVisible()).toBe(true);
      expect(leftIn(`${await page.title()} ${await page.content()}`, names)).toEqual([]);
      expect(faults).toEqual([]);
      await browser.close();
    },
  );

  test.each([
    (name: string) => `<p>${name}</p>`,
    (name: string) => `<p title="a&#32;${name.replace('q', '&#113;')}">`,
    (name: string) => `<a href="#${name.replace('q', '%71')}">`,
    (name: string) => `<script>x={"a":"${name.replace('q', String.raw`\u0071`)}"}</script>`,
    (name: string) => `<a href="data:text/csv;base64,${btoa(`name,state,text\n${name},x,y`)}">`,
    (name: string) => `<i data-x="${zlib.gzipSync(`name ${name}`).toString('base64')}">`,
    (name: string) => `<i data-x="${zlib.zstdCompressSync(`name ${name}`).toString('base64')}">`,
  ])('such a name is seen wherever it is planted: %s', (plant) => {
    expect(leftIn(decodeCopy(plant('zqplant7')), ['zqplant7'])).toEqual(['zqplant7']);
  });
});

describe('a review', () => {
  const id = `${cluster}-2026-11-22T0650Z-0720Z`;
  const shareReview = async (name: string, ...args: string[]) => {
    const file = path.join(scratch, 'review.html');
    const ended = await gazette('share', name, '--data', data, '--site', out, '--out', file, ...args);
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    return readAll(file, 1);
  };

  test('is shared by its name or the path of its page, with its Markdown and its timeline within', async () => {
    const all = await shareReview(path.join(out, `-/reviews/${id}.html`));
    expect(findIn(all, { node, namespace, person, host })).toEqual(['node', 'namespace', 'person']);
    const html = await read(path.join(scratch, 'review.html'));
    expect(html).toContain('download=' + '"' + `${id}.md`);
    const $ = load(html);
    for (const link of $('a[href^="#"]').toArray())
      expect($(`[id="${$(link).attr('href')!.slice(1)}"]`).length, $(link).attr('href')).toBe(1);
    // Its replay has the window's editions, and leads to none, since the site's address is unknown.
    const frames = JSON.parse($('[data-replay]').attr('data-replay')!) as { href?: string; lead?: string }[];
    expect(frames.length).toBeGreaterThan(1);
    expect(frames[0]).toMatchObject({ href: '', lead: expect.stringMatching(/./) as string });
  });

  test('is redacted like a snapshot, and so is what its author wrote', async () => {
    const all = await shareReview(id, '--redact', 'public');
    expect(findIn(all, { ...SECRETS, ...PUBLIC_SECRETS })).toEqual([]);
    expect(all).toContain('node-1 of ns-1 was lost; person-1@example.com called.');
    expect(await shareReview(id, '--redact', 'internal')).toContain(namespace);
  });

  test('that is not there is told, with those that are', async () => {
    const ended = await gazette('share', `${cluster}-2026-11-22T0000Z-0100Z`, '--data', data);
    expect(ended).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`There are: ${id}.`) as string,
    });
  });
});

describe('wrong usage', () => {
  test.each([
    [[], 2, 'which snapshot?'],
    [['prod', '--redact', 'all'], 2, '--redact takes internal, public, not "all"'],
    [['prod', '--mapping', 'x'], 2, '--mapping lists what --redact hides'],
    [['nowhere', '--data', data], 1, 'has no snapshot of a cluster "nowhere"'],
    [[cluster, '--data', data, '--out', '/nowhere/x.html'], 1, 'cannot write /nowhere/x.html'],
  ])('%j', async (args, status, words) => {
    const ended = await gazette('share', ...args);
    expect(ended).toMatchObject({ status, stderr: expect.stringContaining(words) as string });
  });
});

describe.runIf(needs.chromium)('in a browser, from file://', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  const visible = (page: Page) =>
    page
      .locator('section.page')
      .evaluateAll((all) => all.filter((one) => one.checkVisibility()).map(({ id }) => id));

  test.each([true, false])(
    'each page can be reached, nothing else is asked for; scripts: %s',
    async (javaScriptEnabled) => {
      const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 1280, height: 900 } });
      const page = await context.newPage();
      const home = pathToFileURL(files.public).href;
      const requests: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      const faults = watch(page, home);
      await page.goto(home);
      expect(await visible(page)).toEqual(['overview']);
      for (const name of ['pods', 'workloads', 'nodes', 'network', 'events', 'raw', 'redaction']) {
        await page.click(`.masthead nav a[href="#${name}"]`);
        expect(await visible(page)).toEqual([name]);
        expect(
          await page
            .locator(`.masthead nav a[href="#${name}"]`)
            .evaluate((link) => getComputedStyle(link).fontWeight),
        ).toBe('600');
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(1280);
      }
      await page.click('.masthead nav a[href="#pods"]');
      await page.locator('#pods a[href^="#nodes/"]').first().click();
      expect(await visible(page)).toEqual(['nodes']);
      expect(requests.filter((url) => url.split('#')[0] !== home && !url.startsWith('data:'))).toEqual([]);
      expect(faults.filter((fault) => !fault.startsWith('request: data:'))).toEqual([]);
      expect(await page.evaluate('globalThis.pwned')).toBeUndefined();
      await context.close();
    },
  );

  test('search, filters and keys work; what the site alone can do is not there', async () => {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(files.public).href);
    await page.keyboard.press('s');
    await page.keyboard.type('web-1-2');
    await page.locator('.results a').first().click();
    expect(await visible(page)).toEqual(['pods']);
    expect(await page.evaluate('document.querySelector(":target").closest("tr").textContent')).toContain(
      'web-1-2',
    );
    await page.locator('#pods .filter input').fill('apiserver');
    await page.locator('#pods .filter input').blur();
    expect(await page.locator('#pods tbody tr:not(.subhead):visible').count()).toBe(1);
    expect(await visible(page)).toEqual(['pods']);
    expect(await page.locator('[data-raw], [data-following], a[rel=prev]').count()).toBe(0);
    await page.close();
  });

  test('a link to one of its pages opens that page, and the navigation names no other', async () => {
    const page = await browser.newPage();
    await page.goto(`${pathToFileURL(files.public).href}#nodes`);
    expect(await visible(page)).toEqual(['nodes']);
    const open = page.locator('.masthead nav a[aria-current]');
    await expect
      .poll(() => open.evaluateAll((all) => all.map((one) => one.textContent)))
      .toEqual(['Nodes 1']);
    await page.close();
  });

  test('tables are handed out as files', async () => {
    const page = await browser.newPage();
    await page.goto(`${pathToFileURL(files.whole).href}#raw`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click('#raw a[download="pods.csv"]'),
    ]);
    expect(download.suggestedFilename()).toBe('pods.csv');
    expect(await fs.readFile(await download.path(), 'utf8')).toContain('web-1-0');
    await page.close();
  });

  test('on paper all pages are there', async () => {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(files.internal).href);
    await page.emulateMedia({ media: 'print' });
    expect((await visible(page)).length).toBeGreaterThan(10);
    await page.close();
  });

  test('at 360 pixels it is as wide as the screen', async () => {
    const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
    for (const name of ['overview', 'pods', 'network', 'redaction']) {
      await page.goto(`${pathToFileURL(files.public).href}#${name}`);
      expect(await page.evaluate('document.documentElement.scrollWidth'), name).toBe(360);
    }
    await page.close();
  });
});
