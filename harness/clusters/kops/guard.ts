import { RehearsalError } from '../../errors.ts';
import { findNameConflict } from '../../scenario/clone-name.ts';
import { findObjectsRefusal } from './guard-objects.ts';
import { mentions } from './names.ts';
import type { KopsCommand, Scope } from './scope.ts';

/** Commands that change nothing anywhere. They may name any cluster. */
const reading: readonly string[] = [
  'version',
  'get clusters',
  'get cluster',
  'get instancegroups',
  'get instances',
];

/** The same, word for word. */
const help = 'rolling-update cluster --help';

/** Commands that may change the cluster that they name, or its cloud resources. Any other is refused. */
const naming: readonly string[] = [
  'create secret sshpublickey admin',
  'create secret encryptionconfig',
  'create secret ciliumpassword',
  'update cluster',
  'rolling-update cluster',
  'validate cluster',
  'delete cluster',
];

/** Commands that write the objects that they read from standard input. */
const writing: readonly string[] = ['create', 'replace'];

/** Options that would choose another state store or another configuration than the guard knows of. */
const redirecting: readonly string[] = ['--state', '--config', '--kubeconfig'];

/**
 * Refuses, before anything is sent, a command that could change another cluster than the run's clone.
 * @throws RehearsalError `production-protected` with the command and the reason
 */
export function requireAllowed(command: KopsCommand, scope: Scope): void {
  const refusal = findRefusal(command, scope);
  if (refusal !== null)
    throw new RehearsalError(
      'production-protected',
      `kops ${command.args.join(' ')} was not sent: ${refusal}`,
    );
}

/** Why a command must not be sent; null: it may. */
export function findRefusal({ args, input }: KopsCommand, scope: Scope): string | null {
  const line = args.join(' ');
  const is = (command: string) => line === command || line.startsWith(`${command} `);
  const redirected = args.find((arg) => redirecting.some((option) => arg.split('=')[0] === option));
  if (redirected !== undefined) return `${redirected} chooses what the run itself must choose`;
  const unclear = args.find((arg) => /^-[^-]/.test(arg));
  if (unclear !== undefined) return `${unclear}: options are written as --option=value`;
  if (line === help || reading.some(is)) return null;

  const conflict = findNameConflict(scope.production, scope.clone);
  if (conflict !== null) return conflict;
  const { production } = scope;
  if (production !== null && args.some((arg) => mentions(arg, production)))
    return `it names production's cluster ${production}`;
  const named = naming.find(is);
  if (named !== undefined) return findTargetRefusal(args.slice(named.split(' ').length), scope.clone);
  if (!writing.includes(args[0] ?? '')) return 'it is none of the commands that a rehearsal needs';
  const [others] = args.slice(1).filter((arg) => !['--filename=-', '--force'].includes(arg));
  if (others !== undefined) return `${others} is not expected with objects`;
  if (!args.includes('--filename=-') || input === null) return 'its objects cannot be checked';
  return findObjectsRefusal(input, scope);
}

/** @param args what follows the command's own words: options, and names of clusters */
function findTargetRefusal(args: readonly string[], clone: string): string | null {
  const names = args.flatMap((arg) => {
    if (arg.startsWith('--name=')) return [arg.slice('--name='.length)];
    return arg.startsWith('--') ? [] : [arg];
  });
  if (names.length === 0) return 'it names no cluster';
  const other = names.find((name) => name !== clone);
  return other === undefined ? null : `it names ${other || 'no cluster'} and not the clone ${clone}`;
}
