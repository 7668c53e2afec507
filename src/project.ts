/** Where Gazette itself stands. A module of its own, since bundles stand elsewhere: they import it as `#project`. */
import { fileURLToPath } from 'node:url';

/** Folder of the checkout, or `dist/` in the published package. */
export const PROJECT = fileURLToPath(new URL('../', import.meta.url));
