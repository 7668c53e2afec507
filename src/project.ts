/** The folder of Gazette itself. A separate module, because bundles are elsewhere: they import it as `#project`. */
import { fileURLToPath } from 'node:url';

/** Folder of the checkout, or `dist/` in the published package. */
export const PROJECT = fileURLToPath(new URL('../', import.meta.url));
