import type { APIRoute } from 'astro';
import { digestPaths, loadDigest } from '../../../digest/digest-page.ts';

export const getStaticPaths = digestPaths;

export const GET: APIRoute<Record<string, never>, { day: string }> = async ({ params }) => {
  const { record } = await loadDigest(params.day);
  return new Response(`${JSON.stringify(record, null, 2)}\n`, {
    headers: { 'Content-Type': 'application/json' },
  });
};
