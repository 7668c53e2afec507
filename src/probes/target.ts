/** Opens the server that a probe asks: TLS, credentials and time limits. */
import fs from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { RequestError } from '../collect/errors.ts';
import { CREDENTIALS, type Connection } from '../collect/connection.ts';
import { createClient, type Client, type ClientOptions } from '../collect/request.ts';
import { proxyFor, readCredential } from '../config.ts';
import { GazetteError, isSystemError } from '../errors.ts';
import { hideIn } from './hide.ts';
import type { Target } from './probe.ts';
import type { TargetConfig } from './target-config.ts';

export interface OpenTarget extends Target {
  /** The credentials that were sent: a server may repeat them. */
  secrets(): readonly string[];
  close(): void;
}

/** A server at a URL. */
export function openUrl(url: string, config: TargetConfig, options: ClientOptions): OpenTarget {
  const { protocol, host, pathname, origin } = new URL(url);
  const proxy = proxyFor(new URL(url))?.href;
  const agent = new (protocol === 'https:' ? https : http).Agent({
    keepAlive: true,
    ...(proxy !== undefined && { proxyEnv: { HTTPS_PROXY: proxy, HTTP_PROXY: proxy } }),
  });
  let read: Promise<Secrets> | undefined;
  let secrets: readonly string[] = [];
  let ends: string | undefined;
  const connection: Connection = {
    server: origin + pathname.replace(/\/$/, ''),
    address: origin,
    async options() {
      const { ca, authorization, words } = await (read ??= readSecrets(config));
      secrets = words;
      return {
        headers: { ...(authorization && { Authorization: authorization }) },
        agent,
        ...(ca && { ca }),
      };
    },
    renew: () => void (read = undefined),
    close: () => agent.destroy(),
  };
  const client = createClient(connection, {
    ...options,
    hide: (text) => hideIn(text, secrets),
    onCertificate: (text) => (ends = text),
  });
  return {
    client,
    scheme: protocol.slice(0, -1),
    host,
    certificateEnds: () => toInstant(ends),
    secrets: () => secrets,
    close: () => connection.close(),
  };
}

/** A Service, through the API server's proxy. */
export function openService(
  { namespace, name, port, scheme }: NonNullable<TargetConfig['service']>,
  api: Client,
): OpenTarget {
  const prefix = scheme === 'https' ? 'https:' : '';
  const path = `/api/v1/namespaces/${namespace}/services/${prefix}${name}:${encodeURIComponent(port)}/proxy`;
  return {
    client: {
      send: (below, accept) => api.send(path + below, accept),
      get: (below, tally, parse, accept) => api.get(path + below, tally, parse, accept),
    },
    scheme,
    service: `${name}:${port}`,
    certificateEnds: () => undefined,
    secrets: () => [],
    close: () => undefined,
  };
}

interface Secrets {
  words: readonly string[];
  ca?: Buffer;
  authorization?: string;
}

/** @throws {RequestError} A credential or the CA is not there. The message shows neither. */
async function readSecrets({ ca, username, password, token, apiKey }: TargetConfig): Promise<Secrets> {
  try {
    const [name, word, bearer, key] = await Promise.all(
      [username, password, token, apiKey].map(async (one) => one && (await readCredential(one))),
    );
    const pair = name === undefined ? key : `${name}:${word}`;
    // Elasticsearch shows an API key as id and key, and since version 7.16 also encoded.
    const encoded = pair?.includes(':') ? Buffer.from(pair).toString('base64') : pair;
    const scheme = bearer ? 'Bearer' : key ? 'ApiKey' : 'Basic';
    const authorization = bearer || encoded ? `${scheme} ${bearer ?? encoded}` : undefined;
    const words = [word, bearer, key, key?.split(':')[1], encoded].flatMap((one) => one || []);
    if (authorization !== undefined && /[^\x20-\x7e]/.test(authorization))
      throw new GazetteError('the token holds a line feed or another sign that no header may hold');
    return { words, ...(ca && { ca: await fs.readFile(ca) }), ...(authorization && { authorization }) };
  } catch (error) {
    if (error instanceof GazetteError) throw new RequestError(error.message, { code: CREDENTIALS });
    if (isSystemError(error))
      throw new RequestError(`the CA file ${ca ?? ''} cannot be read (${error.code})`, { code: CREDENTIALS });
    throw error;
  }
}

/** Node writes the end of a certificate as `Dec  1 12:00:00 2027 GMT`. */
function toInstant(text: string | undefined): string | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : `${new Date(time).toISOString().slice(0, 19)}Z`;
}
