import { describe, expect, it } from 'vitest';
import { nearest } from '../../../harness/scenario/nearest.ts';

const keys = ['controlPlanes', 'from', 'images', 'name', 'pools', 'provider', 'to'];

describe('the nearest word', () => {
  it.each([
    ['contolPlanes', 'controlPlanes'],
    ['controlplanes', 'controlPlanes'],
    ['control-planes', 'controlPlanes'],
    ['form', 'from'],
    ['pool', 'pools'],
    ['providr', 'provider'],
  ])('to %s is %s', (written, meant) => {
    expect(nearest(written, keys)).toBe(meant);
  });

  it.each(['kubernetes', 'x', '', 'zone'])('to %j is none', (written) => {
    expect(nearest(written, keys)).toBeNull();
  });
});
