import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

// What docs/track-record.md claims can be checked: its tests exist, and so do its commits.

const root = path.resolve(import.meta.dirname, '..');
const rows = fs
  .readFileSync(path.join(root, 'docs/track-record.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (What|---)/.test(line))
  .map((line) => line.split(' | '));

test('each row says what, since when, found by whom, how it is reproduced, and where it was mended', () => {
  expect(rows.length).toBeGreaterThan(20);
  for (const row of rows) {
    expect(row, row[0]).toHaveLength(5);
    expect(row[1]).toMatch(/^2026-\d\d-\d\d$/);
    expect(row[2]).toMatch(/^(user|review|harness)(, (user|review|harness))*$/);
  }
});

test('each test that it names exists', () => {
  for (const [what, , , reproduce = ''] of rows) {
    const [, file, name] = /^`([^`]+)` -t "([^"]+)"$/.exec(reproduce) ?? [];
    expect(file, `${what}: ${reproduce}`).toBeDefined();
    expect(fs.readFileSync(path.join(root, file!), 'utf8'), reproduce).toContain(name);
  }
});

const isWhole = (() => {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
    return git('rev-parse', '--is-shallow-repository') === 'false';
  } catch {
    return false;
  }
})();

test.runIf(isWhole)('each commit that it names exists', () => {
  const commits = rows.flatMap((row) => row[4]!.match(/[0-9a-f]{7}/g) ?? []);
  expect(commits.length).toBeGreaterThanOrEqual(rows.length);
  const kinds = execFileSync('git', ['cat-file', '--batch-check=%(objecttype)'], {
    ...{ cwd: root, encoding: 'utf8', input: [...new Set(commits)].join('\n') },
  });
  expect(new Set(kinds.trim().split('\n'))).toEqual(new Set(['commit']));
});
