/** Prints the pages of a plan from the bundle. */
import { writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { GazetteError, isBug } from '../errors.ts';
import { openObserver, type Observer } from '../days/observe.ts';
import type { Plan } from '../site/plan.ts';
import type { ownedByPlan, PageFault, withPrinting } from '../site/printing.ts';
import { BUNDLE, findBundle } from './bundle.ts';
import { renderUnprintedPage } from './unprinted-page.ts';

export interface PrintOptions {
  /** Reads the snapshots; absent means that nobody has read them before. */
  observer?: Observer;
  signal?: AbortSignal;
  /**
   * Called for each file that cannot be made because of a fault of Gazette. A page that says so takes the place of a
   * page. Absent means that such a fault ends the printing.
   */
  onFault?: (fault: PageFault) => void;
}

/** Number of pages that are made at a time, while others wait for the disk. */
const AT_A_TIME = 4;

/**
 * Prints the pages into a folder, with the files of every site. Overviews and records of editions come last, because
 * they name the files that could not be made.
 * @throws {GazetteError} A page could not be made for an expected reason. Otherwise, the signal's reason, or Node's own
 * error when the disk refuses.
 */
export async function printPages(
  plan: Plan,
  into: string,
  { observer = openObserver(), signal, onFault }: PrintOptions = {},
): Promise<void> {
  const bundle = await findBundle();
  const { app, listPages, printWith, stylesheet } = await loadPrinter(bundle);
  await fs.cp(path.join(bundle, BUNDLE.files), into, { recursive: true });
  const faults: PageFault[] = [];
  await printWith({ plan, observer, faults }, async () => {
    const pages = await listPages();
    const ensureFolder = folderMaker();
    const make = async ({ file, url, route }: Page): Promise<Uint8Array | string | undefined> => {
      try {
        const response = await app.render(new Request(url), { routeData: route });
        return new Uint8Array(await response.arrayBuffer());
      } catch (error) {
        if (!onFault || !isBug(error)) throw toOwn(error);
        const fault = { file, error };
        faults.push(fault);
        onFault(fault);
        return file.endsWith('.html') ? renderUnprintedPage(file, pages, { ...plan, stylesheet }) : undefined;
      }
    };
    const printOne = async (page: Page) => {
      signal?.throwIfAborted();
      // Without its record, the next publish makes the page again.
      if (isRecordOf(page.file, faults)) return;
      const bytes = await make(page);
      if (bytes === undefined) return;
      const target = path.join(into, page.file);
      await ensureFolder(path.dirname(target));
      // Synchronous: three trips to the thread pool cost more CPU than a small file.
      writeFileSync(target, bytes);
    };
    const turns = Map.groupBy(pages, ({ file }) => turnOf(file));
    for (const turn of [0, 1, 2]) await eachOf(turns.get(turn) ?? [], printOne);
  });
}

/** Overviews of editions come after the pages whose faults they name, and records come last. */
function turnOf(file: string): number {
  const name = file.split('/').slice(3).join('/');
  return name === 'edition.json' || isListed(file) ? 2 : name === 'index.html' ? 1 : 0;
}

/** The record of a digest or a review stands beside its page, and has the page's name. */
const isListed = (file: string) => file.startsWith('-/') && file.endsWith('.json');
const isRecordOf = (file: string, faults: readonly PageFault[]) =>
  isListed(file) && faults.some((fault) => fault.file === file.replace(/json$/, 'html'));

/** Works on a few at a time. After a failure, and before it is thrown, nothing is begun and everything has ended. */
async function eachOf(pages: readonly Page[], work: (page: Page) => Promise<void>): Promise<void> {
  const queue = pages.values();
  let failed = false;
  const workOn = async () => {
    try {
      for (const page of queue) {
        if (failed) return;
        await work(page);
      }
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: AT_A_TIME }, workOn));
  const end = ends.find(({ status }) => status === 'rejected');
  if (end?.status === 'rejected') throw end.reason;
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
  /** Address of the stylesheet, from the site's root. */
  stylesheet: string;
}

interface Printer {
  app: App;
  printWith: typeof withPrinting;
  stylesheet: string;
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
    stylesheet: shared.stylesheet.replace(/^\//, ''),
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
