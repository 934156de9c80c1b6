import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keyText, parseKey } from '../../../../harness/embedded/client/client.ts';

it('reads back what it writes', () => {
  const name = fc.stringMatching(/^[a-z0-9][-a-z0-9.]*$/);
  fc.assert(
    fc.property(name, fc.option(name, { nil: undefined }), (name, namespace) => {
      const key = namespace === undefined ? { name } : { namespace, name };
      expect(parseKey(keyText(key))).toEqual(key);
    }),
  );
});
