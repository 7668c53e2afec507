/** Completion in shells, made from what the commands say of themselves: their flags, their words and their help. */
import { quoteWord } from '../src/model/commands.ts';
import type { Command, Commands } from './command.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export interface CommandWords {
  name: string;
  summary: string;
  flags: FlagWords[];
  /** All words of an argument, by its place; undefined where nobody can list them. */
  words: readonly (readonly string[] | undefined)[];
}

interface FlagWords {
  name: string;
  short?: string;
  /** What the help calls its value: FILE, DIR, TIME. Absent for a switch. */
  value?: string;
  summary: string;
  words: readonly string[];
  repeats: boolean;
}

/** In a help: `-o, --output FORMAT  text (default) or json`, and lines that go on below it. */
const FLAG =
  /^ {2}(?:-(?<short>\w), )?--(?<name>[\w-]+)(?: (?<value>[A-Z]+)(?:\.\w+)?)? {2,}(?<text>.+(?:\n {10,}\S.*)*)$/gm;

export function readFlags({ help, flags }: Pick<Command, 'help' | 'flags'>): FlagWords[] {
  return [...help.matchAll(FLAG)].map(({ groups = {} }) => {
    const { name = '', short, value, text = '' } = groups;
    return {
      name,
      ...(short !== undefined && { short }),
      ...(value !== undefined && { value }),
      // Its first sentence, without what stands in brackets.
      summary: text.replaceAll(/\s+/g, ' ').split(/[.:;] | \(|\.$/)[0]!,
      words: flags[name]?.words ?? [],
      repeats: flags[name]?.multiple ?? false,
    };
  });
}

/** All commands, and the words that stand in place of one. */
export async function describeCommands(commands: Commands): Promise<CommandWords[]> {
  const all = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => {
      const { command } = await load();
      return { name, summary: command.summary, flags: readFlags(command), words: command.words ?? [] };
    }),
  );
  const help = { name: 'help', summary: 'explain a command', flags: [], words: [Object.keys(commands)] };
  return [...all, help];
}

export function renderCompletion(shell: (typeof SHELLS)[number], commands: readonly CommandWords[]): string {
  return { bash: renderBash, zsh: renderZsh, fish: renderFish }[shell](commands);
}

const spellings = ({ name, short }: FlagWords) => [
  `--${name}`,
  ...(short === undefined ? [] : [`-${short}`]),
];

/** `list:--output`, `list:-o`: where a value follows. */
const toValued = ({ name, flags }: CommandWords) =>
  flags
    .filter(({ value }) => value !== undefined)
    .flatMap(spellings)
    .map((spelling) => `${name}:${spelling}`);

function renderBash(commands: readonly CommandWords[]): string {
  const names = [...commands.map(({ name }) => name), '--help', '--version'];
  const each = <Item>(list: (command: CommandWords) => readonly Item[], line: (item: Item) => string) =>
    commands.flatMap((command) => list(command).map((item) => line(item)));
  const valued = (command: CommandWords) =>
    command.flags
      .filter(({ value }) => value !== undefined)
      .map((flag) => ({ pattern: toValued({ ...command, flags: [flag] }), flag }));
  const takes = ({ value, words }: FlagWords) =>
    value === 'FILE'
      ? '_gazette_paths -f'
      : value === 'DIR'
        ? '_gazette_paths -d'
        : words.length > 0
          ? `_gazette_words ${quoteWord(words.join(' '))}`
          : ':';
  const places = (command: CommandWords) =>
    command.words.flatMap((words, place) => (words ? [{ key: `${command.name}:${place}`, words }] : []));
  return `# Completion of gazette in bash:  source <(gazette completion bash)
_gazette_words() { COMPREPLY=($(compgen -W "$1" -- "$current")); }
_gazette_paths() {
  compopt -o filenames 2>/dev/null
  local IFS=$'\\n'
  COMPREPLY=($(compgen "$1" -- "$current"))
}
_gazette() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} command=\${COMP_WORDS[1]}
  local place=0 index
  COMPREPLY=()
  # Where = divides words, --output=json is three.
  if [ "$current" = = ]; then
    current=
  elif [ "$before" = = ]; then
    before=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  if [ "$COMP_CWORD" -eq 1 ]; then
    _gazette_words ${quoteWord(names.join(' '))}
    return
  fi
  case $command:$before in
${each(valued, ({ pattern, flag }) => `  ${pattern.join(' | ')}) ${takes(flag)}; return ;;`).join('\n')}
  esac
  case $current in
  -*)
    case $command in
${commands
  .filter(({ flags }) => flags.length > 0)
  .map(
    ({ name, flags }) =>
      `    ${name}) _gazette_words ${quoteWord(flags.map((flag) => `--${flag.name}`).join(' '))} ;;`,
  )
  .join('\n')}
    esac
    return
    ;;
  esac
  for ((index = 2; index < COMP_CWORD; index++)); do
    case $command:\${COMP_WORDS[index]} in
    ${each(valued, ({ pattern }) => pattern.join(' | ')).join(' | \\\n      ')})
      index=$((index + 1))
      [ "\${COMP_WORDS[index]}" != = ] || index=$((index + 1))
      ;;
    *:-*) ;;
    *) place=$((place + 1)) ;;
    esac
  done
  case $command:$place in
${each(places, ({ key, words }) => `  ${key}) _gazette_words ${quoteWord(words.join(' '))} ;;`).join('\n')}
  esac
}
complete -F _gazette gazette kubectl-gazette
`;
}

