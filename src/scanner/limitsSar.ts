import { sarEstimateWPerKg } from './figures';
import { slicesTogether, upTo, type Change, type Request, type Rule } from './refusal';
import { SYSTEM } from './system';
import { concatenationCount } from './timing';

const L = SYSTEM.limits;
const { firstLevelWPerKg: LIMIT } = SYSTEM.sar;

const sarOf = ({ group, sequence, saturationBands, companionSlices }: Request): number =>
  sarEstimateWPerKg(group, sequence, saturationBands, [{ sliceCount: companionSlices }]);

/** Slices excited within one TR. */
function slicesInRun(request: Request): number {
  const sliceCount = slicesTogether(request);
  return Math.ceil(
    sliceCount / concatenationCount({ sliceCount }, request.sequence, request.saturationBands),
  );
}

/** A longer TR also takes in slices that wait for another run: it must be long enough with all that it may come to hold. */
function longerTr(request: Request, sar: number): Change[] {
  const { sequence } = request;
  const together = slicesTogether(request);
  const most = Math.ceil(together / Math.max(1, Math.min(sequence.concatenations, together)));
  const more = sequence.kind === 'TSE-3D' || sequence.kind === 'bSSFP' ? 1 : most / slicesInRun(request);
  const repetitionTimeMs = Math.ceil((sequence.repetitionTimeMs * sar * more) / LIMIT);
  if (repetitionTimeMs > L.repetitionTimeMs[1]) return [];
  const echo = sequence.kind === 'bSSFP' ? { echoTimeMs: repetitionTimeMs / 2 } : {};
  return [{ text: `use a TR of at least ${repetitionTimeMs} ms`, sequence: { repetitionTimeMs, ...echo } }];
}

/** Fewer slices within TR: by more concatenations, or by leaving some out. */
function fewerInRun(request: Request, sar: number): Change[] {
  const { sequence, companionSlices } = request;
  if (sequence.kind === 'TSE-3D' || sequence.kind === 'bSSFP') return [];
  const inRun = Math.floor((slicesInRun(request) * LIMIT) / sar);
  const concatenations = Math.ceil(slicesTogether(request) / inRun);
  const sliceCount = inRun - companionSlices;
  return [
    ...(concatenations <= L.concatenations[1]
      ? [{ text: `use ${concatenations} concatenations`, sequence: { concatenations } }]
      : []),
    ...(sliceCount >= 1 ? [{ text: `take at most ${sliceCount} slices`, group: { sliceCount } }] : []),
  ];
}

/** The largest flip angle, whole degrees, that stays below the limit. */
function smallerFlip(request: Request): Change[] {
  const { sequence } = request;
  for (let flipAngleDeg = upTo(sequence.flipAngleDeg, 0); flipAngleDeg >= L.flipAngleDeg[0]; flipAngleDeg--) {
    if (sarOf({ ...request, sequence: { ...sequence, flipAngleDeg } }) <= LIMIT)
      return [{ text: `use a flip angle of at most ${flipAngleDeg}°`, sequence: { flipAngleDeg } }];
  }
  return [];
}

/** Above the first-level limit of the whole-body SAR. */
export const sarRule: Rule = (request) => {
  const sar = sarOf(request);
  if (sar <= LIMIT) return undefined;
  return {
    code: 'sar-too-high',
    message: `The estimated SAR of ${sar.toFixed(1)} W/kg is above the limit of ${LIMIT} W/kg.`,
    changes: [...longerTr(request, sar), ...smallerFlip(request), ...fewerInRun(request, sar)],
  };
};
