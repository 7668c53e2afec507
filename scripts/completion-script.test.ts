import { expect, test } from 'vitest';
import { commands } from './commands.ts';
import { readFlags } from './completion-script.ts';

test.each(Object.entries(commands))(
  'the help of %s tells of every flag, as the parser takes it, and of no other',
  async (_, load) => {
    const { command } = await load();
    const told = readFlags(command).filter(({ name }) => name !== 'help');
    const parsed = Object.entries(command.flags).map(([name, { type, short }]) => ({ name, type, short }));
    const sorted = (list: { name: string }[]) => list.toSorted((a, b) => a.name.localeCompare(b.name));
    expect(
      sorted(
        told.map(({ name, short, value }) => ({
          ...{ name, short },
          type: value === undefined ? 'boolean' : 'string',
        })),
      ),
    ).toEqual(sorted(parsed));
    for (const { name, summary } of told)
      expect([name, summary]).toEqual([name, expect.stringMatching(/\w$/)]);
  },
);
