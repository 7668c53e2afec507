/** kubectl commands for readers to copy. They run in the reader's shell, so every word from the cluster is quoted. */
import { isProbed } from '../snapshots/kinds/kinds.ts';
import type { ObjectRef } from './report.ts';
import { isWorkloadKind, mayScale, rollsOut } from './workload-kinds.ts';

/**
 * A command line for a POSIX shell.
 * @param words kubectl's arguments after the global flags
 * @param context name of the viewer's kubectl context; absent means the current context
 * @returns undefined if a word holds control characters: in a terminal they act before any quote does
 */
export function formatKubectl(
  words: readonly string[],
  { context, namespace }: { context?: string; namespace?: string },
): string | undefined {
  const all = ['kubectl'];
  if (context) all.push('--context', context);
  if (namespace) all.push('-n', namespace);
  all.push(...words);
  if (all.some(hasControlCharacters)) return undefined;
  return all.map(quoteWord).join(' ');
}

/** `kubectl delete pod`: its owner replaces it. */
export function deletePodCommand(pod: ObjectRef, context?: string): string | undefined {
  return formatKubectl(['delete', toArgument(pod)], { context, namespace: pod.namespace });
}

/** `kubectl rollout restart`, for the three kinds that support it. */
export function rolloutRestartCommand(workload: ObjectRef, context?: string): string | undefined {
  if (!rollsOut(workload.kind)) return undefined;
  return formatKubectl(['rollout', 'restart', toArgument(workload)], {
    context,
    namespace: workload.namespace,
  });
}

/** `kubectl scale` to the current number, for the reader to change. */
export function scaleCommand(workload: ObjectRef, replicas: number, context?: string): string | undefined {
  if (!isWorkloadKind(workload.kind) || !mayScale(workload.kind)) return undefined;
  return formatKubectl(['scale', toArgument(workload), `--replicas=${replicas}`], {
    context,
    namespace: workload.namespace,
  });
}

/** `kubectl describe`; undefined for a kind that kubectl could misread. */
export function describeCommand(object: ObjectRef, context?: string): string | undefined {
  // kubectl does not know what a probe saw.
  if (isProbed(object.kind)) return undefined;
  // kubectl names custom resources by plural and group: `certificates.cert-manager.io`.
  if (!/^[a-z][a-z0-9]*(\.[a-z0-9][a-z0-9-]*)*$/i.test(object.kind)) return undefined;
  return formatKubectl(['describe', toArgument(object)], { context, namespace: object.namespace });
}

/** `kubectl logs` of a pod. @param previous the log of the run before the current run */
export function logsCommand(
  pod: ObjectRef,
  { container, previous }: { container?: string; previous: boolean },
  context?: string,
): string | undefined {
  const words = ['logs', toArgument(pod)];
  if (container) words.push('-c', container);
  if (previous) words.push('--previous');
  return formatKubectl(words, { context, namespace: pod.namespace });
}

/** `deployment/web`: in this form, a name cannot be read as a flag. */
export const toArgument = (object: ObjectRef) => `${object.kind.toLowerCase()}/${object.name}`;

/** A word for a POSIX shell. Single quotes protect everything except single quotes (POSIX.1-2017, Shell Command Language, 2.2.2). */
export function quoteWord(word: string): string {
  return /^[A-Za-z0-9_@%+:,./=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Includes line and paragraph separators, and marks that reverse the reading direction. */
const hasControlCharacters = (word: string) => /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(word);
