/**
 * `npm start`: the whole of Gazette on four simulated clusters. The real collector reads them over HTTP, a day of
 * snapshots is stored and published, and the site is served on this machine.
 */
import http from 'node:http';
import path from 'node:path';
import { parseArgs } from 'node:util';
import sirv from 'sirv';
import { CLUSTER_NAMES } from '../src/demo/estate.ts';
import { collectDemo } from '../src/demo/run.ts';
import { PROJECT } from '../src/publish/build-pages.ts';
import { publish } from '../src/publish/publish.ts';
import { version } from './command.ts';
import { formatSeconds } from './terminal.ts';

const HELP = `npm start: a demo of Gazette on four simulated clusters.

  npm start                  collect, publish, and serve the site on this machine
  npm start -- --no-serve    end when the site is built
  npm start -- --port 4000   serve on this port (default: a free one)

The snapshots go to .gazette/demo/snapshots, the pages to site/.
`;

const { values } = parseArgs({
  options: {
    serve: { type: 'boolean', default: true },
    port: { type: 'string', default: '0' },
    help: { type: 'boolean', short: 'h' },
  },
  allowNegative: true,
});

if (values.help) process.stdout.write(HELP);
else await start();

async function start(): Promise<void> {
  const data = path.join(PROJECT, '.gazette', 'demo', 'snapshots');
  const out = path.join(PROJECT, 'site');
  const begun = performance.now();

  process.stdout.write(`Gazette ${version}: four simulated clusters, a day of snapshots, one incident.\n\n`);
  const step = startStep('Collecting');
  const taken = await collectDemo({
    data,
    end: new Date(),
    version,
    onSnapshot: ({ cluster, done, total }) => step.progress(`${done} of ${total} snapshots (${cluster})`),
  });
  step.done(
    taken > 0 ? `${taken} snapshots, read over HTTP by the real collector` : 'nothing new since the last run',
  );

  const printing = startStep('Publishing');
  const published = await publish({
    data,
    out,
    title: 'Bank platform',
    gazette: version,
    order: CLUSTER_NAMES.toReversed(),
    now: () => new Date(),
    onProgress: (printed, all) => printing.progress(`${printed} of ${all} editions`),
  });
  printing.done(`${published.editions.length} editions of ${published.clusters.length} clusters`);

  process.stdout.write(
    `\nDone in ${formatSeconds(performance.now() - begun)}: ${path.join(out, 'index.html')}\n`,
  );
  if (values.serve) serve(out);
}

/** A line that is overwritten while the work goes on, where there is a terminal. */
function startStep(title: string) {
  const begun = performance.now();
  const write = (text: string) => process.stdout.write(text);
  const live = process.stdout.isTTY;
  if (live) write(`${title} …`);
  return {
    progress: (text: string) => live && write(`\r\u001b[K${title} … ${text}`),
    done: (text: string) =>
      write(
        `${live ? '\r\u001b[K' : ''}${title.padEnd(11)} ${text} (${formatSeconds(performance.now() - begun)})\n`,
      ),
  };
}

function serve(out: string): void {
  const files = sirv(out, { dev: true, dotfiles: false });
  const server = http.createServer((request, response) => {
    files(request, response, () => {
      response.statusCode = 404;
      response.end('Not found\n');
    });
  });
  server.listen(Number(values.port), '127.0.0.1', () => {
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : values.port;
    process.stdout.write(`\nServing it at http://127.0.0.1:${port}/  (Ctrl-C ends)\n`);
  });
  server.on('error', (error) => {
    process.stderr.write(`Cannot serve on port ${values.port}: ${error.message}\n`);
    process.exitCode = 1;
  });
}
