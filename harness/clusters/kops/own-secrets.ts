import { randomBytes } from 'node:crypto';
import { stringify } from 'yaml';
import type { NeededSecret } from './clone/secrets.ts';

/** What `kops create secret` reads, with a new key that is kept nowhere else. */
const contents: Readonly<Record<NeededSecret, () => object>> = {
  encryptionconfig: () => ({
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'EncryptionConfiguration',
    resources: [
      {
        resources: ['secrets'],
        providers: [
          { aescbc: { keys: [{ name: 'clone', secret: randomBytes(32).toString('base64') }] } },
          { identity: {} },
        ],
      },
    ],
  }),
  // Key id, algorithm, 16 bytes of key and 4 of salt, length of the integrity check value: as Cilium reads them.
  ciliumpassword: () => ({ keys: `3 rfc4106(gcm(aes)) ${randomBytes(20).toString('hex')} 128` }),
};

export const createSecretContent = (secret: NeededSecret): string => stringify(contents[secret]());
