import type { DemoContainer, Workload } from './estate.ts';

/** The containers of a workload's template in another version; a container with its own version keeps that version. */
export function templateAt({ version: own, containers, init, sidecars }: Workload, version: string) {
  const stamp = (list: DemoContainer[] = []) =>
    list.map((container) => (container.version === own ? { ...container, version } : container));
  return { containers: stamp(containers), init: stamp(init), sidecars: stamp(sidecars) };
}
