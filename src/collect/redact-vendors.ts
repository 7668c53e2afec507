/**
 * How the credentials of vendors begin, and what follows. Sources: the vendors' documentation, and the rules of GitHub's
 * secret scanning and of gitleaks. The first two characters find the rules of a word.
 */

const CHARS = '[A-Za-z0-9_-]';
const after = (prefix: string, rest: string) => ({ prefix, rule: `(?:${prefix})${rest}` });

const RULES: readonly { prefix: string; rule: string }[] = [
  // AWS, Google, Azure, Alibaba, Tencent
  after('AKIA|ASIA|AROA|AIDA|ABIA|ACCA|AGPA|ANPA', '[A-Z0-9]{12,}'),
  after('amzn\\.mws\\.', '[0-9a-f-]{30,}'),
  after('AIza', `${CHARS}{30,}`),
  after('ya29\\.', `${CHARS}{10,}`),
  after('GOCSPX-', `${CHARS}{10,}`),
  after('1//0', `${CHARS}{20,}`),
  after('[\\w.~-]{3}\\dQ~', '[\\w.~-]{31,}'),
  after('LTAI|AKID', '[A-Za-z0-9]{12,}'),
  // Git hosts and CI
  after('gh[pousr]_', '\\w{16,}'),
  after('github_pat_', '\\w{16,}'),
  after('gl(?:pat|dt|rt|ptt|soat|ft|imt|agent|cbt|ffct|oas)-', `${CHARS}{16,}(?:\\.[\\w.]+)?`),
  after('GR1348941', `${CHARS}{16,}`),
  after('ATATT|ATBB|ATCTT|ATSTT', '[A-Za-z0-9_=-]{16,}'),
  after('bb_(?:pat|access)_', '\\w{16,}'),
  after('CCIPAT_|bkua_|drn_|sgp_|shippo_|glc_|glsa_|glb_', '[A-Za-z0-9_+/=]{16,}'),
  // registries of packages and images
  after('npm_', '\\w{30,}'),
  after('pypi-', `${CHARS}{16,}`),
  after('rubygems_|cio|oy2', '[a-z0-9]{30,}'),
  after('dckr_(?:pat|oat)_', `${CHARS}{16,}`),
  after('AKCp|cmVmdGtuOj', '[A-Za-z0-9+/=]{20,}'),
  after('eyJrIjoi|eyJhbGciOi', '[A-Za-z0-9_.+/=-]{8,}'),
  // JSON Web Tokens, also with a foreign header
  after('eyJ', '[A-Za-z0-9_-]{6,}\\.[A-Za-z0-9_-]{4,}(?:\\.[A-Za-z0-9_-]*)*'),
  // payment
  after('(?:sk|rk|pk)_(?:live|test|prod)_', '\\w{10,}'),
  after('whsec_', '[A-Za-z0-9+/=]{16,}'),
  after('sq0(?:csp|atp|idp)-', `${CHARS}{16,}`),
  after('EAAA', `${CHARS}{40,}`),
  after('access_token\\$(?:production|sandbox)\\$', '[a-zA-Z0-9]+\\$[0-9a-f]{16,}'),
  after('pdl_(?:live|sdbx)_|FLWSECK', '[\\w-]{16,}'),
  // chat
  after('xox[abceoprs]-', `${CHARS}{8,}`),
  after('xapp-', `${CHARS}{8,}`),
  after('xoxe\\.xox[bp]-', `${CHARS}{8,}`),
  after('[MNO][A-Za-z\\d]{22,26}\\.[\\w-]{6}\\.[\\w-]{25,}', ''),
  // AI
  after('sk-(?:proj-|ant-|or-v1-|svcacct-|admin-|lf-)?', `${CHARS}{20,}`),
  after(
    'hf_|gsk_|r8_|xai-|pplx-|nvapi-|fw_|tgp_v1_|csk-|jina_|voyage-|pa-|lsv2_(?:pt|sk)_|pcsk_|tvly-|fc-|dsk-|co-',
    `${CHARS}{20,}`,
  ),
  // mail
  after('SG\\.', `${CHARS}{16,}\\.${CHARS}{16,}`),
  after('key-', '[0-9a-f]{24,}'),
  after('xkeysib-|xsmtpsib-|mlsn\\.|md-', '[A-Za-z0-9-]{20,}'),
  after('re_', '\\w{20,}'),
  // HashiCorp, Kubernetes, secrets' managers
  after('hv[sbr]\\.', `${CHARS}{16,}`),
  after('[sb]\\.[A-Za-z0-9]{24}(?![A-Za-z0-9.])', ''),
  after('[A-Za-z0-9]{14}\\.atlasv1\\.', `${CHARS}{20,}`),
  after('dp\\.(?:pt|st|ct|sa|scim|audit)\\.', '[\\w.-]{20,}'),
  after('ops_eyJ', '[A-Za-z0-9_+/=-]{20,}'),
  after('A3-[A-Z0-9]{6}-', '[A-Z0-9]{6}-(?:[A-Z0-9]{5,6}-?){3,4}'),
  after('AGE-SECRET-KEY-1', '[A-Z0-9]{20,}'),
  after('sha256~', `${CHARS}{20,}`),
  after('[a-z0-9]{6}\\.[a-z0-9]{16}(?![\\w.-])', ''),
  // clouds, databases, monitoring
  after('do[opr]_v1_', '[0-9a-f]{20,}'),
  after('shp(?:at|ca|pa|ss)_', '[0-9a-fA-F]{16,}'),
  after('NR(?:AK|JS|II|RA)-', '[A-Za-z0-9-]{16,}'),
  after('dapi', '[0-9a-f]{30,}'),
  after('sbp_|sb_secret_|pscale_(?:tkn|pw|oauth)_|neon_|napi_|tskey-|tailscale-', '[\\w.-]{16,}'),
  after('sntry[su]_', '[A-Za-z0-9_+/=-]{16,}'),
  after(
    'phc_|phx_|lin_api_|lin_oauth_|ntn_|secret_|figd_|tfp_|nfp_|pul-|rnd_|rpa_|vercel_|cfpat-|CFPAT-|fo1_|fm[12]_|fm1[ar]_|fm2_|sm_live_|pat[A-Za-z0-9]{14}\\.|ptr_|perm:|trk_',
    '[A-Za-z0-9_.+/=-]{16,}',
  ),
  after('rzp_(?:live|test)_', '\\w{10,}(?::\\w{16,})?'),
  after('SWMTKN-1-', '[a-z0-9]{40,}-[a-z0-9]{20,}'),
  after('PMAK-', '[0-9a-f-]{24,}'),
  after('AC[0-9a-f]{32}:', '[0-9a-f]{16,}'),
  after('SK[0-9a-f]{32}', ''),
  after(
    'ddapi_|ddp_|ddw_|hrku-|HRKU-|dnkey-|EZ[AT]K|duffel_|lob_|live_|test_[a-f0-9]{20}|easyp_',
    '[A-Za-z0-9_-]{20,}',
  ),
  // Mailchimp, Mailgun
  after('[0-9a-f]{32}-(?:us\\d{1,2}|[0-9a-f]{8}-[0-9a-f]{8})(?![\\w-])', ''),
  // k3s, Firebase, Asana, New Relic
  after('K10[0-9a-f]{64}', '::\\w+:\\w+'),
  after('AAAA[\\w-]{7}:APA91b', `${CHARS}{20,}`),
  after('[12]/\\d{15,17}:[0-9a-f]{32}', ''),
  after('(?:[a-z]{2}\\d{2}xx)?[0-9a-f]{30,36}NRAL', ''),
];

