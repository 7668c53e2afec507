import { z } from 'zod';
import { checkTarget, targetShape } from '../target-config.ts';

export const ElasticsearchProbeSchema = z
  .strictObject({
    ...targetShape,
    indices: z
      .string()
      .regex(/^[^\s/?#]+$/, 'must be names of indices with *, such as logs-*,orders-*')
      .default('*,-.*')
      .describe("Indices to keep, in Elasticsearch's own pattern; by default all but hidden indices"),
  })
  .superRefine(checkTarget);
export type ElasticsearchProbeConfig = z.infer<typeof ElasticsearchProbeSchema>;
