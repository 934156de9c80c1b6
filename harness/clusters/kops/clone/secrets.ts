import type { Fields } from '../kops-objects.ts';
import type { FidelityList } from './fidelity.ts';
import { getPath } from './settings.ts';

/** A secret of kops without which it refuses to update a cluster of this specification. */
export type NeededSecret = 'encryptionconfig' | 'ciliumpassword';

interface SecretRule {
  /** The setting that needs it, in the table of fidelity. */
  readonly setting: string;
  readonly isNeeded: (spec: Fields) => boolean;
  /** Null: the clone can do without it, and does. */
  readonly secret: NeededSecret | null;
  readonly production: string;
  readonly clone: string;
  readonly why: string;
}

const notRead = "production's secrets are not read";

/** Of the secrets that people give to kops (`kops create secret`). Those that kops makes by itself are new in every cluster. */
const rules: readonly SecretRule[] = [
  {
    setting: 'encryptionConfig',
    isNeeded: (spec) => spec.encryptionConfig === true,
    secret: 'encryptionconfig',
    production: 'configuration and key of its own',
    clone: 'secrets encrypted by aescbc with a new key',
    why: `${notRead}: which resources production encrypts, and how, may differ`,
  },
  {
    setting: 'networking.cilium.enableEncryption',
    isNeeded: (spec) =>
      getPath(spec, ['networking', 'cilium', 'enableEncryption']) === true &&
      (getPath(spec, ['networking', 'cilium', 'encryptionType']) ?? 'ipsec') === 'ipsec',
    secret: 'ciliumpassword',
    production: 'a key of its own',
    clone: 'rfc4106(gcm(aes)) with a new key',
    why: `${notRead}: production's algorithm may differ`,
  },
  {
    setting: 'networking.weave: password',
    isNeeded: (spec) => getPath(spec, ['networking', 'weave']) !== undefined,
    secret: null,
    production: 'not known',
    clone: 'none: traffic between nodes is not encrypted',
    why: notRead,
  },
];

/** The secrets that the clone needs, of its own. */
export function chooseSecrets(production: Fields, fidelity: FidelityList): readonly NeededSecret[] {
  return rules
    .filter(({ isNeeded }) => isNeeded(production))
    .flatMap(({ setting, production, clone, why, secret }) => {
      fidelity.add(setting, production, clone, why);
      return secret === null ? [] : [secret];
    });
}
