export { acquire, acquireSlices, ESTIMATED_CONTRAST_NOTE, FIXED_CONTRAST_NOTE } from './acquire';
export type { AcquiredSlice, AcquireOptions, ScanPatient } from './acquire';
export { acquireAsync } from './acquireAsync';
export type { AcquireAsyncOptions } from './acquireAsync';
export {
  acquiredLineNumbers,
  imageAffine,
  imageDims,
  phaseAxis,
  phaseDirection,
  phaseDirectionsInPlane,
  phaseEncoding,
} from './encoding';
export type { PhaseAxis, PhaseEncoding } from './encoding';
export { imageNoise, sarEstimateWPerKg, scanFigures } from './figures';
export { assertRunnable, legalAlternatives } from './limits';
export type { Alternative } from './limits';
export { previewSlice } from './preview';
export type { PreviewSlice } from './preview';
export { defaultIsocentre, localizerGroups } from './localizer';
export type { LocalizerGroups } from './localizer';
export type { BulkMotion, Physiology } from './motion';
export { RESTING_PHYSIOLOGY } from './restingPhysiology';
export {
  ALL_SEQUENCES,
  DEFAULT_FIELD_STRENGTH_T,
  parseSequenceFile,
  sequenceByName,
  SEQUENCES,
  sequencesAt,
} from './sequences';
export {
  balancedSignal,
  contrastEquivalentEchoTimeMs,
  echoSignals,
  longitudinalShare,
  type EchoSignals,
  type SpeciesValues,
} from './echoTrain';
export { dicomFile, dicomFiles, type ScanCircumstances } from './seriesDicom';
export { sequenceSettingsSchema, SETTING_KEYS, withSetting } from './sequenceSettings';
export { fatPhaseDeg, fatShiftHz, spectralSaturation } from './fat';
export { needsField } from './fieldEffects';
export type { SignalTissue } from './pools';
export { nullingInversionTimeMs, patientSignals, tissueSignal } from './signal';
export type { SaturationSlab } from './saturation';
export { sliceSchedule } from './sliceSchedule';
export type { SliceSlot } from './sliceSchedule';
export {
  concatenationCount,
  concatenationsNeeded,
  isTrain,
  minimumEchoMs,
  minimumRepetitionTimeMs,
  scanTimeS,
  shotsNeeded,
  slicesPerRepetition,
} from './timing';
export { fourier, powerOfTwo } from './fourier';
export { normalTable } from './noise';
export { PhantomSlices, type PhantomScanOptions } from './phantomSlices';
export { transformSizes, type SeriesPlan, type SlicePlan } from './slicePlan';
export { AMOUNT_STEPS, tissueBytes, type SliceTables, type TissueBytes } from './sliceTables';
export type * from './types';
export { relaxationTable } from './tissueTable';
