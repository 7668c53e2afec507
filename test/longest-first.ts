/** Starts the slowest files first: a late slow file would leave the other core idle. */
import path from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** `npm test` names the slowest five, CONTRIBUTING.md has a table. */
const LONGEST = [
  'pages',
  'pages-large',
  'torture',
  'store-crash',
  'history-control-plane',
  'fidelity-control-plane',
  'publish-raw',
  'publish-crash',
  'bundle',
  'demo',
  'publish-store',
  'secrets-everywhere',
  'digest',
  'review',
  'fidelity',
  'publish-new',
  'collect-faults',
  'compare-browser',
  'share',
  'site-damage',
  'package',
];

export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const index = LONGEST.indexOf(path.basename(moduleId, '.test.ts'));
      return index === -1 ? LONGEST.length : index;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
