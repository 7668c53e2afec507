/** Where the replicas of a workload run, as rows of squares: one row per data centre. Pure. */
import type { Report, SpreadRow } from '../../model/report.ts';
import { compareText } from '../../model/state.ts';

interface Place {
  /** Data centre; `?` if unknown. */
  name: string;
  pods: number;
  /** Outlines for an SVG: replicas alone on their node, and replicas that share a node. */
  alone: string;
  together: string;
  width: number;
}

export const SIDE = 9;
const GAP = 5;
/** A row with more replicas is a bar: nobody counts so many squares. */
const MOST_SQUARES = 40;

const known = new WeakMap<Report, readonly string[]>();

/** Data centres of a cluster's nodes, in order. */
export function listDataCentres(report: Report): readonly string[] {
  const all =
    known.get(report) ??
    [...new Set(report.nodes.flatMap(({ dataCentre }) => dataCentre ?? []))].sort(compareText);
  known.set(report, all);
  return all;
}

/** @param all data centres of the cluster: a row without replicas also says something */
export function toPlaces({ dataCentres, nodes }: SpreadRow, all: readonly string[]): Place[] {
  const names = [...new Set([...all, ...dataCentres.map(({ name }) => name)])].sort(
    (a, b) => Number(a === '?') - Number(b === '?') || compareText(a, b),
  );
  const most = Math.max(...dataCentres.map(({ pods }) => pods), 0);
  return names.map((name) => {
    const pods = dataCentres.find((one) => one.name === name)?.pods ?? 0;
    const on = nodes.filter((node) => (node.dataCentre ?? '?') === name).map((node) => node.pods);
    return { name, pods, ...(most > MOST_SQUARES ? toBar(pods, most) : toSquares(on)) };
  });
}

type Picture = Pick<Place, 'alone' | 'together' | 'width'>;

function toSquares(on: readonly number[]): Picture {
  const outlines = { alone: '', together: '' };
  let x = 0;
  for (const pods of on) {
    for (let pod = 0; pod < pods; pod += 1) {
      outlines[pods > 1 ? 'together' : 'alone'] += toOutline(x, SIDE);
      x += SIDE + 1;
    }
    x += GAP;
  }
  return { ...outlines, width: Math.max(0, x - GAP - 1) };
}

function toBar(pods: number, most: number): Picture {
  const width = Math.ceil((pods / most) * MOST_SQUARES * 4);
  return { alone: width > 0 ? toOutline(0, width) : '', together: '', width };
}

const toOutline = (x: number, width: number) => `M${x} 0h${width}v${SIDE}h-${width}z`;
