/** Shortest name that is searched in a message: shorter names occur in many words. */
const SHORTEST_NAME = 3;
/** Length of a message that matters for its cause; the API server allows 1,024 characters. */
const LONGEST_MESSAGE = 1024;

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const IPV6 = /\[[0-9a-f:.]{3,45}\]|(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}/gi;

/**
 * A generated end of a name: the hash of a pod template, and five letters for a pod. It has no vowels. Source:
 * k8s.io/apimachinery/pkg/util/rand `alphanums`, and staging/src/k8s.io/apiserver names/generate.go.
 */
const MADE_UP = /-[bcdfghjklmnpqrstvwxz2456789]{5,10}(?![A-Za-z0-9])/g;

/** A word with a digit. A match only begins at the start of a word, so that a long word costs linear time. */
const FIGURES = /(?<![A-Za-z0-9])[A-Za-z]*[0-9][A-Za-z0-9]*/g;

/** As in Gazette's own sentences: `1 hour`, `2 days`. */
const DURATION = /\b\d+ (?:second|minute|hour|day)s?\b/g;

/** `3`, `5m0s`, `0/5`: a word that begins with a digit, and is no part of a name. */
const COUNT = /(?<![\w.-])\d[\w.,/%]*(?![\w-])/g;

/** Numbers with only punctuation between them: addresses, versions, fractions. */
const RUN = /#(?:[^\sA-Za-z0-9#"'()[\]]{1,3}#)+/g;

/**
 * The part of a message that is the same at each occurrence of a cause. Removed: the object's own name, generated
 * names, hashes, UUIDs, addresses and durations. Every word with a digit is removed, too.
 */
export function fingerprint(message: string, name: string): string {
  return anonymise(message, name).replace(FIGURES, '#').replace(RUN, '#');
}

/** A message without the names of its own object, counts and durations. What is left may name other objects. */
export const withoutOwnNames = (message: string, name: string): string =>
  anonymise(message, name).replace(COUNT, '#');

function anonymise(message: string, name: string): string {
  const text = message.slice(0, LONGEST_MESSAGE);
  const anonymous = name.length < SHORTEST_NAME ? text : text.replaceAll(name, '@');
  return anonymous.replace(UUID, '#').replace(IPV6, '#').replace(MADE_UP, '-#').replace(DURATION, '#');
}
