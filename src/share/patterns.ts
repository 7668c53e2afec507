/** Finds names that no object shows: addresses, hosts in URLs and sentences, e-mail addresses. Pure. */
import { isIP, isIPv6 } from 'node:net';
import type { Piece } from './dictionary.ts';
import type { NameClass } from './profile.ts';

type Replace = (kind: NameClass, original: string) => string;

/** Addresses that name no single machine. */
const COMMON = new Set(['127.0.0.1', '0.0.0.0', '255.255.255.255', '::1', '::', '169.254.169.254']);

const IP4 = /(?<![\d.\p{L}])(?:\d{1,3}\.){3}\d{1,3}(?![\d\p{L}]|\.\d)/gu;
const IP6 =
  /(?<![\p{L}\p{N}:.])[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}(?:\d{0,3}(?:\.\d{1,3}){3})?(?![\p{L}\p{N}:])/gu;
/** `ip-10-0-1-23`, a machine's name in clouds, and `10-0-1-23.shop.pod`, a pod's name in the cluster's own DNS. */
const DASHED =
  /(?<![\p{L}\p{N}])(?:ip-(\d{1,3}(?:-\d{1,3}){3})(?!\d)|(\d{1,3}(?:-\d{1,3}){3})(?=\.[\w-]+\.pod\b))/gu;
const PERSON = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+/gu;
/** Host of a URL, with a user before and a port after. */
const URL_HOST =
  /(?<=\b[a-z][a-z0-9+.-]*:\/\/(?:[^\s/@"'<>]{0,200}@)?)[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?(?=[:/?#\s"'<>)\],;]|$)/giu;
/** A name with a top-level domain of hosts; `main.go` and `apps/v1` have none. */
const DOMAINS =
  'com|net|org|io|dev|app|cloud|local|lan|intra|intranet|internal|corp|home|localdomain|priv|private|eu|de|nl|be|fr|uk|us|ch|at|it|es|pl|se|no|fi|dk|cz|ie|jp|cn|in|au|ca|br|ru|za|kr|biz|info|gov|edu|mil|example|test|invalid|bank|systems|network|services|tech|ai|co|me|tv';
const SENTENCE_HOST = new RegExp(
  String.raw`(?<![\p{L}\p{N}._@/-])(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?\.)+(?:${DOMAINS})(?![\p{L}\p{N}_-]|\.[\p{L}\p{N}])`,
  'giu',
);

/** Domains of Kubernetes itself, and of the cluster's own DNS: the other parts of the text tell what they name. */
const OURS = /(?:^|\.)(?:kubernetes\.io|k8s\.io|x-k8s\.io|svc|cluster\.local|docker\.io|localhost)$/i;

export const isCommonHost = (host: string) => OURS.test(host) || !/[\p{L}\p{N}]/u.test(host);

/** One form for all spellings: `2001:DB8::1` and `2001:db8:0::1` are equal. */
function toCanonicalIp(text: string): string {
  return isIPv6(text) ? new URL(`http://[${text}]/`).hostname.slice(1, -1) : text;
}

const isCommonIp = (text: string) => COMMON.has(text);

/** @param sign a text without this sign has no match: nearly all texts need only this check */
const each = (
  pattern: RegExp,
  sign: string,
  toPseudonym: (match: string, ...groups: (string | undefined)[]) => string | undefined,
) => {
  const find = (text: string): Piece[] => {
    if (!text.includes(sign)) return [{ rest: text }];
    const pieces: Piece[] = [];
    let from = 0;
    for (const match of text.matchAll(pattern)) {
      const done = toPseudonym(...(match as unknown as [string]));
      if (done === undefined) continue;
      if (match.index > from) pieces.push({ rest: text.slice(from, match.index) });
      pieces.push({ done });
      from = match.index + match[0].length;
    }
    if (from === 0) return [{ rest: text }];
    if (from < text.length) pieces.push({ rest: text.slice(from) });
    return pieces;
  };
  return find;
};

const orNothing = <Value>(condition: boolean, value: () => Value) => (condition ? value() : undefined);

/** E-mail addresses: they are replaced before the hosts in them. */
export const replacePersons = (replace: Replace) =>
  each(PERSON, '@', (person) => replace('person', person.toLowerCase()));

export const replaceIps = (replace: Replace) => {
  const toIp = (text: string) =>
    orNothing(isIP(text) !== 0 && !isCommonIp(text), () => replace('ip', toCanonicalIp(text)));
  const toDashed = (text: string, named: string | undefined, own: string | undefined) => {
    const dashed = (named ?? own)!;
    const ip = dashed.replaceAll('-', '.');
    return orNothing(isIP(ip) !== 0, () => text.replace(dashed, replace('ip', ip).replaceAll('.', '-')));
  };
  return [each(IP4, '.', toIp), each(IP6, ':', toIp), each(DASHED, '-', toDashed)];
};

const toHost = (replace: Replace) => (host: string) =>
  orNothing(/\p{L}/u.test(host) && !isCommonHost(host) && isIP(host) === 0, () =>
    replace('host', host.toLowerCase()),
  );

export const replaceUrlHosts = (replace: Replace) => each(URL_HOST, '://', toHost(replace));
/** Only for texts of people and programs. In other texts, a group or a label's prefix looks like a host. */
export const replaceSentenceHosts = (replace: Replace) => each(SENTENCE_HOST, '.', toHost(replace));

/**
 * Names below a known domain of an owner.
 * @param others names below the domain that are not hosts: nodes, and registries, which come with a path
 */
export function replaceDomains(domains: readonly string[], others: ReadonlySet<string>, replace: Replace) {
  if (domains.length === 0) return (text: string): Piece[] => [{ rest: text }];
  const literal = domains.map((domain) => domain.replaceAll('.', String.raw`\.`)).join('|');
  const pattern = new RegExp(
    String.raw`(?<![\p{L}\p{N}_-])(?:[\p{L}\p{N}_-]{1,63}\.){0,10}(?:${literal})(?![\p{L}\p{N}_-]|\.[\p{L}\p{N}])`,
    'giu',
  );
  const toHostOf = toHost(replace);
  return each(pattern, '.', (name) => (endsWithOne(name.toLowerCase(), others) ? undefined : toHostOf(name)));
}

/** `kube-proxy-lxa150h.example.com` ends with the name of a node. */
function endsWithOne(name: string, others: ReadonlySet<string>): boolean {
  if (others.has(name)) return true;
  for (const { index } of name.matchAll(/[.-]/g)) if (others.has(name.slice(index + 1))) return true;
  return false;
}
