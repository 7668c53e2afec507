/** Which pages of workloads and nodes may be linked: those that this build prints, and those that the site has. */
import fs from 'node:fs';
import path from 'node:path';
import type { Plan } from './plan.ts';
import { currentPlan, ownedByPlan } from './printing.ts';

/**
 * Asks whether a page is there; each file is looked for once in a build.
 * @param list the pages that a plan prints, as files from the site's root
 */
export function makeHasPage(list: (plan: Plan) => readonly string[]): (file: string) => boolean {
  const planned = ownedByPlan(() => new Set(list(currentPlan())));
  const standing = ownedByPlan(() => new Map<string, boolean>());
  return (file) => {
    if (planned().has(file)) return true;
    let isThere = standing().get(file);
    if (isThere === undefined)
      standing().set(file, (isThere = fs.existsSync(path.join(currentPlan().out, file))));
    return isThere;
  };
}
