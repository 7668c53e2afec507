import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatBytes, formatDecimal, formatFileSize, formatPercent, parseQuantity } from './quantity.ts';

describe('a quantity', () => {
  // The cases of TestQuantityParse in k8s.io/apimachinery/pkg/api/resource/quantity_test.go.
  test.each<[string, number]>([
    ['0', 0],
    ['0n', 0],
    ['100n', 1e-7],
    ['1u', 1e-6],
    ['300m', 0.3],
    ['1', 1],
    ['1k', 1e3],
    ['1Ki', 1024],
    ['8Mi', 8 * 1024 ** 2],
    ['1.5Gi', 1.5 * 1024 ** 3],
    ['12.5G', 12.5e9],
    ['3Ti', 3 * 1024 ** 4],
    ['2Pi', 2 * 1024 ** 5],
    ['1Ei', 1024 ** 6],
    ['5E', 5e18],
    ['9e3', 9e3],
    ['9E-3', 9e-3],
    ['1.1E+3', 1100],
    ['.5', 0.5],
    ['1.', 1],
    ['-250m', -0.25],
    ['+1', 1],
    ['0.001', 0.001],
  ])('%s is %d', (text, value) => {
    expect(parseQuantity(text)).toBe(value);
  });

  test('may be a JSON number', () => {
    expect(parseQuantity(2)).toBe(2);
  });

  test.each([
    '',
    'Ki',
    '1K',
    '1ki',
    '1 Gi',
    ' 1',
    '1e',
    '1ee3',
    '1.2.3',
    '1e9999',
    'constructor',
    '0x10',
    '1B',
  ])('%j is none', (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  });

  test('that is missing is none', () => {
    expect(parseQuantity(undefined)).toBeUndefined();
  });

  test('of whole thousandths is the nearest number to them', () => {
    fc.assert(fc.property(fc.integer(), (milli) => parseQuantity(`${milli}m`) === milli / 1000));
  });
});

test('bytes are short, in binary units', () => {
  const texts = [0, 512, 1023, 1024, 1536, 536870912, 66035122176, 1024 ** 4 - 1, -2048, 1024 ** 7].map(
    (bytes) => formatBytes(bytes),
  );
  expect(texts).toEqual([
    '0 B',
    '512 B',
    '1023 B',
    '1 KiB',
    '1.5 KiB',
    '512 MiB',
    '61.5 GiB',
    '1 TiB',
    '-2 KiB',
    '1024 EiB',
  ]);
  expect(formatBytes(512 * 1024 ** 2, 32 * 1024 ** 3)).toBe('0.5 GiB');
});

test('files are counted by 1000', () => {
  const texts = [0, 842, 999, 1000, 41_260, 999_960, 1_234_567, 1e12].map(formatFileSize);
  expect(texts).toEqual(['0 B', '842 B', '999 B', '1.0 KB', '41.3 KB', '1.0 MB', '1.2 MB', '1.0 TB']);
});

test('a share is 100 % only when it is whole, and what binary fractions lack is no percent less', () => {
  expect([0, 0.29, 0.57, 0.995, 1, 1.154].map((share) => formatPercent(share))).toEqual([
    ...['0 %', '29 %', '57 %', '99 %', '100 %', '115 %'],
  ]);
  expect([0.999_999, 1, 1 / 3].map((share) => formatPercent(share, 2))).toEqual([
    ...['99.99 %', '100 %', '33.33 %'],
  ]);
});

test('numbers have the decimals that tell something', () => {
  expect([0, 0.0123, 0.05, 0.25, 1.256, 12.34, 249.6, 15500].map(formatDecimal)).toEqual([
    '0',
    '0.012',
    '0.05',
    '0.25',
    '1.26',
    '12.3',
    '250',
    '15500',
  ]);
});
