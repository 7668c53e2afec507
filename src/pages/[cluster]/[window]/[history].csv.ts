/** A history, for spreadsheets and scripts. */
import type { APIRoute, InferGetStaticPropsType } from 'astro';
import { loadHistoryCsv } from '../../../site/history/csv.ts';
import { historyCsvPaths } from '../../../site/windows.ts';

export const getStaticPaths = historyCsvPaths;

export const GET: APIRoute<InferGetStaticPropsType<typeof getStaticPaths>> = async ({ props }) => {
  const text = new Blob([...(await loadHistoryCsv(props.window, props.page))]);
  return new Response(text, { headers: { 'Content-Type': 'text/csv; charset=utf-8' } });
};
