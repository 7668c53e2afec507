/** Finds passwords in command lines: options with secret names, and short options that only their program explains. */
import { strengthOf } from './redact-keys.ts';
import { isHarmless, isProse, matchesOf, readValue, type MarkSecret } from './redact-values.ts';

/** Between two words of a command line, or of a list of words: `-p x`, `"-p","x"`. */
const GAP = String.raw`(?:\\*["'])?(?:\s{0,3},\s{0,3}|\s{1,4})`;
const option = (names: string) => new RegExp(String.raw`(?<=^|[\s"'\`,[(])(?:${names})${GAP}(?=[^\s-])`, 'g');
/** The password follows without a space, as in `-pPassword`. */
const joined = (names: string) =>
  new RegExp(String.raw`(?<=^|[\s"'\`,[(])(?:${names})(?=[^\s-])(?!\\*["'][\s,\])])`, 'g');
const either = (names: string) =>
  new RegExp(String.raw`(?<=^|[\s"'\`,[(])(?:${names})(?:${GAP})?(?=[^\s-])(?!\\*["'][\s,\])])`, 'g');
/** `-u user:password`, also joined */
const user = (names: string, sign = ':') =>
  new RegExp(
    String.raw`(?<=^|[\s"'\`,[(])(?:${names})(?:${GAP}|=)?\\*["']?(?!\d+:\d+(?:[\s"']|$))[^\s:"'%,]{1,80}${sign}`,
    'g',
  );

