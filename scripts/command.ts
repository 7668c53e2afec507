/** What the commands share: their shape, their flags and their exit statuses. */
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { closest, distance } from 'fastest-levenshtein';
import packageJson from '../package.json' with { type: 'json' };
import type { Config } from '../src/config.ts';
import { CONFIG_FILE, DEFAULT_DATA, DEFAULT_SITE } from '../src/config-defaults.ts';
import { GazetteError } from '../src/errors.ts';
import { openStore, type Store } from '../src/snapshots/open-store.ts';

export const version = packageJson.version;

export const EXIT = {
  ok: 0,
  /** An expected failure, with one message. */
  failure: 1,
  /** Wrong flags or arguments. */
  usage: 2,
  /** A part of the request was not seen. */
  partial: 3,
  /** Nothing was collected, and nothing stored. */
  nothing: 4,
  /** A cluster was not collected at all, and others were; or its next snapshot is overdue. */
  missed: 5,
} as const;
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

type ParsedFlags = NonNullable<ParseArgsConfig['options']>;

/** Flags by their names; `words` are all that a flag takes. */
export type Flags = Readonly<Record<string, ParsedFlags[string] & { words?: readonly string[] }>>;

export interface Command {
  /** One line for the list of commands. */
  summary: string;
  /** The text of --help: each flag has a line there, with the name of its value. */
  help: string;
  /** What the parser and the shells' completion know of its flags. */
  flags: Flags;
  /** All words that an argument takes, by its place; undefined where nobody can list them. */
  words?: readonly (readonly string[] | undefined)[];
  /** Another program takes the arguments after its first one, `--help` among them. */
  passesOn?: true;
  /**
   * @param commands all commands, which the completion describes
   * @returns one of {@link EXIT}, or the exit status of the program that it passes its arguments on to
   */
  run(args: string[], commands: Commands): Promise<number>;
}

/** Commands by their names; each is loaded only when it is needed. */
export type Commands = Readonly<Record<string, () => Promise<{ command: Command }>>>;

/** Wrong flags or arguments: exit status 2. */
export class UsageError extends GazetteError {
  override name = 'UsageError';
}

/** A signal ended the command in good order: exit status 128 plus the signal's number, as in shells. */
export class StoppedError extends GazetteError {
  override name = 'StoppedError';
  readonly status: number;

  /** `left` says which part of the work remains. */
  constructor({ reason }: AbortSignal, left: string) {
    super(`stopped by ${reason}; ${left}`);
    this.status = 128 + os.constants.signals[reason as StopSignal];
  }
}

type StopSignal = 'SIGINT' | 'SIGTERM';

/** Aborts at the first SIGINT or SIGTERM; its name is the reason. A second signal ends the process at once. */
export function stopOnSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort(name));
  return stop.signal;
}

/** The name that a slip of the hand made another; undefined if none is near. */
export function closestTo(wanted: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const near = closest(wanted, [...names]);
  return distance(wanted, near) <= Math.max(1, Math.floor(wanted.length / 3)) ? near : undefined;
}

/** `Did you mean "prod"? `, or nothing. */
export function guess(wanted: string, names: readonly string[]): string {
  const near = closestTo(wanted, names);
  return near === undefined ? '' : `Did you mean "${near}"? `;
}

/** Flags that every command with a store takes. */
export const storeOptions = { config: { type: 'string' }, data: { type: 'string' } } as const;

export const STORE_HELP = `  --config FILE   the config (default: gazette.config.yaml, if it exists)
  --data DIR      folder of the snapshots (default: data in the config, or ./snapshots)
  -h, --help      show this help`;

/**
 * Parses flags strictly. `most` is the largest number of positional arguments.
 * @throws {UsageError} An unknown flag, a flag without its value, or too many arguments.
 */
export function parse<const Declared extends Flags>(args: string[], flags: Declared, most: number) {
  const parsed = parseOrExplain(args, flags);
  for (const [name, value] of Object.entries(parsed.values)) {
    // An empty variable of a shell script must not become the folder in which it runs.
    if ([value].flat().includes('')) throw new UsageError(`--${name} "" names nothing`);
  }
  const extra = parsed.positionals[most];
  if (extra !== undefined) throw new UsageError(`"${extra}" is one argument too many`);
  return parsed;
}

function parseOrExplain<const Declared extends Flags>(args: string[], flags: Declared) {
  try {
    return parseArgs({ args, options: flags, strict: true, allowPositionals: true });
  } catch (error) {
    if (!(error instanceof TypeError) || !('code' in error)) throw error;
    const [, unknown] = /^Unknown option '--([^']+)'/.exec(error.message) ?? [];
    const near = unknown === undefined ? undefined : closestTo(unknown, Object.keys(flags));
    // Node's second sentence explains `--`, which no command needs.
    throw new UsageError(error.message.split(/\. To specify|\n/)[0] ?? error.message, {
      hint: near === undefined ? undefined : `Did you mean --${near}?`,
    });
  }
}

export interface StoreFlags {
  config?: string;
  data?: string;
}

/** The config, and the store of the snapshots. */
export async function readStoreFlags(values: StoreFlags): Promise<{ config: Config; store: Store }> {
  const file = values.config ?? (existsSync(CONFIG_FILE) ? CONFIG_FILE : undefined);
  const config = file === undefined ? await defaultConfig() : await readFile(file);
  return { config, store: openStore(path.resolve(values.data ?? config.data)) };
}

// Each module is loaded only when needed: some commands run in less time.
const defaultConfig = async () => (await import('../src/config.ts')).ConfigSchema.parse({});
const readFile = async (file: string) => (await import('../src/config-file.ts')).readConfig(file);

/** The store of the snapshots alone; reads the config only if it exists. */
export async function findStore(values: StoreFlags): Promise<Store> {
  if (values.config !== undefined || existsSync(CONFIG_FILE)) return (await readStoreFlags(values)).store;
  return openStore(path.resolve(values.data ?? DEFAULT_DATA));
}

/** The store, and the folder of the published pages. */
export async function findStoreAndSite(
  values: StoreFlags & { out?: string },
): Promise<{ store: Store; out: string }> {
  if (values.config === undefined && !existsSync(CONFIG_FILE))
    return { store: await findStore(values), out: path.resolve(values.out ?? DEFAULT_SITE) };
  const { config, store } = await readStoreFlags(values);
  return { store, out: path.resolve(values.out ?? config.site.out) };
}

/** The part of the config that every publish uses, whichever command publishes. */
export const siteOptions = ({ site, clusters, timeZone }: Config) => ({
  title: site.title,
  ...(site.url !== undefined && { url: site.url }),
  fullTablesUpTo: site.fullTablesUpTo,
  keep: site.keep,
  gazette: version,
  order: clusters.map(({ name }) => name),
  timeZone,
  now: () => new Date(),
});

/**
 * Reads an argument with its reader.
 * @throws {UsageError} with the reader's message.
 */
export function readArgument<Value>(read: (text: string) => Value, text: string): Value {
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof GazetteError)) throw error;
    throw new UsageError(error.message, { hint: error.hint, cause: error });
  }
}

/**
 * A flag that takes one of some words.
 * @throws {UsageError} The message names the words.
 */
export function oneOf<const Word extends string>(flag: string, value: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === value);
  if (found === undefined) throw new UsageError(`${flag} takes ${words.join(', ')}, not "${value}"`);
  return found;
}
