/** Frames of a replay: what a page says of each edition of its window, compactly, for the script that moves. Pure. */
import type { Entrance, State } from '../model/report.ts';
import { countedTables, type Summary } from '../model/summary.ts';
import type { Situation } from '../history/trail/situation.ts';
import { formatBegin, formatNumber } from './format.ts';
import {
  describeAnswers,
  describeMissingKinds,
  describeOtherEntrances,
  describeRollout,
  describeSince,
} from './situation.ts';

/** A text, and the state that colours it. */
type Words = [text: string, state?: State];

export interface ReplayFrame {
  /** Time of the edition, ISO 8601. */
  instant: string;
  /** `No. 65, 29 Nov 18:00 UTC`. */
  name: string;
  /** Its place on the axis of the lanes, per cent. */
  x: number;
  /** The edition's page; empty for none. */
  href: string;
  state: State;
  /** `since 18:00`; empty if nobody knows. */
  since: string;
  lead: string;
  /** What stands below, each with its head. */
  rows: [head: string, words: Words[]][];
  /** What each lane shows at the moment, in their order. */
  lanes: Words[];
}

export interface ToldEdition {
  instant: string;
  number: number;
  state: State;
  lead: string;
  /** Absent in older records, and where the snapshot cannot be read. */
  situation?: Situation | undefined;
  summary?: Summary | undefined;
  /** All ways in, if they are known; otherwise the situation names the worst. */
  entrances?: readonly Pick<Entrance, 'name' | 'state' | 'ready' | 'wanted'>[];
}

type FramePlace = Pick<ReplayFrame, 'x' | 'href' | 'lanes'>;

export function toReplayFrame(edition: ToldEdition, placed: FramePlace): ReplayFrame {
  const { instant, number, state, lead, situation, summary } = edition;
  return {
    instant,
    name: `No. ${formatNumber(number)}, ${formatBegin(instant, instant)} UTC`,
    ...placed,
    ...{ state, lead },
    since: (situation && describeSince(situation, instant)) ?? '',
    rows: [
      ...(situation ? tellRows(situation, instant) : []),
      ...(summary
        ? [
            ['In trouble', tellCounts(summary)] satisfies ReplayFrame['rows'][number],
            [
              'Restarts',
              [[`${formatNumber(summary.restarts)} of the pods there are`]],
            ] satisfies ReplayFrame['rows'][number],
          ]
        : []),
    ],
  };
}

function tellRows(situation: Situation, now: string): ReplayFrame['rows'] {
  const { entrances, cause, kinds } = situation;
  const others = describeOtherEntrances(situation);
  return [
    ...(entrances
      ? [
          [
            'Entrances',
            [
              ...entrances.hurt.map((one): Words => [`${one.name} ${describeAnswers(one)}`, one.state]),
              ...(others === undefined ? [] : [[others] satisfies Words]),
            ],
          ] satisfies ReplayFrame['rows'][number],
        ]
      : []),
    ...(cause
      ? [
          [
            'Likely cause',
            [[`rollout of ${describeRollout(cause, now)}`]],
          ] satisfies ReplayFrame['rows'][number],
        ]
      : []),
    [
      'Not seen',
      [[describeMissingKinds(situation), ...(kinds.unseen.length > 0 ? ['unknown' as const] : [])]],
    ] as ReplayFrame['rows'][number],
  ];
}

/** `14 of 31 workloads`, `23 of 139 pods`: the worst state colours it. */
function tellCounts({ counts, seen }: Summary): Words[] {
  return countedTables.map((table): Words => {
    const { failing, degraded, healthy, unknown } = counts[table];
    const all = failing + degraded + healthy + unknown;
    const state: State | undefined = failing > 0 ? 'failing' : degraded > 0 ? 'degraded' : undefined;
    if (!seen[table] && all === 0) return [`${table} not seen`, 'unknown'];
    const text = `${formatNumber(failing + degraded)} of ${seen[table] ? '' : 'at least '}${formatNumber(all)} ${table}`;
    return state ? [text, state] : [text];
  });
}

/** Each frame without what it has in common with the frame before. */
export function packFrames(frames: readonly ReplayFrame[]): Partial<ReplayFrame>[] {
  return frames.map((frame, index) => {
    const before = frames[index - 1];
    if (!before) return frame;
    const news = Object.entries(frame).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key as keyof ReplayFrame]),
    );
    return Object.fromEntries(news);
  });
}

/** The frames that were packed. */
export function unpackFrames(packed: readonly Partial<ReplayFrame>[]): ReplayFrame[] {
  const frames: ReplayFrame[] = [];
  for (const frame of packed) frames.push({ ...frames.at(-1), ...frame } as ReplayFrame);
  return frames;
}

/** Number of frames of a page: a review of a week has more. */
const MOST_FRAMES = 300;

/** As many as a page carries: those that say something new come first, then evenly spaced ones. */
export function limitFrames(frames: readonly ReplayFrame[], most = MOST_FRAMES): ReplayFrame[] {
  if (frames.length <= most) return [...frames];
  const isNews = (frame: ReplayFrame, index: number) =>
    index === 0 || index === frames.length - 1 || frame.lead !== frames[index - 1]!.lead;
  const news = frames.filter(isNews);
  const from = news.length > most / 2 ? frames : frames.filter((frame, index) => !isNews(frame, index));
  const room = from === frames ? most : most - news.length;
  const step = from.length / room;
  const chosen = new Set(Array.from({ length: room }, (_, index) => from[Math.floor(index * step)]!));
  if (from !== frames) for (const frame of news) chosen.add(frame);
  return frames.filter((frame) => chosen.has(frame));
}
