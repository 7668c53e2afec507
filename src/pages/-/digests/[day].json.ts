import type { APIRoute } from 'astro';
import { digestPaths, loadDigest } from '../../../digest/digest-page.ts';
import { digestFile } from '../../../site/records/digest-record.ts';
import { placeOfRecord } from '../../../site/records/page-records.ts';
import { seal } from '../../../snapshots/seal.ts';

export const getStaticPaths = digestPaths;

export const GET: APIRoute<Record<string, never>, { day: string }> = async ({ params }) => {
  const { record } = await loadDigest(params.day);
  return new Response(seal(record, placeOfRecord(digestFile(params.day, 'json'))), {
    headers: { 'Content-Type': 'application/json' },
  });
};
