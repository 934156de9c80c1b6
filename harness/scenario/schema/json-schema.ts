import { z } from 'zod';
import { scenarioSchema } from './scenario.ts';

/** JSON Schema of a written scenario, so that editors complete keys and underline mistakes. */
export function scenarioJsonSchema(): object {
  return {
    title: 'Rehearsal scenario',
    ...z.toJSONSchema(scenarioSchema, { io: 'input', target: 'draft-07' }),
  };
}
