/** Finds names by their form: addresses, e-mail addresses, users. Pure. */
import { isIP, isIPv6 } from 'node:net';
import { ESCAPE_END } from './escapes.ts';
import type { Finder, NameAt } from './name-places.ts';
import { isCommonUser } from './well-known.ts';

type Groups = readonly (string | undefined)[];
export type NameWithin = Omit<NameAt, 'from' | 'to'> & { from?: number; to?: number };

/**
 * A finder that asks what each match of a pattern is.
 * @param sign a text without this sign has no match: nearly all texts need only this check
 * @param toFound places are relative to the match; by default the name is the whole match
 */
export const findEach =
  (
    pattern: RegExp,
    sign: string,
    toFound: (match: string, ...groups: Groups) => NameWithin | readonly NameWithin[] | undefined,
  ): Finder =>
  (text) => {
    if (!text.includes(sign)) return [];
    const found: NameAt[] = [];
    for (const match of text.matchAll(pattern)) {
      const ones = toFound(...(match as unknown as [string, ...Groups]));
      if (ones === undefined) continue;
      for (const one of Array.isArray(ones) ? (ones as readonly NameWithin[]) : [ones as NameWithin]) {
        const { from = 0, to = match[0].length } = one;
        found.push({ ...one, from: match.index + from, to: match.index + to });
      }
    }
    return found;
  };

/** Addresses that name no single machine. */
const COMMON = new Set(['127.0.0.1', '0.0.0.0', '255.255.255.255', '::1', '::', '169.254.169.254']);

/** The start of a name: no letter or digit before, but for an escape. */
export const START = String.raw`(?:(?<=${ESCAPE_END})|(?<![\d.\p{L}]))`;

const IP4 = new RegExp(String.raw`(?=\d)${START}(?:\d{1,3}\.){3}\d{1,3}(?![\d\p{L}]|\.\d)`, 'gu');
const IP6 =
  /(?<![\p{L}\p{N}:.])[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}(?:\d{0,3}(?:\.\d{1,3}){3})?(?![\p{L}\p{N}:])/gu;
/** `ip-10-0-1-23`, a machine's name in clouds, and `10-0-1-23.shop.pod`, a pod's name in the cluster's own DNS. */
const DASHED =
  /(?<![\p{L}\p{N}])(?:ip-(\d{1,3}(?:-\d{1,3}){3})(?!\d)|(\d{1,3}(?:-\d{1,3}){3})(?=\.[\w-]+\.pod\b))/gu;
const PERSON = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+/gu;
/** `User "jane" cannot list`, `user="jane"`; also `oidc:jane` and `CORP\jane`. */
const USER = /\b[Uu]ser(?:name)?["']?[ :=]{1,3}\\?["']([^"'\s]{2,80}?)\\?["']/g;
/** Users of programs that hold sources, not people: `git@github.com`. */
const PROGRAM = /^(?:git|hg|svn)@/i;

/** One form for all spellings: `2001:DB8::1` and `2001:db8:0::1` are equal. */
function toCanonicalIp(text: string): string {
  return isIPv6(text) ? new URL(`http://[${text}]/`).hostname.slice(1, -1) : text;
}

const orNothing = <Value>(condition: boolean, value: () => Value) => (condition ? value() : undefined);

/** E-mail addresses. */
export const findPersons: Finder = findEach(PERSON, '@', (person) =>
  orNothing(!PROGRAM.test(person), () => ({ class: 'person' as const, original: person.toLowerCase() })),
);

/** Users in messages about what they may do. @param isKept whether the name is one of the cluster's own objects */
export const findUsers = (isKept: (name: string) => boolean): Finder =>
  findEach(USER, 'ser', (match, user = '') =>
    orNothing(!isCommonUser(user) && !/[@/]/.test(user) && !isKept(user), () => {
      const [own = ''] = /[^:\\]*$/.exec(user)!;
      const isPerson = own.length > 2 && /\p{L}/u.test(own) && !isCommonUser(own) && !isKept(own);
      return (isPerson && own !== user ? [user, own] : [user]).map((name) => {
        const from = match.lastIndexOf(name);
        return { class: 'person' as const, original: name.toLowerCase(), from, to: from + name.length };
      });
    }),
  );

/** @param isVersion whether four numbers are a version in this cluster, and no address */
export function findIps(isVersion: (text: string) => boolean): Finder[] {
  const toIp = (text: string) =>
    orNothing(isIP(text) !== 0 && !COMMON.has(text) && !isVersion(text), () => ({
      class: 'ip' as const,
      original: toCanonicalIp(text),
    }));
  const toDashed = (text: string, named: string | undefined, own: string | undefined) => {
    const dashed = (named ?? own)!;
    const ip = dashed.replaceAll('-', '.');
    return orNothing(isIP(ip) !== 0, () => ({
      ...{ class: 'ip' as const, original: ip },
      ...{ from: text.length - dashed.length, to: text.length },
      write: (pseudonym: string) => pseudonym.replaceAll('.', '-'),
    }));
  };
  return [findEach(IP4, '.', toIp), findEach(IP6, ':', toIp), findEach(DASHED, '-', toDashed)];
}
