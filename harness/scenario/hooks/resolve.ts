import { resolveCall } from '../calls/resolve.ts';
import type { WrittenScenario } from '../schema/scenario.ts';
import type { Hook, HookAction, ManifestFile } from './hook.ts';

type WrittenHook = WrittenScenario['upgrade']['hooks'][number];

/**
 * The hooks around a roll; relative paths start at `folder`.
 * @param files of those that apply manifests, by the hook's name
 */
export function resolveHooks(
  hooks: readonly WrittenHook[],
  folder: string,
  files: ReadonlyMap<string, readonly ManifestFile[]>,
): readonly Hook[] {
  return hooks.map(({ name, when, at, of, onFailure, ...written }) => ({
    ...{ name, when, at, of: of ?? null, onFailure },
    does: resolveAction(written, folder, files.get(name) ?? []),
  }));
}

function resolveAction(
  { pause, manifests, ...call }: Omit<WrittenHook, 'name' | 'when' | 'at' | 'of' | 'onFailure'>,
  folder: string,
  files: readonly ManifestFile[],
): HookAction {
  if (pause !== undefined) return { kind: 'pause', forMs: pause };
  if (manifests !== undefined) return { kind: 'apply', manifests: files, withinMs: call.timeout };
  return { kind: 'call', call: resolveCall(call, folder) };
}
