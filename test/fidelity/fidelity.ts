/** `npm run fidelity`: lets simulated clusters run, and prints how what Gazette says of them compares with the truth. */
import { chronicle } from './chronicle.ts';
import { compareWithTruth } from './judge.ts';
import { CASTS } from './scenarios.ts';
import { AREAS, Score } from './score.ts';
import { tell } from './told.ts';

const score = new Score();
const only = process.argv[2];
for (const cast of CASTS.filter(({ name }) => only === undefined || name === only)) {
  const t0 = performance.now();
  const one = await chronicle(cast);
  const t1 = performance.now();
  const told = await tell(one);
  const t2 = performance.now();
  compareWithTruth(one, told, score);
  console.log(
    cast.name,
    one.looks.length,
    'looks',
    Math.round(t1 - t0),
    Math.round(t2 - t1),
    Math.round(performance.now() - t2),
    'ms',
  );
}
for (const area of AREAS) {
  const { told, right, observable, found } = score.sums.get(area)!;
  const share = (part: number, all: number) => (all === 0 ? '–' : `${((100 * part) / all).toFixed(1)} %`);
  console.log(
    area.padEnd(16),
    `${right}/${told}`.padStart(10),
    share(right, told).padStart(8),
    `${found}/${observable}`.padStart(10),
    share(found, observable).padStart(8),
  );
}
for (const { area, what, scenario, truth, said } of score.misses)
  console.log(`${area} [${scenario}] ${what}: ${truth} | said: ${said}`);
