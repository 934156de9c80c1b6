import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { newAuthority } from '../../../harness/kube/certificates.ts';

test('a certificate is valid for its addresses and names, and for its authority only', async () => {
  const authority = await newAuthority('one');
  const { cert, key } = await authority.issue({
    commonName: 'one',
    ips: ['127.9.1.1'],
    names: ['localhost'],
  });
  const certificate = new X509Certificate(cert);
  expect(certificate.subject).toBe('CN=one');
  expect(certificate.checkIP('127.9.1.1')).toBe('127.9.1.1');
  expect(certificate.checkHost('localhost')).toBe('localhost');
  expect(certificate.checkIP('127.9.1.2')).toBeUndefined();
  expect(certificate.ca).toBe(false);
  expect(key).toMatch(/^-----BEGIN PRIVATE KEY-----/);
  const other = await newAuthority('one');
  expect(certificate.verify(new X509Certificate(authority.ca).publicKey)).toBe(true);
  expect(certificate.verify(new X509Certificate(other.ca).publicKey)).toBe(false);
});
