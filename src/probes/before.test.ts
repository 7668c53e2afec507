import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { object } from '../../test/snapshot-of.ts';
import { store } from '../../test/store-fixtures.ts';
import { openStore } from '../snapshots/open-store.ts';
import type { Coverage } from '../snapshots/schema.ts';
import { openBefore } from './before.ts';

type State = Coverage['state'] | 'not asked';

/** What is known of a queue, after snapshots with this state of the probe and this depth. */
async function beforeOf(...snapshots: (readonly [state: State, messages?: number])[]) {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'gazette-before-'));
  onTestFinished(() => fs.rmSync(data, { recursive: true, force: true }));
  for (const [index, [state, messages]] of snapshots.entries()) {
    const queues = messages === undefined ? [] : [queue(messages)];
    const common = { kind: 'RabbitMQQueue', durationMs: 1, requests: 1, bytes: 1, objects: queues.length };
    await store(data, `2026-11-22T07:0${index}:00Z`, queues, {
      coverage: state === 'not asked' ? [] : [{ ...common, state }],
    });
  }
  const before = await openBefore(openStore(data), 'prod', { rabbitmq: [] });
  const found = before('RabbitMQQueue', 'mq/orders', undefined);
  return found && [found.status.messages, found.time.slice(11, 16), found.isOlder];
}

const queue = (messages: number) =>
  object('RabbitMQQueue', 'mq/orders', {
    metadata: { uid: '', namespace: undefined },
    spec: { probe: 'mq' },
    status: { messages },
  });

test.each([
  [
    'at the snapshot before',
    [
      ['complete', 4],
      ['complete', 9],
    ],
    [9, '07:01', false],
  ],
  ['before snapshots that did not see it', [['complete', 4], ['failed'], ['partial']], [4, '07:00', true]],
  [
    'after a snapshot that was cut',
    [
      ['complete', 4],
      ['partial', 9],
    ],
    [9, '07:01', false],
  ],
  ['but is gone', [['complete', 4], ['complete'], ['failed']], undefined],
  ['before the probe left the config', [['complete', 4], ['not asked'], ['failed']], undefined],
  ['never', [['failed']], undefined],
] as const)('a queue was seen %s', async (_, snapshots, found) => {
  expect(await beforeOf(...snapshots)).toEqual(found);
});
