/**
 * Keeps Zod from trying whether it may make functions out of text: pages' policy forbids it, and the attempt alone is a
 * violation. To be imported before any schema.
 */
import { config } from 'zod';

config({ jitless: true });
