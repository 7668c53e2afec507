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
  expect(findVersion([old, recommended], 'app:3')).toEqual({
    version: '2',
    versionFrom: 'app.kubernetes.io/version',
  });
  expect(findVersion([undefined, old], 'app:3')).toEqual({ version: '1', versionFrom: 'version' });
  expect(findVersion([{ app: 'x' }], 'app:3')).toEqual({ version: '3', versionFrom: 'image tag' });
});

test('without labels and image there is no version', () => {
  expect(findVersion([undefined], undefined)).toBeUndefined();
});
