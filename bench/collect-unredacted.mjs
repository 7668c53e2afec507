/**
 * The command line without redaction, for comparison: what looks for secrets is replaced by what lets all pass. The
 * code of redaction is loaded all the same, since the published package is one bundle. Runs from the sources.
 */
import { registerHooks } from 'node:module';

/** The real module, which the hook below does not replace. */
const whole = (name) => new URL(`../src/collect/${name}?whole`, import.meta.url).href;
const PASSING = {
  './redact.ts': `
    import '${whole('redact.ts')}';
    export const LONGEST_TEXT = Infinity;
    export const redact = (text) => ({ text, count: 0 });
    export const redactWords = (words) => ({ words, count: 0 });`,
  './keep-words.ts': `
    import '${whole('keep-words.ts')}';
    export const openDigest = () => () => '';
    export const keepWords = (words) => words;`,
};

registerHooks({
  resolve: (specifier, context, nextResolve) =>
    Object.hasOwn(PASSING, specifier)
      ? { url: `data:text/javascript,${encodeURIComponent(PASSING[specifier])}`, shortCircuit: true }
      : nextResolve(specifier, context),
});
await import('../scripts/run.ts');
