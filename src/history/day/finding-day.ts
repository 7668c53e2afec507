import { z } from 'zod';
import { namespaceName } from '../../snapshots/kinds/fields.ts';
import { compareObjects } from '../../model/object-ref.ts';
import { compareText } from '../../model/state.ts';
import { stretch } from './track.ts';

/** A finding: a rule that fired for an object. */
export const FindingDaySchema = z.object({
  rule: z.string(),
  kind: z.string(),
  namespace: namespaceName('Its namespace').optional(),
  name: z.string(),
  severity: z.enum(['failing', 'degraded', 'advice']),
  title: z.string(),
  what: z.string().describe('As it was last said'),
  harm: z.number().optional().describe('What it weighed at its worst; absent in advice'),
  met: z.array(
    z.object({
      ...stretch,
      silenced: z.literal(true).optional().describe('The config keeps quiet about it'),
      lost: z
        .literal(true)
        .optional()
        .describe('It ended because nobody could look, not because it was over'),
      lapsed: z
        .literal(true)
        .optional()
        .describe('It ended because time passed: nothing was resolved, and it is told once'),
      gone: z.literal(true).optional().describe('It ended because its object was deleted'),
    }),
  ),
});
export type FindingDay = z.infer<typeof FindingDaySchema>;

type FindingName = Pick<FindingDay, 'rule' | 'kind' | 'namespace' | 'name'>;

/** By rule and object. */
export const compareFindings = (a: FindingName, b: FindingName): number =>
  compareText(a.rule, b.rule) || compareObjects(a, b);
