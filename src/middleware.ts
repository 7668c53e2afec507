/**
 * Cluster text is hostile. Astro escapes markup; this makes visible, on every page, what escaping lets through: control
 * characters, and bidirectional overrides that turn the rest of a line around.
 */
import { defineMiddleware } from 'astro:middleware';
import { toVisible } from './export/visible.ts';

export const onRequest = defineMiddleware(async (_, next) => {
  const response = await next();
  if (!response.headers.get('content-type')?.startsWith('text/html')) return response;
  return new Response(toVisible(await response.text()), response);
});