/** Programs, and where they take a password. Repetitions are bounded: a command is at most this long. */
const LONGEST_COMMAND = 400;
const MOST_PROGRAMS = 100;
const PROGRAMS: readonly (readonly [programs: string, ...options: RegExp[]])[] = [
  // before `net` and `mc`, which are also programs
  ['net\\s+use', /(?<=^\s{1,4}(?:\w:\s+)?\\\\\S{1,200}\s{1,4})(?=[^\s/])/g],
  ['net\\s+user', /(?<=^\s+\S{1,60}\s+)(?=[^\s/*-]\S*\s*(?:\/|$))/g],
  [
    'mc\\s+(?:alias\\s+set|config\\s+host\\s+add)',
    /(?<=^\s+\S{1,60}\s+https?:\S{1,200}\s+\S{1,80}\s+)(?=[^\s-])/g,
  ],
  // before `etcdctl`: a store of keys and values: the name of the key tells
  [
    '(?:consul\\s+kv|etcdctl)\\s+put',
    /(?<=^\s+(?:-\S+\s+)*\S{0,200}(?:password|passwd|secret|token|credentials?|api[_-]?key|private[_-]?key)["']?\s+)(?=\S)/gi,
  ],
  // with a space, the next word is the database
  ['(?:mysql|mariadb)(?:-?(?:admin|binlog|check|dump|import|pump|sh|show|slap|_upgrade))?', joined('-p')],
  ['(?:redis|valkey|keydb)-(?:cli|benchmark)', option('-a|--pass')],
  ['mongo(?:sh|dump|export|import|restore|stat|top|files)?', either('-p')],
  ['curl', user('-u|-\\w{1,6}u|--user|-U|--proxy-user'), option('--pass|--oauth2-bearer|-b|--cookie')],
  ['wget|lftp|ncftp|ftp', user('-u', '[,:]')],
  ['https?|xh', user('-a|--auth')],
  ['ldap(?:search|modify|add|delete|whoami|passwd|compare)', either('-w|-s|-a')],
  [
    'htpasswd',
    /(?<=^|\s)-\w{0,5}b\w{0,5}\s+\S{1,100}\s+\S{1,60}\s+/g,
    /(?<=^|\s)-\w{0,4}n\w{0,3}b?\w{0,3}\s+\S{1,60}\s+(?=\S+\s*$)/g,
  ],
  [
    'vault\\s+(?:login|unwrap)|vault\\s+operator\\s+unseal|consul\\s+login',
    /(?<=^\s)(?!-)(?=[^\s=]+(?:\s|$))/g,
  ],
  [
    '(?:docker|podman|nerdctl|buildah|skopeo|crane|oras|helm\\s+registry|oc|az|argocd|kubelogin|doctl|cf|ibmcloud|tkn|astro|heroku|regctl|skopeo|crane\\s+auth)\\s+login',
    either('-p'),
    option('--token'),
  ],
  ['helm\\s+registry\\s+login|helm\\s+repo\\s+add', either('-p')],
  [
    '(?:sqlcmd|bcp|osql|isql|tsql|mosquitto_(?:pub|sub|rr)|ipmitool|zip|unzip|cadaver|7za?|rar|unrar)',
    either('-P'),
  ],
  ['7z[arz]?|u?nrar|rar', joined('-p|-hp')],
  [
    'cqlsh|influx|clickhouse-client|nodetool|rpk|hdbsql|db2|beeline|svn|nxc|expect|rdesktop|xfreerdp|ansible|couchbase-cli|cbq|mc|psql_pw|impala-shell|trino|presto|kinit_pw|winexe|plink|pscp|psexec|PsExec(?:64)?',
    either('-pw|-p'),
  ],
  // directly after the program, because sshpass often starts `ssh -p 2222`
  ['sshpass', /(?<=^\\*["']?[\s,]{1,4}\\*["']?)-p\\*["']?[\s,]{0,4}(?=\S)/g],
  ['smbclient|smbmap|rpcclient|mount\\.cifs|net', user('-U', '%')],
  ['rabbitmqctl', /(?<=(?:add_user|change_password|authenticate_user)\s+\S{1,80}\s+)(?=\S)/g],
  ['openssl', /(?<=-(?:pass|passin|passout)\s+["']?pass:)(?=\S)/g, option('-k|-K|-hmac|-passwd')],
  ['keytool|jarsigner', option('-storepass|-keypass|-srcstorepass|-deststorepass|-new')],
  ['etcdctl|nats|skopeo|temporal', user('--user|--creds|--src-creds|--dest-creds')],
  ['snmp(?:walk|get|set|trap)', either('-c|-A|-X')],
  ['gpg2?|duplicity|restic|borg|ssh-keygen', option('--passphrase|-N|-P')],
  ['gem\\s+push', option('--key|-k')],
  ['twine|rabbitmqadmin', option('-p')],
  ['poetry\\s+config', /(?<=http-basic\.\S{1,80}\s+\S{1,80}\s+)(?=\S)/g],
  ['(?:snyk|doctl|ngrok)\\s+(?:auth|authtoken)', /(?<=^\s+)(?=[\w-]{20})/g],
  ['(?:redis|valkey|keydb)-cli', /(?<=\sAUTH\s+(?:\S+\s+)?)(?=\S+\s*$)/g],
  ['(?:fly|flyctl)\\s+secrets\\s+set', /(?<=\s[\w.-]{1,80}=)(?=\S)/g],
  ['gh\\s+secret\\s+set', option('--body|-b')],
  ['slappasswd', /(?<=\s-s\s+)(?=\S+\s*$)/g],
  ['mkpasswd', /(?<=\s-m\s+\S{1,20}\s+)(?=\S+\s*$)/g],
  ['radtest', /(?<=^\s+(?:-\S+\s+\S+\s+)?\S{1,80}\s+)(?=\S+\s+\S+\s+\d)|(?<=\s\d{1,5}\s+)(?=\S+\s*$)/g],
  ['useradd|usermod|adduser|chpasswd', option('-p|--password')],
  [
    'aws\\s+configure\\s+set',
    /(?<=^\s(?:[\w.]+\.)?(?:aws_)?(?:secret_access_key|session_token|access_key_id)\s+)(?=\S)/g,
  ],
  ['vault\\s+kv\\s+(?:put|patch)|vault\\s+write', /(?<=^\s[^\n]{0,200}\s[\w.-]{1,60}=)(?=[^\s@])/g],
  ['composer\\s+config|bundle\\s+config', user('(?:set\\s+)?(?:--\\w+\\s+)?[\\w.-]{1,80}', ':(?!\\/\\/)')],
  ['composer\\s+config', /(?<=http-basic\.\S{1,80}\s+\S{1,80}\s+)(?=\S)/g],
  ['xfreerdp|wfreerdp', /(?<=\s)\/p:(?=\S)/g],
  ['mosquitto_passwd', /(?<=^|\s)-\w{0,3}b\w{0,3}\s+\S{1,100}\s+\S{1,60}\s+/g],
  ['(?:sudo\\s+)?passwd|net\\s+user\\s+\\S+', /(?<=\s--stdin\s)(?=\S)/g],
];
const WHOLE = PROGRAMS.map(([programs, ...options]) => ({
  whole: new RegExp(String.raw`^(?:${programs})(?:\.exe)?$`),
  options,
}));
const known = new Map<string, readonly RegExp[]>();
function optionsOf(program: string): readonly RegExp[] {
  const found =
    known.get(program) ?? WHOLE.filter(({ whole }) => whole.test(program)).flatMap(({ options }) => options);
  if (known.size < 1000) known.set(program, found);
  return found;
}
/** One pass finds the places where a program may begin: most texts have none. */
const ANY = new RegExp(
  String.raw`(?<![\w.-])(?:${PROGRAMS.map(([programs]) => programs).join('|')})(?:\.exe)?(?=\\*["']?[\s,])`,
  'g',
);

const FLAG = /(?<=^|[\s"'`,[(])--?([A-Za-z][\w.-]{0,60})(?:\\*["'])?(?:\s{0,3},\s{0,3}|\s{1,4})(?=[^\s-])/g;
/** A UUID, or a number of 32 digits: the value of `--key`. */
const LOOKS_SECRET = /^(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32,})$/i;
/** Options with `user:password`. */
const USER_FLAG =
  /(?<=^|[\s"'`,[(])(?:-u|--?(?:user|userpass|proxy-user|auth|basic-auth|basicauth|creds|src-creds|dest-creds|credentials?|http-user|web\.auth|login|[a-z]{1,20}-(?:auth|creds|credentials|userpass)))(?:\\*["'])?(?:=|\s{0,3},\s{0,3}|\s{1,4})\\*["']?(?!\d+:\d+(?:[\s"',\]]|$))[^\s:"',/=]{1,80}:(?!\/\/)/g;
/** `kubectl create secret --from-literal=name=x`: whatever its name is */
const LITERAL = /(?<=^|[\s"'`,[(])--from-literal(?:\\*["'])?[=\s,"']{1,6}[\w.-]{1,80}=(?=\S)/g;
/** `codecov -t …`: a UUID behind a short option is a token. */
const TOKEN_OPTION = /\s-[tTk]\s{1,4}(?=[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?:\s|$))/g;
/** `ENV DB_PASSWORD x`, `npm config set _authToken x`, `proxy_set_header X-Api-Key x` */
const DIRECTIVE =
  /(?<![\w.-])(?:ENV|ARG|setenv|proxy_set_header|fastcgi_param|config\s+set)\s{1,4}(?:\/\/\S{1,80}:)?([\w.-]{1,80})(?:\s{1,4}|=)(?=\S)/g;
/** `docker secret create x - <<< y`, `kinit bob <<< y` */
const HERE = /(?:passw|secret|token|login|kinit|sudo|crypt|auth)[^\n<]{0,80}<<<\s{0,3}(?=\S)/gi;
/** `--password-command "echo x"` */
const ECHO_OPTION = /(?<=pass(?:word|phrase)?-command[=\s]{1,4}\\*["']?echo\s{1,4}(?:-n\s)?)(?=[^\s"'])/g;
/** Options of Windows: `/pass:x` */
const SLASH_OPTION = /(?<=^|\s)\/(?:pass|password|pw|rp|token|secret):(?=\S)/gi;
/** Erlang's cookie joins a cluster. */
const SET_COOKIE = /(?<=^|[\s"'`,[(])-setcookie(?:\\*["'])?[\s,"']{1,6}(?=[^\s-])/g;
/** OpenSSL's sources of passwords */
const PASS_SOURCE = /(?<=^|[\s"'`,[(])--?pass(?:in|out)?[\s=,"']{1,6}pass:(?=\S)/g;
/** `echo x | docker login --password-stdin`, `echo user:x | chpasswd` */
const ECHO =
  /\b(?:echo|printf)\s+(?:-\w+\s+)?(?:["']?%s(?:\\n)?["']?\s+)?(?=[^\n|]{1,200}\|\s*(?:sudo\s+)?[^\n|]{0,80}(?:--?(?:\w+-)?(?:password|secret|token|pass(?:phrase)?)-(?:stdin|fd)|chpasswd|passwd\s+--stdin|sudo -S|kinit|cryptsetup|gpg\s|openssl\s))/g;

/** Options, and the words that replace them. Most texts stop here. */
const MAY_RUN =
  /(?:^|[\s"'`,[(])-|login|net\s|mc\s|unwrap|unseal|add_user|_password|authenticate_user|config|freerdp|snyk|ngrok|radtest|push|secrets|user\s|AUTH\s|\sput\s|\spatch\s|\swrite\s/;

/** Options, and what a text with them holds. */
const OPTIONS: readonly (readonly [sign: string, pattern: RegExp])[] = [
  ['pass:', PASS_SOURCE],
  ['--from-literal', LITERAL],
  ['-setcookie', SET_COOKIE],
  [' -', TOKEN_OPTION],
  ['-command', ECHO_OPTION],
];

export function findCommands(text: string, mark: MarkSecret): void {
  const markAt = (at: number) => {
    const value = readValue(text, at);
    if (value && !isHarmless(text.slice(value.from, value.to))) mark(value.from, value.to);
    return value;
  };
  if (/ENV|ARG|setenv|_header|_param|config\s+set/.test(text))
    for (const match of matchesOf(text, DIRECTIVE))
      if (strengthOf(match[1]!) === 'sure') markAt(match.index + match[0].length);
  if (text.includes('<<<'))
    for (const { 0: found, index } of matchesOf(text, HERE)) markAt(index + found.length);
  if (text.includes('-')) {
    for (const [sign, pattern] of OPTIONS)
      if (text.includes(sign))
        for (const { 0: found, index } of matchesOf(text, pattern)) markAt(index + found.length);
    for (const match of matchesOf(text, FLAG)) {
      const strength = strengthOf(match[1]!);
      if (!strength) continue;
      const at = match.index + match[0].length;
      const word = readValue(text, at);
      const isPass = /^(?:pass|pw)$/i.test(match[1]!) && !/^\d{1,3}\b/.test(text.slice(at, at + 4));
      if (strength === 'weak' && !isPass && !(word && LOOKS_SECRET.test(text.slice(word.from, word.to))))
        continue;
      if (word && !isProse(text.slice(word.from, word.to))) markAt(at);
    }
    for (const match of matchesOf(text, USER_FLAG)) markRest(text, match.index + match[0].length, mark);
  }
  if (text.includes('/'))
    for (const { 0: found, index } of matchesOf(text, SLASH_OPTION)) markAt(index + found.length);
  if (text.includes('|'))
    for (const match of matchesOf(text, ECHO)) {
      const at = match.index + match[0].length;
      const value = readValue(text, at);
      if (!value) continue;
      const colon = text.slice(value.from, value.to).indexOf(':');
      mark(value.from + colon + 1, value.to);
    }
  if (MAY_RUN.test(text)) findPrograms(text, mark, markAt);
}

function findPrograms(text: string, mark: MarkSecret, markAt: (at: number) => unknown): void {
  const places = [...matchesOf(text, ANY)];
  for (const [index, { 0: program, index: at }] of places.entries()) {
    // A program's file may be named like another. Only hostile texts have many programs.
    const next = (index < MOST_PROGRAMS ? undefined : places[index + 1]?.index) ?? text.length;
    const start = at + program.length;
    const rest = text.slice(start, Math.min(next, start + LONGEST_COMMAND));
    const command = rest.slice(0, /\n|[|;&](?=\s|$)|&&/.exec(rest)?.index ?? rest.length);
    for (const pattern of optionsOf(program))
      for (const { 0: found, index: place } of matchesOf(command, pattern)) {
        const value = start + place + found.length;
        if (/[^\s,][:%,]$/.test(found)) markRest(text, value, mark);
        else markAt(value);
      }
  }
}

/** The password of `user:password`: the quotes around both may hold spaces. */
function markRest(text: string, at: number, mark: MarkSecret): void {
  const lead = text.slice(Math.max(0, at - 100), at);
  const quote = /(\\*["'])[^\s"']*$/.exec(lead)?.[1];
  const end = quote === undefined ? -1 : text.slice(at, at + 400).indexOf(quote);
  const value = end > 0 ? { from: at, to: at + end } : readValue(text, at);
  if (value && !isHarmless(text.slice(value.from, value.to))) mark(value.from, value.to);
}
