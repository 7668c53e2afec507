/** Finds hosts by where they stand: in URLs, before ports, in sentences, below a domain of an owner. Pure. */
import { isIP } from 'node:net';
import { findEach, START, type NameWithin } from './patterns.ts';
import type { Finder } from './name-places.ts';
import { isProductGroup, isPublicOwner } from './well-known.ts';

/** Whether a name that looks like a host is kept: a Service's own name, a vendor's documentation. */
export type IsKept = (host: string) => boolean;

const HOST = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}._-]*[\p{L}\p{N}])?`;
/** Scheme, user, host, and path; the slashes may be escaped, as in JSON and in queries. */
const URL = new RegExp(
  String.raw`\b([a-z][a-z0-9+.-]{0,30}(?::\/\/|:\\\/\\\/|%3A%2F%2F)(?:[^\s/@"'<>\\]{0,200}@)?)(${HOST})((?::\d{1,5})?)((?:\\?\/[\p{L}\p{N}._~%+-]*)*)`,
  'giu',
);
/** After these schemes comes the id of a container, a version, or a file. */
const NO_HOST = /^(?:docker|docker-pullable|containerd|cri-o|rkt|podman|unix|file|data):/i;
/** `git@github.com:team/app.git` */
const GIT = new RegExp(String.raw`\b((?:git|hg|svn)@)(${HOST})([:/])([\p{L}\p{N}._~/-]+)`, 'giu');
/** `lookup db7 on 10.0.0.10:53: no such host`, as Go's resolver says. */
const LOOKUP = new RegExp(
  String.raw`\blookup (${HOST})(?= on |: (?:no such host|i\/o|server|device|[Tt]emporary))`,
  'gu',
);
/** Hosts may follow the dot of `*.example.com`, or of a domain that begins with its dot. */
const HOST_START = String.raw`(?:${START}|(?<=(?<![\p{L}\p{N}.])\.))`;
/** A name with a dot before a port. Files with a line look the same. */
const BEFORE_PORT = new RegExp(
  String.raw`${HOST_START}(?<![/@-])((?:[\p{L}\p{N}](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?\.)+[a-z][a-z-]*[a-z])(?=:\d{2,5}(?![\d.]))`,
  'giu',
);
const FILES =
  /\.(?:go|rs|py|java|kt|scala|js|mjs|cjs|ts|tsx|jsx|c|cc|cpp|cxx|h|hpp|rb|php|cs|sh|ex|exs|erl|ml|pl|swift|lua|sql|yaml|yml|json|toml|xml|conf|cfg|ini|log|txt|html|tpl|tmpl|svc|pod)$/i;
/** A name with a top-level domain of hosts; `main.go` and `apps/v1` have none. */
const DOMAINS =
  'com|net|org|io|dev|app|cloud|local|lan|intra|intranet|internal|corp|home|localdomain|priv|private|eu|de|nl|be|fr|uk|us|ch|at|it|es|pl|se|no|fi|dk|cz|ie|jp|cn|in|au|ca|br|ru|za|kr|biz|info|gov|edu|mil|example|test|invalid|bank|systems|network|services|tech|ai|co|me|tv';
const SENTENCE_HOST = new RegExp(
  String.raw`${HOST_START}(?<![_@/-])(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?\.)+(?:${DOMAINS})(?![\p{L}\p{N}_-]|\.[\p{L}\p{N}])`,
  'giu',
);
/** `bank.example/rack`, `ops.bank.example/v1`: a domain with a name in it. */
const GROUP = /^((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,})\/[^/\s]+$/gi;
/** Hosts that hold sources, where the path names the owner. */
const FORGE =
  /^(?:github|gitlab|bitbucket)\.(?:com|org)$|^codeberg\.org$|^(?:ssh\.)?dev\.azure\.com$|^(?:git|gitlab|gitea|github|bitbucket|stash|scm|forgejo)\d*\./i;

const toHost =
  (isKept: IsKept) =>
  (host: string, from = 0): NameWithin | undefined => {
    const plain = host.toLowerCase();
    if (!/\p{L}/u.test(host) || isIP(host) !== 0 || isKept(plain)) return undefined;
    return { class: 'host', original: plain, from, to: from + host.length };
  };

/** The path of a repository: `team/app`, without `.git`. */
function toRepository(path: string, from: number): NameWithin | undefined {
  const [, slash = '', name = ''] = /^((?:\\?\/)*)(.*?)(?:\.git)?[/.\\]*$/.exec(path)!;
  const [owner = ''] = name.split('/');
  if (name === '' || isPublicOwner(owner)) return undefined;
  const start = from + slash.length;
  return { class: 'repository', original: name.toLowerCase(), from: start, to: start + name.length };
}

const present = (...ones: readonly (NameWithin | undefined)[]) => ones.filter((one) => one !== undefined);

/** Hosts of URLs. @param repositories whether the paths of repositories are found, too */
export const findUrls = (
  isKept: IsKept,
  { hosts, repositories }: { hosts: boolean; repositories: boolean },
) => {
  const asHost = toHost(isKept);
  const inUrl = (_: string, start = '', host = '', port = '', path = '') => {
    if (NO_HOST.test(start)) return undefined;
    const isRepository = repositories && (FORGE.test(host) || /\.git(?:\/|$)/.test(path));
    return present(
      hosts ? asHost(host, start.length) : undefined,
      isRepository ? toRepository(path, start.length + host.length + port.length) : undefined,
    );
  };
  const inGit = (_: string, user = '', host = '', sign = '', path = '') =>
    present(
      hosts ? asHost(host, user.length) : undefined,
      repositories ? toRepository(path, user.length + host.length + sign.length) : undefined,
    );
  return [
    findEach(URL, '://', inUrl),
    findEach(URL, ':\\/\\/', inUrl),
    findEach(URL, '%2F', inUrl),
    findEach(GIT, '@', inGit),
  ];
};

/** Only for texts of people and programs. In other texts, a group or a label's prefix looks like a host. */
export const findSentenceHosts = (isKept: IsKept): Finder[] => {
  const asHost = toHost(isKept);
  return [
    findEach(SENTENCE_HOST, '.', (host) => asHost(host)),
    findEach(BEFORE_PORT, ':', (host) => (FILES.test(host) ? undefined : asHost(host))),
    findEach(LOOKUP, 'lookup ', (match, host = '') => asHost(host, match.length - host.length)),
  ];
};

/** Domains of your own in keys of labels, API versions, and finalizers. */
export const findGroups: Finder = findEach(GROUP, '/', (_, group = '') =>
  isProductGroup(group)
    ? undefined
    : { class: 'host', original: group.toLowerCase(), from: 0, to: group.length },
);

/**
 * Names below a known domain of an owner.
 * @param others names below the domain that are not hosts: nodes, and registries, which come with a path
 * @param resources custom resources, `widgets.ops.example.com`: only their group is a domain
 */
export function findDomains(
  domains: readonly string[],
  others: ReadonlySet<string>,
  resources: ReadonlySet<string>,
): Finder {
  if (domains.length === 0) return () => [];
  const literal = domains.map((domain) => domain.replaceAll('.', String.raw`\.`)).join('|');
  const pattern = new RegExp(
    String.raw`(?:(?<=\\[abefnrtv0]|%[0-9a-fA-F]{2})|(?<![\p{L}\p{N}_-]))(?:[\p{L}\p{N}_-]{1,63}\.){0,10}(?:${literal})(?![\p{L}\p{N}_-]|\.[\p{L}\p{N}])`,
    'giu',
  );
  return findEach(pattern, '.', (name) => {
    const lower = name.toLowerCase();
    if (endsWithOther(lower, others)) return undefined;
    const from = resources.has(lower) ? lower.indexOf('.') + 1 : 0;
    return { class: 'host', original: lower.slice(from), from, to: lower.length };
  });
}

/** `kube-proxy-lxa150h.example.com` ends with the name of a node. */
function endsWithOther(name: string, others: ReadonlySet<string>): boolean {
  if (others.has(name)) return true;
  for (const { index } of name.matchAll(/[.-]/g)) if (others.has(name.slice(index + 1))) return true;
  return false;
}
