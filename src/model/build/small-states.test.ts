import { describe, expect, test } from 'vitest';
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
  test.each(quietStates)('%s', (_, things, told) => {
    expect(tell(things)).toEqual(told);
  });
});

describe('what does most harm is told first, and each cause once:', () => {
  test.each(troubledStates)('%s', (_, things, told) => {
    expect(tell(things).filter((line) => !line.startsWith('('))).toEqual(told);
  });
});
