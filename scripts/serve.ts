import { existsSync } from 'node:fs';
import path from 'node:path';
import { once } from 'node:events';
import { GazetteError } from '../src/errors.ts';
import { EXIT, parse, readStoreFlags, stopOnSignal, type Command } from './command.ts';
import { openSiteServer, readPort } from './site-server.ts';
import { print } from './terminal.ts';

const PORT = '8080';

const help = `gazette serve: show the published pages on this machine.

Usage: gazette serve [--port PORT] [--out DIR]

Only browsers of this machine reach it, so it needs no password. A newer publish is seen at once.
For other people, use a web server that asks who they are: docs/serving.md.

  --port PORT    serve on this port (default: ${PORT}); 0 is any free port
  --out DIR      folder of the pages (default: site.out in the config, or ./site)
  --config FILE  the config (default: gazette.config.yaml, if it exists)
  -h, --help     show this help

Ctrl-C ends it.
`;

const flags = {
  config: { type: 'string' },
  port: { type: 'string', default: PORT },
  out: { type: 'string' },
} as const;

async function run(args: string[]) {
  const { values } = parse(args, flags, 0);
  const port = readPort(values.port);
  const { config } = await readStoreFlags(values);
  const out = path.resolve(values.out ?? config.site.out);
  const signal = stopOnSignal();
  const server = await openSiteServer(out, port);
  try {
    if (!existsSync(path.join(out, 'index.html')))
      throw new GazetteError(`${out} has no pages`, {
        hint: 'Print them with gazette publish, or name another folder with --out.',
      });
    await print(`Serving ${out} at ${server.url}  (Ctrl-C ends)\n`);
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await server.close();
  }
  return EXIT.ok;
}

export const command: Command = { summary: 'show the published pages on this machine', help, flags, run };
