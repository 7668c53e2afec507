import type { LeaderCause, ServerCause } from './change.ts';
import type { CauseInput } from './cause-input.ts';

/** Another version of the API server, and other leaders of the control plane. */
export function findControlPlaneChanges({ before, after }: CauseInput): (ServerCause | LeaderCause)[] {
  const causes: (ServerCause | LeaderCause)[] = [];
  const versions = { before: before.report.meta.server.version, after: after.report.meta.server.version };
  if (versions.before !== undefined && versions.after !== undefined && versions.before !== versions.after)
    causes.push({ type: 'server', id: 'server', objects: 0, before: versions.before, after: versions.after });
  const old = new Map(before.report.leaders.map((row) => [row.component, row]));
  for (const now of after.report.leaders) {
    const was = old.get(now.component);
    if (!was || (was.holder === now.holder && was.transitions === now.transitions)) continue;
    const transitions = now.transitions - was.transitions;
    causes.push({
      type: 'leader',
      id: `leader/${now.component}`,
      objects: 0,
      component: now.component,
      ...(was.holder !== undefined && { before: was.holder }),
      ...(now.holder !== undefined && { after: now.holder }),
      ...(transitions >= 0 && { transitions }),
    });
  }
  return causes;
}
