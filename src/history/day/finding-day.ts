import { z } from 'zod';
import { namespaceName } from '../../snapshots/kinds/fields.ts';
import { compareObjects } from '../../model/object-ref.ts';
import { compareSeverities } from '../../model/findings/fold-consequences.ts';
import { compareText } from '../../model/state.ts';
import { stretch } from './track.ts';

/** A finding: a rule that fired for an object. */
export const FindingDaySchema = z.object({
  rule: z.string(),
  kind: z.string(),
  namespace: namespaceName('Its namespace').optional(),
  name: z.string(),
  severity: z.enum(['failing', 'degraded', 'advice']).describe('The worst that it had'),
  title: z.string(),
  what: z.string().describe('As it was last said, while it was trouble if it ever was'),
  harm: z.number().optional().describe('What it weighed at its worst; absent in advice'),
  met: z.array(
    z.object({
      ...stretch,
      silenced: z.literal(true).optional().describe('The config keeps quiet about it'),
      advice: z.literal(true).optional().describe('It was mere advice then'),
      lost: z
        .literal(true)
        .optional()
        .describe('It ended because nobody could look, not because it was over'),
      lapsed: z
        .literal(true)
        .optional()
        .describe('It ended because time passed, or another finding tells it now: nothing was resolved'),
      gone: z.literal(true).optional().describe('It ended because its object was deleted'),
    }),
  ),
});
export type FindingDay = z.infer<typeof FindingDaySchema>;

/** Whether a finding told of trouble then: it was neither silenced nor mere advice. */
export const isLoud = ({
  silenced,
  advice,
}: Pick<FindingDay['met'][number], 'silenced' | 'advice'>): boolean => !silenced && !advice;

/** The worst of them. */
export const worstSeverity = (severities: readonly FindingDay['severity'][]): FindingDay['severity'] =>
  severities.toSorted(compareSeverities)[0] ?? 'advice';

type FindingName = Pick<FindingDay, 'rule' | 'kind' | 'namespace' | 'name'>;

/** By rule and object. */
export const compareFindings = (a: FindingName, b: FindingName): number =>
  compareText(a.rule, b.rule) || compareObjects(a, b);
