import { describe, expect, test } from 'vitest';
import { put } from '../../test/days-of.ts';
import { reviewOf } from '../../test/review-of.ts';
import { rolled } from '../../test/rolled-out.ts';
import { object } from '../../test/snapshot-of.ts';
import { toUnix } from '../history/day/unix.ts';
import { showEntries } from './select-entries.ts';
import { formatWhen } from './times.ts';

const at = (clock: string) => toUnix(`2026-11-22T${clock}:00Z`)!;
const app = (name: string, ready: number) =>
  object('Deployment', name, {
    metadata: { generation: 1 },
    spec: { replicas: 2 },
    status: {
      observedGeneration: 1,
      replicas: 2,
      updatedReplicas: 2,
      readyReplicas: ready,
      availableReplicas: ready,
    },
  });
const server = { version: 'v1.34.1', ready: true };
const seen = (clock: string, web: number, db = 2) =>
  put(clock, { Deployment: [app('web', web), app('db', db)] }, { server });

describe('the sentence', () => {
  const leadOf = (puts: ReturnType<typeof put>[], from: string, to: string) =>
    reviewOf(puts, from, to).review.lead;

  test('says how bad, for how long at least, what began, and when it was over', () => {
    const story = [
      seen('07:00', 2),
      seen('07:15', 0),
      seen('07:30', 0, 1),
      seen('07:45', 2),
      seen('08:00', 2),
    ];
    expect(leadOf(story, '07:00', '08:00')).toBe(
      'The cluster test was failing for 15\u00a0min to 45\u00a0min; it began with Deployment shop/web, failing between 07:00 and 07:15; it was healthy again between 07:30 and 07:45.',
    );
    expect(leadOf(story, '07:00', '07:40')).toBe(
      'The cluster test was failing for 15\u00a0min to 45\u00a0min; it began with Deployment shop/web, failing between 07:00 and 07:15; it was over after the window.',
    );
    expect(leadOf(story, '07:20', '07:40')).toBe(
      'The cluster test was failing for at least 15\u00a0min; Deployment shop/web was failing since before, 07:15:00 at the latest; it was over after the window.',
    );
    expect(leadOf(story, '07:10', '07:20')).toBe(
      'The cluster test was failing for at least 15\u00a0min; it began with Deployment shop/web, failing between 07:00 and 07:15; it was not over after the window: failing.',
    );
  });

  test('says so when nothing was wrong, and when nothing was seen', () => {
    expect(leadOf([seen('07:00', 2), seen('07:15', 2), seen('07:30', 2)], '07:00', '07:30')).toBe(
      'The cluster test was healthy whenever it was looked at.',
    );
    expect(leadOf([put('07:00'), put('07:15')], '07:00', '07:30')).toBe('Nobody saw test in this time.');
    expect(leadOf([seen('07:00', 2), seen('07:15', 0)], '07:00', '07:40')).toMatch(
      /how it ended was not seen\.$/,
    );
  });
});

test('a rollout that goes on at the first snapshot of all does not begin there, and ends once', () => {
  const [aaa, bbb] = [
    ['web-aaa-1', 'web-aaa-2'],
    ['web-bbb-1', 'web-bbb-2'],
  ];
  const going = { generation: 2, stuck: true, replicas: 2, pods: { aaa, bbb: [] } };
  const done = { generation: 2, replicas: 2, pods: { aaa: [], bbb } };
  const next = '2026-11-23T00:00:00Z';
  const puts = [put('07:00', rolled(going)), put('07:15', rolled(done)), put(next, rolled(done))];
  const { timeline } = reviewOf(puts, '07:00', '2026-11-23T01:00:00Z').review;
  const told = timeline.filter(({ kind }) => kind === 'rollout');
  expect(told.map(({ at: moment, word }) => [moment, word])).toEqual([[at('07:15'), 'Rollout complete']]);
  const [start] = timeline.filter(({ kind }) => kind === 'start');
  expect(start?.details.join()).toContain('Deployment shop/web: degraded');
  expect(start?.details.join()).toContain('being rolled out');
});

test('a rollout that no snapshot saw begin, since Deployments were hidden, began after the last that saw them', () => {
  const before = rolled({ pods: { aaa: ['web-aaa-1'] } });
  const after = rolled({ generation: 2, pods: { aaa: [], bbb: ['web-bbb-1'] } });
  const hidden = { coverage: { Deployment: { state: 'forbidden' as const } } };
  const puts = [
    put('07:00', before),
    put('07:15', { ...before, Deployment: [] }, hidden),
    put('07:30', { ...after, Deployment: [] }, hidden),
    put('07:45', after),
  ];
  const { timeline } = reviewOf(puts, '07:00', '07:50').review;
  const told = timeline.filter(({ kind }) => kind === 'rollout');
  expect(told).toMatchObject([{ after: at('07:00'), at: at('07:45') }]);
});

