import { count } from '../format/numbers.ts';
import { quantity } from '../format/quantity.ts';
import type { Coded, Say } from './coded.ts';

/** A criterion in one place; `lane`, `target` and `step` are null if it is about all of them. */
interface CriterionState {
  readonly id: string;
  readonly state: string;
  readonly unit: string;
  readonly value: number | null;
  readonly limit: number;
  readonly target: string | null;
  readonly lane: string | null;
  readonly step: string | null;
  readonly reasons: readonly Coded[];
}

interface MetAtVersion {
  readonly criteria: number;
  /** What runs the version, as the provider's traits say. */
  readonly upgraded: string;
  readonly version: string;
}

/** A roll that was ended after some of its nodes' steps, and whose nodes went back. */
interface WayBack {
  readonly version: string;
  readonly upgraded: number;
  readonly nodes: number;
}

/** The basis of a verdict. */
export const verdictReasons = {
  criterion: ({ id, state, unit, value, limit, target, lane, step, reasons }: CriterionState, say: Say) => {
    const where = [lane === null ? null : `${target}/${lane}`, step].filter((part) => part !== null);
    const measured = value === null ? '' : ` at ${quantity(value, unit)}, limit ${quantity(limit, unit)}`;
    return `${id} is ${state}${measured}${where.length === 0 ? '' : ` (${where.join(', ')})`}: ${say(reasons)}`;
  },
  check: ({ id, reasons }: { id: string; reasons: readonly Coded[] }, say: Say) => `${id}: ${say(reasons)}`,
  'missed-without-upgrade': () => 'nothing was upgraded, and yet:',
  'met-without-upgrade': ({ criteria }: { criteria: number }) => `nothing was upgraded; ${allMet(criteria)}`,
  'met-apart-from-production': ({ criteria }: { criteria: number }) =>
    `${allMet(criteria)}, on a cluster whose results do not carry over to production`,
  'met-at-version': ({ criteria, upgraded, version }: MetAtVersion) =>
    `${allMet(criteria)}, and ${upgraded} is at ${version}`,
  'went-back': ({ version, upgraded, nodes }: WayBack) =>
    `went back to ${version} after ${count(upgraded)} of ${count(nodes)} nodes`,
  'way-back-cut-short': ({ version, upgraded, nodes }: WayBack) =>
    `the way back to ${version}, begun after ${count(upgraded)} of ${count(nodes)} nodes, did not end`,
  'no-evidence': () => 'there is no evidence',
  'repetitions-alike': ({ alike, planned, verdict }: { alike: number; planned: number; verdict: string }) =>
    `${count(alike)} of ${count(planned)} repetitions: ${verdict}`,
  'repetitions-missing': ({ judged, planned }: { judged: number; planned: number }) =>
    `${count(judged)} of ${count(planned)} repetitions have a report`,
};

const allMet = (criteria: number) => `all ${count(criteria)} criteria are met`;
