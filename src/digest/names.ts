/** Objects as a digest names them. Pure. */

/** `shop/web` of a Deployment, of others `shop/StatefulSet/db`; of what has no namespace `Node/lxa150h`. */
export function nameWorkload({
  kind,
  namespace,
  name,
}: {
  kind: string;
  namespace?: string;
  name: string;
}): string {
  const middle = kind === 'Deployment' && namespace ? [] : [kind];
  return [...(namespace ? [namespace] : []), ...middle, name].join('/');
}
