import type { webcrypto } from 'node:crypto';

/** A certificate and its key, as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateRequest {
  readonly commonName: string;
  readonly ips: readonly string[];
  readonly names: readonly string[];
}

/** A cluster's own authority: it lives as long as the process that created it. */
export interface Authority {
  /** PEM, for clients. */
  readonly ca: string;
  /** A serving certificate. */
  issue(request: CertificateRequest): Promise<Certificate>;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMs = 24 * 3_600_000;
/** A cluster with `--keep` may run for long; clocks may differ by a day. */
const validDays = 365;

/** Creates the authority of a cluster. Its key never leaves this process. */
export async function newAuthority(cluster: string): Promise<Authority> {
  // Imported on demand: it takes time, and most processes do not use it. It needs the reflection first.
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  x509.cryptoProvider.set(crypto);
  const authority = await newKeys();
  // No certificate of the same name may be issued, because it would appear self-signed.
  const name = `CN=authority of ${cluster}`;
  const validity = () => ({
    notBefore: new Date(Date.now() - dayMs),
    notAfter: new Date(Date.now() + validDays * dayMs),
  });
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name,
    ...validity(),
    signingAlgorithm: algorithm,
    keys: authority,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.digitalSignature, true),
      await x509.SubjectKeyIdentifierExtension.create(authority.publicKey),
    ],
  });
  return {
    ca: root.toString('pem'),
    async issue({ commonName: subject, ips, names }) {
      const keys = await newKeys();
      const certificate = await x509.X509CertificateGenerator.create({
        serialNumber: serialNumber(),
        subject: `CN=${subject}`,
        issuer: root.subject,
        ...validity(),
        signingAlgorithm: algorithm,
        publicKey: keys.publicKey,
        signingKey: authority.privateKey,
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
          new x509.SubjectAlternativeNameExtension([
            ...ips.map((value) => ({ type: 'ip' as const, value })),
            ...names.map((value) => ({ type: 'dns' as const, value })),
          ]),
          await x509.AuthorityKeyIdentifierExtension.create(authority.publicKey),
        ],
      });
      const key = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
      return { cert: certificate.toString('pem'), key: x509.PemConverter.encode(key, 'PRIVATE KEY') };
    },
  };
}

const newKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);

/** Positive, because the first byte has its high bit cleared. */
const serialNumber = () => `01${Buffer.from(crypto.getRandomValues(new Uint8Array(15))).toString('hex')}`;
