/** Lets every simulated cluster run, and compares what Gazette says of each with the truth. */
import { chronicle } from './chronicle.ts';
import { compareWithTruth } from './judge.ts';
import { judgeAcross } from './judge-comparisons.ts';
import { CASTS, ELSEWHERE } from './scenarios.ts';
import { Score } from './score.ts';
import { tell } from './statements.ts';

/** @param only the name of a cluster; absent for all */
export async function measureFidelity(only?: string): Promise<Score> {
  const score = new Score();
  for (const cast of CASTS.filter(({ name }) => only === undefined || name === only)) {
    const one = await chronicle(cast);
    compareWithTruth(one, await tell(one), score);
  }
  if (only === undefined || only === ELSEWHERE.name) {
    const { one, other, differences } = ELSEWHERE;
    await judgeAcross(await chronicle(one), await chronicle(other), differences, score);
  }
  return score;
}
