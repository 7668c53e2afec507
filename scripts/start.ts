/**
 * `npm start`: the whole of Gazette on four simulated clusters. The real collector reads the clusters over HTTP. A day
 * of snapshots is stored and published, and the site is served on this machine.
 */
import http from 'node:http';
import path from 'node:path';
import sirv from 'sirv';
import { CLUSTER_NAMES } from '../src/demo/estate.ts';
import { collectDemo, demoIncident } from '../src/demo/collect-demo.ts';
import { GazetteError } from '../src/errors.ts';
import { PROJECT } from '../src/project.ts';
import { orderReview } from '../src/publish/order-review.ts';
import { publish } from '../src/publish/publish.ts';
import { openStore, type Store } from '../src/snapshots/open-store.ts';
import { listReviews } from '../src/snapshots/reviews.ts';
import { EXIT, parse, UsageError, version } from './command.ts';
import { formatSeconds, note } from './terminal.ts';

const HELP = `npm start: a demo of Gazette on four simulated clusters.

  npm start                  collect, publish, and serve the site on this machine
  npm start -- --no-serve    end when the site is built
  npm start -- --port 4000   serve on this port (default: a free one)

The snapshots go to .gazette/demo/snapshots, the pages to site/.
`;

try {
  await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof GazetteError)) throw error;
  note(`npm start: ${error.message}${error.hint ? `\n${error.hint}` : ''}`, 'red');
  process.exitCode = error instanceof UsageError ? EXIT.usage : EXIT.failure;
}

async function run(args: string[]): Promise<void> {
  const flags = {
    'no-serve': { type: 'boolean' },
    port: { type: 'string', default: '0' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  const { values } = parse(args, flags, 0);
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535)
    throw new UsageError(`--port takes a number up to 65535, not "${values.port}"`);
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const out = await start();
  if (!values['no-serve']) serve(out, port);
}

/** Returns the folder of the site. */
async function start(): Promise<string> {
  const store = openStore(path.join(PROJECT, '.gazette', 'demo', 'snapshots'));
  const out = path.join(PROJECT, 'site');
  const begun = performance.now();

  process.stdout.write(`Gazette ${version}: four simulated clusters, a day of snapshots, one incident.\n\n`);
  const step = startStep('Collecting');
  const taken = await collectDemo({
    store,
    end: new Date(),
    version,
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
  printing.done(`${published.editions.length} editions of ${published.clusters.length} clusters`);

  process.stdout.write(
    `\nDone in ${formatSeconds(performance.now() - begun)}: ${path.join(out, 'index.html')}\n`,
  );
  return out;
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
      response.end('Not found\n');
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
