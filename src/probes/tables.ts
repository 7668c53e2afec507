/** The tables of all probes, in the order of the page: a line for each probe. */
import { indices, searchClusters, searchNodes } from './elasticsearch/table.ts';
import { healthChecks } from './http/table.ts';
import { brokers, queues } from './rabbitmq/table.ts';

export const probeTables = {
  ...{ queues, brokers },
  ...{ searchClusters, searchNodes, indices },
  healthChecks,
};
