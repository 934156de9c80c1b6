import type { Summary } from '../../judge/answer/summary.ts';

/** The reasons, weightiest first; none where the headline is the only one. */
export function reasonsBesideHeadline({ headline, reasons, verdict }: Summary): Reasons | null {
  const further = reasons.filter((reason) => headline !== reason && headline !== `${verdict}: ${reason}`);
  if (further.length === 0) return null;
  return { title: further.length === reasons.length ? 'Reasons' : 'Further reasons', reasons: further };
}

/** Weightiest first. */
interface Reasons {
  readonly title: string;
  readonly reasons: readonly string[];
}
