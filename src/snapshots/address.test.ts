import { describe, expect, test } from 'vitest';
import { findAddress, parseAddress } from './address.ts';
import { formatAddress, foldManifest, type Manifest } from './fold-manifest.ts';
import type { ManifestLine } from './schema.ts';

describe('parsing', () => {
  const forms: [string, unknown][] = [
    ['prod', { type: 'back', steps: 0 }],
    ['prod~1', { type: 'back', steps: 1 }],
    ['prod@2h', { type: 'ago', seconds: 7200 }],
    ['prod@15m', { type: 'ago', seconds: 900 }],
    ['prod@2026-11-22T07:15Z', { type: 'time', time: '2026-11-22T07:15:00.000Z' }],
    ['prod@2026-11-22T07:15:30Z', { type: 'time', time: '2026-11-22T07:15:30.000Z' }],
    ['prod@2026-11-22T08:15+01:00', { type: 'time', time: '2026-11-22T07:15:00.000Z' }],
    ['prod@2026-11-22T02:15:00-05:00', { type: 'time', time: '2026-11-22T07:15:00.000Z' }],
    ['prod/2026-11-22T071500Z', { type: 'exact', name: '2026-11-22T071500Z' }],
  ];
  test.each(forms)('%s', (text, of) => expect(parseAddress(text)).toEqual({ text, cluster: 'prod', of }));

  const wrong = [
    '',
    '~1',
    'Prod',
    'prod~',
    'prod~-1',
    'prod~1.5',
    'prod@',
    'prod@2',
    'prod@yesterday',
  ].concat(
    [
      'prod@2026-11-22',
      'prod@2026-11-22T07:15',
      'prod@2026-13-22T07:15Z',
      'prod/',
      'prod/2026-11-22/071500Z',
    ],
    ['prod/2026-11-22T071500', 'prod/2026-99-22T071500Z', '../prod', 'prod\n', 'prod~1\n', 'prod@2h@3h'],
  );
  test.each(wrong)('%j is refused, and every form is shown', (text) => {
    expect(() => parseAddress(text)).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('prod@2h') }),
    );
  });
});

const line = (number: number, time: string, more: object = {}): ManifestLine => ({
  type: 'snapshot',
  number,
  time: `2026-11-22T${time}:00Z`,
  file: `2026-11-22/${time.replace(':', '')}00Z.full.jsonl.zst`,
  digest: 'sha256:0',
  bytes: 1,
  objects: 1,
  complete: true,
  previous: '',
  ...more,
});
const manifest: Manifest = {
  ...foldManifest('prod', [
    line(1, '07:00'),
    line(2, '07:15'),
    line(3, '07:30'),
    line(4, '23:00', { marks: ['future'] }),
    line(5, '07:45'),
    line(6, '07:20', { marks: ['late'] }),
    {
      type: 'tombstone',
      number: 2,
      file: '2026-11-22/071500Z.full.jsonl.zst',
      at: 'then',
      why: 'retention',
      previous: '',
    },
  ]),
  problems: [],
};
const now = new Date('2026-11-22T08:00:00Z');
const find = (text: string) => findAddress(manifest, parseAddress(text), now).number;

test('counting back goes through the snapshots in the order in which the cluster did', () => {
  expect([find('prod'), find('prod~1'), find('prod~2'), find('prod~3'), find('prod~4')]).toEqual([
    5, 4, 3, 6, 1,
  ]);
});

test('as of a time is the newest at or before it, and never one whose clock lay in the future', () => {
  expect([find('prod@2026-11-22T07:45Z'), find('prod@2026-11-22T07:44:59Z')]).toEqual([5, 3]);
  expect([find('prod@2026-11-22T07:29Z'), find('prod@2026-11-22T23:30Z'), find('prod@1h')]).toEqual([
    6, 5, 1,
  ]);
});

test('an exact address finds that one, and formats as it was written', () => {
  expect(find('prod/2026-11-22T230000Z')).toBe(4);
  for (const stored of manifest.snapshots) expect(find(formatAddress(stored))).toBe(stored.number);
});

const failures: [string, RegExp, RegExp][] = [
  ['prod~5', /prod has only 5 snapshots/, /The oldest is prod\/2026-11-22T070000Z, prod~4/],
  ['prod@9h', /prod has no snapshot that old/, /The nearest: prod\/2026-11-22T070000Z after/],
  ['prod/2026-11-22T072500Z', /there is no such snapshot/, /T072000Z before, prod\/2026-11-22T073000Z after/],
  [
    'prod/2026-11-22T071500Z',
    /was deleted \(retention\) on then/,
    /T070000Z before, prod\/2026-11-22T072000Z after/,
  ],
];
test.each(failures)('%s names what there is instead', (text, message, hint) => {
  expect(() => find(text)).toThrow(message);
  expect(() => find(text)).toThrow(expect.objectContaining({ hint: expect.stringMatching(hint) }));
});
