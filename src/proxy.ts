/**
 * Which proxy a request goes through, as kubectl decides it. Source: golang.org/x/net/http/httpproxy `config.useProxy`,
 * `config.init`.
 */
import { BlockList, isIP } from 'node:net';

/** The variables that count, of an environment. */
export interface ProxyVariables {
  HTTPS_PROXY?: string | undefined;
  HTTP_PROXY?: string | undefined;
  NO_PROXY?: string | undefined;
}

/**
 * @returns the proxy's URL; undefined for a direct connection
 * @throws {TypeError} The variable holds no URL.
 */
export function chooseProxy(
  url: URL,
  { HTTPS_PROXY, HTTP_PROXY, NO_PROXY = '' }: ProxyVariables,
): URL | undefined {
  const text = url.protocol === 'https:' ? HTTPS_PROXY : HTTP_PROXY;
  if (!text || !needsProxy(url, NO_PROXY)) return undefined;
  // Go takes an address without a scheme for an HTTP proxy.
  return new URL(/^\w+:\/\//.test(text) ? text : `http://${text}`);
}

function needsProxy(url: URL, listed: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  if (host === 'localhost' || isWithin(host, '127.0.0.0/8') || host === '::1') return false;
  return !listed
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== '' && isListed(entry, host, port));
}

/** `*`, `10.0.0.0/8`, `10.1.2.3`, `bank.example` and all below it, `.bank.example` for all below only; a port may follow. */
function isListed(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return isWithin(host, entry);
  const [, name = '', ownPort] = /^(.*?)(?::(\d+))?$/.exec(isIP(entry) === 6 ? `[${entry}]` : entry)!;
  if (ownPort !== undefined && ownPort !== port) return false;
  const bare = name.replace(/^\[|\]$/g, '');
  if (isIP(bare) !== 0) return bare === host;
  const domain = bare.replace(/^\*\./, '.');
  return domain.startsWith('.') ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
}

function isWithin(host: string, range: string): boolean {
  const [network = '', bits] = range.split('/');
  const [family, ofHost] = [isIP(network), isIP(host)];
  const most = family === 6 ? 128 : 32;
  if (family === 0 || ofHost !== family || !/^\d+$/.test(bits ?? '') || Number(bits) > most) return false;
  const list = new BlockList();
  const type = family === 6 ? 'ipv6' : 'ipv4';
  list.addSubnet(network, Number(bits), type);
  return list.check(host, type);
}
