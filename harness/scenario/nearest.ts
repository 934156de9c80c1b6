import { distance } from 'fastest-levenshtein';

/** The candidate that a mistyped word most likely meant; null if none is similar enough. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const written = word.toLowerCase();
  const near = candidates
    .map((candidate) => ({ candidate, edits: distance(written, candidate.toLowerCase()) }))
    // A third of the word, so that two swapped letters of a short one are similar: `form` for `from`,
    // `contolPlane`, not `zone`.
    .filter(({ candidate, edits }) => edits <= Math.ceil(Math.max(written.length, candidate.length) / 3))
    .sort((a, b) => a.edits - b.edits);
  return near[0]?.candidate ?? null;
}

/** ` (did you mean …?)`, or empty. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const meant = nearest(word, candidates);
  return meant === null ? '' : `; did you mean \`${meant}\`?`;
}
