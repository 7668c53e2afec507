/** The tables of all probes, in the order of the page: a line for each probe. */
import { indices, searchclusters, searchnodes } from './elasticsearch/table.ts';
import { healthchecks } from './http/table.ts';
import { brokers, queues } from './rabbitmq/table.ts';

export const probeTables = {
  ...{ queues, brokers },
  ...{ searchclusters, searchnodes, indices },
  healthchecks,
};
