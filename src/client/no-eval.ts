/**
 * Stops Zod from testing whether it may make functions from text. The pages' policy forbids it, and the attempt alone
 * is a violation. Import this before any schema.
 */
import { config } from 'zod';

config({ jitless: true });
