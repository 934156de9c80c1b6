import type { Coded } from './coded.ts';
import { reasonText } from './reason.ts';

/** Parts of a headline: the verdict, its main reason, and a remark in parentheses if there is one. */
export interface Headlined {
  readonly verdict: string;
  /** Main reason first, at least one. */
  readonly reasons: readonly Coded[];
  readonly remark?: Coded | undefined;
}

/** `reject: outage.longest is missed …`: the only place that composes it. */
export function headlineText({ verdict, reasons: [first], remark }: Headlined): string {
  const sentence = reasonText(first ?? { code: 'no-evidence', values: {} });
  return `${verdict}: ${sentence}${remark === undefined ? '' : ` (${reasonText(remark)})`}`;
}
