/** What runs beside the clusters: `/beside/production/rabbitmq/api/overview`. A line for each server. */
import { answerRabbitmq } from './rabbitmq.ts';
import type { BesideServer } from './request.ts';

const SERVERS: Readonly<Record<string, BesideServer>> = { rabbitmq: answerRabbitmq };

export const answerBeside: BesideServer = ({ path: [server = '', ...path], ...request }) =>
  Object.hasOwn(SERVERS, server) ? SERVERS[server]?.({ ...request, path }) : undefined;
