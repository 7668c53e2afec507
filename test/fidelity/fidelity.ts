/** `npm run fidelity [CLUSTER]`: prints how what Gazette says of simulated clusters compares with what truly happened. */
import { areaLinesOf, unnamed } from './document.ts';
import { closedGaps, KNOWN_GAPS } from './known-gaps.ts';
import { measureFidelity } from './measure.ts';

const only = process.argv[2];
const score = await measureFidelity(only);
console.log(
  `${'Area'.padEnd(18)}${'Observable'.padStart(10)}${'Precision'.padStart(11)}${'Recall'.padStart(9)}`,
);
for (const { area, observable, precision, recall } of areaLinesOf(score))
  console.log(
    `${area.padEnd(18)}${String(observable).padStart(10)}${precision.padStart(11)}${recall.padStart(9)}`,
  );
for (const { scenario, areas, why } of KNOWN_GAPS)
  console.log(`Known gap: ${scenario} (${areas.join(', ')}): ${why}`);
const lines = [
  ...unnamed(score.misses),
  ...(only === undefined
    ? closedGaps(score.misses).map((gap) => `${gap}: is no gap any more; take it out of known-gaps.ts`)
    : []),
];
for (const line of lines) console.log(line);
process.exitCode = lines.length > 0 ? 1 : 0;
