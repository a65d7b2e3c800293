export * from './definition';
export { flattenPhantom, SPINE_EXTENT_MM, type FlattenOptions } from './flatten';
export { hybridPatient } from './hybrid';
export * from './image';
export * from './instance';
export { PART } from './part';
export * from './phantom';
export { drawPopulationDefinition, mobileDiscs } from './population';
export { parsePopulation, type Population } from './populationSchema';
export { createDraw, type Draw } from './random';
export { renderPhantom, type RenderOptions } from './render';
export { STRUCTURE, STRUCTURE_NAMES, type StructureName } from './structure';
export { wholeMap } from './tissueMap';
export {
  FAT_POOL,
  TISSUE,
  TISSUES,
  TISSUE_NAMES,
  type FieldKey,
  type Tissue,
  type TissueName,
} from './tissues';
export type * from './truthTypes';
export type * from './types';
export type { Finding, FindingKind } from './findings';
export { discsOf, vertebraeOf, type LevelCount } from './findings/levels';
