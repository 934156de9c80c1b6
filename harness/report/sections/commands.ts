import type { Summary } from '../../judge/answer/summary.ts';
import type { Section } from '../document.ts';

/** What production's own tool would be given for the same roll. */
export function commandsSection({ commands, to }: Summary): Section {
  return {
    id: 'commands',
    heading: 'Commands for production',
    blocks: [
      {
        kind: 'text',
        text: `This verdict stands for these commands, in this order. A command that reads its standard input is given production's own specification with version ${to}, and with the settings of the roll.`,
      },
      { kind: 'list', items: commands },
    ],
    source:
      "journal.ndjson, records of type roll-command: as they were sent for the clone, with production's name in place of its own.",
    fullNames: true,
  };
}
