import { expect, test } from 'vitest';
import { decodePng } from '../../../test/png.ts';
import { PREVIEW_SIZE, type Preview } from './preview.ts';
import { renderPreview } from './render-preview.ts';

const preview = (more: Partial<Preview> = {}): Preview => ({
  heading: 'prod',
  when: 'Sunday 22 November 2026 · 07:15:00 UTC · No. 412',
  state: 'failing',
  lead: 'Two of 31 workloads are failing (shop/web and shop/cart).',
  trouble: [{ state: 'degraded', title: 'Too few replicas', object: 'Deployment shop/web' }],
  ...more,
});
const PAPER = '#fbfaf6';

/** Rows of the picture that contain anything but paper, as ranges. */
async function linesOf(one: Preview): Promise<string[]> {
  const { width, height, at } = decodePng(await renderPreview(one));
  const lines: string[] = [];
  let from: number | undefined;
  for (let y = 0; y <= height; y += 1) {
    let x = 0;
    while (y < height && x < width && at(x, y) === PAPER) x += 1;
    if (y < height && x < width) from ??= y;
    else if (from !== undefined) {
      lines.push(`${from}-${y}`);
      from = undefined;
    }
  }
  return lines;
}

test('is of the size that its page announces, and the same bytes each time', async () => {
  const [one, other] = [await renderPreview(preview()), await renderPreview(preview())];
  const { width, height } = decodePng(one);
  expect({ width, height }).toEqual(PREVIEW_SIZE);
  expect(Buffer.from(one).equals(Buffer.from(other))).toBe(true);
  expect(one.length).toBeLessThan(40_000);
});

test('shows masthead, time, rule, state, lead and trouble, each on its line', async () => {
  const lines = await linesOf(preview());
  expect(lines.length).toBeGreaterThanOrEqual(7);
  expect((await linesOf(preview({ trouble: [] }))).length).toBeLessThan(lines.length);
});

test('has the colour and the shape of the state', async () => {
  const COLOURS = { healthy: '#3c9b7e', degraded: '#c27800', failing: '#b3201f' } as const;
  for (const [state, colour] of Object.entries(COLOURS)) {
    const { at, height } = decodePng(
      await renderPreview(preview({ state: state as 'failing', trouble: [] })),
    );
    const middle = Array.from({ length: height }, (_, y) => at(76, y)).filter((pixel) => pixel === colour);
    const edge = Array.from({ length: height }, (_, y) => at(64, y)).filter((pixel) => pixel === colour);
    expect(middle.length, state).toBeGreaterThan(15);
    if (state === 'failing') expect(edge.length).toBe(24);
    else expect(edge.length, state).toBeLessThan(10);
  }
  const other = decodePng(await renderPreview(preview({ state: 'unknown', trouble: [] })));
  const pixels = Array.from({ length: other.height }, (_, y) => other.at(76, y));
  expect(pixels.some((pixel) => Object.values<string>(COLOURS).includes(pixel))).toBe(false);
});

test('long, strange and hidden text stays within its lines and its margins', async () => {
  const strange = preview({
    heading: 'x'.repeat(63),
    alias: '<script>alert(1)</script>',
    lead: `${'word'.repeat(5000)} проверка 日本語 😀 \u202e\ud800`,
    trouble: Array.from({ length: 9 }, () => ({
      state: 'failing' as const,
      title: 'T'.repeat(500),
      object: '\u0000\n'.repeat(500),
    })),
  });
  const { width, height, at } = decodePng(await renderPreview(strange));
  for (let y = 0; y < height; y += 1) {
    for (const x of [0, 20, 50, width - 50, width - 20, width - 1]) expect(at(x, y)).toBe(PAPER);
  }
  const normal = await linesOf(preview({ trouble: strange.trouble.slice(0, 3) }));
  expect((await linesOf(strange)).slice(-3)).toHaveLength(3);
  expect((await linesOf(strange)).at(-1)).toBe(normal.at(-1));
});

test('letters beyond English are drawn, not boxed', async () => {
  const boxed = await renderPreview(preview({ lead: '日'.repeat(8), trouble: [] }));
  for (const lead of ['Жуковск', 'Αθήνα', 'Łódź']) {
    const drawn = await renderPreview(preview({ lead, trouble: [] }));
    expect(Buffer.from(drawn).equals(Buffer.from(boxed))).toBe(false);
    const other = await renderPreview(preview({ lead: lead.split('').reverse().join(''), trouble: [] }));
    // Boxes would look the same in any order.
    expect(Buffer.from(drawn).equals(Buffer.from(other)), lead).toBe(false);
  }
});

test('an arrow between versions, which the fonts lack, is a word', async () => {
  const preview = { heading: 'prod', when: 'now', state: 'failing' as const, trouble: [] };
  const draw = (lead: string) => renderPreview({ ...preview, lead });
  expect(await draw('2.14.0 → 2.15.0')).toEqual(await draw('2.14.0 to 2.15.0'));
});
