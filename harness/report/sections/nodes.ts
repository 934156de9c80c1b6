import type { Summary } from '../../judge/answer/summary.ts';
import type { Section } from '../document.ts';

/** The machines behind short names, where a cloud named them. */
export function nodesSection({ nodes = [] }: Summary): Section {
  return {
    id: 'nodes',
    heading: 'Nodes',
    blocks: [
      {
        kind: 'table',
        caption: 'Short names in this report. A node that took the place of another one is called new',
        columns: [{ name: 'Short name' }, { name: 'Node' }],
        rows: nodes.map(({ name, shortName }) => ({ cells: [shortName, name] })),
      },
    ],
    source: 'journal.ndjson, record of type cluster, and the nodes that came with the steps.',
    fullNames: true,
  };
}
