/** The probes of a cluster in the config: a line for each type of probe. */
import { z } from 'zod';
import { ElasticsearchProbeSchema } from './elasticsearch/config.ts';
import { HttpProbeSchema } from './http/config.ts';
import { RabbitmqProbeSchema } from './rabbitmq/config.ts';

export const ProbesSchema = z
  .strictObject({
    http: z.array(HttpProbeSchema).optional().describe('Health endpoints of services'),
    rabbitmq: z.array(RabbitmqProbeSchema).optional().describe('Management APIs of RabbitMQ'),
    elasticsearch: z.array(ElasticsearchProbeSchema).optional().describe('Elasticsearch or OpenSearch'),
  })
  .superRefine((probes, context) => {
    for (const [type, all] of Object.entries(probes)) {
      const names = (all ?? []).map(({ name }) => name);
      for (const [index, name] of names.entries())
        if (names.indexOf(name) < index)
          context.addIssue({
            code: 'custom',
            path: [type, index, 'name'],
            message: `"${name}" is there twice`,
          });
    }
  });
export type ProbesConfig = z.infer<typeof ProbesSchema>;
