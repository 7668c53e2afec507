/** Shows the whole of Gazette on four simulated clusters: `npm start` in a checkout. */
import { readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import sirv from 'sirv';
import { CLUSTER_NAMES } from '../src/demo/plan/estate.ts';
import { collectDemo, demoIncident } from '../src/demo/collect-demo.ts';
import { orderReview } from '../src/publish/order-review.ts';
import { publish } from '../src/publish/publish.ts';
import { MISSING_FILE } from '../src/site/missing-file.ts';
import { openStore, type Store } from '../src/snapshots/open-store.ts';
import { listReviews } from '../src/snapshots/reviews.ts';
import { EXIT, parse, UsageError, version, type Command } from './command.ts';
import { noteFaults } from './note-faults.ts';
import { formatSeconds } from './terminal.ts';

/** Not the folders of real snapshots and pages. */
const DEFAULTS = { data: 'gazette-demo/snapshots', out: 'gazette-demo/site' };

const help = `gazette demo: a demo of Gazette on four simulated clusters.

Usage: gazette demo [--no-serve] [--port PORT] [--data DIR] [--out DIR]

The real collector reads the simulated clusters over HTTP. It stores a day of snapshots, with an
incident in it. Of production, it also stores three months before: the older, the thinner, and
all of another incident. They are published, and the site is served on this machine.

  --no-serve   end when the site is built
  --port PORT  serve on this port (default: a free port)
  --data DIR   folder of the demo's snapshots (default: ${DEFAULTS.data})
  --out DIR    folder of the demo's pages (default: ${DEFAULTS.out})
`;

async function run(args: string[]) {
  const flags = {
    'no-serve': { type: 'boolean' },
    port: { type: 'string', default: '0' },
    data: { type: 'string', default: DEFAULTS.data },
    out: { type: 'string', default: DEFAULTS.out },
  } as const;
  const { values } = parse(args, flags, 0);
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535)
    throw new UsageError(`--port takes a number up to 65535, not "${values.port}"`);
  const out = path.resolve(values.out);
  await show(openStore(path.resolve(values.data)), out);
  if (!values['no-serve']) serve(out, port);
  return EXIT.ok;
}

async function show(store: Store, out: string): Promise<void> {
  const begun = performance.now();

  process.stdout.write(
    `Gazette ${version}: four simulated clusters, a day of snapshots, three months before it, two incidents.\n\n`,
  );
  const step = startStep('Collecting');
  const taken = await collectDemo({
    store,
    end: new Date(),
    version,
    past: true,
    onSnapshot: ({ cluster, done, total }) => step.progress(`${done} of ${total} snapshots (${cluster})`),
  });
  step.done(
    taken > 0 ? `${taken} snapshots, read over HTTP by the real collector` : 'nothing new since the last run',
  );

  await askForReview(store);

  const printing = startStep('Publishing');
  const published = await publish({
    store,
    out,
    title: 'Bank platform',
    gazette: version,
    order: CLUSTER_NAMES,
    now: () => new Date(),
    onProgress: (printed, all) => printing.progress(`${printed} of ${all} editions`),
  });
  noteFaults(published);
  printing.done(`${published.editions.length} editions of ${published.clusters.length} clusters`);

  process.stdout.write(
    `\nDone in ${formatSeconds(performance.now() - begun)}: ${path.join(out, 'index.html')}\n`,
  );
}

/** Only once: a later request of a user stays unchanged. */
async function askForReview(store: Store): Promise<void> {
  const incident = await demoIncident(store);
  if (!incident) return;
  const { cluster, from, to, title, notes } = incident;
  const { reviews } = await listReviews(store, cluster);
  if (reviews.length === 0)
    await orderReview({
      ...{ store, cluster, title, notes },
      window: { from, to, zone: 'UTC' },
      now: new Date(),
    });
}

/** A line that is overwritten during the work, if the output is a terminal. */
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

function serve(out: string, wanted: number): void {
  const files = sirv(out, { dev: true, dotfiles: false });
  const server = http.createServer((request, response) => {
    files(request, response, () => {
      response.statusCode = 404;
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.end(readFileSync(path.join(out, MISSING_FILE)));
    });
  });
  server.listen(wanted, '127.0.0.1', () => {
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : wanted;
    process.stdout.write(`\nServing it at http://127.0.0.1:${port}/  (Ctrl-C ends)\n`);
  });
  server.on('error', (error) => {
    process.stderr.write(`Cannot serve on port ${wanted}: ${error.message}\n`);
    process.exitCode = 1;
  });
}

export const command: Command = { summary: 'see Gazette on four simulated clusters', help, run };
