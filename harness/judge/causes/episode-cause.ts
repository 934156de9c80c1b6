import type { Recommendation } from '../answer/summary.ts';
import { canRecommend } from '../can-recommend.ts';
import type { Evidence } from '../evidence.ts';
import type { RawEpisode } from '../harm/episodes.ts';
import type { Cause } from './cause.ts';
import { explainsHalf, unknownMechanism } from './mechanisms/mechanism.ts';
import { mechanisms } from './mechanisms/registry.ts';
import { findUnknownStart } from './silent-successor.ts';

/** The mechanism of an episode, as far as the evidence shows it. `Evidence.getCause` caches it. */
export function findCause(episode: RawEpisode, evidence: Evidence): Cause {
  for (const mechanism of mechanisms) {
    const found = mechanism.find.episode?.(episode, evidence) ?? null;
    if (!explainsHalf(episode, found)) continue;
    return { mechanism, evidence: found.evidence, lagMs: found.lagMs, shown: found.likely !== true };
  }
  const missing = findUnknownStart(episode, evidence);
  return {
    mechanism: unknownMechanism,
    evidence: missing === null ? [] : [missing],
    lagMs: null,
    shown: false,
  };
}

/** The recommendations of an episode's mechanism; none if it is unknown, only likely, or no setting helps. */
export function recommendForEpisode(episode: RawEpisode, evidence: Evidence): Recommendation[] {
  const cause = evidence.getCause(episode);
  const { id } = cause.mechanism;
  const recommend = mechanisms.find((mechanism) => mechanism.id === id)?.recommend?.episode;
  if (!cause.shown || recommend === undefined) return [];
  const alike = evidence.episodes
    .map((other) => ({ episode: other, cause: evidence.getCause(other) }))
    .filter((other) => other.cause.mechanism.id === id);
  return recommend({ episode, cause, alike }, evidence).filter(({ setting }) =>
    canRecommend(setting, evidence),
  );
}
