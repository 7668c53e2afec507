import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LONGEST_TEXT, redact, redactWhole, redactWords } from './redact.ts';

/** Parts of texts that make rules look twice. */
const HOSTILE = [
  // values that are read again and again, and tables that begin anew with each line
  ...['sid=', 'p:', 'Key:', 'auth=("', '/x?jwt=a', 'user,password\n', 'password  x\n'],
  ...['spec.password: Invalid value: "', '(password, "', 'INSERT INTO a (password) VALUES (', '|| "'],
  ...['kind: Secret\ndata:\n  a: b\n', 'user a pass ', 'creds: a:', '"a" as password ', 'auth <<< '],
  ...[
    'a',
    'a.',
    'a:',
    'a1-',
    'A1b2',
    'x-',
    'x-a-key',
    '--a-',
    '-pa ',
    'k8s-',
    ' ',
    '"',
    '{',
    '(',
    '[',
    '&',
    '==',
    'a=',
  ],
  ...[
    'password',
    'password ',
    'password is ',
    'password: ',
    'password="',
    'password=\\"',
    'password=“',
    'password\n',
  ],
  ...[
    'token ',
    'token=',
    'bearer ',
    '| password |',
    'a%3D',
    'name=a value=',
    '<a ',
    '<password>',
    'set("',
    'é',
  ],
  ...[
    '://a:',
    '://a:/@',
    'a:b@',
    'x:1:a:b:',
    '/hooks/',
    '-----BEGIN A-----',
    'eyJaaaaaaaa.',
    'MII',
    '$6$',
    '0x',
  ],
  ...[
    'mysql ',
    'mysql -p',
    'redis-cli -a ',
    'curl -ua',
    'echo ',
    'Cookie: ',
    'Authorization: Digest ',
    'sha256:',
  ],
];

