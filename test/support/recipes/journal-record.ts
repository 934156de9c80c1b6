import { before, type Example } from './recipe.ts';

/** A record at the beginning of a run. */
export const journalRecord: Example = {
  recipe: 'A record of the journal, or a field of one',
  name: 'omen',
  registered: [],
  missing: null,
  incomplete: [],
  code: [
    before(
      'harness/journal/run-entries.ts',
      "  | { readonly type: 'note'; readonly message: string };",
      "  | { readonly type: 'omen'; readonly bird: string }\n",
    ),
    before(
      'harness/rehearsal/run.ts',
      '  journal.append(copyFloor(',
      "  journal.append({ type: 'omen', bird: 'a raven' });\n",
    ),
  ],
  documents: [
    before(
      'docs/run-directory.md',
      '| `note` | `message`, for people',
      '| `omen` | `bird`, the first one seen |\n',
    ),
  ],
  rewritten: [],
  undocumented: ['omen'],
  untouched: [
    'harness/observe',
    'harness/load',
    'harness/upgrade',
    'harness/journal/upgrade-records.ts',
    'harness/timeline/timeline.ts',
    'harness/timeline/kept.ts',
  ],
};
