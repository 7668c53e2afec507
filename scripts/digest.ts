import fs from 'node:fs/promises';
import path from 'node:path';
import { toDigestNews } from '../src/chat/digest-news.ts';
import { smtpServer, type ChatConfig, type Config, type TeamConfig } from '../src/config.ts';
import { buildDigest } from '../src/digest/build-digest.ts';
import type { Digest } from '../src/digest/digest.ts';
import { dayIn, lastDayBefore, windowOfDay, type DayWindow } from '../src/digest/day-window.ts';
import type { ClusterFacts } from '../src/digest/facts.ts';
import { addressLetter, buildMessage, type Letter } from '../src/digest/mail-message.ts';
import { loadFacts, loadLabels } from '../src/digest/load-facts.ts';
import { renderDigest, type RenderedDigest, type RenderOptions } from '../src/digest/render.ts';
import { narrowFacts, type KnownLabels } from '../src/digest/scope.ts';
import { sendLetters, type Delivery } from '../src/digest/send.ts';
import { readTemplates } from '../src/digest/templates.ts';
import { GazetteError } from '../src/errors.ts';
import { foldCluster } from '../src/publish/fold-days.ts';
import { publish } from '../src/publish/publish.ts';
import { digestFile } from '../src/site/records/digest-record.ts';
import { productionFirst } from '../src/history/versions/release-order.ts';
import { formatCount, formatNumber } from '../src/model/english.ts';
import { readStatus } from '../src/status/read-status.ts';
import { attempt, exists } from '../src/snapshots/files.ts';
import type { Store } from '../src/snapshots/open-store.ts';
import { openSentLedger } from '../src/snapshots/sent-mails.ts';
import { listClusters } from '../src/snapshots/store.ts';
import {
  EXIT,
  guess,
  oneOf,
  parse,
  readArgument,
  readStoreFlags,
  siteOptions,
  stopOnSignal,
  StoppedError,
  STORE_HELP,
  storeOptions,
  UsageError,
  version,
  type Command,
  type ExitStatus,
} from './command.ts';
import { noteFaults } from './note-faults.ts';
import { postNews } from './post-news.ts';
import { withPing } from './ping.ts';
import { note, print } from './terminal.ts';

const help = `gazette digest: what changed on a day, by mail and as a page.

Usage: gazette digest [--day DAY] [--cluster NAME …] [--team NAME …] [--dry-run [--out DIR]]

Sends each team of the config its digest of a day, and prints the page of that day. Run again, the
command sends only mails that the server has not accepted yet. Without teams in the config, it
prints the digest here.

  --day DAY         2026-11-21, in the time zone of the config (default: yesterday)
  --cluster NAME    only of this cluster; may be given several times (default: all)
  --team NAME       only to this team; may be given several times (default: all)
  --dry-run         send nothing and print no page; show the text here
  --out DIR         with --dry-run: write each digest there, as .html, .txt and .eml
  -o, --output FORMAT  text (default) or json: the digests, and what became of each mail
${STORE_HELP}

The mail server comes from the environment: GAZETTE_SMTP_URL (smtps://mail.example.com, or
smtp://mail.example.com:587 with STARTTLS), GAZETTE_SMTP_USER and GAZETTE_SMTP_PASSWORD.

Chats of the config are told of the day, too.

Exit status: 0 sent, 1 some mails or messages were not sent, 3 sent, but some cluster has no data.
`;

/** The digest for one team; the digest for everybody has no name. */
interface Edition {
  team?: TeamConfig;
  digest: Digest;
  rendered: RenderedDigest;
}

const flags = {
  ...storeOptions,
  day: { type: 'string' },
  cluster: { type: 'string', multiple: true, default: [] as string[] },
  team: { type: 'string', multiple: true, default: [] as string[] },
  'dry-run': { type: 'boolean', default: false },
  out: { type: 'string' },
  output: { type: 'string', short: 'o', default: 'text', words: ['text', 'json'] },
} as const;

interface Wanted {
  day?: string;
  cluster: string[];
  team: string[];
  'dry-run': boolean;
  out?: string;
  output: 'text' | 'json';
}

async function run(args: string[]) {
  const { values } = parse(args, flags, 0);
  if (values.out !== undefined && !values['dry-run'])
    throw new UsageError('--out needs --dry-run: digests that are sent are not written');
  const { config, store } = await readStoreFlags(values);
  const output = oneOf('--output', values.output, flags.output.words);
  if (output === 'json' && values.out !== undefined)
    throw new UsageError('--output json goes to standard output: it takes no --out');
  const work = () => digestDay(config, store, { ...values, output });
  return values['dry-run'] ? work() : withPing(config.ping?.digest, work);
}

