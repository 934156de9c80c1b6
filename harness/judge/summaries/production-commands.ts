import type { Evidence } from '../evidence.ts';

/**
 * The commands that rolled the nodes, in their order, as they would be given for production: with its name in place of the
 * clone's. Empty where this tool rolled, or nothing was cloned.
 */
export function productionCommands({
  timeline,
  scenario,
}: Pick<Evidence, 'timeline' | 'scenario'>): readonly string[] {
  const { production } = scenario.cluster;
  const clone = timeline.cluster?.name;
  if (production === null || clone === undefined) return [];
  return timeline.rollCommands
    .filter(({ edge }) => edge === 'begin')
    .map(({ command }) => command.map(quote).join(' ').replaceAll(clone, production.cluster));
}

/** One word of a shell's command line. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
