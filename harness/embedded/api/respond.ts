import { arch, platform } from 'node:os';
import type { Kind } from '../objects.ts';
import { bindPod } from './binding.ts';
import { answer, type Call } from './call.ts';
import { deleteObject, deleteObjects } from './delete.ts';
import { discover } from './discovery.ts';
import { evictPod } from './eviction-request.ts';
import { leftOut, methodNotAllowed, unknownPath } from './failures.ts';
import { finalizeNamespace } from './finalize.ts';
import { streamLog } from './log.ts';
import { openApi } from './openapi.ts';
import { patchObject } from './patch/patch.ts';
import { getObject, isTrue, listObjects } from './read.ts';
import { parseTarget, type Target } from './route.ts';
import { getScale, patchScale, replaceScale, type Scalable } from './scale.ts';
import { replaceStatus } from './status.ts';
import { watchObjects } from './watch.ts';
import { createObject, replaceObject } from './write.ts';

type Handlers = Readonly<Record<string, () => unknown>>;

/** Answers an authenticated request. @throws StatusError */
export async function respond(call: Call, path: string, version: string): Promise<void> {
  if (['/healthz', '/livez', '/readyz'].includes(path)) {
    call.response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end('ok');
    return;
  }
  if (path === '/version') {
    answer(call, 200, versionInfo(version));
    return;
  }
  const described = discover(path, call.request.headers.accept) ?? openApi(path);
  if (described !== null && call.method === 'GET') {
    answer(call, 200, described.body, described.contentType);
    return;
  }
  const bindings = /^\/api\/v1\/namespaces\/([^/]+)\/bindings$/.exec(path);
  if (bindings !== null && call.method === 'POST') return await bindPod(call, bindings[1] ?? '', null);
  const target = parseTarget(path);
  if (target === null) throw leftOut(path) ?? unknownPath();
  const handler = createHandlers(call, target)[call.method];
  if (handler === undefined) throw methodNotAllowed();
  await handler();
}

function createHandlers(call: Call, target: Target): Handlers {
  const { kind, name } = target;
  if (name === undefined) return ofCollection(call, kind, target);
  const named = { ...target, name };
  return target.subresource === undefined ? ofObject(call, kind, named) : ofSubresource(call, kind, named);
}

function ofCollection(call: Call, kind: Kind, target: Target): Handlers {
  const isOfAll = target.namespace === undefined && call.parts.resources[kind].names.namespaced;
  const read = { GET: () => (isWatch(call) ? watchObjects : listObjects)(call, kind, target) };
  if (isOfAll) return read;
  const create = { ...read, POST: () => createObject(call, kind, target) };
  // Namespaces are deleted one by one, as in a real cluster.
  return kind === 'Namespace' ? create : { ...create, DELETE: () => deleteObjects(call, kind, target) };
}

type NamedTarget = Target & { readonly name: string };

function ofObject(call: Call, kind: Kind, target: NamedTarget): Handlers {
  return {
    GET: () => (isWatch(call) ? watchObjects(call, kind, target) : getObject(call, kind, target)),
    PUT: () => replaceObject(call, kind, target),
    PATCH: () => patchObject(call, kind, target),
    DELETE: () => deleteObject(call, kind, target),
  };
}

function ofSubresource(call: Call, kind: Kind, target: NamedTarget): Handlers {
  const inNamespace = { ...target, namespace: target.namespace ?? '' };
  switch (target.subresource) {
    case 'status':
      return {
        GET: () => getObject(call, kind, target),
        PUT: () => replaceStatus(call, kind, target),
        PATCH: () => patchObject(call, kind, target),
      };
    case 'scale':
      return ofScale(call, kind as Scalable, target);
    case 'finalize':
      return { PUT: () => finalizeNamespace(call, target) };
    case 'eviction':
      return { POST: () => evictPod(call, inNamespace) };
    case 'binding':
      return { POST: () => bindPod(call, inNamespace.namespace, target.name) };
    case 'log':
      return { GET: () => streamLog(call, inNamespace) };
    default:
      throw unknownPath();
  }
}

const ofScale = (call: Call, kind: Scalable, target: NamedTarget): Handlers => ({
  GET: () => getScale(call, kind, target),
  PUT: () => replaceScale(call, kind, target),
  PATCH: () => patchScale(call, kind, target),
});

const isWatch = ({ query }: Call) => isTrue(query.get('watch'));

/** In the form that `kubectl version` and client libraries read. */
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
