import { loadScenario } from '../../../../harness/scenario/load-scenario.ts';
import { readResolved, resolvedFile } from '../../../../harness/scenario/resolved/resolved-file.ts';

// Runs in a copy of the project with the setting `load.example`: reads it, also from a run that did not know
// it.

const { scenario } = await loadScenario('scenarios/quickstart.yaml', { sets: ['load.example=9s'] });
const read = (written: object) => readResolved(JSON.stringify(written), 'scenario.resolved.json').load;
const now = resolvedFile(scenario);
const { exampleMs: _, ...load } = scenario.load as unknown as Record<string, unknown>;
console.log(JSON.stringify({ now: read(now), before: read({ ...now, load }) }));
