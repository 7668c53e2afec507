/** Preview → PNG, without a browser. */
import fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Renderer } from '@takumi-rs/core';
import { drawPreview } from './draw-preview.ts';
import { PREVIEW_SIZE, type Preview } from './preview.ts';

/**
 * Fonts from packages: a picture is the same on every machine. A character that none of them has becomes a box. Each is
 * a subset; the first with a character draws it.
 */
const FAMILIES = [
  { name: 'Serif', file: '@fontsource/source-serif-4/files/source-serif-4' },
  { name: 'Sans', file: '@fontsource/source-sans-3/files/source-sans-3' },
];
const SUBSETS: Record<string, [number, number][]> = {
  latin: [
    [0, 0xff],
    [0x2000, 0x206f],
    [0x20ac, 0x20ac],
    [0x2122, 0x2122],
    [0x2191, 0x2193],
    [0x2212, 0x2215],
  ],
  'latin-ext': [
    [0x100, 0x2ff],
    [0x1d00, 0x1dbf],
    [0x1e00, 0x1e9f],
    [0x1ef2, 0x1eff],
    [0x20a0, 0x20c4],
  ],
  cyrillic: [[0x400, 0x4ff]],
  greek: [[0x370, 0x3ff]],
};
const WEIGHTS = [400, 600];

let opened: Promise<Renderer> | undefined;

async function openRenderer(): Promise<Renderer> {
  const { resolve } = createRequire(import.meta.url);
  const renderer = new Renderer();
  for (const { name, file } of FAMILIES) {
    for (const [subset, unicodeRange] of Object.entries(SUBSETS)) {
      for (const weight of WEIGHTS) {
        const data = await fs.readFile(resolve(`${file}-${subset}-${weight}-normal.woff2`));
        await renderer.registerFont({ name, weight, style: 'normal', data, unicodeRange });
      }
    }
  }
  return renderer;
}

/** A PNG of {@link PREVIEW_SIZE}; the same bytes for the same preview. */
export async function renderPreview(preview: Preview): Promise<Uint8Array<ArrayBuffer>> {
  const renderer = await (opened ??= openRenderer());
  const png = await renderer.render(drawPreview(preview), { ...PREVIEW_SIZE, format: 'png' });
  return new Uint8Array(png);
}
