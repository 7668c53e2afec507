#!/usr/bin/env -S node --max-semi-space-size=8
/**
 * The start of the command line. Plain JavaScript, so that an old Node can say that it is too old. The flag above keeps
 * V8 from giving a third of its memory to short-lived objects.
 */
import { existsSync, readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

if (Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write(
    `gazette: this is Node ${process.versions.node}, and Gazette needs 24 or later\n` +
      'Install it from https://nodejs.org/en/download, or with your package manager.\n',
  );
  process.exit(1);
}
const here = (/** @type {string} */ file) => new URL(file, import.meta.url);

if (['--version', '-v'].includes(process.argv[2] ?? '')) {
  const { version } = JSON.parse(readFileSync(here('../package.json'), 'utf8'));
  process.stdout.write(`${version}\n`);
} else {
  const packed = here('../bundle/modules/run.mjs');
  await import(existsSync(packed) ? packed.href : await findRun());
}

/**
 * In a checkout: the bundle, if it is up to date or needed to print pages. Otherwise the sources themselves, which is
 * slower: five hundred files are read, and types stripped.
 */
async function findRun() {
  enableCompileCache(fileURLToPath(here('../.gazette/compile-cache')));
  const { BUNDLE, findBundle, placeOfBundle } = await import('../src/publish/bundle.ts');
  const prints = ['publish', 'purge', 'review', 'share', 'demo'].includes(process.argv[2] ?? '');
  const place = placeOfBundle();
  if (process.argv[2] === 'demo' && !existsSync(place))
    process.stderr.write('Bundling the pages, once after each change of the sources …\n');
  const run = pathToFileURL(`${prints ? await findBundle(place) : place}/${BUNDLE.run}`);
  return existsSync(run) ? run.href : './run.ts';
}
