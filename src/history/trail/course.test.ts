/** Since when a cluster is so. */
import { expect, test } from 'vitest';
import type { State } from '../../model/report.ts';
import { courseOf, foldCourse } from './course.ts';
import type { Course, RecentEdition } from './trail-record.ts';

const edition = (number: number, state: State, more: Partial<RecentEdition> = {}): RecentEdition => ({
  ...{ number, state, day: '2026-11-22', time: `${10 + number}0000Z`, interval: 3600 },
  instant: `2026-11-22T${10 + number}:00:00Z`,
  ...more,
});
/** Editions an hour apart; `gap` is an hour without any. */
const course = (...states: (State | 'gap')[]): Course =>
  courseOf({
    recent: states.flatMap((state, index) => (state === 'gap' ? [] : edition(index + 1, state))),
  })!;
const since = ({ since: own, atLeast, trouble }: Course) => ({
  own: `${own.number}${atLeast ? ' at least' : ''}`,
  trouble:
    trouble && `${trouble.since.number}${trouble.atLeast ? ' at least' : ''} to ${trouble.last.number}`,
  over: trouble?.over && `${trouble.over.number}${trouble.endUnseen ? ' at least' : ''}`,
});

test.each<[string, (State | 'gap')[], ReturnType<typeof since>]>([
  [
    'a state since its first edition; the first of all at least',
    ['healthy', 'healthy'],
    { own: '1 at least', trouble: undefined, over: undefined },
  ],
  [
    'trouble that became worse: since when failing, and since when in trouble',
    ['healthy', 'degraded', 'degraded', 'failing'],
    { own: '4', trouble: '2 to 4', over: undefined },
  ],
  [
    'trouble that is over',
    ['healthy', 'failing', 'healthy', 'healthy'],
    { own: '3', trouble: '2 to 2', over: '3' },
  ],
  [
    'trouble after trouble',
    ['healthy', 'failing', 'healthy', 'degraded'],
    { own: '4', trouble: '4 to 4', over: undefined },
  ],
  [
    'what was not seen is no trouble: it begins anew, at least',
    ['healthy', 'failing', 'unknown', 'failing'],
    { own: '4 at least', trouble: '4 at least to 4', over: undefined },
  ],
  [
    'nor is a gap',
    ['healthy', 'failing', 'gap', 'failing', 'failing'],
    { own: '4 at least', trouble: '4 at least to 5', over: undefined },
  ],
  [
    'after a gap, trouble is over at the latest',
    ['healthy', 'failing', 'gap', 'healthy', 'healthy'],
    { own: '4 at least', trouble: '2 to 2', over: '4 at least' },
  ],
  [
    'after a gap, a state was there at least since its first edition',
    ['healthy', 'gap', 'healthy', 'degraded', 'gap', 'failing'],
    { own: '6 at least', trouble: '6 at least to 6', over: undefined },
  ],
  [
    'trouble after what was not seen may be older',
    ['healthy', 'unknown', 'degraded'],
    { own: '3 at least', trouble: '3 at least to 3', over: undefined },
  ],
])('%s', (_, states, told) => {
  expect(since(course(...states))).toEqual(told);
});

test('the last rollout stays known, and an older trail tells as much as its day before', () => {
  const workload = { kind: 'Deployment', namespace: 'shop', name: 'web' };
  const recent = [
    edition(1, 'healthy'),
    edition(2, 'healthy', { rolledOut: [{ workload, from: '1', to: '2' }] }),
    edition(3, 'failing'),
  ];
  const told = courseOf({ recent });
  expect(told).toMatchObject({ state: 'failing', rollout: { workload, to: '2', at: { number: 2 } } });
  expect(foldCourse(told, edition(4, 'failing'), false).rollout).toEqual(told?.rollout);
  expect(courseOf({})).toBeUndefined();
});
