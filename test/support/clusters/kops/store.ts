import { stringify } from 'yaml';
import { type KopsObject, parseObjects } from '../../../../harness/clusters/kops/kops-objects.ts';
import type { Specification } from '../../../../harness/clusters/kops/specification.ts';
import type { RehearsalError } from '../../../../harness/errors.ts';
import { answering, refused } from '../kind/fixtures.ts';

/** What another command than those on objects answers; undefined: nothing, with success. */
type Program = (line: string, input: string | undefined) => string | RehearsalError | undefined;

/** A kops whose state store holds these objects, on a machine with Docker and nothing else. */
export function storeWith(specifications: readonly Specification[], program: Program = () => undefined) {
  let objects = specifications.flatMap(({ cluster, groups }) => [cluster, ...groups]);
  const ownerOf = ({ kind, metadata }: KopsObject) =>
    kind === 'Cluster' ? metadata.name : metadata.labels?.['kops.k8s.io/cluster'];
  const forget = (cluster: string | undefined) => {
    objects = objects.filter((one) => ownerOf(one) !== cluster);
  };
  const commands = answering(([file = '', ...args], { input }) => {
    const line = args.join(' ');
    const answered = program([file, line].join(' '), input);
    if (answered !== undefined) return answered;
    if (file !== 'kops') return '';
    const name = args.find((arg) => arg.startsWith('--name='))?.slice('--name='.length);
    if (line.startsWith('get clusters')) {
      const clusters = objects.filter(({ kind }) => kind === 'Cluster');
      return clusters.length === 0 ? refused('Error: no clusters found') : yaml(clusters);
    }
    if (line.startsWith('get instancegroups'))
      return yaml(objects.filter((one) => one.kind === 'InstanceGroup' && ownerOf(one) === name));
    if (args.includes('--filename=-') && args[1] !== 'secret') {
      const written = parseObjects(input ?? '');
      const isSame = (one: KopsObject, other: KopsObject) =>
        one.kind === other.kind &&
        one.metadata.name === other.metadata.name &&
        ownerOf(one) === ownerOf(other);
      objects = [...objects.filter((old) => !written.some((one) => isSame(one, old))), ...written];
    }
    if (line.startsWith('delete cluster')) forget(name);
    return '';
  });
  return {
    ...commands,
    forget,
    objects: () => objects,
    clusters: () => objects.filter(({ kind }) => kind === 'Cluster').map(({ metadata }) => metadata.name),
    interrupts: () => commands.interrupted,
    /** Commands of kops that are no mere questions. */
    changes: () =>
      commands.asked.filter((line) => /^kops (?!get |version|rolling-update cluster --help)/.test(line)),
  };
}

const yaml = (objects: readonly KopsObject[]) => objects.map((one) => stringify(one)).join('\n---\n\n');
