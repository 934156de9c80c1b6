import { generateKeyPairSync } from 'node:crypto';

/**
 * A public key in OpenSSH's form (RFC 4253, section 6.6), for instances that nobody is to log in to: its private key is
 * not kept.
 */
export function createPublicKey(comment: string): string {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  const [exponent, modulus] = [e, n].map((value) => Buffer.from(value, 'base64url'));
  const parts = [Buffer.from('ssh-rsa'), positive(exponent), positive(modulus)].flatMap((part) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    return [length, part];
  });
  return `ssh-rsa ${Buffer.concat(parts).toString('base64')} ${comment}\n`;
}

/** An integer whose first bit is set would read as a negative one. */
const positive = (integer: Buffer = Buffer.alloc(0)): Buffer =>
  (integer[0] ?? 0) > 127 ? Buffer.concat([Buffer.alloc(1), integer]) : integer;
