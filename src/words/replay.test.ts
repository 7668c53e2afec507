import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limitFrames, packFrames, unpackFrames, type ReplayFrame } from './replay-frames.ts';
import { toReplayFrame } from './replay.ts';

const frame = (minute: number, lead: string): ReplayFrame =>
  toReplayFrame(
    {
      instant: `2026-11-22T${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00Z`,
      ...{ number: minute, state: 'healthy', lead },
    },
    { x: minute / 10, href: '', lanes: [['healthy']] },
  );

test('unpacked frames are the packed ones, and what stays the same is there once', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('A quiet moment.', 'web fails.')), (leads) => {
      const frames = leads.map((lead, minute) => frame(minute, lead));
      expect(unpackFrames(packFrames(frames))).toEqual(frames);
    }),
  );
  expect(packFrames([frame(1, 'Quiet.'), frame(2, 'Quiet.')])[1]).not.toHaveProperty('lead');
});

test('of too many frames, those that say something new stay, with their order', () => {
  const frames = Array.from({ length: 100 }, (_, minute) =>
    frame(minute, minute === 41 ? 'web fails.' : 'Quiet.'),
  );
  const limited = limitFrames(frames, 10);
  expect(limited.length).toBeLessThanOrEqual(10);
  expect(limited.map(({ lead }) => lead)).toContain('web fails.');
  expect([limited[0], limited.at(-1)]).toEqual([frames[0], frames[99]]);
  expect(limited).toEqual(limited.toSorted((a, b) => (a.instant < b.instant ? -1 : 1)));
  const busy = frames.map((one, index) => ({ ...one, lead: String(index) }));
  expect(limitFrames(busy, 10)).toHaveLength(10);
});
