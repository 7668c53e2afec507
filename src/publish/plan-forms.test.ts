import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SECONDS_A_DAY, startOfDay } from '../history/day/unix.ts';
import { KEEP_STEPS, planForms, stepsOver, type FormCandidate } from './plan-forms.ts';

const DAY = '2026-11-22';
const END = startOfDay(DAY) + SECONDS_A_DAY;
const SIZES = { small: 0, brief: 1, full: 2 };

const policies = fc.record({
  all: fc.integer({ min: 1, max: 20 * SECONDS_A_DAY }),
  hourly: fc.integer({ min: 1, max: 40 * SECONDS_A_DAY }),
  brief: fc.integer({ min: 1, max: 90 * SECONDS_A_DAY }),
});
const times = fc.integer({ min: END - SECONDS_A_DAY, max: END + 200 * SECONDS_A_DAY });
const candidates = fc
  .array(
    fc.record({
      seconds: fc.integer({ min: 0, max: SECONDS_A_DAY - 1 }),
      state: fc.option(fc.constantFrom('healthy' as const, 'degraded' as const, 'failing' as const), {
        nil: undefined,
      }),
      isShown: fc.boolean(),
      isHeld: fc.boolean(),
    }),
    { maxLength: 60 },
  )
  .map((own): FormCandidate[] =>
    own
      .sort((a, b) => a.seconds - b.seconds)
      .map(({ seconds, state, ...one }, index) => ({
        ...{ ...one, number: index + 1, at: startOfDay(DAY) + seconds },
        ...(state && { state }),
      })),
  );

test('an edition never grows as time passes', () => {
  fc.assert(
    fc.property(candidates, policies, times, fc.nat(200 * SECONDS_A_DAY), (day, policy, now, later) => {
      const [before, after] = [now, now + later].map((time) => planForms(DAY, day, policy, time));
      for (const { number } of day)
        expect(SIZES[after!.get(number)!]).toBeLessThanOrEqual(SIZES[before!.get(number)!]);
    }),
  );
});

test('later snapshots of a day change nothing for the earlier ones', () => {
  fc.assert(
    fc.property(candidates, policies, times, fc.nat(60), (day, policy, now, count) => {
      const whole = planForms(DAY, day, policy, now);
      const begun = planForms(DAY, day.slice(0, count), policy, now);
      for (const [number, form] of begun) expect(form).toBe(whole.get(number));
    }),
  );
});

test('what is held is full for ever, and so is the first of each day that can be shown', () => {
  fc.assert(
    fc.property(candidates, policies, times, (day, policy, now) => {
      const forms = planForms(DAY, day, policy, now);
      const first = day.find(({ isShown }) => isShown);
      for (const one of day.filter(({ isHeld }) => isHeld)) expect(forms.get(one.number)).toBe('full');
      if (first) expect(forms.get(first.number)).toBe('full');
    }),
  );
});

test('while the second step lasts, each hour and each change of state has all its pages', () => {
  fc.assert(
    fc.property(candidates, policies, times, (day, policy, now) => {
      fc.pre(!stepsOver(DAY, policy, now).includes('hourly'));
      const forms = planForms(DAY, day, policy, now);
      const shown = day.filter(({ isShown }) => isShown);
      const hours = new Map(shown.toReversed().map((one) => [Math.floor(one.at / 3600), one]));
      for (const { number } of hours.values()) expect(forms.get(number)).toBe('full');
      for (const [index, one] of shown.entries()) {
        const before = shown[index - 1]?.state;
        if (before && one.state && one.state !== before) expect(forms.get(one.number)).toBe('full');
      }
      expect([...forms.values()]).not.toContain('small');
    }),
  );
});

test('a quiet day of 96 editions: all, then one an hour, then one; the others are brief, then small', () => {
  const day = Array.from({ length: 96 }, (_, index) => ({
    ...{ number: index + 1, at: startOfDay(DAY) + index * 900, isShown: true, isHeld: false },
    state: 'healthy' as const,
  }));
  const policy = { all: 7 * SECONDS_A_DAY, hourly: 23 * SECONDS_A_DAY, brief: 60 * SECONDS_A_DAY };
  const count = (days: number) => {
    const forms = [...planForms(DAY, day, policy, END + days * SECONDS_A_DAY).values()];
    return ['full', 'brief', 'small'].map((form) => forms.filter((one) => one === form).length);
  };
  expect([0, 6, 7, 29, 30, 89, 90, 4000].map(count)).toEqual([
    [96, 0, 0],
    [96, 0, 0],
    [24, 72, 0],
    [24, 72, 0],
    [1, 95, 0],
    [1, 95, 0],
    [1, 0, 95],
    [1, 0, 95],
  ]);
});

test('the steps of a day end one after the other', () => {
  fc.assert(
    fc.property(policies, times, (policy, now) => {
      const over = stepsOver(DAY, policy, now);
      expect(over).toEqual(KEEP_STEPS.slice(0, over.length));
    }),
  );
});
