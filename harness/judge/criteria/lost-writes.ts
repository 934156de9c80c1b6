import type { Evidence } from '../evidence.ts';
import type { CriterionDefinition, Judgement } from './criterion.ts';

/** Lost writes that are named one by one. */
const mostNamed = 5;

/** Where writes were probed: no API server may have acknowledged one that was not found again. */
export const lostWrites: CriterionDefinition = {
  id: 'probes.apiWrite.lost',
  unit: 'writes',
  judge: ({ scenario, timeline }) => (scenario.criteria.probes.apiWrite ? [judgeWrites(timeline)] : []),
  appliesToBaseline: { reason: 'writes are looked for once, at the end: when one was lost is not known' },
  noiseFloor: { reason: 'no noise loses a write that was acknowledged' },
  hostOverload: { reason: 'a busy machine delays a write, and loses none that was acknowledged' },
  recommendedBy: [],
};

function judgeWrites({ writes, cluster }: Evidence['timeline']): Judgement {
  const base = { scope: { probe: 'apiWrite' }, limit: 0 };
  const lost = writes.filter((one) => one.lost !== null && one.lost.length > 0);
  const count = lost.reduce((sum, one) => sum + (one.lost?.length ?? 0), 0);
  const acknowledged = writes.reduce((sum, one) => sum + one.acknowledged, 0);
  const seen = `${acknowledged} acknowledged writes were looked for at the end`;
  if (count > 0) {
    const named = lost.map(({ source, lost }) => `${numbersText(lost ?? [])} of ${source}`).join('; ');
    return { ...base, state: 'missed', value: count, why: `${seen}, and not found were: ${named}` };
  }
  const open = (why: string): Judgement => ({ ...base, state: 'unresolved', value: null, why });
  const unread = writes.find((one) => one.lost === null);
  if (unread !== undefined)
    return open(`the writes of ${unread.source} could not be read back: ${unread.error ?? 'no answer'}`);
  const servers = cluster?.apiServers.length ?? 0;
  if (writes.length === 0 || writes.length < servers)
    return open(`the writes of ${writes.length} of ${servers} API servers were looked for at the end`);
  if (acknowledged === 0) return open('no write was acknowledged');
  return { ...base, state: 'met', value: 0, why: `${seen}, and all were found` };
}

function numbersText(numbers: readonly number[]): string {
  const more = numbers.length - mostNamed;
  return `${numbers.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
