import { fixed, trimmed } from '../format/numbers.ts';
import type { CloneSpec } from '../scenario/scenario.ts';

/** Machines of one type, which a cloud charges by the hour. */
export interface MachineGroup {
  /** As its instance group is named. */
  readonly name: string;
  readonly instanceType: string;
  readonly count: number;
}

/** What the instances of one cluster use until its expiry, and cost by the user's own prices. */
export interface CloudCost {
  readonly hours: number;
  readonly instanceHours: number;
  /** Null without prices, or where a type has none: a cost is never guessed. */
  readonly cost: { readonly amount: number; readonly currency: string } | null;
  /** Types without a price, where there are prices. */
  readonly unpriced: readonly string[];
}

type Terms = Pick<CloneSpec, 'ttlMs' | 'prices'>;

/** Instances of one cluster until it expires; surging nodes, volumes, balancers and traffic are not counted. */
export function computeCloudCost(groups: readonly MachineGroup[], { ttlMs, prices }: Terms): CloudCost {
  const hours = ttlMs / 3_600_000;
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  const findPrice = (type: string) =>
    prices !== null && Object.hasOwn(prices.perHour, type) ? (prices.perHour[type] ?? null) : null;
  const types = [...new Set(groups.map(({ instanceType }) => instanceType))];
  const unpriced = prices === null ? [] : types.filter((type) => findPrice(type) === null);
  const perHour = groups.reduce((sum, group) => sum + group.count * (findPrice(group.instanceType) ?? 0), 0);
  const isKnown = prices !== null && unpriced.length === 0;
  return {
    hours,
    instanceHours: count * hours,
    cost: isKnown ? { amount: perHour * hours, currency: prices.currency } : null,
    unpriced,
  };
}

/** For the user who decides whether they may be made: each group, the hours, the cost; a line each. */
export function describeCloudCost(groups: readonly MachineGroup[], terms: Terms): readonly string[] {
  const { hours, instanceHours, cost, unpriced } = computeCloudCost(groups, terms);
  return [
    ...groups.map((group) => `${group.name}: ${group.count} × ${group.instanceType}`),
    `until it expires: ${trimmed(hours, 1)} h, ${trimmed(instanceHours, 1)} instance hours`,
    describeAmount(terms, cost, unpriced),
  ];
}

function describeAmount({ prices }: Terms, cost: CloudCost['cost'], unpriced: readonly string[]): string {
  if (prices === null) return 'cost: no prices given (`cluster.clone.prices`)';
  if (cost === null) return `cost: no price given of ${unpriced.join(', ')} (\`cluster.clone.prices\`)`;
  const amount = cost.amount > 0 && cost.amount < 0.005 ? '<0.01' : fixed(cost.amount, 2);
  return `cost until then: ${amount} ${cost.currency} by \`cluster.clone.prices\`, without surging nodes, volumes, load balancers and traffic`;
}
