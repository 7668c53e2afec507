import {
  apiWord,
  fields,
  flag,
  foreignWord,
  freeText,
  list,
  nodeName,
  number,
  time,
  word,
} from '../../snapshots/kinds/fields.ts';
import { probeKind } from '../probe-kind.ts';

/** Elasticsearch and OpenSearch. */
export const elasticsearchKinds = {
  ElasticsearchCluster: probeKind('elasticsearch', 'elasticsearchclusters', {
    spec: fields({ probe: word('Name of the probe in the config') }),
    status: fields({
      clusterName: foreignWord("The cluster's own name"),
      distribution: apiWord('elasticsearch or opensearch'),
      version: apiWord('Version'),
      health: apiWord('green, yellow or red'),
      nodes: number('Nodes'),
      dataNodes: number('Nodes that hold data'),
      activeShards: number('Shards that answer'),
      relocatingShards: number('Shards that move to another node'),
      initializingShards: number('Shards that start'),
      unassignedShards: number('Shards without a node'),
      pendingTasks: number('Changes of the cluster that wait for the elected node'),
      oldestTaskMs: number('Milliseconds for which the oldest of them has waited'),
      firstUnassigned: fields({
        index: word('Index of the first shard without a node'),
        shard: number('Number of the shard'),
        primary: flag('Whether it is a primary: then a part of the index does not answer'),
        reason: apiWord('Why it lost its node: NODE_LEFT, ALLOCATION_FAILED and the like'),
        explanation: freeText('Why no node takes it'),
      }),
      repositories: list(
        fields({
          name: word('Repository of snapshots'),
          lastSuccess: time('End of the last snapshot that succeeded'),
          lastState: apiWord('State of the last snapshot: SUCCESS, PARTIAL, FAILED, IN_PROGRESS'),
          error: freeText('Why it could not be asked'),
        }),
      ),
    }),
  }),
  ElasticsearchNode: probeKind('elasticsearch', 'elasticsearchnodes', {
    spec: fields({
      probe: word('Name of the probe in the config'),
      node: nodeName('Name of the node'),
      roles: apiWord('Roles, one letter each'),
      elected: flag('It is the elected master, or cluster manager'),
    }),
    status: fields({
      diskTotal: number('Bytes of disk'),
      diskFree: number('Free bytes of disk'),
      heapPercent: number('Used share of the heap, in percent'),
      shards: number('Shards on it'),
      lowWatermark: number('Free bytes below which it gets no new shards'),
      highWatermark: number('Free bytes below which its shards move away'),
      floodWatermark: number('Free bytes below which its indices become read-only'),
      before: fields({
        diskFree: number('Free bytes of disk at the snapshot before'),
        time: time('Time of that snapshot'),
      }),
    }),
  }),
  ElasticsearchIndex: probeKind('elasticsearch', 'elasticsearchindices', {
    spec: fields({
      probe: word('Name of the probe in the config'),
      index: word('Name of the index'),
      primaries: number('Primary shards'),
      replicas: number('Replicas of each'),
    }),
    status: fields({
      health: apiWord('green, yellow or red'),
      state: apiWord('open or close'),
      documents: number('Documents'),
      bytes: number('Bytes on disk, with replicas'),
      readOnly: apiWord('The block that makes it read-only: read_only, read_only_allow_delete, write, metadata'),
      before: fields({
        bytes: number('Bytes on disk at the snapshot before'),
        time: time('Time of that snapshot'),
      }),
    }),
  }),
};
