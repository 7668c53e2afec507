/**
 * Changes a real API server as six actors do, and checks who made each change, and in which second. A server before 1.26
 * tells less. Then only the writer is known that takes a field from another, and nobody who scales.
 * `src/history/attribution.test.ts` has what present servers tell.
 */
import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collect } from '../src/collect/collect.ts';
import type { FieldChange } from '../src/history/diff/change.ts';
import { diff } from '../src/history/diff/diff.ts';
import { formatPath } from '../src/history/diff/field-path.ts';
import { buildReport } from '../src/model/build/build-report.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { readSnapshot } from '../src/snapshots/read-snapshot.ts';
import { collectOptions } from './collected.ts';
import { startControlPlane, type ControlPlane } from './control-plane.ts';
import { needs } from './needs.ts';

const run = promisify(execFile);
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const APPLY = 'application/apply-patch+yaml';
/** What a GitOps tool or a server-side apply sends of a Deployment. */
const manifest = (name: string, image: string) => ({
  ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'default' } },
  spec: {
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'app', image }] } },
  },
});
const patched = (image: string) => ({
  spec: { template: { spec: { containers: [{ name: 'app', image }] } } },
});

/** Writes on the wire as its program does. */
interface Actor {
  manager: string;
  write: (cluster: ControlPlane, name: string, value: number) => Promise<unknown>;
}
const patch = (manager: string, body: (name: string, value: number) => object, type?: string): Actor => ({
  manager,
  write: (cluster, name, value) => {
    const force = type === APPLY ? '&force=true' : '';
    return cluster.api(
      'PATCH',
      `${DEPLOYMENTS}/${name}?fieldManager=${manager}${force}`,
      body(name, value),
      type,
    );
  },
});
const apply = patch('kubectl-client-side-apply', (_, value) => ({
  metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': `{"image":${value}}` } },
  ...patched(`app:${value}`),
}));
const serverSide = patch('kubectl', (name, value) => manifest(name, `app:${value}`), APPLY);
const gitOps = patch('argocd-controller', (name, value) => manifest(name, `app:${value}`), APPLY);
const edit = patch('kubectl-edit', (_, value) => patched(`app:${value}`));
const scale = (manager: string): Actor => ({
  manager,
  write: (cluster, name, value) =>
    cluster.api(
      'PATCH',
      `${DEPLOYMENTS}/${name}/scale?fieldManager=${manager}`,
      { spec: { replicas: value } },
      'application/merge-patch+json',
    ),
});
/** Of the image, and of the number of replicas. */
const RELEASERS = [apply, serverSide, edit, gitOps];
const SCALERS = [scale('kubectl'), scale('kube-controller-manager')];

describe.runIf(needs.controlPlane)('who changed it, and when', () => {
  let cluster: ControlPlane;
  let data: string;
  beforeAll(async () => {
    cluster = await startControlPlane();
    data = await fs.mkdtemp(path.join(os.tmpdir(), 'gazette-who-'));
  });
  afterAll(async () => {
    await cluster?.stop();
    await fs.rm(data, { recursive: true, force: true });
  });

  /** Times of writers are seconds: no write may be in the second of a snapshot. */
  const nextSecond = () => sleep(1010 - (Date.now() % 1000));

  async function observe() {
    const store = openStore(data);
    await nextSecond();
    const { stored } = await collect(collectOptions(cluster.kubeconfig(), { store }));
    await nextSecond();
    const snapshot = await readSnapshot(store, 'test', stored);
    return { snapshot, report: buildReport(snapshot) };
  }

  test('six actors are told with the second of their writes, and nobody else', async () => {
    const names = Array.from({ length: 36 }, (_, index) => `app-${index}`);
    await Promise.all(
      names.map(async (name, index) => {
        await gitOps.write(cluster, name, 9);
        // In each round, another writes than before.
        for (const turn of [1, 2, 3, 4])
          await RELEASERS[(index + turn) % RELEASERS.length]!.write(cluster, name, turn);
      }),
    );
    const told = { changes: 0, right: 0, wrong: [] as string[], silent: [] as string[] };
    let before = await observe();
    for (const round of [1, 2]) {
      const truth = new Map<string, { manager: string; from: number; to: number }>();
      await Promise.all(
        names.map(async (name, index) => {
          const isScaled = index % 3 === 0;
          const actors = isScaled ? SCALERS : RELEASERS;
          const { manager, write } = actors[(index + round) % actors.length]!;
          const from = Math.floor(Date.now() / 1000);
          await write(cluster, name, 10 * round + index);
          const field = isScaled ? 'spec.replicas' : 'spec.template.spec.containers[app].image';
          truth.set(`${name} ${field}`, { manager, from, to: Math.floor(Date.now() / 1000) });
        }),
      );
      const after = await observe();
      const fields = diff(before, after).objects.flatMap(({ object, fields }) =>
        fields.map((field): [string, FieldChange] => [`${object.name} ${formatPath(field.steps)}`, field]),
      );
      for (const [key, { manager, from, to }] of truth) {
        const by = new Map(fields).get(key)!.by;
        // An old server does not say who scaled.
        if (!by && key.endsWith('replicas') && cluster.minor < 26) continue;
        told.changes += 1;
        const second = Date.parse(by?.time ?? '') / 1000;
        if (!by) told.silent.push(key);
        else if (by.manager !== manager || second < from || (!by.latest && second > to))
          told.wrong.push(`${key}: ${JSON.stringify(by)}`);
        else if (by.latest) told.silent.push(key);
        else told.right += 1;
      }
      before = after;
    }
    expect(told.wrong).toEqual([]);
    expect(told.changes).toBeGreaterThanOrEqual(48);
    expect(told.right / told.changes, told.silent.join('\n')).toBeGreaterThanOrEqual(0.95);
  });

  test.runIf(needs.kubectl)('kubectl calls itself so, and its parts are these', async () => {
    const editor = path.join(data, 'editor.sh');
    const script = '#!/bin/sh\nsed -i "s/minReadySeconds: .*/minReadySeconds: 30/" "$1"\n';
    await fs.writeFile(editor, script, { mode: 0o700 });
    const kubectl = (...args: string[]) =>
      run('kubectl', ['--kubeconfig', cluster.kubeconfig(), ...args], {
        env: { ...process.env, EDITOR: editor },
      });
    const file = path.join(data, 'manifest.json');
    const whole = manifest('by-hand', 'app:1');
    await fs.writeFile(file, JSON.stringify({ ...whole, spec: { ...whole.spec, minReadySeconds: 3 } }));
    await kubectl('apply', '-f', file);
    await kubectl('edit', 'deployment/by-hand');
    await kubectl('label', 'deployment/by-hand', 'team=a');
    const { snapshot } = await observe();
    const found = snapshot.objects.Deployment.find(({ metadata }) => metadata.name === 'by-hand');
    expect(
      found?.metadata.managedFields?.map(({ manager, operation, parts }) => ({ manager, operation, parts })),
    ).toEqual([
      {
        manager: 'kubectl-client-side-apply',
        operation: 'Update',
        parts: expect.arrayContaining([
          'annotations',
          'image',
          'replicas',
          'selector',
          'strategy',
          'template',
        ]),
      },
      { manager: 'kubectl-edit', operation: 'Update', parts: ['minReadySeconds'] },
      { manager: 'kubectl-label', operation: 'Update', parts: ['labels'] },
    ]);
  });
});
