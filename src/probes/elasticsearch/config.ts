import { z } from 'zod';
import { checkTarget, CredentialSchema, targetShape } from '../target-config.ts';

export const ElasticsearchProbeSchema = z
  .strictObject({
    ...targetShape,
    apiKey: CredentialSchema.optional().describe('API key, as Elasticsearch shows it: encoded, or ID:KEY'),
    indices: z
      .string()
      .regex(/^[^\s/?#]+$/, 'must be names of indices with *, such as logs-*,orders-*')
      .default('*,-.*,.ds-*')
      .describe(
        "Indices to keep, in Elasticsearch's own pattern; by default all but hidden indices, and those of data streams",
      ),
  })
  .superRefine(checkTarget);
export type ElasticsearchProbeConfig = z.infer<typeof ElasticsearchProbeSchema>;