/** In a specification of zsh's _arguments, these characters end a part. */
const escapeZsh = (text: string) => text.replaceAll(/[\\[\]:]/g, String.raw`\$&`);

function renderZsh(commands: readonly CommandWords[]): string {
  const action = ({ value, words }: FlagWords) =>
    value === undefined
      ? ''
      : `:${value}:${words.length > 0 ? `(${words.join(' ')})` : value === 'FILE' ? '_files' : value === 'DIR' ? '_files -/' : ' '}`;
  const specify = (flag: FlagWords) => {
    const { name, short, value, summary, repeats } = flag;
    const others = `(${spellings(flag).join(' ')})`;
    const once = repeats ? '*' : short === undefined ? '' : others;
    const rest = `[${escapeZsh(summary)}]${action(flag)}`;
    return [
      `${once}--${name}${value === undefined ? '' : '='}${rest}`,
      ...(short === undefined ? [] : [`${once}-${short}${rest}`]),
    ];
  };
  const places = ({ words }: CommandWords) => [
    ...words.map((these, index) => `${index + 1}:word:${these ? `(${these.join(' ')})` : ' '}`),
    '*: : ',
  ];
  const described = commands.map(({ name, summary }) => quoteWord(`${name}:${escapeZsh(summary)}`));
  return `#compdef gazette kubectl-gazette

# For zsh:  source <(gazette completion zsh).
# Or put it into a file _gazette in a folder of fpath.

compdef _gazette gazette kubectl-gazette
_gazette() {
  local -a commands=(
${described.map((line) => `    ${line}`).join('\n')}
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
${commands
  .map(
    (command) =>
      `  ${command.name})\n    _arguments ${[...command.flags.flatMap(specify), ...places(command)].map(quoteWord).join(' \\\n      ')}\n    ;;`,
  )
  .join('\n')}
  esac
}
# In a file of fpath, this is the function itself.
if [ "$funcstack[1]" = _gazette ]; then _gazette; fi
`;
}

/** Within single quotes, fish knows two escapes. */
const quoteFish = (text: string) => `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;

function renderFish(commands: readonly CommandWords[]): string {
  const value = (flag: FlagWords) =>
    flag.value === undefined
      ? ''
      : flag.value === 'FILE'
        ? ' -r -F'
        : flag.value === 'DIR'
          ? " -x -a '(__fish_complete_directories)'"
          : ` -x${flag.words.length > 0 ? ` -a ${quoteFish(flag.words.join(' '))}` : ''}`;
  const lines = commands.flatMap((command) => [
    `complete -c gazette -n '__gazette_at' -a ${command.name} -d ${quoteFish(command.summary)}`,
    ...command.flags.map(
      (flag) =>
        `complete -c gazette -n '__gazette_at ${command.name}' -l ${flag.name}` +
        `${flag.short === undefined ? '' : ` -s ${flag.short}`}${value(flag)} -d ${quoteFish(flag.summary)}`,
    ),
    ...command.words.flatMap((words, place) =>
      words
        ? [`complete -c gazette -n '__gazette_at ${command.name} ${place}' -a ${quoteFish(words.join(' '))}`]
        : [],
    ),
  ]);
  return `# Completion of gazette in fish:  gazette completion fish | source

# True where the command stands. With a command and a number, at that argument.
function __gazette_at
  set -l words (commandline -opc)

  if test (count $argv) -eq 0; test (count $words) -eq 1; return; end

  test (count $words) -ge 2; and test "$words[2]" = $argv[1]; or return 1
  test (count $argv) -eq 1; and return 0

  set -e words[1 2]
  set -l place 0
  set -l before
  for word in $words
    if not string match -q -- '-*' $word
      contains -- $argv[1]:$before $__gazette_valued; or set place (math $place + 1)

    end
    set before $word
  end
  test $place -eq $argv[2]
end

set -g __gazette_valued ${commands.flatMap(toValued).join(' ')}
complete -c gazette -f
${lines.join('\n')}
complete -c kubectl-gazette -w gazette
`;
}
