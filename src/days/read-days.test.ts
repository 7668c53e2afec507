import { expect, test } from 'vitest';
import { dayOfPuts, put } from '../../test/days-of.ts';
import { object } from '../../test/snapshot-of.ts';
import { summariseDay } from '../history/day/summary.ts';
import { stateAtEach } from './read-days.ts';

const silent = object('Node', 'n1', { status: { conditions: [{ type: 'Ready', status: 'False' }] } });

test('a Day knows how the cluster was at each snapshot that it read, whatever became of it', () => {
  const day = dayOfPuts([
    put('07:00', {}),
    put('07:15', { Node: [silent] }),
    put('07:30'),
    put('09:00', { Node: [silent] }),
    put('09:15', {}),
  ]);
  expect([...stateAtEach(summariseDay(day))]).toEqual([
    [1, 'healthy'],
    [2, 'failing'],
    [4, 'failing'],
    [5, 'healthy'],
  ]);
});