async function digestDay(config: Config, store: Store, values: Wanted): Promise<ExitStatus> {
  const window = readDay(values.day, config.timeZone);
  const teams = chooseTeams(config, values.team);
  const clusters = await chooseClusters(config, store, values.cluster, teams);
  const facts = await readFacts(config, store, window, clusters);
  const editions = await makeEditions(config, store, window, facts, teams);
  const isBlind = editions.some(({ digest }) => digest.clusters.some(({ alarm }) => alarm !== undefined));
  // Who asks for one team or one cluster does not want to tell everybody.
  const isWhole = values.team.length === 0 && values.cluster.length === 0;
  const chats = isWhole ? config.chat.filter(({ tell }) => tell.includes('digest')) : [];
  if (values['dry-run'] || (teams.length === 0 && chats.length === 0)) {
    if (values.output === 'json') await print(toJson(editions, []));
    else await show(config, editions, values.cluster, values.out);
    if (teams.length === 0 && !values['dry-run']) {
      await printPage(config, store, window.day);
      note('Nobody gets this digest: the config names no team under digest.teams, and no chat.');
    }
    return isBlind ? EXIT.partial : EXIT.ok;
  }
  const signal = stopOnSignal();
  const hasPage = await printPage(config, store, window.day);
  const deliveries = teams.length > 0 ? await send(config, store, editions, values.cluster, signal) : [];
  if (values.output === 'json') await print(toJson(editions, deliveries));
  else if (teams.length > 0) await report(deliveries, editions);
  const isTold = await tellChats(chats, { config, store, window, facts, signal });
  const isSent = deliveries.every(({ outcome }) => outcome !== 'failed' && outcome !== 'refused');
  if (!isSent || !isTold) return EXIT.failure;
  return isBlind || !hasPage ? EXIT.partial : EXIT.ok;
}

interface Telling {
  config: Config;
  store: Store;
  window: DayWindow;
  facts: readonly ClusterFacts[];
  signal: AbortSignal;
}

/** Tells each chat of the day once. False if a chat did not take it; the next run tries again. */
async function tellChats(
  chats: readonly ChatConfig[],
  { config, store, window, facts, signal }: Telling,
): Promise<boolean> {
  if (chats.length === 0) return true;
  const ledger = await openSentLedger(store, () => new Date());
  let isWell = true;
  try {
    for (const chat of chats) {
      const own = facts.filter(({ cluster }) => chat.clusters?.includes(cluster) ?? true);
      const digest = buildDigest({ window, title: config.site.title }, own);
      const key = `chat/${chat.name}/${window.day}`;
      const isWanted = own.length > 0 && !(digest.isQuiet && config.digest?.quiet === 'none');
      if (!isWanted || (await ledger.has(key))) continue;
      const why = await postNews(chat, toDigestNews(digest), config, signal);
      if (why === undefined) await ledger.add({ messageId: key, at: new Date().toISOString() });
      else
        note(`gazette: ${chat.name} did not take the digest: ${why}; run the command again to retry`, 'red');
      isWell &&= why === undefined;
    }
  } catch (error) {
    throw signal.aborted ? new StoppedError(signal, 'run the command again to tell the other chats') : error;
  } finally {
    await ledger.close();
  }
  return isWell;
}

function readDay(day: string | undefined, timeZone: string): DayWindow {
  const now = Date.now() / 1000;
  const window = readArgument((name) => windowOfDay(name, timeZone), day ?? lastDayBefore(now, timeZone));
  if (window.to > now)
    throw new UsageError(`${window.day} is not over yet in ${timeZone}`, {
      hint: `The last complete day is ${lastDayBefore(now, timeZone)}; today is ${dayIn(now, timeZone)}.`,
    });
  return window;
}

function chooseTeams({ digest }: Config, wanted: readonly string[]): TeamConfig[] {
  const teams = digest?.teams ?? [];
  for (const name of wanted) {
    if (!teams.some((team) => team.name === name))
      throw new UsageError(`the config has no team "${name}"`, {
        hint: teams.length > 0 ? `There are ${teams.map((team) => team.name).join(', ')}.` : undefined,
      });
  }
  return wanted.length > 0 ? teams.filter(({ name }) => wanted.includes(name)) : teams;
}

