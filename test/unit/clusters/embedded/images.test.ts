import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  listImageCommands,
  requireCommands,
  webImage,
} from '../../../../harness/clusters/embedded/images.ts';

describe('images', () => {
  it('have the built-in web service among them, which is there', () => {
    const [program, script] = listImageCommands({ commands: {} })[webImage] ?? [];
    expect(program).toBe(process.execPath);
    expect(existsSync(script ?? '')).toBe(true);
  });

  it('are refused by name where nothing says what they run', () => {
    const spec = { commands: { 'shop:1': ['shop'] } };
    expect(() => requireCommands(spec, [webImage, 'shop:1'])).not.toThrow();
    expect(() => requireCommands(spec, ['shop:1', 'shop:2'])).toThrow(
      expect.objectContaining({ code: 'image-missing', message: expect.stringContaining('shop:2') }),
    );
  });
});