/** By the two characters with which a word begins; other rules do not begin with letters. */
const byStart = new Map<string, string[]>();
const anyStart: string[] = [];
for (const { prefix, rule } of RULES) {
  const starts = startsOf(prefix);
  if (!starts) anyStart.push(rule);
  for (const start of starts ?? []) byStart.set(start, [...(byStart.get(start) ?? []), rule]);
}

/** `AKIA|ASIA` begin with `AK` and `AS`, `(?:sk|rk)_live` with `sk` and `rk`; `[sb]` with no two letters. */
function startsOf(prefix: string): Set<string> | undefined {
  const starts = prefix.split(/\|(?![^(]*\))/).flatMap((one) => {
    const group = /^\(\?:([^)]*)\)/.exec(one)?.[1];
    return (group?.split('|') ?? [one]).map((start) => start.slice(0, 2));
  });
  return starts.every((start) => /^[A-Za-z0-9_/]{2}$/.test(start)) ? new Set(starts) : undefined;
}

/** The first rule that matches decides, as when each is asked. But one expression is asked quicker than ten. */
const toOne = (rules: readonly string[]) => new RegExp(rules.join('|'), 'y');
const ofStart = new Map([...byStart].map(([start, rules]) => [start, toOne([...rules, ...anyStart])]));
const ofOthers = toOne(anyStart);

/** The end of a vendor's credential that begins at a place; undefined if none does. */
export function endOfVendorToken(text: string, at: number): number | undefined {
  const rule = ofStart.get(text.slice(at, at + 2)) ?? ofOthers;
  rule.lastIndex = at;
  return rule.test(text) ? rule.lastIndex : undefined;
}
