import type { KindNames } from '../kinds.ts';
import { StatusError } from './status-error.ts';

/** `deployments.apps`, `pods`: a resource's name in the API's messages. */
const qualified = ({ group, plural }: KindNames): string => (group === '' ? plural : `${plural}.${group}`);

const createDetails = ({ group, plural }: KindNames, name: string) => ({
  name,
  ...(group === '' ? {} : { group }),
  kind: plural,
});

export const notFound = (names: KindNames, name: string): StatusError =>
  new StatusError(404, 'NotFound', `${qualified(names)} "${name}" not found`, createDetails(names, name));

export const alreadyExists = (names: KindNames, name: string): StatusError =>
  new StatusError(
    409,
    'AlreadyExists',
    `${qualified(names)} "${name}" already exists`,
    createDetails(names, name),
  );

/** @param why default: another client changed the object first */
export function conflict(
  names: KindNames,
  name: string,
  why = 'the object has been modified; please apply your changes to the latest version and try again',
): StatusError {
  const message = `Operation cannot be fulfilled on ${qualified(names)} "${name}": ${why}`;
  return new StatusError(409, 'Conflict', message, createDetails(names, name));
}

export function forbidden(
  names: KindNames,
  name: string,
  why: string,
  cause?: { readonly reason: string; readonly message: string; readonly field?: string },
): StatusError {
  const message = `${qualified(names)} "${name}" is forbidden: ${why}`;
  const details = { ...createDetails(names, name), ...(cause === undefined ? {} : { causes: [cause] }) };
  return new StatusError(403, 'Forbidden', message, details);
}

export const badRequest = (message: string): StatusError => new StatusError(400, 'BadRequest', message);

/** 410: the requested version is no longer known, so the client has to list again. */
export const expired = (message: string): StatusError => new StatusError(410, 'Expired', message);

/** A resource, group or subresource that does not exist. */
export const unknownPath = (): StatusError =>
  new StatusError(404, 'NotFound', 'the server could not find the requested resource', {});

export const methodNotAllowed = (): StatusError =>
  new StatusError(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  );

const partsLeftOut =
  /^\/api\/v1\/(?:namespaces\/[^/]+\/)?(pods|services|nodes)\/[^/]+\/(attach|ephemeralcontainers|exec|portforward|proxy|resize)(?:\/|$)/;

/** What `kubectl exec` and similar commands request; null for another path. */
export function leftOut(path: string): StatusError | null {
  const [, plural, part] = partsLeftOut.exec(path) ?? [];
  if (plural === undefined) return null;
  const why = `${plural}/${part} is not in the embedded cluster: pods are processes of this machine, to be reached at their pod IP and seen in its list of processes`;
  return new StatusError(404, 'NotFound', why, {});
}
