/** Zod compiles what checks objects, which the pages' policy forbids and browsers would report. Imported before schemas. */
import { config } from 'zod';

config({ jitless: true });
