import { RehearsalError } from '../../errors.ts';
import { findNameConflict } from '../../scenario/clone-name.ts';
import { findObjectsRefusal } from './guard-objects.ts';
import { mentions } from './names.ts';
import type { KopsCommand, Scope } from './scope.ts';

/** The words of a command, and every option that it may have: `--option=` with a value, `--option` without. */
interface AllowedCommand {
  readonly words: readonly string[];
  readonly options: readonly string[];
}

const allow = (words: string, ...options: readonly string[]): AllowedCommand => ({
  words: words.split(' '),
  options,
});

/** Commands that change nothing anywhere. They may name any cluster. */
const reading: readonly AllowedCommand[] = [
  allow('version', '--short'),
  allow('get clusters', '--name=', '--output='),
  allow('get cluster', '--name=', '--output='),
  allow('get instancegroups', '--name=', '--output='),
  allow('get instances', '--name=', '--output='),
  allow('rolling-update cluster --help'),
];

/** Commands that may change the cluster that they name, or its cloud resources. Any other is refused. */
const naming: readonly AllowedCommand[] = [
  allow('create secret sshpublickey admin', '--name=', '--ssh-public-key='),
  allow('create secret encryptionconfig', '--name=', '--filename='),
  allow('create secret ciliumpassword', '--name=', '--filename='),
  allow('update cluster', '--name=', '--yes', '--admin='),
  allow(
    'rolling-update cluster',
    ...['--name=', '--yes', '--force', '--instance-group=', '--instance-group-roles='],
    ...['--control-plane-interval=', '--master-interval=', '--node-interval=', '--bastion-interval='],
    ...['--drain-timeout=', '--fail-on-drain-error=', '--post-drain-delay='],
    ...['--validate-count=', '--validation-timeout='],
  ),
  allow('validate cluster', '--name=', '--wait='),
  allow('delete cluster', '--name=', '--yes'),
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
  const redirected = args.find((arg) => redirecting.some((option) => arg.split('=')[0] === option));
  if (redirected !== undefined) return `${redirected} chooses what the run itself must choose`;
  const unclear = args.find((arg) => /^-(?!-[a-z])/.test(arg));
  if (unclear !== undefined) return `${unclear}: options are written as --option=value`;
  const read = findCommand(reading, args);
  if (read !== null) return findOptionRefusal(args, read);

  const conflict = findNameConflict(scope.production, scope.clone);
  if (conflict !== null) return conflict;
  if (!clusterName.test(scope.clone)) return `${scope.clone} is no name of a cluster`;
  const { production } = scope;
  if (production !== null && args.some((arg) => mentions(arg, production)))
    return `it names production's cluster ${production}`;
  const named = findCommand(naming, args);
  if (named !== null) return findOptionRefusal(args, named) ?? findTargetRefusal(args, named, scope.clone);
  if (!writing.includes(args[0] ?? '')) return 'it is none of the commands that a rehearsal needs';
  const [others] = args.slice(1).filter((arg) => !['--filename=-', '--force'].includes(arg));
  if (others !== undefined) return `${others} is not expected with objects`;
  if (!args.includes('--filename=-') || input === null) return 'its objects cannot be checked';
  return findObjectsRefusal(input, scope);
}

/** Of DNS labels in lower case, without a dot at its end: two names are the same cluster only where they are the same text. */
const clusterName = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

/** Word by word: an argument that holds a space is none of the words. */
const findCommand = (commands: readonly AllowedCommand[], args: readonly string[]): AllowedCommand | null =>
  commands.find(({ words }) => words.every((word, at) => args[at] === word)) ?? null;

/** An option that is not listed may take the argument after it as its value, which then names no cluster. */
function findOptionRefusal(args: readonly string[], { words, options }: AllowedCommand): string | null {
  const other = args
    .slice(words.length)
    .find((arg) => arg.startsWith('-') && !options.includes(arg.replace(/=.*$/s, '=')));
  return other === undefined ? null : `${other} is no option that a rehearsal needs`;
}

/** What follows the command's own words: options, and names of clusters. */
function findTargetRefusal(args: readonly string[], { words }: AllowedCommand, clone: string): string | null {
  const names = args.slice(words.length).flatMap((arg) => {
    if (arg.startsWith('--name=')) return [arg.slice('--name='.length)];
    return arg.startsWith('-') ? [] : [arg];
  });
  if (names.length === 0) return 'it names no cluster';
  const other = names.find((name) => name !== clone);
  return other === undefined ? null : `it names ${other || 'no cluster'} and not the clone ${clone}`;
}
