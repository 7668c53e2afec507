/** Frames of a replay: what a page says of each edition of its window. Pure. */
import type { Entrance, State } from '../model/report.ts';
import { countedTables, type Summary } from '../model/summary.ts';
import type { Situation } from '../history/trail/situation.ts';
import { formatNumber } from '../model/english.ts';
import { formatBegin } from './format.ts';
import type { ReplayFrame, Words } from './replay-frames.ts';
import {
  describeAnswers,
  describeMissingKinds,
  describeOtherEntrances,
  describeRollout,
  describeSince,
} from './situation.ts';

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
