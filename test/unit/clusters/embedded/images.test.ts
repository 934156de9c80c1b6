import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  listImageCommands,
  requireCommands,
  webImage,
} from '../../../../harness/clusters/embedded/images.ts';

describe('images', () => {
  it('include the built-in web service, which exists', () => {
    const [program, script] = listImageCommands({ commands: {} })[webImage] ?? [];
    expect(program).toBe(process.execPath);
    expect(existsSync(script ?? '')).toBe(true);
  });

  it('are refused by name if they have no command', () => {
    const spec = { commands: { 'shop:1': ['shop'] } };
    expect(() => requireCommands(spec, [webImage, 'shop:1'])).not.toThrow();
    expect(() => requireCommands(spec, ['shop:1', 'shop:2'])).toThrow(
      expect.objectContaining({ code: 'image-missing', message: expect.stringContaining('shop:2') }),
    );
  });
});
