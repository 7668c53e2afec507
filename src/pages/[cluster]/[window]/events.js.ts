/** A day's event ledger, for the search over many days. */
import type { APIRoute, InferGetStaticPropsType } from 'astro';
import { toLedgerScript } from '../../../export/ledger-script.ts';
import { loadLedger } from '../../../site/history/events.ts';
import { loadHistory } from '../../../site/history/load.ts';
import { historyPaths } from '../../../site/windows.ts';

export const getStaticPaths = () => historyPaths().filter(({ props: { window } }) => window.length === 1);

export const GET: APIRoute<InferGetStaticPropsType<typeof getStaticPaths>> = async ({
  props: { window },
}) => {
  const { rows } = await loadLedger(await loadHistory(window));
  return new Response(toLedgerScript(window.day, rows));
};
