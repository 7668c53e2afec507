/** The rules of all probes: a line for each probe. */
import { elasticsearchRules } from './elasticsearch/rules.ts';
import { httpRules } from './http/rules.ts';
import { rabbitmqRules } from './rabbitmq/rules.ts';

export const probeRules = [...rabbitmqRules, ...elasticsearchRules, ...httpRules];
