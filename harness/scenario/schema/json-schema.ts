import { z } from 'zod';
import { scenarioSchema } from './scenario.ts';

/** JSON Schema of a scenario as it is written, so that editors complete keys and underline mistakes. */
export function scenarioJsonSchema(): object {
  return {
    title: 'Rehearsal scenario',
    ...z.toJSONSchema(scenarioSchema, { io: 'input', target: 'draft-07' }),
  };
}
