import { spacingBetweenSlices, type SliceGroup } from '../geometry';
import { writeDicomSeries, writeDicomSlice, type DicomSeriesInput, type NamedBytes } from '../io';
import { phaseDirection, phaseEncoding } from './encoding';
import { sarEstimateWPerKg } from './figures';
import { SEQUENCES } from './sequences';
import type { Sequence, Series } from './types';

/** What the DICOM attributes say of how k-space was read. */
function encodingOf(group: SliceGroup, sequence: Sequence): NonNullable<DicomSeriesInput['encoding']> {
  const { axis, matrix, fovMm, acquiredLines } = phaseEncoding(group, sequence);
  const { matrixRead, matrixPhase, phaseResolution, phaseOversampling, partialFourier } = sequence;
  const [readElements, readFovMm] =
    axis === 'row' ? [matrixPhase, group.fovPhaseMm] : [matrixRead, group.fovReadMm];
  return {
    readElements,
    phaseElements: Math.round(matrix * phaseResolution),
    phaseEncodingSteps: acquiredLines,
    percentSampling: Math.min(100, (100 * acquiredLines) / (matrix * (1 + phaseOversampling))),
    percentPhaseFieldOfView: (100 * fovMm) / readFovMm,
    isOversampled: phaseOversampling > 0,
    isPartialFourier: partialFourier < 1,
  };
}

/** How a series came about, beyond its group and sequence. */
export interface ScanCircumstances {
  readonly patientName: string;
  readonly saturationBands: readonly unknown[];
  readonly companions: readonly SliceGroup[];
  /** Whatever else shaped the images: physiology, movements. */
  readonly further: unknown;
  /** Series with the same one are of one exam; patient and seed when left out. */
  readonly exam?: string;
  /** Place in the exam; the sequence's among the presets when left out. */
  readonly number?: number;
}

/** Everything that shapes the images is part of their identity: a group may be moved and scanned again. */
function dicomInput(series: Series, circumstances: ScanCircumstances): DicomSeriesInput {
  const { group, sequence, seed } = series;
  const { patientName, saturationBands, companions, further, exam, number } = circumstances;
  const { inversionTimeMs, ...values } = sequence;
  return {
    ...values,
    ...(sequence.kind === 'IR-TSE' && inversionTimeMs !== undefined ? { inversionTimeMs } : {}),
    volume: series.volume,
    seed: JSON.stringify([
      ...[patientName, series.id, group, sequence, saturationBands],
      ...(companions.length > 0 || further !== undefined ? [companions, further] : []),
    ]),
    studySeed: exam ?? `${patientName} ${seed}`,
    seriesNumber: number ?? SEQUENCES.findIndex((s) => s.name === sequence.name) + 1,
    seriesDescription: `${sequence.label} ${group.name}`,
    protocolName: sequence.name,
    patientName,
    sequenceKind: sequence.kind,
    sliceThickness: group.sliceThickness,
    spacingBetweenSlices: spacingBetweenSlices(group),
    phaseEncodeDirection: phaseDirection(group, sequence),
    spatialSaturation: saturationBands.length > 0,
    sarWPerKg: sarEstimateWPerKg(group, sequence, saturationBands.length, companions),
    encoding: encodingOf(group, sequence),
  };
}

/** The series as DICOM files, one a slice; series of one patient and seed (or exam) share their study. */
export const dicomFiles = (series: Series, circumstances: ScanCircumstances): Promise<NamedBytes[]> =>
  writeDicomSeries(dicomInput(series, circumstances));

/** One of these files; `slice` is 0-based. */
export const dicomFile = (
  series: Series,
  circumstances: ScanCircumstances,
  slice: number,
): Promise<NamedBytes> => writeDicomSlice(dicomInput(series, circumstances), slice);
