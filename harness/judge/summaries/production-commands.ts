import type { Evidence } from '../evidence.ts';

/**
 * The commands that rolled the nodes, in their order, as they would be given for production: with its name in place of the
 * clone's. Empty where this tool rolled, or nothing was cloned.
 * @param direction those of the roll, or those of the way back from it
 */
export function productionCommands(
  { timeline, scenario }: Pick<Evidence, 'timeline' | 'scenario'>,
  direction: 'forward' | 'back' = 'forward',
): readonly string[] {
  const { production } = scenario.cluster;
  const clone = timeline.cluster?.name;
  if (production === null || clone === undefined) return [];
  const turnedUs = timeline.turn.wayBack?.fromUs ?? Number.POSITIVE_INFINITY;
  return timeline.rollCommands
    .filter(({ edge, atUs }) => edge === 'begin' && atUs >= turnedUs === (direction === 'back'))
    .map(({ command }) => command.map(quote).join(' ').replaceAll(clone, production.cluster));
}

/** One word of a shell's command line. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
