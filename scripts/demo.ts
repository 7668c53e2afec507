/** Shows the whole of Gazette on four simulated clusters: `npm start` in a checkout. */
import path from 'node:path';
import { CLUSTER_NAMES } from '../src/demo/plan/estate.ts';
import { collectDemo, demoIncident } from '../src/demo/collect-demo.ts';
import { orderReview } from '../src/publish/order-review.ts';
import { publish } from '../src/publish/publish.ts';
import { openStore, type Store } from '../src/snapshots/open-store.ts';
import { listReviews } from '../src/snapshots/reviews.ts';
import { EXIT, parse, version, type Command } from './command.ts';
import { noteFaults } from './note-faults.ts';
import { openSiteServer, readPort } from './site-server.ts';
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

const flags = {
  'no-serve': { type: 'boolean' },
  port: { type: 'string', default: '0' },
  data: { type: 'string', default: DEFAULTS.data },
  out: { type: 'string', default: DEFAULTS.out },
} as const;

async function run(args: string[]) {
  const { values } = parse(args, flags, 0);
  const port = readPort(values.port);
  const out = path.resolve(values.out);
  // A port that another program has is known before minutes of work.
  const server = values['no-serve'] ? undefined : await openSiteServer(out, port);
  try {
    await show(openStore(path.resolve(values.data)), out);
  } catch (error) {
    await server?.close();
    throw error;
  }
  if (server) process.stdout.write(`\nServing it at ${server.url}  (Ctrl-C ends)\n`);
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

export const command: Command = { summary: 'see Gazette on four simulated clusters', help, flags, run };
