/** Trouble that no other rule tells: every object in trouble has a finding. Asked last. */
import { describeCommand } from '../commands.ts';
import { clip } from '../english.ts';
import { stateForCluster } from '../harm/weigh-harm.ts';
import { objectTable, objectTableNames } from '../tables/registry.ts';
import { LONGEST_CLAUSE, type Rule } from './rule.ts';

const judged = objectTableNames.map(objectTable).filter(({ lastResort }) => lastResort !== false);
const needsOf = (tables: typeof judged) => [
  ...new Set(tables.flatMap(({ rowsFrom, stateFrom }) => [...rowsFrom, ...stateFrom])),
];
const NEEDS = needsOf(judged);

export const lastResortRules: Rule[] = [
  {
    id: 'in-trouble',
    severity: 'failing',
    milder: 'degraded where the object is, and for all but nodes, workloads and pods',
    title: 'In trouble',
    judges: 'An object of any table is failing or degraded, and no other rule says so.',
    why: 'Its state says that it does not do what it should.',
    advice: 'Read its status, its conditions and its events.',
    headline: 'object',
    needs: NEEDS,
    needsFor: (kind) => {
      const own = judged.filter((table) => table.kind === kind);
      return own.length > 0 ? needsOf(own) : NEEDS;
    },
    reads: 'every kind that the tables of objects, and the states in them, are made of',
    *find({ tables, context }, told) {
      for (const table of judged) {
        for (const row of table.rows(tables)) {
          if ((row.state !== 'failing' && row.state !== 'degraded') || told.has(row)) continue;
          const object = table.objectOf(row);
          yield {
            object,
            what: clip(row.why ?? row.state, LONGEST_CLAUSE),
            severity:
              table.lastResort === 'failing' && stateForCluster(row) === 'failing' ? 'failing' : 'degraded',
            command: describeCommand(object, context),
            rows: [row],
          };
        }
      }
    },
  },
];
