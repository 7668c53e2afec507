/** The disk watermarks of the cluster's settings, as free bytes of one node. */
import { isRecord } from '../../snapshots/kinds/walk.ts';

const DISK = 'cluster.routing.allocation.disk.';
const STAGES = { low: 'low', high: 'high', flood: 'flood_stage' } as const;
type Stage = keyof typeof STAGES;
const EVERY_STAGE = Object.keys(STAGES) as Stage[];

/** A share of the disk that may be in use, or bytes that must be free. */
type Mark = { share: number; headroom?: number } | { bytes: number };
export interface Watermarks {
  marks: Readonly<Record<Stage, Mark>>;
  /** Version 7 and OpenSearch disregard the low and the high watermark of a single data node. */
  ofSingleNode: boolean;
}

/**
 * `undefined` if the settings do not tell them; `off` if nobody watches the disks. Source: Elasticsearch,
 * cluster/routing/allocation/DiskThresholdSettings.java.
 *
 * @param answer of `GET /_cluster/settings?include_defaults=true`
 */
export function readWatermarks(answer: unknown): Watermarks | 'off' | undefined {
  if (!isRecord(answer)) return undefined;
  const set = new Map([...flatten(answer.persistent), ...flatten(answer.transient)]);
  const all = new Map([...flatten(answer.defaults), ...set]);
  if (all.get(`${DISK}threshold_enabled`) === 'false') return 'off';
  // Who sets a watermark, and no headroom, has none. Early versions of 8 show the default headroom all the same.
  const isDefault = !EVERY_STAGE.some((stage) => set.has(`${DISK}watermark.${STAGES[stage]}`));
  const markOf = (stage: Stage): Mark | undefined => {
    const key = `${DISK}watermark.${STAGES[stage]}`;
    const headroom = (isDefault ? all : set).get(`${key}.max_headroom`);
    return parseMark(all.get(key), headroom);
  };
  const [low, high, flood] = [markOf('low'), markOf('high'), markOf('flood')];
  if (!low || !high || !flood) return undefined;
  return {
    marks: { low, high, flood },
    ofSingleNode: all.get(`${DISK}watermark.enable_for_single_data_node`) !== 'false',
  };
}

/** Settings come flat, or nested if a proxy or an old version drops the parameter. */
function flatten(value: unknown, prefix = ''): [key: string, text: string][] {
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, one]): [string, string][] =>
    isRecord(one) ? flatten(one, `${prefix}${key}.`) : typeof one === 'string' ? [[prefix + key, one]] : [],
  );
}

/** `85%`, `0.85`, or free bytes: `500mb`. Source: common/unit/RelativeByteSizeValue.java. */
function parseMark(text: string | undefined, headroom: string | undefined): Mark | undefined {
  const share = /^(\d+(?:\.\d+)?)(%?)$/.exec(text?.trim() ?? '');
  if (!share) {
    const bytes = parseBytes(text);
    return bytes === undefined ? undefined : { bytes };
  }
  const most = parseBytes(headroom);
  const used = Number(share[1]) / (share[2] === '%' ? 100 : 1);
  return used > 1 ? undefined : { share: used, ...(most !== undefined && { headroom: most }) };
}

const UNITS = 'bkmgtp';

/** `-1` means none. Source: common/unit/ByteSizeValue.java. */
function parseBytes(text: string | undefined): number | undefined {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([kmgtp]?b|[kmgtp])$/i.exec(text?.trim() ?? '') ?? [];
  return number === undefined
    ? undefined
    : Math.floor(Number(number) * 1024 ** UNITS.indexOf(unit.charAt(0).toLowerCase()));
}

export interface WatermarksOfNode {
  lowWatermark?: number;
  highWatermark?: number;
  floodWatermark?: number;
}

/**
 * Nodes that hold no data only have the high watermark: their own disk must not be full either. Those that only hold
 * frozen data fill their disk on purpose. Source: Elasticsearch, health/node/DiskHealthIndicatorService.java.
 */
export function watermarksOf(
  { marks, ofSingleNode }: Watermarks,
  node: { diskTotal: number; holds: NodeData; isOnlyDataNode: boolean },
): WatermarksOfNode {
  if (node.holds === 'frozen') return {};
  const free = (mark: Mark) =>
    'bytes' in mark
      ? mark.bytes
      : Math.round(Math.min(node.diskTotal * (1 - mark.share), mark.headroom ?? Infinity));
  if (node.holds === 'none') return { highWatermark: free(marks.high) };
  const floodWatermark = free(marks.flood);
  if (node.isOnlyDataNode && !ofSingleNode) return { floodWatermark };
  return { lowWatermark: free(marks.low), highWatermark: free(marks.high), floodWatermark };
}

export type NodeData = 'data' | 'frozen' | 'none';

/**
 * What a node holds, by the letters of its roles: data, hot, warm, cold and content; frozen. OpenSearch has `s` for nodes
 * that search snapshots, which hold nothing of their own. Source: cluster/node/DiscoveryNodeRole.java of both.
 */
export function dataOf(roles: string, distribution: string | undefined): NodeData {
  if ((distribution === 'opensearch' ? /[dw]/ : /[dhwcs]/).test(roles)) return 'data';
  return distribution !== 'opensearch' && roles.includes('f') ? 'frozen' : 'none';
}
