import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { knownServices, type Source } from '../../../../harness/embedded/network/known-services.ts';
import type { EndpointSlice, Kind, Kinds, Service } from '../../../../harness/embedded/objects.ts';
import { service, slice } from '../../../support/embedded/network/service-objects.ts';

/** An informer that the test controls. */
function byHand<K extends Kind>() {
  const known = new Map<string, Kinds[K]>();
  const handlers: ((now: Kinds[K] | null, before: Kinds[K] | null) => void)[] = [];
  const informer: Source<K> = {
    all: () => [...known.values()],
    get: ({ name }) => known.get(name),
    onChange: (handler) => void handlers.push(handler),
  };
  const tell = (name: string, now: Kinds[K] | null) => {
    const before = known.get(name) ?? null;
    if (now) known.set(name, now);
    else known.delete(name);
    for (const handler of handlers) handler(now, before);
  };
  return { informer, tell };
}

const lagMs = 100;

function followed() {
  const [services, slices] = [byHand<'Service'>(), byHand<'EndpointSlice'>()];
  const onChange = vi.fn();
  const known = knownServices(services.informer, slices.informer, { lagMs, onChange });
  return {
    known,
    onChange,
    web: (object: object | null) => services.tell('web', object as Service | null),
    slice: (name: string, addresses: string[] | null) =>
      slices.tell(
        name,
        addresses &&
          (slice(
            name,
            80,
            addresses.map((address) => ({ address })),
          ) as EndpointSlice),
      ),
    addresses: () => known.ports().map(({ endpoints }) => endpoints.map(({ address }) => address).join(' ')),
  };
}

describe('knownServices', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('applies a change only after the lag', () => {
    const { web, slice: tell, addresses, onChange } = followed();
    web(service());
    tell('web-a', ['a']);
    vi.advanceTimersByTime(lagMs - 1);
    expect([addresses(), onChange.mock.calls.length]).toEqual([[], 0]);
    vi.advanceTimersByTime(1);
    expect(addresses()).toEqual(['a']);
    expect(onChange).toHaveBeenCalled();
  });

  it('gives each of two changes its own lag', () => {
    const { web, slice: tell, addresses } = followed();
    web(service());
    tell('web-a', ['a', 'b']);
    vi.advanceTimersByTime(60);
    tell('web-a', ['b']);
    vi.advanceTimersByTime(40);
    expect(addresses()).toEqual(['a b']);
    vi.advanceTimersByTime(60);
    expect(addresses()).toEqual(['b']);
  });

  it('follows the removal of a slice and of a Service', () => {
    const { web, slice: tell, addresses } = followed();
    web(service());
    tell('web-a', ['a']);
    tell('web-b', ['b']);
    vi.advanceTimersByTime(lagMs);
    tell('web-a', null);
    vi.advanceTimersByTime(lagMs);
    expect(addresses()).toEqual(['b']);
    web(null);
    vi.advanceTimersByTime(lagMs);
    expect(addresses()).toEqual([]);
  });

  it('ignores what does not belong to the Service', () => {
    const { web, slice: tell, addresses } = followed();
    tell('web-a', ['a']);
    vi.advanceTimersByTime(lagMs);
    expect(addresses()).toEqual([]);
    web(service());
    vi.advanceTimersByTime(lagMs);
    expect(addresses()).toEqual(['a']);
  });

  it('learns nothing more after disposal', () => {
    const { known, web, onChange } = followed();
    web(service());
    known[Symbol.dispose]();
    vi.advanceTimersByTime(lagMs);
    expect(onChange).not.toHaveBeenCalled();
  });
});
