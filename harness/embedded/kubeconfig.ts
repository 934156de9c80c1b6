import { stringify } from 'yaml';
import type { ApiAccess } from './client/client.ts';

/** A kubeconfig that names this one cluster, with its authority and token in it: nothing of the user's own is touched. */
export function kubeconfigOf(name: string, access: ApiAccess): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name,
        cluster: {
          server: access.url,
          'certificate-authority-data': Buffer.from(access.ca).toString('base64'),
        },
      },
    ],
    users: [{ name, user: { token: access.token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  });
}
