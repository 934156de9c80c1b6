/**
 * Words that texts for users avoid, each as a pattern, with a replacement. They are archaic, or ambiguous
 * here.
 */
const avoided: readonly (readonly [pattern: string, instead: string])[] = [
  ['anew', 'again'],
  ['beside', 'next to, in addition to'],
  ['lest', 'so that … not'],
  ['told', 'informed, terminating, classified'],
  ['deeds?', 'action'],
  ['(?:come|comes|came|coming) to', 'reach, become'],
  ['bears?|bearing', 'carry, have'],
  ['thereof', 'of it'],
  ['(?:is|are) no word on', 'says nothing about'],
  ['of before', 'earlier'],
  ['a good one', 'the noun itself'],
  ['whoever', 'the noun itself'],
  ['what is there', 'the noun itself'],
  ['(?:find|finds|found|finding) nobody', 'fails before reaching a pod'],
  ['(?:go|goes|went|going) first', 'has priority'],
  ['going', 'terminating'],
  ['(?:give|gives|gave|given|giving) back', 'uncordoned, released'],
  ['what is there', 'the noun itself'],
  ['(?:names?|named)(?: it)? ready', 'is a ready endpoint'],
  ['remed(?:y|ies)', 'recommendation'],
  ['advice|advis(?:e|es|ed)', 'recommendation, recommend'],
  ['to try|(?:a|one|each|every|first|second|next|last) (?:try|tries)', 'recommended, attempt'],
  ['weigh(?:s|ed|ing)?|weight(?:y|ier|iest)|of load (?:bad|failed)', '… s worth of requests failed'],
  ['placebos?', 'A/A run'],
  ['rigs?', 'load generator host'],
  ['looks(?! (?:for|at|like|into|back))|(?:each|first|next|stream) look', 'check (of a stream)'],
  ['core', 'outage (of an episode), processor'],
  ['chanceOfAsMany', 'poissonConditionalPValue'],
  ['upperBoundOfShare', 'clopperPearsonUpper'],
  ['effectOf', 'slopeWithAr1Errors'],
  ['differenceFrom', 'welchDifference'],
  ['inflationOf', 'varianceInflation'],
  ['percentileRanks', 'quantileConfidenceRanks'],
];

const word = new RegExp(`\\b(?:${avoided.map(([pattern]) => pattern).join('|')})\\b`, 'gi');

/** Each avoided word of a text, with its surroundings and a replacement. */
export function findAvoidedWords(text: string): string[] {
  return [...text.matchAll(word)].map(({ 0: found, index }) => {
    const [, instead] = avoided.find(([pattern]) => new RegExp(`^(?:${pattern})$`, 'i').test(found)) ?? [];
    const around = text.slice(Math.max(0, index - 30), index + found.length + 30).replace(/\s+/g, ' ');
    return `"${found}" (say: ${instead ?? 'another word'}) in "${around}"`;
  });
}

/**
 * A Markdown page without code, addresses of links and names of files: those of records, fields and
 * recordings are not prose.
 */
export function extractProse(markdown: string): string {
  return markdown
    .replace(/```[\s\S]*?```/g, '')
    .replace(/`[^`]*`/g, '')
    .replace(/\]\([^)]*\)/g, ']')
    .replace(/\[[\w./-]+\.\w+\]/g, '');
}

/** Table cells of more than 40 words. */
export function findLongCells(markdown: string): string[] {
  const cells = markdown.split('\n').flatMap((line) => (line.startsWith('|') ? line.split('|') : []));
  return cells.filter((cell) => cell.trim().split(/\s+/).length > 40);
}
