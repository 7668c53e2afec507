/**
 * Kubernetes' quantities: `500m`, `1.5Gi`, `2e3`. Source: k8s.io/apimachinery/pkg/api/resource/quantity.go, suffix.go.
 */

/** Multipliers by suffix; small letters are decimal fractions, `Ki` and similar are powers of 1024. */
const FACTORS: ReadonlyMap<string, number> = new Map([
  ['n', 1e-9],
  ['u', 1e-6],
  ['m', 1e-3],
  ['', 1],
  ['k', 1e3],
  ['M', 1e6],
  ['G', 1e9],
  ['T', 1e12],
  ['P', 1e15],
  ['E', 1e18],
  ['Ki', 2 ** 10],
  ['Mi', 2 ** 20],
  ['Gi', 2 ** 30],
  ['Ti', 2 ** 40],
  ['Pi', 2 ** 50],
  ['Ei', 2 ** 60],
]);

/**
 * The number of a quantity: cores, bytes, pods, whatever the resource counts. Undefined for other texts. `1E` is an
 * exa, `1E3` a thousand.
 */
export function parseQuantity(quantity: string | number | undefined): number | undefined {
  if (typeof quantity === 'number') return quantity;
  const parts = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d+)|([A-Za-z]*))$/.exec(quantity ?? '');
  if (!parts) return undefined;
  const [, digits = '', exponent, suffix = ''] = parts;
  if (exponent !== undefined) return finite(Number(`${digits}e${exponent}`));
  const factor = FACTORS.get(suffix);
  if (factor === undefined) return undefined;
  // Divides, because the fraction is inexact: 300m is 0.3.
  return finite(factor < 1 ? Number(digits) / Math.round(1 / factor) : Number(digits) * factor);
}

const finite = (value: number) => (Number.isFinite(value) ? value : undefined);

/** Units of bytes. Memory is counted by 1024, as in Kubernetes; files by 1000, as for disks and networks. */
const BYTE_UNITS = {
  memory: { step: 1024, names: ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] },
  file: { step: 1000, names: ['B', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'] },
};

/** The largest unit with at least one of it. */
function unitOf(bytes: number, { step, names }: (typeof BYTE_UNITS)['file']): { size: number; name: string } {
  let scale = Math.abs(bytes);
  let unit = 0;
  // A value that rounds to 1024 becomes 1 of the next unit.
  while (scale >= step - 0.5 && unit < names.length - 1) {
    scale /= step;
    unit += 1;
  }
  return { size: step ** unit, name: names[unit]! };
}

/**
 * Memory in the largest unit with at least one of it: `512 MiB`, `61.5 GiB`.
 * @param like other bytes whose unit to use: `0.5 GiB`
 */
export function formatBytes(bytes: number, like = bytes): string {
  const { size, name } = unitOf(like, BYTE_UNITS.memory);
  return `${formatDecimal(bytes / size)} ${name}`;
}

/** The size of a file: `842 B`, `41.3 KB`, `1.2 MB`. */
export function formatFileSize(bytes: number): string {
  const { size, name } = unitOf(bytes, BYTE_UNITS.file);
  return `${size === 1 ? bytes : (bytes / size).toFixed(1)} ${name}`;
}

/**
 * A share in percent: `99 %`, with decimals `99.81 %`. Always rounded down, so that only a whole is 100 %, and nothing
 * seems full that has room.
 */
export function formatPercent(share: number, decimals = 0): string {
  const size = 10 ** decimals;
  // 0.57 * 100 is 56.99999999999999.
  return `${Math.floor(share * 100 * size + 1e-6) / size} %`;
}

/** A number with only useful decimals: `0.05`, `1.25`, `12.5`, `250`; thousands are not grouped. */
export function formatDecimal(value: number): string {
  const size = Math.abs(value);
  const decimals = size < 0.1 ? 3 : size < 10 ? 2 : size < 100 ? 1 : 0;
  return String(Number(value.toFixed(decimals)));
}
