import type { Fields } from '../kops-objects.ts';
import type { FidelityList } from './fidelity.ts';
import { getPath, withoutPath, withPath } from './settings.ts';

/** A name that ends so has no DNS zone: kops reaches its API by the load balancer's own address. */
const withoutZone = '.k8s.local';

/** How the clone's API is reached: as production's, unless the clone's name has no DNS zone. */
export function chooseApi(production: Fields, name: string, fidelity: FidelityList): Fields {
  const why = `${name} has no DNS zone`;
  let spec = production;
  if (!name.endsWith(withoutZone)) return spec;
  if (spec.dnsZone !== undefined) {
    fidelity.add('dnsZone', spec.dnsZone, 'left out', why);
    spec = withoutPath(spec, ['dnsZone']);
  }
  const dns = getPath(spec, ['topology', 'dns', 'type']);
  if (dns !== undefined && dns !== 'None') {
    fidelity.add('topology.dns.type', dns, 'None', why);
    spec = withPath(spec, ['topology', 'dns', 'type'], 'None');
  }
  if (getPath(spec, ['api', 'loadBalancer']) === undefined) {
    const balancer = { class: 'Network', type: 'Public' };
    fidelity.add('api', spec.api ?? 'DNS', { loadBalancer: balancer }, why);
    spec = { ...spec, api: { loadBalancer: balancer } };
  }
  return spec;
}
