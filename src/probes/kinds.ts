/** The kinds of all probes: a line for each probe. */
import { elasticsearchKinds } from './elasticsearch/kinds.ts';
import { httpKinds } from './http/kinds.ts';
import { rabbitmqKinds } from './rabbitmq/kinds.ts';

export const probeKinds = { ...httpKinds, ...rabbitmqKinds, ...elasticsearchKinds };