describe('redact', () => {
  test.each([
    ['https://bob:hunter2@host/x', 'https://bob:[redacted]@host/x'],
    ['https://bob:a:b@host/x', 'https://bob:[redacted]@host/x'],
    ['redis://:hunter2@host', 'redis://:[redacted]@host'],
    ['root:hunter2@tcp(db:3306)/x', 'root:[redacted]@tcp(db:3306)/x'],
    ['?token=abc&x=1', '?token=[redacted]&x=1'],
    ['client_secret=abc; x', 'client_secret=[redacted]; x'],
    ['DB_PASSWORD="two words" x', 'DB_PASSWORD="[redacted]" x'],
    ['{"password":"hunter2","n":1}', '{"password":"[redacted]","n":1}'],
    ['{\\"apiKey\\": \\"hunter2\\"}', '{\\"apiKey\\": \\"[redacted]\\"}'],
    ['password: hunter2', 'password: [redacted]'],
    ['secret: a1b2c3d4', 'secret: [redacted]'],
    ['--db-password=x --v', '--db-password=[redacted] --v'],
    ['--db-password x --v', '--db-password [redacted] --v'],
    ['curl -u bob:hunter2 host', 'curl -u bob:[redacted] host'],
    ['Authorization: Basic Ym9iOmh1bnRlcjI=', 'Authorization: Basic [redacted]'],
    ['authorization: hunter2', 'authorization: [redacted]'],
    ['bearer abc123def456', 'bearer [redacted]'],
    ['x eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln y', 'x [redacted] y'],
    ['AKIAIOSFODNN7EXAMPLE', '[redacted]'],
    ['key AIzaSyA1234567890abcdefghijklmnopqrstuv', 'key [redacted]'],
    ['X-Api-Key: abc', 'X-Api-Key: [redacted]'],
    ['curl -H "X-Auth-Token: abc" x', 'curl -H "X-Auth-Token: [redacted]" x'],
    ['PGPASSWORD=x psql', 'PGPASSWORD=[redacted] psql'],
    ['MYSQL_PWD=x mysqldump', 'MYSQL_PWD=[redacted] mysqldump'],
    ['REDISCLI_AUTH=x redis-cli', 'REDISCLI_AUTH=[redacted] redis-cli'],
    ['SMTP_PASS=x', 'SMTP_PASS=[redacted]'],
    ['RABBITMQ_ERLANG_COOKIE=WORD', 'RABBITMQ_ERLANG_COOKIE=[redacted]'],
    ['Erlang cookie: AEFWWQJQ4RFVLDHBMVZP', 'Erlang cookie: [redacted]'],
    ['passwd: x', 'passwd: [redacted]'],
    ['curl --user=bob:x host', 'curl --user=bob:[redacted] host'],
    ['curl -s -ubob:x host', 'curl -s -ubob:[redacted] host'],
    ['mysql -pS3cr3tDB', 'mysql -p[redacted]'],
    ['/usr/bin/mysqldump -uroot -h db -pS3cr3tDB shop', '/usr/bin/mysqldump -uroot -h db -p[redacted] shop'],
    ['mariadb-admin "-pS3cr3tDB" ping', 'mariadb-admin "-p[redacted]" ping'],
    ["mysql -p'two words' shop", "mysql -p'[redacted]' shop"],
    ['([sh -c mysqladmin -pS3cr3tDB]) failed', '([sh -c mysqladmin -p[redacted]]) failed'],
    ['redis-cli -h db -a hunter2 ping', 'redis-cli -h db -a [redacted] ping'],
    ['mongosh -u bob -p hunter2', 'mongosh -u bob -p [redacted]'],
    ['sshpass -p hunter2 ssh -p 2222 host', 'sshpass -p [redacted] ssh -p 2222 host'],
    ['sig=abc', 'sig=[redacted]'],
    ['AccountKey=Zm9v==;x=y', 'AccountKey=[redacted];x=y'],
    ['https://x/?sv=1&sig=abc%3D&e=1', 'https://x/?sv=1&sig=[redacted]&e=1'],
    ['ghp_abcdefghijklmnop0123', '[redacted]'],
    ['xoxb-1234567890-abc', '[redacted]'],
    [
      'a -----BEGIN EC PRIVATE KEY-----\nx\n-----END EC PRIVATE KEY----- b',
      'a -----BEGIN EC PRIVATE KEY-----[redacted] b',
    ],
    ['-----BEGIN PRIVATE KEY-----\ncut off', '-----BEGIN PRIVATE KEY-----[redacted]'],
  ])('%j becomes %j', (text, expected) => {
    const { text: result, count } = redact(text);
    expect(result).toBe(expected);
    expect(count).toBe(1);
  });

  test.each([
    'nginx:1.25@sha256:0123456789abcdef',
    'docker-pullable://registry.example:5000/nginx@sha256:0123456789abcdef',
    'registry.example:5000/team/app:1.2.3-rc.1',
    'http://localhost:8080/path@x',
    'MountVolume.SetUp failed for volume "token" : secret "foo" not found',
    "couldn't find key password in Secret default/db",
    'Invalid token: expired',
    'exceeded quota: compute, requested: requests.cpu=1',
    'Back-off restarting failed container app in pod web-1_default(01a5484e-1402-4145-8720-805d1db2bcb8)',
    '0/3 nodes are available: 3 node(s) had untolerated taint {key: value}.',
    'Readiness probe failed: HTTP probe failed with statuscode: 503',
    'basic authentication is not supported',
    'mailto user@example.com',
    'registry.example/app@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    '01a5484e-1402-4145-8720-805d1db2bcb8',
    'app -p 8080',
    '--port=8080 --path=/x -prefix=abc1',
    'psql -p5432 -h db',
    'mysql -P3306 -p shop',
    'wait-for mysql:3306 -proxy x',
    'mysqladmin ping && mkdir -parents',
    'pod mysql-0 -pending',
    'redis-cli -h redis -p 6379 ping',
    'ls -a redis',
    'sshpass -f file ssh -p 2222 host',
    'docker run --user 1000:1000 -u 33:33 x',
    'secretName: my-tls-secret-name-2',
    '--secret-name my-tls --token-file=/var/run/token --tls-secret-ref x',
    'the token expired, the token is expired: log in again',
    'FATAL: password authentication failed for user "postgres"',
    'bypass=true --bypass x',
    'signal=9',
  ])('%j is left as it is', (text) => {
    expect(redact(text)).toEqual({ text, count: 0 });
  });

  const fragment = fc.oneof(
    fc.constantFrom(
      ...[
        'password',
        'token',
        'secret',
        'Authorization',
        'Bearer ',
        'Basic ',
        'api_key',
        '[redacted]',
        '-----BEGIN ',
      ],
      ...[
        'PRIVATE KEY-----',
        '-----END ',
        'eyJhbGciOi',
        '.',
        '://',
        ':',
        '@',
        '=',
        ' ',
        '"',
        "'",
        '\\"',
        '-u ',
        '--',
      ],
      ...[
        'hunter2',
        'bob',
        '&',
        '?sig=',
        'AKIAIOSFODNN7EXAMPLE',
        'sha256:',
        ';',
        ',',
        '\n',
        'AccountKey',
        '-',
        'mysql ',
        '-p',
        ' -a ',
        'redis-cli',
        'sshpass',
        'curl -u',
        'X-Api-Key: ',
        '_pass',
      ],
    ),
    fc.string({ maxLength: 12 }),
  );
  const hostile = fc.array(fragment, { maxLength: 14 }).map((parts) => parts.join(''));

  test('redacting twice changes nothing', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const once = redact(text).text;
        expect(redact(once)).toEqual({ text: once, count: 0 });
      }),
      { numRuns: 3000 },
    );
  });

  test('nothing is counted where nothing is changed', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { text: result, count } = redact(text);
        expect(count > 0).toBe(result !== text);
      }),
    );
  });

  test.each(HOSTILE)('%j, many times over, costs no more than its length', (part) => {
    const short = timeOf(part, 2 ** 15);
    const long = timeOf(part, 2 ** 17);
    expect(long).toBeLessThan(Math.max(8 * short, 250));
  });

  test.each(HOSTILE)('of a megabyte of %j no more is kept, and read, than of the longest text', (part) => {
    const whole = part.repeat(Math.ceil(2 ** 20 / part.length));
    const { text } = redact(whole);
    // A placeholder may be longer than what it replaces.
    expect(text.length).toBeLessThan(2 * LONGEST_TEXT);
    // What comes after the bound changes nothing.
    expect(redact(whole.slice(0, 2 * LONGEST_TEXT)).text).toBe(text);
  });

  test('a text that is too long is cut at a space, and shows no half of a secret', () => {
    const secret = `password=${'x'.repeat(40)}`;
    for (let before = LONGEST_TEXT - 60; before < LONGEST_TEXT; before += 1) {
      const { text } = redact(`${'word '.repeat(before / 5)}${secret} ${'word '.repeat(9000)}`);
      expect(text).not.toContain('xx');
      expect(text).toMatch(/ (?:word|password=\[redacted\]) \[cut\]$/);
      expect(text.length).toBeLessThanOrEqual(LONGEST_TEXT);
      expect(redact(text)).toEqual({ text, count: 0 });
    }
    const unbroken = redact('word'.repeat(LONGEST_TEXT)).text;
    expect(unbroken).toMatch(/^(?:word){7900,}\w{0,3} \[cut\]$/);
    expect(redact('word'.repeat(LONGEST_TEXT / 4)).text).toHaveLength(LONGEST_TEXT);
  });
});

