/**
 * What a page carries of a replay, compactly, for the script that moves. The script loads this file alone: without
 * shapes of records. Pure.
 */
import type { State } from '../model/report.ts';

/** A text, and the state that colours it. */
export type Words = [text: string, state?: State];

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