/** Clusters of the config, even if never collected, and clusters of the store; production first. */
async function chooseClusters(
  { clusters }: Config,
  store: Store,
  wanted: readonly string[],
  teams: readonly TeamConfig[],
): Promise<string[]> {
  const configured = clusters.map(({ name }) => name);
  const statuses = await readStatus({ store, clusters: configured, now: new Date() });
  // A dump has no day after: it would be told as silent for ever.
  const watched = statuses.filter(({ cluster, imported }) => !imported || configured.includes(cluster));
  const all = productionFirst(new Set(watched.map(({ cluster }) => cluster)), configured);
  const there =
    all.length > 0 ? `There are ${all.join(', ')}.` : 'The store and the config have no clusters.';
  for (const name of [...wanted, ...teams.flatMap((team) => team.clusters ?? [])]) {
    if (!all.includes(name)) throw new UsageError(`no cluster "${name}" exists`, { hint: there });
  }
  if (all.length === 0)
    throw statuses.length > 0
      ? new GazetteError(`${store.name} has imported snapshots alone, and of these there is no digest`, {
          hint: 'See what is wrong in them with gazette publish, or on the command line with gazette cat.',
        })
      : new GazetteError(`${store.name} has no snapshots, and the config names no cluster`, {
          hint: 'Take a snapshot with gazette collect, or give the folder of the snapshots with --data.',
        });
  return wanted.length > 0 ? all.filter((name) => wanted.includes(name)) : all;
}

async function readFacts(
  config: Config,
  store: Store,
  window: DayWindow,
  clusters: readonly string[],
): Promise<ClusterFacts[]> {
  const stored = await listClusters(store);
  const facts: ClusterFacts[] = [];
  for (const cluster of clusters) {
    const folded = stored.includes(cluster)
      ? await foldCluster(config.site.out, { store, cluster, now: () => new Date() })
      : undefined;
    facts.push(await loadFacts({ store, cluster, window, daysShelf: folded?.shelf }));
  }
  return facts;
}

async function makeEditions(
  config: Config,
  store: Store,
  window: DayWindow,
  facts: readonly ClusterFacts[],
  teams: readonly TeamConfig[],
): Promise<Edition[]> {
  const templates = await readTemplates(config.digest?.templates);
  const { title, url } = config.site;
  const options: RenderOptions = { templates, title, gazette: version, ...(url !== undefined && { url }) };
  const make = (own: readonly ClusterFacts[], team?: TeamConfig): Edition => {
    const digest = buildDigest({ window, title, ...(team && { team: team.name }) }, own);
    return { ...(team && { team }), digest, rendered: renderDigest(digest, options) };
  };
  if (teams.length === 0) return [make(facts)];
  const labels = new Map<string, KnownLabels>();
  const labelsOf = async (one: ClusterFacts): Promise<KnownLabels> => {
    const known = labels.get(one.cluster) ?? (await loadLabels(store, one));
    labels.set(one.cluster, known);
    return known;
  };
  const editions: Edition[] = [];
  for (const team of teams) {
    const theirs = facts.filter(({ cluster }) => team.clusters?.includes(cluster) ?? true);
    await warnOfNamespaces(team, theirs, labelsOf);
    const own: ClusterFacts[] = [];
    for (const one of theirs) {
      const known = team.selector ? await labelsOf(one) : { workloads: new Map(), namespaces: new Map() };
      own.push(narrowFacts(one, { namespaces: team.namespaces, labels: team.selector }, known));
    }
    if (own.length > 0) editions.push(make(own, team));
  }
  return editions;
}

/** A namespace that no cluster has is a mistake in the config, and its team would hear of nothing. */
async function warnOfNamespaces(
  { name, namespaces = [] }: TeamConfig,
  facts: readonly ClusterFacts[],
  labelsOf: (one: ClusterFacts) => Promise<KnownLabels>,
): Promise<void> {
  const busy = new Set(facts.flatMap(({ slice }) => slice.workloads.map(({ namespace }) => namespace)));
  const idle = namespaces.filter((namespace) => !busy.has(namespace));
  if (idle.length === 0) return;
  const known = await Promise.all(facts.map(async (one) => [...(await labelsOf(one)).namespaces.keys()]));
  // Where Namespaces were not seen, nobody knows.
  if (known.some((own) => own.length === 0)) return;
  const all = [...new Set(known.flat())].sort();
  for (const namespace of idle.filter((one) => !all.includes(one)))
    note(
      `gazette: team ${name}: none of its clusters has a namespace "${namespace}". ${guess(namespace, all)}`.trim(),
      'yellow',
    );
}

const quietOf = ({ digest }: Config, team: TeamConfig) => team.quiet ?? digest?.quiet ?? 'line';

