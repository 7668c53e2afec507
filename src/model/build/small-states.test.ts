import { describe, expect, test } from 'vitest';
import { leads, quietOddStates, told, troubledOddStates } from '../../../test/small-states/odd-states.ts';
import {
  leadsOfMany,
  quietPassingStates,
  toldOfPassing,
  troubledPassingStates,
} from '../../../test/small-states/passing-states.ts';
import { quietStates, troubledStates } from '../../../test/small-states/states.ts';
import { stateOf } from '../../../test/small-states/things.ts';
import { buildReport } from './build-report.ts';

function tell(things: Parameters<typeof stateOf>[0]): string[] {
  const { state, findings } = buildReport(stateOf(things));
  return [
    state,
    ...findings.map(({ severity, rule, object: { kind, name } }) =>
      severity === 'advice' ? `(${rule} ${kind}/${name})` : `${severity} ${rule} ${kind}/${name}`,
    ),
  ];
}

describe('nothing is told but what its owner would thank us for:', () => {
  test.each([...quietStates, ...quietOddStates, ...quietPassingStates])('%s', (_, things, expected) => {
    expect(tell(things)).toEqual(expected);
  });
});

describe('what does most harm is told first, and each cause once:', () => {
  test.each([...troubledStates, ...troubledOddStates, ...troubledPassingStates])(
    '%s',
    (_, things, expected) => {
      expect(tell(things).filter((line) => !line.startsWith('('))).toEqual(expected);
    },
  );
});

describe('the lead tells', () => {
  test.each([...leads, ...leadsOfMany])('%s', (_, things, lead) => {
    expect(buildReport(stateOf(things)).lead).toBe(lead);
  });
});

describe('a finding tells', () => {
  test.each([...told, ...toldOfPassing])('%s', (_, things, what) => {
    expect(buildReport(stateOf(things)).findings[0]?.what).toBe(what);
  });
});
