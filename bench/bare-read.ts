/**
 * The baseline for collecting: lists the same kinds in pages of 500, with JSON.parse on each page, and keeps nothing.
 * Usage: bare-read.ts SERVER TOKEN CA-FILE
 */
import fs from 'node:fs';
import https from 'node:https';
import type { KindSpec } from '../src/snapshots/kinds/kind.ts';
import { kinds } from '../src/snapshots/kinds/kinds.ts';

const [, , server = '', token = '', caFile = ''] = process.argv;
const agent = new https.Agent({ keepAlive: true, ca: fs.readFileSync(caFile) });

interface Page {
  items: unknown[];
  metadata: { continue?: string };
}

function get(path: string): Promise<string | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
  const headers = { Authorization: `Bearer ${token}`, Accept: 'application/json' };
  https
    .get(server + path, { agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve(response.statusCode === 200 ? Buffer.concat(chunks).toString() : undefined),
      );
      response.on('error', reject);
    })
    .on('error', reject);
  return promise;
}

/** Objects read; undefined when the server does not serve this version of the API. */
async function readList(path: string): Promise<number | undefined> {
  let count = 0;
  let token: string | undefined = '';
  while (token !== undefined) {
    const text = await get(`${path}?limit=500${token && `&continue=${encodeURIComponent(token)}`}`);
    if (text === undefined) return undefined;
    const page = JSON.parse(text) as Page;
    count += page.items.length;
    token = page.metadata.continue || undefined;
  }
  return count;
}

async function readKind(spec: KindSpec): Promise<number> {
  for (const version of spec.versions) {
    const root = version.includes('/') ? `/apis/${version}` : `/api/${version}`;
    const scopes = spec.namespaces?.map((name) => `${root}/namespaces/${name}`) ?? [root];
    const counts = await Promise.all(scopes.map((scope) => readList(`${scope}/${spec.resource}`)));
    if (counts[0] !== undefined) return counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  }
  return 0;
}

const specs: KindSpec[] = Object.values(kinds).filter((spec: KindSpec) => !spec.insteadOf);
const counts = await Promise.all(specs.map(readKind));
console.log(counts.reduce((sum, count) => sum + count, 0));
agent.destroy();
