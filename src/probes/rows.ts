/** The rows of all probes, as a Report has them: a line for each table. */
import type {
  ElasticsearchClusterRow,
  ElasticsearchIndexRow,
  ElasticsearchNodeRow,
} from './elasticsearch/row.ts';
import type { HealthCheckRow } from './http/row.ts';
import type { BrokerRow, QueueRow } from './rabbitmq/row.ts';

export interface ProbeRows {
  queues: QueueRow[];
  brokers: BrokerRow[];
  searchclusters: ElasticsearchClusterRow[];
  searchnodes: ElasticsearchNodeRow[];
  indices: ElasticsearchIndexRow[];
  healthchecks: HealthCheckRow[];
}
