/**
 * Cluster text is hostile, and Astro escapes only markup. On every page, this makes the rest visible: control
 * characters, and bidirectional overrides that reverse a line.
 */
import { defineMiddleware } from 'astro:middleware';
import { toVisibleBytes } from './export/visible.ts';

export const onRequest = defineMiddleware(async (_, next) => {
  const response = await next();
  if (!response.headers.get('content-type')?.startsWith('text/html')) return response;
  return new Response(toVisibleBytes(new Uint8Array(await response.arrayBuffer())), response);
});