function toLetters(config: Config, editions: readonly Edition[], clusters: readonly string[]): Letter[] {
  const { from = '', unsubscribe } = config.digest ?? {};
  return editions
    .filter(({ team, digest }) => team && !(digest.isQuiet && quietOf(config, team) === 'none'))
    .flatMap(({ team, digest, rendered }) =>
      team!.to.map((recipient) =>
        addressLetter(rendered, {
          ...{ team: team!.name, day: digest.day, recipient, from, clusters },
          ...(unsubscribe !== undefined && { unsubscribe }),
        }),
      ),
    );
}

/** Prints the page of the day. False if that failed, which does not stop any mail. */
async function printPage(config: Config, store: Store, day: string): Promise<boolean> {
  const { out } = config.site;
  if (!(await exists(out))) return true;
  try {
    return !noteFaults(await publish({ store, out, ...siteOptions(config), digests: [day] }));
  } catch (error) {
    if (!(error instanceof GazetteError)) throw error;
    note(`${digestFile(day)} could not be printed: ${error.message}`, 'yellow');
    return false;
  }
}

async function send(
  config: Config,
  store: Store,
  editions: readonly Edition[],
  clusters: readonly string[],
  signal: AbortSignal,
): Promise<Delivery[]> {
  const letters = toLetters(config, editions, clusters);
  if (letters.length === 0) return [];
  const server = smtpServer();
  if (!server)
    throw new GazetteError('GAZETTE_SMTP_URL is not set, so nothing was sent', {
      hint: 'Set it, for example to smtps://mail.example.com; or look at the digest with --dry-run.',
    });
  const ledger = await openSentLedger(store, () => new Date());
  try {
    return await sendLetters(letters, { server, ledger, now: () => new Date(), signal });
  } catch (error) {
    throw signal.aborted
      ? new StoppedError(signal, 'the sent mails are noted; run the command again')
      : error;
  } finally {
    await ledger.close();
  }
}

const toJson = (editions: readonly Edition[], deliveries: readonly Delivery[]): string => {
  const digests = editions.map(({ team, digest }) => ({ ...(team && { team: team.name }), ...digest }));
  const mails = deliveries.map(({ letter: { team, recipient }, outcome, why }) => ({
    ...{ team, recipient, outcome },
    ...(why !== undefined && { why }),
  }));
  return `${JSON.stringify({ digests, mails }, null, 2)}\n`;
};

async function report(deliveries: readonly Delivery[], editions: readonly Edition[]): Promise<void> {
  for (const { letter, outcome, why } of deliveries) {
    if (outcome === 'refused') note(`${letter.recipient} (${letter.team}): refused: ${why}`, 'red');
    if (outcome === 'failed')
      note(`${letter.recipient} (${letter.team}): not sent: ${why}; run the command again to retry`, 'red');
  }
  const count = (wanted: Delivery['outcome']) =>
    deliveries.filter(({ outcome }) => outcome === wanted).length;
  const quiet = editions.filter(({ team }) => !deliveries.some(({ letter }) => letter.team === team?.name));
  const parts = [
    `${formatCount(count('sent'), 'mail')} sent`,
    ...(count('before') > 0 ? [`${formatNumber(count('before'))} sent before`] : []),
    ...(quiet.length > 0 ? [`nothing to tell ${quiet.map(({ team }) => team!.name).join(', ')}`] : []),
  ];
  await print(`${editions[0]?.digest.date ?? ''}: ${parts.join(', ')}\n`);
}

async function show(
  config: Config,
  editions: readonly Edition[],
  clusters: readonly string[],
  out: string | undefined,
): Promise<void> {
  if (out === undefined) {
    await print(editions.map(({ rendered }) => rendered.text).join('\n'));
    return;
  }
  await attempt(`cannot write to ${out}`, async () => {
    await fs.mkdir(out, { recursive: true });
    for (const edition of editions) {
      const { team, digest, rendered } = edition;
      const name = path.join(out, team ? `${digest.day}-${team.name}` : digest.day);
      await fs.writeFile(`${name}.html`, rendered.html);
      await fs.writeFile(`${name}.txt`, rendered.text);
      const [letter] = toLetters(config, [edition], clusters);
      if (letter) await fs.writeFile(`${name}.eml`, await buildMessage(letter));
      const isKept = team && digest.isQuiet && quietOf(config, team) === 'none';
      await print(
        `${name}.html, .txt${letter ? ' and .eml' : ''}${isKept ? ' (would not be sent: all quiet)' : ''}\n`,
      );
    }
  });
}

export const command: Command = { summary: 'what changed on a day, by mail and as a page', help, flags, run };
