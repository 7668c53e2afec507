/** The command line: finds the command, prints failures, sets the exit status. */
import { GazetteError } from '../src/errors.ts';
import { EXIT, guess, StoppedError, UsageError, version, type Command } from './command.ts';
import { commands } from './commands.ts';
import { note, print } from './terminal.ts';

async function renderHelp(): Promise<string> {
  const lines = await Promise.all(
    Object.entries(commands).map(
      async ([name, load]) => `  ${name.padEnd(10)}  ${(await load()).command.summary}`,
    ),
  );
  return `Gazette ${version}: versioned status pages for Kubernetes clusters.

Usage: gazette COMMAND [flags]

${lines.join('\n')}

gazette COMMAND --help explains a command. The address of a snapshot is
  prod                      the latest snapshot of prod
  prod~1                    the snapshot before the latest
  prod@2h                   the latest snapshot two hours ago
  prod@2026-11-22T07:15Z    the latest snapshot at that time; without Z, in the config's time zone
  prod@2026-11-22           the last snapshot of that day; also prod@yesterday
  prod/2026-11-22T071500Z   exactly that snapshot

Exit status: 0 done, 1 failed, 2 wrong usage, 3 done in part (something was not seen), 4 nothing collected.
5 means that a cluster was not collected, or is overdue.
`;
}

async function run([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const about = name === 'help' ? args[0] : undefined;
    const load = about === undefined ? undefined : findCommand(about);
    await print(load ? (await load()).command.help : await renderHelp());
    return EXIT.ok;
  }
  const { command } = await findCommand(name)();
  const own = command.passesOn ? args.slice(0, 1) : args;
  if (own.includes('--help') || own.includes('-h')) {
    await print(command.help);
    return EXIT.ok;
  }
  return command.run(args, commands);
}

function findCommand(name: string): () => Promise<{ command: Command }> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load)
    throw new UsageError(`"${name}" is not a command`, {
      hint: `${guess(name, Object.keys(commands))}The commands are: ${Object.keys(commands).join(', ')}.`,
    });
  return load;
}

// A reader that has seen enough (`| head`) is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.ok);
  throw error;
});

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof GazetteError)) throw error;
  note(`gazette: ${error.message}`, 'red');
  const name = process.argv[2];
  const help =
    error instanceof UsageError && name && Object.hasOwn(commands, name)
      ? `See gazette ${name} --help.`
      : undefined;
  const hint = error.hint ?? help;
  if (hint) note(hint);
  process.exitCode =
    error instanceof StoppedError
      ? error.status
      : error instanceof UsageError
        ? EXIT.usage
        : error.name === 'NothingCollectedError'
          ? EXIT.nothing
          : EXIT.failure;
}
