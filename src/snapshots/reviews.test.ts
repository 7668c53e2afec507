import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from './open-store.ts';
import { listReviews } from './reviews.ts';

const ID = 'prod-2026-11-20T1300Z-1430Z';
const REQUEST = {
  ...{ format: 1, id: ID, cluster: 'prod', from: 1_795_266_000, to: 1_795_271_400, zone: 'Europe/Amsterdam' },
  ...{ written: '2026-11-20T15:00:00Z', snapshots: [1] },
};

/** What is read of a stored request. */
async function read(request: object) {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'gazette-reviews-'));
  onTestFinished(() => fs.rmSync(data, { recursive: true, force: true }));
  fs.mkdirSync(path.join(data, 'prod', 'reviews'), { recursive: true });
  fs.writeFileSync(path.join(data, 'prod', 'reviews', `${ID}.json`), JSON.stringify(request));
  return await listReviews(openStore(data), 'prod');
}

test.each([
  ['an instant that no calendar has', { from: 9e15 }],
  ['an instant before all calendars', { from: -9e15 }],
  ['an end that no calendar has', { to: 9e15 }],
  ['a date that is none', { written: 'yesterday' }],
  ['another id', { id: 'prod-2026-11-20T1300Z-1500Z' }],
])('a request with %s is a problem, and no review', async (_, odd) => {
  const { reviews, problems } = await read({ ...REQUEST, ...odd });
  expect(reviews).toEqual([]);
  expect(problems).toEqual([expect.stringContaining(`reviews/${ID}.json: cannot be read`)]);
});

test.each([
  ['Europe/Amsterdam', 'Europe/Amsterdam'],
  ['+01:00', '+01:00'],
  ['Mars/Olympus', 'UTC'],
])('a request in the zone %s is read in %s', async (zone, known) => {
  const { reviews, problems } = await read({ ...REQUEST, zone });
  expect([reviews.map((review) => review.zone), problems]).toEqual([[known], []]);
});
