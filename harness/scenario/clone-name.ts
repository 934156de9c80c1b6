/**
 * Why a clone must not have that name; null: it may. Records and certificates of a cluster are found by the end of a DNS
 * name, so that neither name may end with the other. Case and a dot at the end make no other name.
 */
export function findNameConflict(production: string | null, clone: string): string | null {
  if (production === null) return null;
  const [own = '', other = ''] = [clone, production].map((name) => name.toLowerCase().replace(/\.+$/, ''));
  if (own === other) return `the clone has the name of production's cluster, ${production}`;
  if (other.endsWith(own)) return `the clone's name ${clone} is a suffix of production's, ${production}`;
  if (own.endsWith(other)) return `production's name ${production} is a suffix of the clone's, ${clone}`;
  return null;
}
