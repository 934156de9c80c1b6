import { expect, test } from 'vitest';
import { collectSecretValues, redactValues } from '../../../../harness/rehearsal/secrets/secret-values.ts';
import type { TargetSpec } from '../../../../harness/scenario/scenario.ts';

const secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'db' },
  data: {
    password: Buffer.from('hunter2-longer').toString('base64'),
    short: Buffer.from('abc').toString('base64'),
  },
  stringData: { url: 'postgres://u:hunter2@db\nsecond line' },
};
const target = {
  request: { headers: { accept: { text: 'text/html' }, authorization: { env: 'TOKEN' } } },
} as unknown as TargetSpec;

test('a header is found by each of its words, since a response may quote the last one alone', () => {
  const values = collectSecretValues([], [target], { TOKEN: 'Bearer s3cr3tvalue' });
  expect(redactValues('no access for s3cr3tvalue', values)).toBe('no access for [redacted]');
});

test('a text is without the values of Secrets, plain and encoded, and of headers from the environment', () => {
  const values = collectSecretValues([secret, { ...secret, kind: 'ConfigMap' }], [target], {
    TOKEN: 'Bearer 123',
  });
  const encoded = Buffer.from('hunter2-longer').toString('base64');
  const text = `login hunter2-longer ${encoded} at postgres://u:hunter2@db, second line, Bearer 123, abc, text/html`;
  expect(redactValues(text, values)).toBe(
    'login [redacted] [redacted] at [redacted], [redacted], [redacted], abc, text/html',
  );
});
