/** The estate of each cluster. */
import { acceptance, development, production, test } from './clusters.ts';
import type { ClusterName, Estate } from './estate.ts';

export const estates: Record<ClusterName, Estate> = { development, test, acceptance, production };
