/** Prints the pages of a plan from the bundle. */
import { writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { GazetteError } from '../errors.ts';
import { openObserver, type Observer } from '../days/observe.ts';
import type { Plan } from '../site/plan.ts';
import type { ownedByPlan, withPrinting } from '../site/printing.ts';
import { BUNDLE, findBundle } from './bundle.ts';

export interface PrintOptions {
  /** Reads the snapshots; absent means that nobody has read them before. */
  observer?: Observer;
  signal?: AbortSignal;
}

/** Number of pages that are made at a time, while others wait for the disk. */
const AT_A_TIME = 4;

/**
 * Prints the pages into a folder, with the files of every site.
 * @throws {GazetteError} A page could not be made for an expected reason. Otherwise, the signal's reason, or Node's own
 * error when the disk refuses.
 */
export async function printPages(
  plan: Plan,
  into: string,
  { observer = openObserver(), signal }: PrintOptions = {},
): Promise<void> {
  const bundle = await findBundle();
  const { app, listPages, printWith } = await loadPrinter(bundle);
  await fs.cp(path.join(bundle, BUNDLE.files), into, { recursive: true });
  await printWith({ plan, observer }, async () => {
    const pages = (await listPages()).values();
    const ensureFolder = folderMaker();
    let failed = false;
    const printOn = async () => {
      for (const { file, url, route } of pages) {
        signal?.throwIfAborted();
        const response = await app.render(new Request(url), { routeData: route });
        const target = path.join(into, file);
        await ensureFolder(path.dirname(target));
        // Synchronous: three trips to the thread pool cost more CPU than a small file.
        writeFileSync(target, new Uint8Array(await response.arrayBuffer()));
        if (failed) return;
      }
    };
    const guarded = () =>
      printOn().catch((error: unknown) => {
        failed = true;
        throw toOwn(error);
      });
    // Whatever happens, nothing is written to the folder afterwards.
    const ends = await Promise.allSettled(Array.from({ length: AT_A_TIME }, guarded));
    const fault = ends.find((end) => end.status === 'rejected');
    if (fault) throw fault.reason;
  });
}

/** Makes each folder once. */
function folderMaker(): (folder: string) => Promise<unknown> {
  const made = new Map<string, Promise<unknown>>();
  return (folder) => {
    const making = made.get(folder) ?? fs.mkdir(folder, { recursive: true });
    made.set(folder, making);
    return making;
  };
}

/** If this publish does not run from the bundle, the bundle has its own class of expected failures. */
function toOwn(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'GazetteError' || error instanceof GazetteError)
    return error;
  const { message, hint, cause } = error as GazetteError;
  return new GazetteError(message, { hint, cause });
}

/** A route of Astro's manifest. */
interface Route {
  type: string;
  isIndex: boolean;
}

/** The parts of Astro's app that printing needs. They are internal, so the version of Astro is pinned. */
interface App {
  routeCache: object;
  render: (request: Request, options: { routeData: Route }) => Promise<Response>;
  setInternals: (internals: { pagesByKeys: Map<string, unknown> }) => void;
  setOptions: (options: unknown) => void;
}

/** The bundle's own modules that printing needs. A publish that does not run from the bundle has copies of its own. */
interface Shared {
  StaticPaths: new (app: App) => { getAll: () => Promise<{ pathname: string; route: Route }[]> };
  ownedByPlan: typeof ownedByPlan;
  withPrinting: typeof withPrinting;
}

interface Printer {
  app: App;
  printWith: typeof withPrinting;
  /** The pages of the current plan. */
  listPages: () => Promise<Page[]>;
}

interface Page {
  /** Path from the site's root. */
  file: string;
  /** Astro reads the parameters of the page from this URL. */
  url: URL;
  route: Route;
}

const printers = new Map<string, Promise<Printer>>();

/** Loads the modules of a bundle once: they hold nothing of a plan. */
function loadPrinter(bundle: string): Promise<Printer> {
  let printer = printers.get(bundle);
  if (!printer) printers.set(bundle, (printer = openPrinter(bundle)));
  return printer;
}

async function openPrinter(bundle: string): Promise<Printer> {
  const load = (file: string) => import(pathToFileURL(path.join(bundle, file)).href) as Promise<unknown>;
  const { app } = (await load(BUNDLE.pages)) as { app: App };
  const shared = (await load(BUNDLE.printing)) as Shared;
  // The layout links styles and scripts, so Astro has none to add.
  app.setInternals({ pagesByKeys: new Map() });
  app.setOptions({ logger: { options: { destination: { write: () => true } } }, settings: { scripts: [] } });
  // Astro remembers what `getStaticPaths` returned, for the only plan of its process.
  const routes = shared.ownedByPlan(() => ({}));
  Object.defineProperty(app.routeCache, 'cache', { get: routes });
  return {
    app,
    printWith: shared.withPrinting,
    async listPages() {
      const pages = await new shared.StaticPaths(app).getAll();
      return pages.map(({ pathname, route }) => toPage(pathname.replace(/^\//, ''), route));
    },
  };
}

/** Where Astro puts a page with `build.format: 'preserve'`, and the page's name for Astro. */
function toPage(pathname: string, route: Route): Page {
  const [file, url] =
    route.type === 'endpoint'
      ? [pathname, pathname]
      : route.isIndex
        ? [path.posix.join(pathname, 'index.html'), `${pathname}/`]
        : [`${pathname}.html`, `${pathname}.html`];
  return { file, url: new URL(url.replace(/^\/*/, '/'), 'http://localhost'), route };
}
