import { nearest } from '../nearest.ts';
import { builtInGroups, parseGroup, type ServedApis } from './schemas.ts';

/** Groups of earlier versions that no known one has. */
const formerGroups = ['extensions'];

/** Whether a group can't be one of custom resources: those have a domain with a dot, and no built-in group's name. */
export function isBuiltInGroup(apiVersion: string): boolean {
  const group = parseGroup(apiVersion);
  return !group.includes('.') || builtInGroups().has(group) || formerGroups.includes(group);
}

/** Why a version of Kubernetes lacks the kind, and what to write; null if it serves it. */
export function whyNotServed(apiVersion: string, kind: string, apis: ServedApis): string | null {
  const known = apis.find(apiVersion, kind);
  if (known !== undefined && !known.off) return null;
  const use = versionToUse(apiVersion, kind, apis);
  const instead = use === null ? '' : `: use \`${use}\``;
  if (known !== undefined)
    return `Kubernetes ${apis.version} does not serve \`${apiVersion}\` ${kind} unless its API server is configured to${instead}`;
  if (use !== null) return `Kubernetes ${apis.version} does not serve \`${apiVersion}\` ${kind}${instead}`;
  const ofVersion = apis.kinds.filter((kind) => kind.apiVersion === apiVersion);
  const meant = nearest(
    kind,
    (ofVersion.length > 0 ? ofVersion : apis.kinds).map((version) => version.kind),
  );
  const suggestion = meant === null ? '' : `; did you mean \`${meant}\`?`;
  return `Kubernetes ${apis.version} has no kind \`${kind}\` in \`${apiVersion}\`, nor in another version that it serves${suggestion}`;
}

/** The newest version that serves the kind: of its own group, or of the group that the kind has moved to. */
function versionToUse(apiVersion: string, kind: string, apis: ServedApis): string | null {
  const served = apis.kinds
    .filter((version) => version.kind === kind && !version.off)
    .map((kind) => kind.apiVersion)
    .toSorted((a, b) => rank(b) - rank(a));
  return served.find((version) => parseGroup(version) === parseGroup(apiVersion)) ?? served[0] ?? null;
}

/** Stable versions before beta and alpha ones, greater numbers first. */
function rank(apiVersion: string): number {
  const [, major = '0', stage, minor = '0'] = /v([0-9]+)(?:(alpha|beta)([0-9]+))?$/.exec(apiVersion) ?? [];
  return { alpha: 0, beta: 1_000 }[stage ?? ''] ?? 2_000 + Number(major) * 10 + Number(minor);
}
