import { describe, expect, test } from 'vitest';
import { heightOf, toCountStripes, toStripPicture, type Stripe } from './strip-picture.ts';

const BOX = { width: 40, height: 30 };
const good: Stripe = { mark: 'healthy', height: 1 / 3 };
const bad: Stripe = { mark: 'failing', height: 1 };

describe('a strip', () => {
  test('is one outline per colour, and what is the same beside each other one block', () => {
    expect(toStripPicture([good, good, bad, good], BOX)).toEqual({
      linked: [],
      outlines: [
        { mark: 'healthy', d: 'M0 20h20v10h-20zM30 20h10v10h-10z' },
        { mark: 'failing', d: 'M20 0h10v30h-10z' },
      ],
    });
  });

  test('has a cell for each with a gap', () => {
    const [outline] = toStripPicture([good, good, good, good], BOX, 1).outlines;
    expect(outline?.d.match(/z/g)).toHaveLength(4);
  });

  test('leaves room for what was not there, or is still to come', () => {
    expect(toStripPicture([{ height: 0 }, good, { height: 0 }, { height: 0 }], BOX).outlines).toEqual([
      { mark: 'healthy', d: 'M10 20h10v10h-10z' },
    ]);
  });

  test('links each stripe that leads somewhere, and joins those that lead to the same', () => {
    const linked = { ...bad, label: '07:00: Failing', href: '070000Z/index.html' };
    expect(toStripPicture([good, linked, linked, good], BOX).linked).toEqual([
      {
        x: 10,
        y: 0,
        width: 20,
        height: 30,
        mark: 'failing',
        label: '07:00: Failing',
        href: '070000Z/index.html',
      },
    ]);
  });

  test('of nothing is empty', () => {
    expect(toStripPicture([], BOX)).toEqual({ linked: [], outlines: [] });
  });
});

describe('counts over time', () => {
  const rules = {
    mark: 'failing',
    isUnseen: (index: number) => index >= 2,
    labelOf: (index: number) => `bucket ${index}`,
    hrefOf: () => undefined,
  };

  test('are hatched where nothing was seen, but for what is known to have happened', () => {
    expect(toCountStripes([0, 4, 0, 1], rules)).toEqual([
      { height: 0 },
      { mark: 'failing', height: 1, label: 'bucket 1' },
      { mark: 'unseen', height: 1 },
      { mark: 'failing', height: 0.5, label: 'bucket 3' },
    ]);
  });

  test('one of many can be seen, none cannot', () => {
    expect(heightOf(1, 10_000)).toBe(0.18);
    expect(heightOf(0, 10)).toBe(0);
    expect(heightOf(0, 0)).toBe(0);
  });
});
