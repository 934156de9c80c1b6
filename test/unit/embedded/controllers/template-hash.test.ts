import { expect, it } from 'vitest';
import { templateHash } from '../../../../harness/embedded/controllers/template-hash.ts';

const template = (image: string) => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image }] },
});

it('is the same for equal content, whatever the order and whatever is left out', () => {
  const shuffled = {
    spec: { containers: [{ image: 'web:1', name: 'web' }], nodeName: undefined },
    metadata: { labels: { app: 'web' }, creationTimestamp: null },
  };
  expect(templateHash(shuffled)).toBe(templateHash(template('web:1')));
});

it('differs for another template, and after a collision', () => {
  const hashes = [
    templateHash(template('web:1')),
    templateHash(template('web:2')),
    templateHash(template('web:1'), 1),
  ];
  expect(new Set(hashes).size).toBe(3);
  for (const hash of hashes) expect(hash).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{1,10}$/);
});
