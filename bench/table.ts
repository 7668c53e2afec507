/** One measurement and its limit. */
/** Reports progress. */
export type Say = (message: string) => void;

export interface Result {
  what: string;
  /** What was measured, in words: `1.9 s against 1.6 s`. */
  how: string;
  /** Undefined when it could not be measured here; `how` says why. */
  measured?: number;
  limit: number;
  unit: '×' | 'GB' | 'MB' | 'KB' | 's' | 'thousand';
}

export function isMissed({ measured, limit }: Result): boolean {
  return measured !== undefined && !(measured <= limit);
}

export function formatTable(results: readonly Result[]): string {
  const rows = results.map((result) => [
    result.what,
    result.how,
    result.measured === undefined ? '-' : formatValue(result.measured, result.unit),
    `≤ ${formatValue(result.limit, result.unit)}`,
    result.measured === undefined ? 'not measured' : isMissed(result) ? 'MISSED' : 'ok',
  ]);
  const table = [['', 'how', 'measured', 'limit', 'verdict'], ...rows];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const DIGITS = { GB: 1, MB: 0, KB: 1, s: 2, thousand: 0 };

function formatValue(value: number, unit: Result['unit']): string {
  return unit === '×' ? `${value.toFixed(2)}×` : `${value.toFixed(DIGITS[unit])} ${unit}`;
}
