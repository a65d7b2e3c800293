export { axialMeasures, type AxialMeasures, type DiscPlaceOnAxials } from './axialMeasures';
export type { HerniationExtent } from './herniation';
export type { LikelyHerniation } from './likelyHerniation';
export type { SacSection } from './sac';
