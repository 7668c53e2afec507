import { describe, expect, test } from 'vitest';
import { makeHonestMessages } from '../../test/secrets/honest-messages.ts';
import { makeSecrets, showsSecret } from '../../test/secrets/make-secrets.ts';
import { FURTHER_FORMATS } from '../../test/secrets/further-formats.ts';
import { REAL_FORMATS } from '../../test/secrets/real-formats.ts';
import { SECRET_FORMATS } from '../../test/secrets/secret-formats.ts';
import { redact } from './redact.ts';

const planted = [1, 2, 3].flatMap((seed) => makeSecrets(seed));

const FAMILIES = { ...SECRET_FORMATS, ...FURTHER_FORMATS, ...REAL_FORMATS };

test('the corpus has at least 220 formats, each with a canary', () => {
  expect(Object.values(FAMILIES).flat().length).toBeGreaterThanOrEqual(220);
  expect(planted.filter(({ canaries }) => canaries.length === 0)).toEqual([]);
  expect(planted.filter((secret) => !showsSecret(secret.text, secret))).toEqual([]);
});

describe('no secret of the corpus is left', () => {
  test.each(Object.keys(FAMILIES))('%s', (family) => {
    const left = planted
      .filter((secret) => secret.family === family && showsSecret(redact(secret.text).text, secret))
      .map(({ text }) => text);
    expect(left).toEqual([]);
  });

  test('also in lines of a text that stands in JSON', () => {
    const left = planted.filter((secret) =>
      showsSecret(redact(JSON.stringify({ message: `see:\n${secret.text}\nend` })).text, secret),
    );
    expect(left.map(({ text }) => text)).toEqual([]);
  });

  test('also within a sentence, and beside another', () => {
    const left = planted.filter((secret) => {
      const beside = `container app failed: ${secret.text}\nDB_PASSWORD=x1 exited, see the log`;
      return showsSecret(redact(beside).text, secret);
    });
    expect(left.map(({ text }) => text)).toEqual([]);
  });
});

test('of 4,000 honest messages at most one in a hundred loses a word', () => {
  const messages = makeHonestMessages(7, 4000);
  const lost = messages.filter((message) => redact(message).count > 0);
  expect(new Set(messages).size).toBeGreaterThan(2400);
  expect(lost.length, lost.slice(0, 5).join('\n')).toBeLessThanOrEqual(40);
});

test('what is known of the cluster stays, and labels may look random', () => {
  const name = 'x7k2m9q4w8z1v5b3n6c0';
  expect(redact(`pod ${name} failed`).text).toBe('pod [redacted] failed');
  expect(redact(`pod ${name} failed`, { isName: (word) => word === name }).count).toBe(0);
  expect(redact(name, { strange: false }).count).toBe(0);
  expect(redact('token=x', { strange: false }).count).toBe(1);
});

test('what is remembered of a text changes nothing for a text with other numbers', async () => {
  const texts = [...planted.map(({ text }) => text), ...makeHonestMessages(5, 2000)];
  const other = './redact.ts?other';
  // Another copy of the module, which remembers nothing yet.
  const { redact: redactAgain } = (await import(other)) as typeof import('./redact.ts');
  for (const text of texts) {
    redactAgain(text.replaceAll(/\d/g, '0'));
    redactAgain(text.replaceAll(/\d{2,}/g, (number) => '8'.repeat(number.length)));
  }
  const wrong = texts.filter((text) => redactAgain(text).text !== redact(text).text);
  expect(wrong).toEqual([]);
});
