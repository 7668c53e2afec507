/**
 * Lets a simulated cluster run, and looks at it as a collector would. Gazette's own code trims and stores what the API
 * serves. Beside each snapshot stands the truth of its moment.
 */
import { compileTrim } from '../../src/collect/trim.ts';
import { kindNames, kinds, type KindName } from '../../src/snapshots/kinds/kinds.ts';
import type { KindSpec } from '../../src/snapshots/kinds/kind.ts';
import { openStoreOn, type Store } from '../../src/snapshots/open-store.ts';
import type { Coverage } from '../../src/snapshots/schema.ts';
import { openWriter } from '../../src/snapshots/writer.ts';
import { openMemory } from '../memory-shelf.ts';
import { serve } from './world/api.ts';
import { days, toStamp } from './world/clock.ts';
import type { Photo } from './world/photo.ts';
import { EVENT_TTL_SECONDS, World } from './world/world.ts';

/** Looks at one pace. */
export interface Watch {
  from: number;
  /** Not included. */
  to: number;
  every: number;
}

export interface ClusterScript {
  name: string;
  /** The team's. */
  zone: string;
  watches: readonly Watch[];
  /** Whether a look that is due is not taken. */
  isMissed?: (at: number) => boolean;
  /** What the API server's clock says then; right unless told. */
  clock?: (at: number) => number;
  /** Kinds that nobody may list then. Such a look counts for none: what it shows is judged by those around it. */
  forbidden?: (at: number) => readonly KindName[];
  /** What /readyz says. */
  isServerReady?: boolean;
  /** Until when digests are told; until the last look unless told. */
  toldUntil?: number;
  /** What happens, asked for before the world begins: two days before the first look. */
  play: (world: World) => void;
}

export interface Glance extends Photo {
  /** Of its snapshot. */
  number: number;
  /** What the snapshot says that the time is. */
  says: number;
  /** Seconds that it expects to the next. */
  every: number;
}

export interface Chronicle {
  script: Pick<ClusterScript, 'name' | 'zone' | 'watches' | 'toldUntil' | 'forbidden'>;
  world: Pick<World, 'ledger'>;
  looks: Glance[];
  store: Store;
}

const COVERED = kindNames.filter(
  (name) => kinds[name].versions.length > 0 && (kinds[name] as KindSpec).insteadOf === undefined,
);
const coverage = COVERED.map((kind): Coverage => ({
  kind,
  state: 'complete',
  durationMs: 0,
  objects: 0,
  requests: 1,
  bytes: 0,
}));
const SILENCES = [{ rule: 'single-replica', reason: 'One will do in a simulated world' }];

export async function chronicle(
  script: ClusterScript,
  store = openStoreOn(openMemory().shelf),
): Promise<Chronicle> {
  const first = Math.min(...script.watches.map(({ from }) => from));
  const world = new World(first - days(2));
  script.play(world);
  const trims = new Map(kindNames.map((name) => [name, compileTrim(name, () => undefined)]));
  const looks: Glance[] = [];
  for (const { at, every } of looksDue(script)) {
    world.run(at);
    const photo = world.look();
    const says = script.clock?.(at) ?? at;
    const forbidden = script.forbidden?.(at) ?? [];
    const now = () => new Date(at * 1000);
    const writer = await openWriter(store, script.name, { now, time: toStamp(says) });
    for (const [kind, objects] of Object.entries(serve(world)) as [KindName, object[]][]) {
      if (forbidden.includes(kind)) continue;
      const trim = trims.get(kind)!;
      for (const object of objects) {
        const kept = trim(object, kinds[kind].versions[0] ?? 'v1');
        if (!kept) throw new Error(`${kind}: nothing is kept of it`);
        await writer.add(kind, kept);
      }
    }
    const { number } = await writer.commit({
      ...{ gazette: '0.0.0-fidelity', cluster: script.name, time: toStamp(says) },
      ...{
        server: {
          version: 'v1.34.1',
          ready: script.isServerReady ?? true,
          ...(script.isServerReady === false && { notReady: ['etcd'] }),
        },
        clockSkewMs: (at - says) * 1000,
        durationMs: 1,
      },
      redactions: {},
      coverage: coverage.map((one) =>
        forbidden.some((kind) => kind === one.kind) ? { ...one, state: 'forbidden' as const } : one,
      ),
      settings: {
        ...{
          intervalSeconds: every,
          eventTtlSeconds: EVENT_TTL_SECONDS,
          dataCentreLabel: 'zone',
          silences: SILENCES,
        },
      },
    });
    if (forbidden.length === 0) looks.push({ ...photo, number, says, every });
  }
  return { script, world, looks, store };
}

function* looksDue({ watches, isMissed }: ClusterScript): Generator<{ at: number; every: number }> {
  for (const { from, to, every } of watches)
    for (let at = from; at < to; at += every) if (!isMissed?.(at)) yield { at, every };
}
