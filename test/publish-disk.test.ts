import fs from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import {
  changesBetween,
  digestSite,
  faultsOf,
  gazette,
  publishTo,
  sharedScratch,
  take,
} from './site-fixtures.ts';
import { mounts, withMount } from './mount.ts';

const scratch = await sharedScratch();
const [data, more, small] = ['data', 'more', 'small'].map((name) => path.join(scratch, name)) as [
  string,
  string,
  string,
];

beforeAll(async () => {
  await take(data, 'prod', '2026-11-22T07:00:00Z');
  await fs.cp(data, more, { recursive: true });
  for (const time of ['07:15', '07:30', '07:45']) await take(more, 'prod', `2026-11-22T${time}:00Z`);
  await fs.mkdir(small);
});

test.runIf(mounts)('a full disk is one error; the site goes on working, and the next run completes it', () =>
  withMount(small, ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs'], async () => {
    const out = path.join(small, 'site');
    await publishTo(data, out, { title: 'Gazette' });
    const before = digestSite(out);
    const { bavail, bsize } = await fs.statfs(small);
    await fs.writeFile(path.join(small, 'ballast'), Buffer.alloc(bavail * bsize - 60_000));

    const { status, stdout, stderr } = await gazette('publish', '--data', more, '--out', out);
    expect(stderr).toMatch(/^gazette: cannot publish to .*: no space left on the disk \(ENOSPC\)[^\n]*\n$/);
    expect([status, stdout]).toEqual([1, '']);
    expect(await faultsOf(out)).toEqual([]);
    expect(changesBetween(before, digestSite(out))).toEqual([]);
    expect(await fs.readdir(path.join(out, '-'))).toEqual([
      'compare.html',
      'health.json',
      'metrics.txt',
      'state.json',
      'versions.csv',
      'versions.html',
    ]);

    await fs.rm(path.join(small, 'ballast'));
    const ended = await gazette('publish', '--data', more, '--out', out);
    expect(ended.status).toBe(0);
    expect(ended.stderr).toMatch(/^gazette: a year at this pace takes [^\n]* are free in [^\n]*\n$/);
    const roomy = path.join(scratch, 'roomy');
    expect(await gazette('publish', '--data', more, '--out', roomy)).toMatchObject({ status: 0 });
    expect(Object.keys(digestSite(out))).toEqual(Object.keys(digestSite(roomy)));
    expect(await faultsOf(out)).toEqual([]);
  }),
);

test.runIf(mounts)('a read-only folder is one error, whether there is a site or not', async () => {
  const out = path.join(scratch, 'sealed');
  await publishTo(data, out);
  const before = digestSite(out);
  await withMount(out, ['-o', 'bind,ro', out], async () => {
    for (const folder of [out, path.join(out, 'below')]) {
      const { status, stdout, stderr } = await gazette('publish', '--data', more, '--out', folder);
      expect(stderr).toMatch(
        /^gazette: cannot publish to .*: the file system is read-only \(EROFS\)[^\n]*\n$/,
      );
      expect([status, stdout]).toEqual([1, '']);
    }
  });
  expect(changesBetween(before, digestSite(out))).toEqual([]);
});

test('a file in the place of the site is one error', async () => {
  const out = path.join(scratch, 'file');
  await fs.writeFile(out, 'mine');
  const { status, stderr } = await gazette('publish', '--data', data, '--out', out);
  expect(stderr).toMatch(/^gazette: cannot publish to [^\n]*\n$/);
  expect(status).toBe(1);
  expect(await fs.readFile(out, 'utf8')).toBe('mine');
});
