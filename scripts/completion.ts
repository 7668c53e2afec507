import { EXIT, oneOf, parse, UsageError, type Command, type Commands } from './command.ts';
import { describeCommands, renderCompletion, SHELLS } from './completion-script.ts';
import { print } from './terminal.ts';

const help = `gazette completion: a script with which a shell completes commands, flags and their values.

Usage: gazette completion bash|zsh|fish

  -h, --help  show this help

For this shell and later ones, put the line into the file that the shell reads when it starts:
  ~/.bashrc                    source <(gazette completion bash)
  ~/.zshrc, after compinit     source <(gazette completion zsh)
  ~/.config/fish/config.fish   gazette completion fish | source
`;

const flags = {};

async function run(args: string[], commands: Commands) {
  const [shell] = parse(args, flags, 1).positionals;
  if (shell === undefined) throw new UsageError(`which shell? There are: ${SHELLS.join(', ')}`);
  await print(renderCompletion(oneOf('completion', shell, SHELLS), await describeCommands(commands)));
  return EXIT.ok;
}

export const command: Command = {
  summary: 'complete commands and flags in bash, zsh or fish',
  help,
  flags,
  words: [SHELLS],
  run,
};