/** Milliseconds of this thread: other programs do not count. */
function timeOf(part: string, length: number, redacting = redactWhole): number {
  const text = part.repeat(length / part.length);
  const before = process.threadCpuUsage().user;
  redacting(text);
  redacting(`mysql ${text}@`);
  return (process.threadCpuUsage().user - before) / 1000;
}

describe('redactWords', () => {
  test('an option and its value may be two words', () => {
    const words = [
      'run',
      '--password',
      'hunter2',
      '--token',
      '-v',
      '-u',
      'bob:hunter2',
      '--api-key=x',
      'plain',
    ];
    expect(redactWords(words)).toEqual({
      words: [
        'run',
        '--password',
        '[redacted]',
        '--token',
        '-v',
        '-u',
        'bob:[redacted]',
        '--api-key=[redacted]',
        'plain',
      ],
      count: 3,
    });
  });

  test.each([
    [
      ['mysql', '-u', 'root', '-pS3cr3tDB', 'shop'],
      ['mysql', '-u', 'root', '-p[redacted]', 'shop'],
    ],
    [
      ['/usr/bin/mysqldump', '-pwith two spaces'],
      ['/usr/bin/mysqldump', '-p[redacted]'],
    ],
    [
      ['sh', '-c', 'mysql -pS3cr3tDB -e "select 1"'],
      ['sh', '-c', 'mysql -p[redacted] -e "select 1"'],
    ],
    [
      ['redis-cli', '-a', 'two words', 'ping'],
      ['redis-cli', '-a', '[redacted]', 'ping'],
    ],
    [
      ['redis-server', '--requirepass', 'hunter2'],
      ['redis-server', '--requirepass', '[redacted]'],
    ],
    [
      ['sshpass', '-p', 'hunter2', 'ssh'],
      ['sshpass', '-p', '[redacted]', 'ssh'],
    ],
    [
      ['curl', '-ubob:hunter2', 'x'],
      ['curl', '-ubob:[redacted]', 'x'],
    ],
    [
      ['curl', '-H', 'X-Api-Key: abc'],
      ['curl', '-H', 'X-Api-Key: [redacted]'],
    ],
  ])('%j becomes %j', (words, expected) => {
    expect(redactWords(words)).toEqual({ words: expected, count: 1 });
  });

  test.each([
    [['psql', '-p5432']],
    [['app', '-p', '8080', '--user', '1000:1000']],
    [['mysql', '-p', 'shop']],
    [['mysql', '-P3306']],
    [['nginx', '-prefix=x']],
    [['redis-cli', '-p', '6379', 'ping']],
    [['sshpass', '-e', 'ssh', '-p', '2222']],
  ])('%j is left as it is', (words) => {
    expect(redactWords(words)).toEqual({ words, count: 0 });
  });

  test('what stands before the words counts', () => {
    expect(redactWords(['-pS3cr3tDB'], ['mysql']).words).toEqual(['-p[redacted]']);
    expect(redactWords(['hunter2'], ['redis-cli', '-a']).words).toEqual(['[redacted]']);
    expect(redactWords(['hunter2'], ['app', '--password']).words).toEqual(['[redacted]']);
    expect(redactWords(['-pS3cr3tDB'], ['app']).words).toEqual(['-pS3cr3tDB']);
  });

  test('no command line has more than 2,000 words', () => {
    const { words } = redactWords(Array.from({ length: 3000 }, () => 'a'));
    expect(words).toHaveLength(2001);
    expect(words.at(-1)).toBe('[cut]');
  });

  test('twice changes nothing', () => {
    const word = fc.constantFrom(
      '--password',
      '-u',
      '--token',
      'a:b',
      '[redacted]',
      'a:[redacted]',
      'token=x',
      'mysql',
      '-pa b',
      'redis-cli',
      '-a',
      'curl',
      '-ua:b',
      'sshpass',
      '-p',
      '-v',
      'x',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        const once = redactWords(words).words;
        expect(redactWords(once)).toEqual({ words: once, count: 0 });
      }),
      { numRuns: 2000, examples: [[['curl', 'sshpass', '-p', '-ua:b']]] },
    );
  });
});
