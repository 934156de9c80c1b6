import { describe, expect, it } from 'vitest';
import { backOff, usualBackOff } from '../../../../harness/embedded/kubelet/back-off.ts';

const hourMs = 3_600_000;

describe('the back-off of restarts', () => {
  it('is none, then 10 s, 20 s, …, and is reset after a long run', () => {
    const crashes = backOff(usualBackOff);
    expect(crashes.leftMs(0, 0)).toBe(0);
    crashes.restarted(0, 0);
    expect(crashes.leftMs(1_000, 1_000)).toBe(10_000);
    crashes.restarted(1_000, 11_000);
    expect(crashes.leftMs(12_000, 13_000)).toBe(19_000);
    expect(crashes.leftMs(hourMs, hourMs)).toBe(0);
  });

  it("is not longer when the machine's clock is set back", () => {
    const crashes = backOff(usualBackOff);
    crashes.restarted(hourMs, hourMs);
    expect(crashes.leftMs(2 * hourMs - 1, 0)).toBe(0);
    expect(crashes.leftMs(hourMs + 1, 0)).toBe(10_000);
  });
});
