import { expect, test } from 'vitest';
import { findVersion, imageTag } from './version.ts';

test.each([
  ['nginx', 'latest'],
  ['nginx:1.27', '1.27'],
  ['registry:5000/team/app', 'latest'],
  ['registry:5000/team/app:v2', 'v2'],
  ['registry:5000/team/app:v2@sha256:0123456789abcdef0123', 'v2'],
  ['app@sha256:0123456789abcdef0123', 'sha256:0123456789ab'],
])('the tag of %s is %s', (image, tag) => {
  expect(imageTag(image)).toBe(tag);
});

test('the recommended label comes before the old one, and both before the image', () => {
  const old = { version: '1' };
  const recommended = { 'app.kubernetes.io/version': '2' };
  expect(findVersion([old, recommended], 'app:2-alpine')).toEqual({
    version: '2',
    versionFrom: 'app.kubernetes.io/version',
  });
  expect(findVersion([undefined, old], 'app:main')).toEqual({ version: '1', versionFrom: 'version' });
  expect(findVersion([{ app: 'x' }], 'app:3')).toEqual({ version: '3', versionFrom: 'image tag' });
});

test('without labels and image there is no version', () => {
  expect(findVersion([undefined], undefined)).toBeUndefined();
});

test('a tag that tells no version gives way to the one in the name of the workload, and stands where there is none', () => {
  const find = (image: string, name?: string) => findVersion([], image, { name });
  expect(find('app:3', 'app-v12-dc1')).toEqual({ version: '3', versionFrom: 'image tag' });
  expect(find('app', 'app-v12-dc1')).toEqual({ version: 'v12', versionFrom: 'workload name' });
  expect(find('app@sha256:0123456789abcdef0123', 'app-v12')).toMatchObject({ version: 'v12' });
  expect(find('app', 'app')).toEqual({ version: 'latest', versionFrom: 'image tag' });
});

test('labels are those that the config names', () => {
  const rules = { serviceLabels: [], versionLabels: ['constructor', 'release'], dataCentreSuffix: 'x' };
  expect(findVersion([{ version: '1' }], 'app:3', { rules })).toMatchObject({ version: '3' });
  expect(findVersion([{ release: '4' }], 'app:3', { rules })).toEqual({
    version: '4',
    versionFrom: 'release',
  });
});

test('where label and tag are both versions and differ, the image is what runs', () => {
  const find = (version: string, image: string) =>
    findVersion([{ 'app.kubernetes.io/version': version }], image)?.version;
  expect(find('6.7.1', 'grafana:7.2.0')).toBe('7.2.0');
  expect(find('v1', 'shop/web:3.4.0')).toBe('3.4.0');
  expect(find('1.4', 'app:1.4.2')).toBe('1.4.2');
  for (const [label, tag] of [
    ['1.4.2', 'v1.4.2'],
    ['1.4.2', '1.4.2-alpine'],
    ['stable', '1.4.2'],
    ['1.4.2', '7d9f8c1'],
    ['1.4.2', 'latest'],
  ] as const)
    expect(find(label, `app:${tag}`)).toBe(label);
});
