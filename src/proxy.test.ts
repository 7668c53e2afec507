import { expect, test } from 'vitest';
import { chooseProxy } from './proxy.ts';

const proxied = (url: string, NO_PROXY = '', HTTPS_PROXY = 'http://proxy.bank.example:3128') =>
  chooseProxy(new URL(url), { HTTPS_PROXY, NO_PROXY })?.host;
const PROXY = 'proxy.bank.example:3128';

test('the proxy of the scheme counts, with and without a scheme of its own', () => {
  expect(proxied('https://api.bank.example:6443')).toBe(PROXY);
  expect(proxied('https://api.bank.example:6443', '', PROXY)).toBe(PROXY);
  expect(proxied('http://api.bank.example')).toBeUndefined();
  expect(chooseProxy(new URL('http://a.example'), { HTTP_PROXY: 'http://p:1' })?.host).toBe('p:1');
  expect(proxied('https://api.bank.example', '', '')).toBeUndefined();
  expect(() => proxied('https://api.bank.example', '', 'http://')).toThrow(TypeError);
});

test('this machine is always reached directly', () => {
  for (const host of ['localhost', '127.0.0.1', '127.9.9.9', '[::1]'])
    expect(proxied(`https://${host}:6443`)).toBeUndefined();
});

test.each([
  ['*', 'https://api.bank.example', undefined],
  ['bank.example', 'https://bank.example', undefined],
  ['bank.example', 'https://api.bank.example', undefined],
  ['bank.example', 'https://otherbank.example', PROXY],
  ['.bank.example', 'https://api.bank.example', undefined],
  ['.bank.example', 'https://bank.example', PROXY],
  ['*.bank.example', 'https://api.bank.example', undefined],
  ['other.example, BANK.example', 'https://api.bank.example', undefined],
  ['bank.example:6443', 'https://api.bank.example:6443', undefined],
  ['bank.example:6443', 'https://api.bank.example', PROXY],
  ['bank.example:443', 'https://api.bank.example', undefined],
  ['10.0.0.0/8', 'https://10.1.2.3:6443', undefined],
  ['10.0.0.0/8', 'https://11.1.2.3:6443', PROXY],
  ['10.0.0.0/99', 'https://10.1.2.3:6443', PROXY],
  ['10.1.2.3', 'https://10.1.2.3:6443', undefined],
  ['10.1.2.3:443', 'https://10.1.2.3:6443', PROXY],
  ['fd00::/8', 'https://[fd00::1]:6443', undefined],
  ['fd00::1', 'https://[fd00::1]:6443', undefined],
  ['fd00::1', 'https://[fd00::2]:6443', PROXY],
  ['', 'https://10.1.2.3:6443', PROXY],
])('NO_PROXY=%s: %s', (list, url, expected) => {
  expect(proxied(url, list)).toBe(expected);
});
