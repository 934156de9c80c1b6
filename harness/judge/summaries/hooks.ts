import type { RecordOf, Timeline } from '../../timeline/model.ts';
import type { HookSummary, Summary } from '../answer/summary.ts';

/** What each hook did, in the order of their beginnings; nothing where none ran. */
export function summarizeHooks({ hooks }: Pick<Timeline, 'hooks'>): Pick<Summary, 'hooks'> {
  const begun = hooks.filter(({ edge }) => edge === 'begin');
  return begun.length === 0 ? {} : { hooks: begun.map((begin) => summarizeHook(begin, hooks)) };
}

/** Those of nodes side by side run at the same time: its end is the next one at its place. A run that was killed may have none. */
function summarizeHook(begin: RecordOf<'hook'>, hooks: Timeline['hooks']): HookSummary {
  const { name, when, at, of, step, atUs } = begin;
  const following = hooks.slice(hooks.indexOf(begin) + 1);
  const next = following.find((hook) => hook.name === name && hook.of === of && hook.step === step);
  const end = next?.edge === 'end' ? next : null;
  return {
    ...{ name, when, at, of, step, fromUs: atUs, toUs: end?.atUs ?? null },
    ...{ outcome: end?.outcome ?? 'unknown', detail: end?.detail ?? null },
  };
}
