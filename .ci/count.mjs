/** Prints `N passed, N failed, N skipped` from Vitest's JSON report; fails when tests failed, or were skipped in CI. */
import fs from 'node:fs';

const { passed, failed, skipped } = count(fs.readFileSync(process.argv[2], 'utf8'));
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 || passed === 0 || (process.env.CI === 'true' && skipped > 0) ? 1 : 0;

function count(text) {
  // Vitest died before it could write its report.
  if (text === '') return { passed: 0, failed: 1, skipped: 0 };
  const report = JSON.parse(text);
  // A file that cannot be loaded has no tests to count, but has failed all the same.
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
