import { count } from '../../format/numbers.ts';
import type { Summary } from '../../judge/answer/summary.ts';
import type { Block, Section } from '../document.ts';

/** What production's own tool would be given for the same roll, and for the way back where it was rehearsed. */
export function commandsSection({ commands, to, wayBack }: Summary): Section {
  return {
    id: 'commands',
    heading: 'Commands for production',
    blocks: [
      {
        kind: 'text',
        text: `This verdict stands for these commands, in this order. A command that reads its standard input is given production's own specification with version ${to}, and with the settings of the roll.`,
      },
      { kind: 'list', items: commands },
      ...(wayBack === null ? [] : wayBackBlocks(wayBack)),
    ],
    source:
      "journal.ndjson, records of type roll-command, roll-stop and way-back: as they were sent for the clone, with production's name in place of its own.",
    fullNames: true,
  };
}

function wayBackBlocks({ to, upgraded, nodes, left, commands }: NonNullable<Summary['wayBack']>): Block[] {
  const reached = `${count(upgraded)} of ${count(nodes)} nodes`;
  const title = 'What the ended command had left behind';
  const leftItems = left.map(({ node, states }) => `${node}: ${states.join(', ')}`);
  return [
    {
      kind: 'text',
      text: `The roll was ended after ${reached}: end its last command with Ctrl-C (SIGINT).`,
    },
    ...(left.length === 0 ? [] : [{ kind: 'list', title, items: leftItems } as const]),
    {
      kind: 'text',
      text:
        commands.length === 0
          ? `The way back to ${to} was not begun.`
          : `Then the way back to ${to}. The command that reads its standard input is given production's own specification with version ${to}.`,
    },
    ...(commands.length === 0 ? [] : [{ kind: 'list', title: 'The way back', items: commands } as const]),
  ];
}
