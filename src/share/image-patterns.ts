/** Finds the registries of images in messages. Pure. */
import { registryOf } from './images.ts';
import { findEach } from './patterns.ts';
import type { Finder } from './name-places.ts';

/** `image "team/app:1"` */
const QUOTED = /\bimage \\?["']([^"'\\\s]+)\\?["']/gi;
/** `registry.example.com/team/app:1` */
const REFERENCE =
  /(?<![\w./-])(?:[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d{2,5})?|[a-z0-9-]+:\d{2,5})(?:\/[a-z0-9._-]+)+(?::[\w][\w.-]*|@sha256:[0-9a-f]{64})/gi;

const toRegistry = (image: string, from: number) => {
  const registry = registryOf(image);
  if (registry === undefined) return undefined;
  const start = from + image.indexOf(registry);
  return { class: 'registry' as const, original: registry, from: start, to: start + registry.length };
};

export const findImages: Finder[] = [
  findEach(QUOTED, 'mage ', (match, image = '') => toRegistry(image, match.lastIndexOf(image))),
  findEach(REFERENCE, '/', (image) => toRegistry(image, 0)),
];
