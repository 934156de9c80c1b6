import { type Answer, answering } from './fixtures.ts';

type Container = ReturnType<typeof container>;

/** A container as `docker inspect` shows it; its name is its id. */
export function container(id: string, labels: Record<string, string>, mounts: readonly string[] = []) {
  const Mounts = ['/var', ...mounts].map((Destination) => ({ Destination }));
  return {
    Id: id,
    Name: `/${id}`,
    Config: { Labels: labels },
    Mounts,
    NetworkSettings: { Networks: { kind: { IPAddress: '172.18.0.2' } }, Ports: {} },
  };
}

/** A node of a kind cluster, with the label of a run or without one. */
export const node = (id: string, cluster: string, mark?: string): Container =>
  container(
    id,
    { 'io.x-k8s.kind.cluster': cluster },
    mark === undefined ? [] : [`/etc/k8s-rehearse/run/${mark}`],
  );

/** The load balancer that kind places in front of several control planes. */
export const balancer = (id: string, cluster: string): Container =>
  container(id, {
    'io.x-k8s.kind.cluster': cluster,
    'io.x-k8s.kind.role': 'external-load-balancer',
  });

/** A Docker engine with these containers and every image. */
export function engineWith(...containers: readonly Container[]) {
  return machineWith(containers, () => '');
}

/** The same on a machine whose other programs answer as specified, and may create containers. */
export function machineWith(
  containers: readonly Container[],
  program: (command: readonly string[], made: (container: Container) => void) => ReturnType<Answer>,
) {
  let all = [...containers];
  const carries = (one: Container, label: string) => {
    const [key = '', value] = label.split('=');
    return value === undefined ? key in one.Config.Labels : one.Config.Labels[key] === value;
  };
  const commands = answering((command) => {
    const [file, verb, ...args] = command;
    if (file !== 'docker') return program(command, (one) => all.push(one));
    if (verb === 'ps')
      return all
        .filter((one) => carries(one, (args.at(-1) ?? '').slice('label='.length)))
        .map((one) => one.Id)
        .join('\n');
    if (verb === 'rm') all = all.filter((one) => !args.includes(one.Id));
    return verb === 'container' ? JSON.stringify(all.filter((one) => args.includes(one.Id))) : '';
  });
  return { ...commands, left: () => all.map((one) => one.Id) };
}
