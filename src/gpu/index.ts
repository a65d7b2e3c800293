export { isSoftwareName, openGpu, type GpuContext } from './device';
export { createReformatter, reformatOnCpu, type ReformatSlice, type Reformatter } from './reformat';
export { createGpuScanner, gpuCanScan, type GpuScanner, type TissuePatient } from './scan';
export { createGpuVnet, type GpuVnet, type Grid, type StepCost, type Storage, type VnetLayer } from './vnet';
