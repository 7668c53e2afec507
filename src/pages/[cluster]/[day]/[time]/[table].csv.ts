/** A table of the edition, for spreadsheets and scripts. */
import type { APIRoute, InferGetStaticPropsType } from 'astro';
import { toCsv } from '../../../../export/csv.ts';
import { exportsOf } from '../../../../export/tables.ts';
import { csvPaths } from '../../../../site/edition/static-paths.ts';
import { loadEdition } from '../../../../site/load-edition.ts';

export const getStaticPaths = csvPaths;

export const GET: APIRoute<InferGetStaticPropsType<typeof getStaticPaths>> = async ({ props }) => {
  const { report } = await loadEdition(props.edition);
  const table = report && exportsOf(report).find(({ name }) => name === props.table);
  // In pieces: as one string, a large table would take twice its size.
  const text = new Blob(report && table ? [...toCsv(table, report)] : []);
  return new Response(text, { headers: { 'Content-Type': 'text/csv; charset=utf-8' } });
};
