import { scenarioSchema, type DrawnPatient } from '../exercise';
import { phantomDefinitionSchema, definitionFaults } from '../patient';
import { getAt, type Json } from './authorJson';

/** The patient of a draft that can be drawn, or why it cannot. */
export function drawnPatient(scenario: Json): DrawnPatient | { readonly reason: string } {
  const { data } = scenarioSchema.shape.patient.safeParse(getAt(scenario, ['patient']));
  if (!data) return { reason: 'Not drawn: correct the patient first.' };
  if ('volume' in data) return { reason: 'The trainee brings the patient: there is nothing to draw.' };
  if ('definition' in data && definitionFaults(phantomDefinitionSchema.parse(data.definition)).length > 0)
    return { reason: 'Not drawn: what the patient has cannot be true together.' };
  return data;
}
