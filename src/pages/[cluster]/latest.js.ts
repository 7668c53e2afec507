/** A cluster's latest edition, for the pages of earlier ones: a script, because `file://` lets a page load nothing else. */
import type { APIRoute, InferGetStaticPropsType } from 'astro';
import type { Latest } from '../../client/latest-state.ts';
import { leadOf } from '../../site/charts/timeline.ts';
import { loadRecord } from '../../site/edition/records.ts';
import type { ClusterPlan } from '../../site/plan.ts';
import { currentPlan } from '../../site/printing.ts';

export const getStaticPaths = (): { params: { cluster: string }; props: { plan: ClusterPlan } }[] =>
  currentPlan().clusters.map((plan) => ({ params: { cluster: plan.name }, props: { plan } }));

export const GET: APIRoute<InferGetStaticPropsType<typeof getStaticPaths>> = async ({ props: { plan } }) => {
  const key = plan.recent.at(-1);
  const record = key && (await loadRecord(key));
  const latest: Latest | undefined = record && {
    ...{ day: record.day, time: record.time, instant: record.instant },
    state: record.summary?.state ?? 'unknown',
    lead: leadOf(record),
  };
  return new Response(`globalThis.gazetteLatest=${JSON.stringify(latest ?? null)}\n`);
};
