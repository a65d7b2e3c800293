import { z } from 'zod';
import { scenarioSchema } from './scenario';

/**
 * The scenario format as JSON Schema 2020-12, for editors and other programs. It cannot say that names are unique and steps exist:
 * `scenarioFaults` and `referenceFaults` do.
 */
export const scenarioJsonSchema = (): Record<string, unknown> => ({
  ...z.toJSONSchema(scenarioSchema, { target: 'draft-2020-12', io: 'input', unrepresentable: 'any' }),
  title: 'Isocenter scenario, version 2',
});
