/** Fewest characters of a name that is looked for in a message: shorter ones stand in every other word. */
const SHORTEST_NAME = 3;
/** What of a message tells its cause; the API server allows 1,024 characters. */
const LONGEST = 1024;

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const IPV6 = /\[[0-9a-f:.]{3,45}\]|(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}/gi;

/**
 * What Kubernetes makes up at the end of a name: the hash of a pod template and five letters for a pod. It has no vowels.
 * Source: k8s.io/apimachinery/pkg/util/rand `alphanums`, and staging/src/k8s.io/apiserver names/generate.go.
 */
const MADE_UP = /-[bcdfghjklmnpqrstvwxz2456789]{5,10}(?![A-Za-z0-9])/g;

/** A word with a figure in it. Begun at words' beginnings alone, so that a long word costs no more than its length. */
const FIGURES = /(?<![A-Za-z0-9])[A-Za-z]*[0-9][A-Za-z0-9]*/g;

/** Figures with no more than punctuation between them: addresses, versions, fractions. */
const RUN = /#(?:[^\sA-Za-z0-9#"'()[\]]{1,3}#)+/g;

/**
 * What is left of a message when everything is taken out that differs from one occurrence of a cause to the next: the
 * object's own name, names that were made up, hashes, UUIDs, addresses, durations, and every word with a figure in it.
 */
export function fingerprint(message: string, name: string): string {
  const text = message.slice(0, LONGEST);
  const anonymous = name.length < SHORTEST_NAME ? text : text.replaceAll(name, '@');
  return anonymous
    .replace(UUID, '#')
    .replace(IPV6, '#')
    .replace(MADE_UP, '-#')
    .replace(FIGURES, '#')
    .replace(RUN, '#');
}
