export { isSoftwareName, openGpu, type GpuContext } from './device';
