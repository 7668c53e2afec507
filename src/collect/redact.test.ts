import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redact, redactWords } from './redact.ts';

describe('redact', () => {
  test.each([
    ['https://bob:hunter2@host/x', 'https://bob:[redacted]@host/x'],
    ['https://bob:a:b@host/x', 'https://bob:[redacted]@host/x'],
    ['redis://:hunter2@host', 'redis://:[redacted]@host'],
    ['root:hunter2@tcp(db:3306)/x', 'root:[redacted]@tcp(db:3306)/x'],
    ['?token=abc&x=1', '?token=[redacted]&x=1'],
    ['client_secret=abc;x', 'client_secret=[redacted];x'],
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
    ['AccountKey=Zm9v==;x', 'AccountKey=[redacted];x'],
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

  test.each([
    ['a', 200_000],
    ['a.', 100_000],
    ['a:', 100_000],
    ['password', 30_000],
    ['token ', 30_000],
    ['--a-', 50_000],
    ['bearer ', 30_000],
    ['://a:', 30_000],
    ['-----BEGIN A-----', 12_000],
    ['eyJaaaaaaaa.', 15_000],
    ['"', 200_000],
    ['password="', 20_000],
    [' ', 200_000],
    ['token=', 30_000],
  ])('%j, many times over, costs no more than its length', (part, times) => {
    const begun = performance.now();
    redact(part.repeat(times));
    redact(`${part.repeat(times)}@`);
    expect(performance.now() - begun).toBeLessThan(1500);
  });
});

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

  test('twice changes nothing', () => {
    const word = fc.constantFrom(
      '--password',
      '-u',
      '--token',
      'a:b',
      '[redacted]',
      'a:[redacted]',
      'token=x',
      '-v',
      'x',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (words) => {
        const once = redactWords(words).words;
        expect(redactWords(once)).toEqual({ words: once, count: 0 });
      }),
    );
  });
});
