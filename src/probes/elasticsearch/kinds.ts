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
      leaderless: flag('It has no elected master, or cluster manager, and takes no changes'),
      nodes: number('Nodes'),
      dataNodes: number('Nodes that hold data'),
      activeShards: number('Shards that answer'),
      relocatingShards: number('Shards that move to another node'),
      initializingShards: number('Shards that start'),
      unassignedShards: number('Shards without a node'),
      delayedShards: number('Those of them that wait for a node which left a moment ago'),
      pendingTasks: number('Changes of the cluster that wait for the elected node'),
      oldestTaskMs: number('Milliseconds for which the oldest of them has waited'),
      firstUnassigned: fields({
        index: word('Index of the first shard without a node'),
        shard: number('Number of the shard'),
        primary: flag('Whether it is a primary: then a part of the index does not answer'),
        reason: apiWord('Why it lost its node: NODE_LEFT, ALLOCATION_FAILED and the like'),
        since: time('When it lost its node'),
        canAllocate: apiWord('Whether a node may take it: no, throttled, allocation_delayed and the like'),
        explanation: freeText('Why no node takes it'),
      }),
      repositories: list(
        fields({
          name: word('Repository of snapshots'),
          lastSuccess: time('End of the last snapshot that succeeded'),
          usualSeconds: number('Usual time between snapshots that succeeded: the median of the last ten'),
          lastAttempt: time('Beginning of the last snapshot that has ended'),
          lastState: apiWord('How it ended: SUCCESS, PARTIAL or FAILED'),
          lastReason: freeText('Why it failed'),
          error: freeText('Why the repository could not be asked'),
        }),
      ),
      missing: list(
        fields({
          part: apiWord(
            'What could not be read: version, explanation, watermarks, blocks, shards, snapshots',
          ),
          error: freeText('Why'),
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
      lowWatermark: number('Free bytes below which it gets no new shards; absent on nodes without data'),
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
      readOnly: apiWord(
        'The block that makes it read-only: read_only, read_only_allow_delete, write, metadata',
      ),
      before: fields({ bytes: number('Bytes on disk at the snapshot before') }),
    }),
  }),
};
