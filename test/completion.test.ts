import { execFile, execFileSync } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { needs } from './needs.ts';
import { gazette, sharedScratch } from './site-fixtures.ts';

const run = promisify(execFile);
const scratch = await sharedScratch();
const script = (shell: string) => path.join(scratch, shell);

/** What a shell offers after a line; the cursor is at the line's end. */
type Offer = (line: string) => Promise<string[]>;

const toLines = ({ stdout }: { stdout: string }) =>
  stdout
    .split(/\r?\n/)
    .map((line) => line.split('\t')[0]!.trim())
    .filter(Boolean)
    .sort();

/** Bash divides the line at `=`, as its readline does. */
const bash: Offer = async (line) => {
  const words = line.split(/ +|(?==)|(?<==)/);
  return toLines(
    await run(
      'bash',
      [
        ...['--norc', '-c'],
        'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _gazette; printf "%s\\n" "${COMPREPLY[@]}"',
        ...[script('bash'), ...words],
      ],
      { cwd: scratch },
    ),
  );
};

const fish: Offer = async (line) =>
  toLines(
    await run('fish', ['--no-config', '-c', 'source $argv[1]; complete -C $argv[2]', script('fish'), line], {
      cwd: scratch,
      env: { ...process.env, HOME: scratch, XDG_CONFIG_HOME: scratch, XDG_DATA_HOME: scratch },
    }),
  );

/** An interactive zsh in a terminal of its own, which prints what would be offered. */
const ZSH = `
zmodload zsh/zpty
zpty inner zsh -f -i
zpty -w inner "PS1= PS2= ; stty -echo; cd $2; autoload -Uz compinit; compinit -u -D; source $1"
zpty -w inner 'compadd() {
  if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return; fi
  local -a hits; builtin compadd -A hits "$@"; local hit; print; for hit in $hits; do print -r -- "OFFER $hit"; done
  builtin compadd "$@"
}'
zpty -w inner 'bindkey "^I" complete-word; done-line() { print E""ND }; zle -N done-line; bindkey "^X^X" done-line; print REA""DY'
local line
zpty -r -m inner line '*READY*'
zpty -n -w inner "$3"$'\\t'$'\\C-x'$'\\C-x'
zpty -r -m inner line '*END*'
print -r -- "$line"
zpty -d inner
`;
const zsh: Offer = async (line) =>
  [
    ...new Set(
      toLines(await run('zsh', ['-f', '-c', ZSH, 'zsh', script('zsh'), scratch, line]))
        .filter((one) => one.startsWith('OFFER '))
        .map((one) => one.replace('OFFER ', '').replaceAll('\\', '')),
    ),
  ].sort();

beforeAll(async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { stdout, status } = await gazette('completion', shell);
    expect(status).toBe(0);
    await fs.writeFile(script(shell), stdout);
  }
  await fs.mkdir(path.join(scratch, 'folder of pages'));
  await fs.writeFile(path.join(scratch, 'notes.yaml'), '');
});

const shells: [name: string, offer: Offer, there: boolean][] = [
  ['bash', bash, true],
  ['zsh', zsh, needs.zsh],
  ['fish', fish, needs.fish],
];

for (const [shell, offer, there] of shells) {
  describe.runIf(there)(shell, () => {
    test('commands are completed, and nothing else in their place', async () => {
      expect(await offer('gazette pu')).toEqual(['publish', 'purge']);
      expect(await offer('gazette ')).toEqual(expect.arrayContaining(['collect', 'serve', 'help']));
      expect(await offer('gazette ')).not.toContain('notes.yaml');
    });

    test('flags of a command are completed, and no flags of others', async () => {
      expect((await offer('gazette diff --n')).map((flag) => flag.replace(/=$/, ''))).toEqual(['--noise']);
      expect(await offer('gazette list --n')).toEqual([]);
    });

    test('a flag that takes some words offers them, in each of its spellings', async () => {
      const last = (offered: string[]) => offered.map((word) => word.replace(/^--\w+=/, '')).sort();
      for (const line of ['gazette diff --output ', 'gazette diff -o ', 'gazette diff prod --output='])
        expect([line, last(await offer(line))]).toEqual([line, ['json', 'markdown', 'text']]);
    });

    test('an argument that takes some words offers them, after flags, too', async () => {
      expect(await offer('gazette export nod')).toEqual(['nodes']);
      expect(await offer('gazette export --output=csv --data x work')).toEqual(['workloads']);
      expect(await offer('gazette completion f')).toEqual(['fish']);
      expect(await offer('gazette help sh')).toEqual(['share']);
    });

    test('files are offered where a file is meant, and folders where a folder is', async () => {
      expect(await offer('gazette list --config not')).toEqual(['notes.yaml']);
      expect((await offer('gazette list --data ')).map((name) => name.replace(/\/$/, ''))).toEqual([
        'folder of pages',
      ]);
      // Times, names and addresses are for the writer.
      expect(await offer('gazette review --from ')).toEqual([]);
    });
  });
}

test.runIf(needs.zsh && needs.fish)('each script is what its shell takes', () => {
  for (const shell of ['bash', 'zsh', 'fish'])
    execFileSync(shell, ['-n', script(shell)], { env: { ...process.env, HOME: scratch } });
});

test('another shell is wrong usage', async () => {
  expect(await gazette('completion', 'tcsh')).toMatchObject({
    ...{ status: 2, stdout: '' },
    stderr: expect.stringContaining('completion takes bash, zsh, fish, not "tcsh"'),
  });
  expect((await gazette('completion')).stderr).toContain('which shell? There are: bash, zsh, fish');
});
