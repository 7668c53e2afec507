import { RequestError } from '../../collect/errors.ts';
import type { Probe } from '../probe.ts';
import type { RabbitmqProbeConfig } from './config.ts';

export const rabbitmqProbe: Probe<RabbitmqProbeConfig> = {
  kinds: ['RabbitMQBroker', 'RabbitMQQueue'],
  read: () => Promise.reject(new RequestError('is not read yet')),
};
