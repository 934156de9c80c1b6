import { describe, expect, it } from 'vitest';
import { compiledCodeFolder } from '../../../harness/command/compiled-code.ts';

describe('the folder for compiled code', () => {
  it("is in the user's cache, or nowhere if that is unknown", () => {
    expect(compiledCodeFolder({ XDG_CACHE_HOME: '/cache' }, '/home')).toBe('/cache/k8s-rehearse/compiled');
    expect(compiledCodeFolder({ XDG_CACHE_HOME: '' }, '/home')).toBe('/home/.cache/k8s-rehearse/compiled');
    expect(compiledCodeFolder({}, undefined)).toBeNull();
  });
});
