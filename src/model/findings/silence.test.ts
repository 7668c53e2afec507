import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Silence } from '../../snapshots/schema.ts';
import { findSilence } from './silence.ts';

const finding = {
  rule: 'crash-loop',
  object: { kind: 'Deployment', namespace: 'shop', name: 'nightly-report' },
};
const isSilent = (silence: Omit<Silence, 'reason'>) =>
  findSilence([{ ...silence, reason: 'x' }], finding) !== undefined;

describe('a silence', () => {
  test('has to fit in all that it says', () => {
    expect(isSilent({})).toBe(true);
    expect(isSilent({ rule: 'crash-loop', namespace: 'shop', name: 'nightly-report' })).toBe(true);
    expect(isSilent({ rule: 'oom-kill', namespace: 'shop', name: 'nightly-report' })).toBe(false);
    expect(isSilent({ rule: 'crash-loop', namespace: 'bank' })).toBe(false);
    expect(isSilent({ namespace: 'shop', name: 'nightly' })).toBe(false);
  });

  test('of a namespace does not hold for what has none', () => {
    const node = { rule: 'cordoned', object: { kind: 'Node', name: 'a' } };
    expect(findSilence([{ namespace: 'shop', reason: 'x' }], node)).toBeUndefined();
    expect(findSilence([{ name: 'a', reason: 'x' }], node)).toBeDefined();
  });

  test('is the first that fits', () => {
    const silences = [
      { rule: 'oom-kill', reason: 'no' },
      { name: 'nightly-*', reason: 'first' },
      { reason: 'second' },
    ];
    expect(findSilence(silences, finding)?.reason).toBe('first');
  });
});

describe('a * in a name', () => {
  test.each([
    ['nightly-*', true],
    ['*-report', true],
    ['n*y-*t', true],
    ['*', true],
    ['nightly-report*', true],
    ['**report', true],
    ['nightly-*-report', false],
    ['*nightly', false],
    ['report*', false],
    ['', false],
    ['nightly.report', false],
    ['*t*t', true],
    ['*t*t*t', false],
  ])('%s: %s', (name, fits) => {
    expect(isSilent({ name })).toBe(fits);
  });

  test('stands for any text, as a regular expression would have it', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 6 });
    const name = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
    fc.assert(
      fc.property(word, name, (pattern, text) => {
        const expected = new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 's').test(text);
        const object = { kind: 'Pod', namespace: 'shop', name: text };
        const found = findSilence([{ name: pattern, reason: 'x' }], { rule: 'starting', object });
        expect(found !== undefined).toBe(expected);
      }),
    );
  });
});
