import { RequestError } from '../../collect/errors.ts';
import type { Probe } from '../probe.ts';
import type { ElasticsearchProbeConfig } from './config.ts';

export const elasticsearchProbe: Probe<ElasticsearchProbeConfig> = {
  kinds: ['ElasticsearchCluster', 'ElasticsearchNode', 'ElasticsearchIndex'],
  read: () => Promise.reject(new RequestError('is not read yet')),
};
