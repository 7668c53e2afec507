import { expect, test } from 'vitest';
import { toResourceShare } from './resource-share.ts';

const GIB = 1024 ** 3;

test('a share has its figures and its bar', () => {
  const cpu = { name: 'cpu', allocatable: 8, requested: 3.77, used: 2.25 } as const;
  expect(toResourceShare(cpu, 100)).toEqual({
    ...{ text: '3.77 of 8', used: '2.25 used', requestedTo: 47, usedAt: 28, full: false },
  });
});

test('bytes are in the unit of the whole, which is named once', () => {
  const text = (requested: number) =>
    toResourceShare({ name: 'memory', allocatable: 30.5 * GIB, requested }, 100).text;
  expect(text(14.1 * GIB)).toBe('14.1 of 30.5 GiB');
  expect(text(GIB / 2)).toBe('0.5 of 30.5 GiB');
  const memory = { name: 'memory', allocatable: 30.5 * GIB, used: 2.23 * GIB } as const;
  expect(toResourceShare(memory, 100).used).toBe('2.23 used');
  expect(toResourceShare({ name: 'memory', requested: GIB }, 100).text).toBe('1 GiB of not known');
});

test('what is asked beyond all ends with the bar, and from 95 % on there is no room', () => {
  const of = (requested: number) => toResourceShare({ name: 'cpu', allocatable: 4, requested }, 100);
  expect(of(5)).toMatchObject({ requestedTo: 100, full: true });
  expect([of(3.79).full, of(3.8).full]).toEqual([false, true]);
});

test('what is not known is said, and not drawn', () => {
  expect(toResourceShare({ name: 'cpu', allocatable: 4 }, 100)).toEqual({
    text: 'not known of 4',
    full: false,
  });
  expect(toResourceShare({ name: 'cpu', requested: 1, used: 1 }, 100)).toEqual({
    ...{ text: '1 of not known', used: '1 used', full: false },
  });
  expect(toResourceShare({ name: 'cpu', allocatable: 0, requested: 1 }, 100)).toEqual({
    ...{ text: '1 of 0', full: false },
  });
});
