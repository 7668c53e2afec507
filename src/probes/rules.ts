/** The rules of all probes: a line for each probe. */
import { httpRules } from './http/rules.ts';

export const probeRules = [...httpRules];
