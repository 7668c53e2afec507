import { describe, expect, test } from 'vitest';
import { GazetteError } from '../errors.ts';
import { parseWindow, reviewCommand, reviewIdOf, windowAround } from './window.ts';

const iso = (at: number) => new Date(at * 1000).toISOString().replace('.000Z', 'Z');
const NOW = Date.parse('2026-11-20T16:00:30Z') / 1000;
const read = (from: string, to: string | undefined, zone = 'UTC') => {
  const window = parseWindow(from, to, zone, NOW);
  return [iso(window.from), iso(window.to), window.zone];
};

describe('a window', () => {
  test.each([
    ['2026-11-20T14:00+01:00', '15:30', ['2026-11-20T13:00:00Z', '2026-11-20T14:30:00Z', '+01:00']],
    ['2026-11-20T14:00+01:00', '01:30', ['2026-11-20T13:00:00Z', '2026-11-21T00:30:00Z', '+01:00']],
    ['2026-11-20T14:00+01:00', '14:00', ['2026-11-20T13:00:00Z', '2026-11-21T13:00:00Z', '+01:00']],
    ['2026-11-20T13:00Z', '2026-11-20T15:30+01:00', ['2026-11-20T13:00:00Z', '2026-11-20T14:30:00Z', 'UTC']],
    [
      '2026-11-20T14:00+01:00',
      '2026-11-20T15:30',
      ['2026-11-20T13:00:00Z', '2026-11-20T14:30:00Z', '+01:00'],
    ],
    ['2026-11-20T13:00:30Z', '13:00:45', ['2026-11-20T13:00:30Z', '2026-11-20T13:00:45Z', 'UTC']],
    ['2026-12-31T23:00-03:30', '00:15', ['2027-01-01T02:30:00Z', '2027-01-01T03:45:00Z', '-03:30']],
  ])('%s to %s', (from, to, expected) => {
    expect(read(from, to)).toEqual(expected);
  });

  test('may begin some time ago, and end now', () => {
    expect(read('2h', undefined)).toEqual(['2026-11-20T14:00:00Z', '2026-11-20T16:00:00Z', 'UTC']);
    expect(read('90m', '15:00', 'Europe/Amsterdam')).toEqual([
      ...['2026-11-20T14:30:00Z', '2026-11-21T14:00:00Z', 'Europe/Amsterdam'],
    ]);
    expect(() => read('9d', undefined)).toThrow('too long');
  });

  test('around trouble has what led to it, in whole quarters of an hour', () => {
    const trouble = {
      from: Date.parse('2026-11-20T13:20:00Z') / 1000,
      to: Date.parse('2026-11-20T15:01:00Z') / 1000,
    };
    const { from, to } = windowAround(trouble);
    expect([iso(from), iso(to)]).toEqual(['2026-11-20T12:45:00Z', '2026-11-20T15:30:00Z']);
    expect(reviewCommand('prod', trouble)).toBe(
      'gazette review --cluster prod --from 2026-11-20T12:45Z --to 2026-11-20T15:30Z',
    );
    const long = windowAround({ from: trouble.from - 30 * 86_400, to: trouble.to });
    expect(long.to - long.from).toBe(7 * 86_400);
  });

  test('without an offset is in the time zone of the config, also over a change of clocks', () => {
    expect(read('2026-07-01T14:00', '15:30', 'Europe/Amsterdam')).toEqual([
      '2026-07-01T12:00:00Z',
      '2026-07-01T13:30:00Z',
      'Europe/Amsterdam',
    ]);
    // At three o'clock, the clock goes back to two.
    expect(read('2026-10-25T01:30', '04:00', 'Europe/Amsterdam').slice(0, 2)).toEqual([
      '2026-10-24T23:30:00Z',
      '2026-10-25T03:00:00Z',
    ]);
  });

  test.each([
    ['today', '15:30', '--from: "today" is no time'],
    ['2026-11-20', '15:30', '--from: "2026-11-20" is no time'],
    ['2026-02-30T14:00Z', '15:30', '--from: "2026-02-30T14:00Z" is no time'],
    ['2026-11-20T25:00Z', '15:30', '--from: "2026-11-20T25:00Z" is no time'],
    ['2026-11-20T14:00Z', '15:60', '--to: "15:60" is no time'],
    ['2026-11-20T14:00Z', 'later', '--to: "later" is no time'],
    [
      '2026-11-20T14:00Z',
      '2026-11-20T13:59Z',
      '--to: 2026-11-20T13:59Z is not after --from 2026-11-20T14:00Z',
    ],
    ['2026-11-20T14:00Z', '2026-11-28T13:59Z', 'the window of 8 days is too long'],
  ])('%s to %s is refused: %s', (from, to, message) => {
    const attempt = () => parseWindow(from, to, 'UTC', NOW);
    expect(attempt).toThrow(GazetteError);
    expect(attempt).toThrow(message);
  });
});

test.each([
  ['2026-11-20T13:00:00Z', '2026-11-20T14:30:00Z', 'prod-2026-11-20T1300Z-1430Z'],
  ['2026-11-20T23:00:00Z', '2026-11-21T01:00:00Z', 'prod-2026-11-20T2300Z-2026-11-21T0100Z'],
  ['2026-11-20T13:00:30Z', '2026-11-20T13:10:00Z', 'prod-2026-11-20T130030Z-1310Z'],
  ['2026-11-20T00:00:00Z', '2026-11-21T00:00:00Z', 'prod-2026-11-20T0000Z-2026-11-21T0000Z'],
])('%s to %s is %s', (from, to, id) => {
  expect(reviewIdOf('prod', { from: Date.parse(from) / 1000, to: Date.parse(to) / 1000 })).toBe(id);
});
