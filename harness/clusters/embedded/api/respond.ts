import { arch, platform } from 'node:os';
import type { Kind } from '../objects.ts';
import { answer, type Call } from './call.ts';
import { methodNotAllowed, unknownPath } from './failures.ts';
import { getObject, listObjects } from './read.ts';
import { type Target, targetOf } from './route.ts';
import { replaceStatus } from './status.ts';
import { isTrue, watchObjects } from './watch.ts';
import { createObject, deleteObject, deleteObjects, replaceObject } from './write.ts';

type Handlers = Readonly<Record<string, () => unknown>>;

/** Answers a request that has been let in. @throws StatusError */
export async function respond(call: Call, path: string, version: string): Promise<void> {
  if (['/healthz', '/livez', '/readyz'].includes(path)) {
    call.response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end('ok');
    return;
  }
  if (path === '/version') {
    answer(call, 200, versionInfo(version));
    return;
  }
  const target = targetOf(path);
  if (target === null) throw unknownPath();
  const handler = handlersOf(call, target)[call.method];
  if (handler === undefined) throw methodNotAllowed();
  await handler();
}

function handlersOf(call: Call, target: Target): Handlers {
  const { kind, name } = target;
  if (name === undefined) return ofCollection(call, kind, target);
  const named = { ...target, name };
  return target.subresource === undefined ? ofObject(call, kind, named) : ofSubresource(call, kind, named);
}

function ofCollection(call: Call, kind: Kind, target: Target): Handlers {
  const isOfAll = target.namespace === undefined && call.parts.resources[kind].names.namespaced;
  const read = { GET: () => (isWatch(call) ? watchObjects : listObjects)(call, kind, target) };
  if (isOfAll) return read;
  return {
    ...read,
    POST: () => createObject(call, kind, target),
    DELETE: () => deleteObjects(call, kind, target),
  };
}

function ofObject(call: Call, kind: Kind, target: Target & { name: string }): Handlers {
  return {
    GET: () => (isWatch(call) ? watchObjects(call, kind, target) : getObject(call, kind, target)),
    PUT: () => replaceObject(call, kind, target),
    DELETE: () => deleteObject(call, kind, target),
  };
}

function ofSubresource(call: Call, kind: Kind, target: Target & { name: string }): Handlers {
  switch (target.subresource) {
    case 'status':
      return { GET: () => getObject(call, kind, target), PUT: () => replaceStatus(call, kind, target) };
    default:
      throw unknownPath();
  }
}

const isWatch = ({ query }: Call) => isTrue(query.get('watch'));

/** As `kubectl version` and client libraries read it. */
function versionInfo(version: string) {
  const [major, minor] = version.split('.');
  return {
    major,
    minor,
    gitVersion: `v${version}`,
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: 'none: Node.js',
    compiler: 'v8',
    platform: `${platform()}/${arch()}`,
  };
}
