import { describe, expect, it } from 'vitest';
import { computeCloudCost, describeCloudCost } from '../../../harness/plan/cloud-cost.ts';

const groups = [
  { name: 'control-plane-us-east-1a', instanceType: 't3.medium', count: 1 },
  { name: 'nodes-us-east-1a', instanceType: 'm5.large', count: 2 },
];
const ttlMs = 4 * 3_600_000;
const prices = { currency: 'USD', perHour: { 't3.medium': 0.0416, 'm5.large': 0.096, 'c5.large': 0.085 } };

describe('the cost of a clone', () => {
  it('is that of its instances until it expires, by the prices that the user gave', () => {
    const cost = computeCloudCost(groups, { ttlMs, prices });
    expect(cost).toMatchObject({ hours: 4, instanceHours: 12, unpriced: [] });
    expect(cost.cost?.amount).toBeCloseTo(4 * (0.0416 + 2 * 0.096), 10);
    expect(describeCloudCost(groups, { ttlMs, prices })).toEqual([
      'control-plane-us-east-1a: 1 × t3.medium',
      'nodes-us-east-1a: 2 × m5.large',
      'until it expires: 4 h, 12 instance hours',
      'cost until then: 0.93 USD by `cluster.clone.prices`, without surging nodes, volumes, load balancers and traffic',
    ]);
  });

  it('is never guessed: not without prices, and not where one is missing', () => {
    const some = { currency: 'EUR', perHour: { 't3.medium': 1 } };
    expect(computeCloudCost(groups, { ttlMs, prices: some })).toMatchObject({
      instanceHours: 12,
      cost: null,
      unpriced: ['m5.large'],
    });
    expect(describeCloudCost(groups, { ttlMs, prices: some }).at(-1)).toBe(
      'cost: no price given of m5.large (`cluster.clone.prices`)',
    );
    expect(describeCloudCost(groups, { ttlMs: 90 * 60_000, prices: null }).slice(-2)).toEqual([
      'until it expires: 1.5 h, 4.5 instance hours',
      'cost: no prices given (`cluster.clone.prices`)',
    ]);
    const named = [{ name: 'nodes', instanceType: 'toString', count: 1 }];
    expect(computeCloudCost(named, { ttlMs, prices }).unpriced).toEqual(['toString']);
  });
});
