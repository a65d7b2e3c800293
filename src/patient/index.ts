export * from './definition';
export * from './image';
export { PART } from './part';
export * from './phantom';
export * from './population';
export { renderPhantom, type RenderOptions } from './render';
export { wholeMap } from './tissueMap';
export { TISSUE, TISSUES, TISSUE_NAMES, type FieldKey, type Tissue, type TissueName } from './tissues';
export type * from './types';
