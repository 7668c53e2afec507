import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareVersions, relate } from './version-order.ts';

test.each([
  ['2.14.0', '2.13.9'],
  ['2.14.0', '2.9.12'],
  ['v12', 'v9'],
  ['12', 'v11'],
  ['1.4.1', '1.4'],
  ['2.16.0', '2.16.0-rc.1'],
  ['2.16.0-rc.2', '2.16.0-rc.1'],
  ['2.16.0-rc.10', '2.16.0-rc.9'],
  ['2.16.0-rc.1', '2.16.0-beta.3'],
  ['2.16.0-rc.1', '2.16.0-SNAPSHOT'],
  ['2.17.0-snapshot.412', '2.16.0'],
  ['2.17.0-snapshot.412', '2.17.0-snapshot.88'],
  ['1.5rc2', '1.5rc1'],
  ['3.0.0.RELEASE', '3.0.0.M2'],
  ['1.27.2-alpine', '1.27.1-alpine'],
  ['8.15.2-debian-12-r4', '8.15.2-debian-12-r3'],
  ['1.4.0-2', '1.4.0-1'],
  ['20261122-1', '20261121-9'],
  ['20261122', '20261121'],
  ['99999999999999999999.1', '99999999999999999998.2'],
])('%s is newer than %s', (newer, older) => {
  expect(compareVersions(newer, older)).toBeGreaterThan(0);
  expect(compareVersions(older, newer)).toBeLessThan(0);
  expect(relate(newer, older)).toBe('ahead');
  expect(relate(older, newer)).toBe('behind');
});

test.each([
  ['1.4', 'v1.4.0'],
  ['1.4.0+build.7', '1.4.0+build.9'],
  ['1.04', '1.4'],
])('%s is the same as %s', (one, other) => {
  expect(relate(one, other)).toBe('same');
});

test.each([
  ['3f2a1b9', '4e1c0d2'],
  ['1e23456', '1e23457'],
  ['sha256:0123456789ab', 'sha256:ba9876543210'],
  ['1.27-alpine', '1.27-bookworm'],
  ['feature-x', '1.4'],
  ['', '1.4'],
])('of %j and %j nobody can say which is newer', (one, other) => {
  expect(compareVersions(one, other)).toBeUndefined();
  expect(relate(one, other)).toBe('different');
});

test('a tag that is moved says nothing, even beside itself; nor does a version that is not known', () => {
  expect(relate('latest', 'latest')).toBe('unknown');
  expect(relate('1.4', 'main')).toBe('unknown');
  expect(relate(undefined, '1.4')).toBe('unknown');
  expect(relate('sha256:0123456789ab', 'sha256:0123456789ab')).toBe('same');
});

test('the order is the same from both sides, for any text', () => {
  const part = fc.constantFrom('1', '2', '10', '.', '-', 'v', 'rc', 'beta', 'x', '+', '0', '_');
  const text = fc.array(part, { maxLength: 7 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, text, (a, b) => {
      const [one, other] = [compareVersions(a, b), compareVersions(b, a)];
      expect(one === undefined ? undefined : Math.sign(one) + 0).toBe(
        other === undefined ? undefined : -Math.sign(other) + 0,
      );
    }),
  );
});
