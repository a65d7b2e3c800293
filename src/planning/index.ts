export { planAutomatically } from './automatic';
export type * from './automaticTypes';
export { planAxial } from './axial';
export { planBlock } from './axialStacks';
export { isContiguousBlock } from './contiguous';
export * from './crossings';
export * from './edits';
export { fitSeries, seriesTimeS, type FitRequest, type FittedSeries } from './fit';
export { foramenEnds, foraminalDiscs, type ForamenEnd } from './foramina';
export * from './frame';
export { copyMark, copyName, stemOf } from './groupCopies';
export { discTitle, groupTitle } from './groupTitle';
export * from './history';
export * from './initialGroup';
export { pedicleReach, type PedicleReach } from './pedicles';
export { choosePhase, wrapFreeReachMm, wrapMm, type PhaseChoice } from './phase';
export { foraminaOutside } from './sagittal';
export * from './quality';
export { generateProtocol, implantDoubts } from './protocol';
export {
  parseProtocolTable,
  PROTOCOLS,
  type Implants,
  type Indication,
  type ProtocolTable,
} from './protocolTable';
export type * from './protocolTypes';
export { nearestDisc, type DiscAngle } from './nearestDisc';
export * from './relations';
export * from './saturation';
export * from './schema';
export { PLANNING_DEFAULTS, type PlanningDefaults } from './settings';
export { spanOfInterest } from './span';
export { spineFrame } from './spineFrame';
export type * from './types';
