/** What runs beside the clusters: `/beside/production/rabbitmq/api/overview`. A line for each server. */
import { ProbesSchema, type ProbesConfig } from '../../probes/config.ts';
import type { ClusterName } from '../plan/estate.ts';
import { answerElasticsearch } from './elasticsearch.ts';
import { answerHealth, healthEndpointsOf } from './health.ts';
import { answerRabbitmq } from './rabbitmq.ts';
import type { BesideServer } from './request.ts';

const SERVERS: Readonly<Record<string, BesideServer>> = {
  elasticsearch: answerElasticsearch,
  health: answerHealth,
  rabbitmq: answerRabbitmq,
};

export const answerBeside: BesideServer = ({ path: [server = '', ...path], ...request }) =>
  Object.hasOwn(SERVERS, server) ? SERVERS[server]?.({ ...request, path }) : undefined;

/** What the demo's config asks of these servers, at the address of the demo's API server. */
export function probesBeside(cluster: ClusterName, address: string): ProbesConfig {
  const beside = `${address}/beside/${cluster}`;
  return ProbesSchema.parse({
    http: healthEndpointsOf(cluster).map(({ namespace, name }) => ({
      ...{ name, service: { namespace, name, port: '8080' }, path: '/health' },
      expect: { json: '$.status', equals: 'UP' },
    })),
    rabbitmq: [
      {
        ...{ name: 'mq', namespace: 'payments', url: `${beside}/rabbitmq`, peek: 10 },
        groups: [
          { name: 'Middleware', queues: ['^(payments|ledger)[.]'] },
          { name: 'Chat', queues: ['^chat[.]'] },
        ],
      },
    ],
    elasticsearch: [{ name: 'search', namespace: 'customer', url: `${beside}/elasticsearch` }],
  });
}