test('what was affected stands there first to last, with bounds, and what is not over says so', () => {
  const { review } = reviewOf(
    [seen('07:00', 2), seen('07:15', 0), seen('07:30', 0, 1), seen('07:45', 2, 1), seen('08:00', 2, 1)],
    '07:00',
    '08:00',
  );
  const rows = review.affected.map(({ object: { name }, worst, from, to, end }) => [
    name,
    worst,
    formatWhen(from),
    to && formatWhen(to),
    end,
  ]);
  expect(rows).toEqual([
    ['web', 'failing', 'between 07:00 and 07:15', 'between 07:30 and 07:45', 'recovered'],
    ['db', 'degraded', 'between 07:15 and 07:30', undefined, 'open'],
  ]);
});

test('before, the worst and after are the snapshots that show them', () => {
  const story = [seen('07:00', 2), seen('07:15', 1), seen('07:30', 0), seen('07:45', 0, 0), seen('08:00', 2)];
  const { review } = reviewOf(story, '07:10', '07:50');
  expect([review.before, review.during, review.after].map((side) => side?.at)).toEqual([
    at('07:00'),
    at('07:45'),
    at('08:00'),
  ]);
  const { review: alone } = reviewOf(story, '06:50', '08:10');
  expect([alone.before, alone.after, alone.incomplete]).toEqual([undefined, undefined, true]);
});

test('since when something was so before the first snapshot of the review, the histories know', () => {
  const story = [seen('06:00', 2), seen('06:15', 0), seen('06:30', 0), seen('06:45', 0), seen('07:00', 0)];
  const { review } = reviewOf(story, '06:40', '07:00');
  expect(review.affected.map(({ from, atLeast }) => [from.at, atLeast])).toEqual([[at('06:15'), true]]);
});

test('lanes are ranked by how much was wrong; what nothing happened to has none', () => {
  const story = [seen('07:00', 2, 1), seen('07:15', 0, 1), seen('07:30', 0, 2), seen('07:45', 2)];
  const { review } = reviewOf(story, '07:00', '07:45');
  expect(review.lanes.lanes.map(({ object: of, note }) => `${of!.name}: ${note}`)).toEqual([
    'web: failing 15\u00a0min to 45\u00a0min',
    'db: degraded at least 15\u00a0min',
  ]);
});

test('lead, lane and table give the same length, as a range where its ends are between snapshots', () => {
  const story = [seen('07:00', 2), seen('07:15', 0), seen('07:30', 0), seen('07:45', 1), seen('08:00', 2)];
  const { review } = reviewOf(story, '07:05', '07:40');
  expect(review.lead).toMatch(/^The cluster test was failing for 15\u00a0min to 45\u00a0min;/);
  expect(review.lanes.cluster.note).toMatch(/^failing 15\u00a0min to 45\u00a0min/);
  expect(review.lanes.lanes.map(({ note }) => note)).toEqual(['failing 15\u00a0min to 45\u00a0min']);
  expect(review.affected.map(({ lasted, worstLasted }) => [lasted, worstLasted])).toEqual([
    [{ least: 1800 }, { least: 900, most: 2700 }],
  ]);
});

test('what is not known: where nobody looked, what was damaged, and what no snapshot can tell', () => {
  const texts = (puts: ReturnType<typeof put>[], from: string, to: string) =>
    reviewOf(puts, from, to)
      .review.unknowns.map(({ text, missed }) => `${missed} ${text}`)
      .join('\n');
  const gap = texts([seen('07:00', 2), seen('07:15', 2), seen('08:45', 2)], '07:05', '08:45');
  expect(gap).toMatch(
    /true Between 07:15 and 08:45 nobody looked for 1\u00a0h\u00a030\u00a0min: at least 5 snapshots missing/,
  );
  expect(gap).toMatch(/true Events from 07:15 to 07:45 are lost for certain/);
  expect(gap).toMatch(/false Container logs/);
  expect(texts([seen('07:00', 2), put('07:15'), seen('07:30', 2)], '07:05', '07:30')).toMatch(
    /true 1 snapshot cannot be read/,
  );
});

test('a page shows the most telling of too many entries, in their order', () => {
  const { review } = reviewOf([seen('07:00', 2), seen('07:15', 0), seen('07:30', 2)], '07:00', '07:30');
  const shown = showEntries(review.timeline, 4);
  expect(shown).toHaveLength(4);
  expect(shown.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['start', 'state']));
  expect(shown.map(({ id }) => Number(id.slice(2)))).toEqual(
    shown.map(({ id }) => Number(id.slice(2))).toSorted((a, b) => a - b),
  );
});

test('times in words name the day once, and only where it is another', () => {
  expect(formatWhen({ at: at('07:15'), after: at('07:00') }, '2026-11-22')).toBe('between 07:00 and 07:15');
  expect(formatWhen({ at: at('07:15'), after: at('07:00') }, '2026-11-21')).toBe(
    '22 Nov, between 07:00 and 07:15',
  );
  expect(formatWhen({ at: at('00:10'), after: at('00:00') - 900 }, '2026-11-22')).toBe(
    '21 Nov, between 23:45 and 22 Nov 00:10',
  );
  expect(formatWhen({ at: at('07:15'), until: at('07:20') }, '2026-11-22')).toBe('07:15:00 to 07:20:00');
});
