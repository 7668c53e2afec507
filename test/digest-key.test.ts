import fs from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openDigestKey } from '../src/collect/digest-key.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { listNamesBelow, scratch } from './scratch.ts';

test('a key is stored only when it is kept; the first one stays', async () => {
  const store = openStore(await scratch());
  const [first, second] = [await openDigestKey(store), await openDigestKey(store)];
  expect(await listNamesBelow(store.name)).toEqual([]);
  await first.keep();
  await second.keep();
  expect(Buffer.from((await openDigestKey(store)).key)).toEqual(Buffer.from(first.key));
});

test('a damaged key stops the run, and says what to do', async () => {
  const data = await scratch();
  await fs.mkdir(path.join(data, '-'));
  await fs.writeFile(path.join(data, '-', 'digest-key'), 'short');
  await expect(openDigestKey(openStore(data))).rejects.toMatchObject({
    name: 'GazetteError',
    message: expect.stringContaining('digest-key is damaged'),
    hint: expect.stringContaining('Restore it'),
  });
});
