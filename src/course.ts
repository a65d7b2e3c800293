import { inModules, parseCurriculum, parseScenario } from './exercise';
import file from '../scenarios/curriculum.json';

// The scenarios of the page and their order, in one file of their own: the program does not wait for them to be drawn.

const files = import.meta.glob<unknown>(
  ['../scenarios/*.json', '!../scenarios/curriculum.json', '!../scenarios/scenario.schema.json'],
  { eager: true, import: 'default' },
);

export const curriculum = parseCurriculum(file);
export const scenarios = inModules(curriculum, Object.values(files).map(parseScenario)).flatMap(
  (module) => module.scenarios,
);
