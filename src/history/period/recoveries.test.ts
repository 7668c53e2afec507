import { expect, test } from 'vitest';
import { dayOfPuts, moment, dbPod, put, type Put } from '../../../test/days-of.ts';
import { object, runningPod } from '../../../test/snapshot-of.ts';
import { cutTrack, joinTracks } from '../day/cut.ts';
import { summariseDay } from '../day/summary.ts';
import { toUnix } from '../day/unix.ts';
import { looksOf } from './duration-range.ts';
import { buildAnalytics } from './analytics.ts';
import { periodOf } from './period.ts';
import { findSpells } from './recoveries.ts';

const unix = (time: string) => toUnix(moment(time))!;
const db = (ready: number) =>
  object('StatefulSet', 'db', {
    metadata: { generation: 1 },
    spec: { replicas: 2 },
    status: { observedGeneration: 1, replicas: 2, updatedReplicas: 2, readyReplicas: ready },
  });
const seen = (time: string, ready: number) => put(time, { StatefulSet: [db(ready)] });
const spellsOf = (puts: Put[]) => {
  const day = dayOfPuts(puts);
  const states = day.workloads.find(({ name }) => name === 'db')?.states ?? [];
  const track = cutTrack(joinTracks([{ day, track: states }]), unix('00:00'), unix('23:59'));
  return findSpells(track, looksOf(undefined, [day]));
};
const analyticsOf = (puts: Put[]) => {
  const days = [summariseDay(dayOfPuts(puts))];
  return buildAnalytics(days, periodOf('2026-11-22', 1), looksOf(undefined, days));
};

test('what nobody saw is no trouble: failing before a gap and after it are two times of trouble', () => {
  const puts = [seen('09:45', 2), seen('10:00', 0), seen('20:00', 0), seen('20:15', 0), seen('20:30', 2)];
  expect(spellsOf(puts).map(({ end, atLeast, lasted }) => [end, atLeast, lasted])).toEqual([
    ['unseen', false, { least: 0 }],
    ['recovered', true, { least: 900 }],
  ]);
  const { workloads } = analyticsOf(puts);
  // How long the second was before it was seen, nobody knows.
  expect(workloads.map(({ recovery }) => recovery)).toEqual([undefined]);
});

test('what could not be judged is none either', () => {
  const hidden = put('07:30', {}, { coverage: { StatefulSet: { state: 'forbidden' as const } } });
  const spells = spellsOf([seen('07:00', 2), seen('07:15', 0), hidden, seen('07:45', 0), seen('08:00', 2)]);
  expect(spells.map(({ end, lasted }) => [end, lasted])).toEqual([
    ['unseen', { least: 0 }],
    ['recovered', { least: 0 }],
  ]);
});

test('the reason is that of the worst part, and its length is told beside the whole', () => {
  const [spell, ...more] = spellsOf([
    seen('07:00', 2),
    seen('07:15', 1),
    seen('07:30', 0),
    seen('07:45', 1),
    seen('08:00', 2),
  ]);
  expect(more).toEqual([]);
  expect(spell).toMatchObject({
    worst: 'failing',
    why: expect.stringContaining('0 of 2 replicas ready') as string,
    lasted: { least: 1800, most: 3600 },
    worstLasted: { least: 0, most: 1800 },
  });
});

test('a restart that no replica was missed for takes no time to recover from', () => {
  const restarted = (restarts: number, ended?: string) =>
    put(ended ?? '07:00', {
      StatefulSet: [db(2)],
      Pod: [
        dbPod('db-0', { restarts, ...(ended && { ended }) }),
        runningPod('db-1', object('StatefulSet', 'db')),
      ],
    });
  const puts = [restarted(0), restarted(1, '07:15'), seen('08:45', 2)];
  const analytics = analyticsOf(puts);
  expect(analytics.workloads.map(({ name, recovery }) => [name, recovery])).toEqual([['db', undefined]]);
});
