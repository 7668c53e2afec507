import fs from 'node:fs/promises';
import { expect, test } from 'vitest';
import { scratch } from './scratch.ts';
import { runAs } from './torture/faulty-fs.ts';
import { openChance } from './torture/random.ts';

// `npm run torture -- --seed N --minutes M` plays seeds; this holds what it rests on.

test('a killed process makes no call more, and what it did not sync may be lost', async () => {
  const folder = await scratch();
  const file = `${folder}/file`;
  const write = async () => {
    const handle = await fs.open(file, 'w');
    await handle.writeFile(Buffer.from('a'.repeat(1000)));
    await handle.sync();
    await handle.close();
    await fs.rename(file, `${file}.new`);
  };
  const whole = await runAs({ task: 'write', random: openChance(1) }, write);
  expect(whole).toMatchObject({ points: 4 });
  expect(await fs.readdir(folder)).toEqual(['file.new']);
  const cut = await runAs({ task: 'write', random: openChance(1), at: 3, fate: 'power cut' }, write);
  expect(cut.error).toBeDefined();
  expect(cut.met).toContain('write: sync');
  expect((await fs.stat(file)).size).toBeLessThan(1000);
  const full = await runAs({ task: 'write', random: openChance(1), at: 2, fate: 'ENOSPC' }, write);
  expect(full.error).toMatchObject({ code: 'ENOSPC' });
  expect((await fs.stat(file)).size).toBe(500);
});
