/** Reports at the end of a run which files took longest, so that nobody has to guess. */
import path from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

const MOST = 5;

export default class Slowest implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    if (modules.length <= MOST) return;
    const slowest = modules
      .map((module) => ({ file: path.relative(process.cwd(), module.moduleId), ...timesOf(module) }))
      .sort((a, b) => b.seconds - a.seconds)
      .slice(0, MOST);
    const lines = slowest.map(
      ({ file, seconds, tests }) => `${seconds.toFixed(1).padStart(7)} s  ${file} (${tests} tests)`,
    );
    console.log(`\nThe slowest ${MOST} of ${modules.length} files:\n${lines.join('\n')}\n`);
  }
}

function timesOf(module: TestModule): { seconds: number; tests: number } {
  const { duration, collectDuration } = module.diagnostic();
  return { seconds: (duration + collectDuration) / 1000, tests: [...module.children.allTests()].length };
}
