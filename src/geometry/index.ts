export * from './affine';
export * from './errors';
export * from './orientation';
export * from './plane';
export * from './sliceGroup';
export * from './vec3';
export { exactArcTanDeg, exactCosDeg, exactExp, exactLog, exactSinDeg } from './exactMath';
