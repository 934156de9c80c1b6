import { type Reason, reason } from '../../reasons/reason.ts';
import type { Evidence } from '../evidence.ts';
import type { CriterionDefinition, Judgement } from './criterion.ts';

/** If writes were probed: no API server may have acknowledged one that was not found again. */
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
  const lost = writes.flatMap((one) =>
    one.lost === null || one.lost.length === 0 ? [] : [{ source: one.source, numbers: one.lost }],
  );
  const count = lost.reduce((sum, { numbers }) => sum + numbers.length, 0);
  const acknowledged = writes.reduce((sum, one) => sum + one.acknowledged, 0);
  if (count > 0)
    return {
      ...base,
      state: 'missed',
      value: count,
      reasons: [reason('writes-lost', { acknowledged, lost })],
    };
  const missing = findUnread(writes, cluster?.apiServers.length ?? 0);
  if (missing !== null) return { ...base, state: 'unresolved', value: null, reasons: [missing] };
  return { ...base, state: 'met', value: 0, reasons: [reason('writes-found', { acknowledged })] };
}

/** Writes that could not be read back; null if all were, and there were some. */
function findUnread(writes: Evidence['timeline']['writes'], servers: number): Reason | null {
  const unread = writes.find(({ lost }) => lost === null);
  if (unread !== undefined) {
    const { source, error = 'no answer' } = unread;
    return reason('writes-not-read', { source, error });
  }
  if (writes.length === 0 || writes.length < servers)
    return reason('servers-not-read', { read: writes.length, servers });
  return writes.every((one) => one.acknowledged === 0) ? reason('no-write') : null;
}
