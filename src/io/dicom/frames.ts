import { dot, IsocenterError, length, normalize, type Vec3 } from '../../geometry';
import type { Dataset } from './dataset';
import type { Frame } from './frame';
import { mosaicFrames } from './mosaic';
import type { DicomFile } from './parse';
import { pixelModule, type PixelModule } from './pixels';
import { TAG } from './tags';

/** Row and column directions further from a right angle than this (cosine) are no orientation. */
const RIGHT_ANGLE_COSINE = 1e-3;
const UNIT_TOLERANCE = 1e-2;

function refuse(code: string, message: string, hint: string): never {
  throw new IsocenterError(code, message, hint);
}

/** The data sets in which an attribute of a frame may stand, most specific first. */
interface Sources {
  readonly top: Dataset;
  /** Items of the functional group macro `sequence` for this frame. */
  group(sequence: string): readonly Dataset[];
}

const numbersIn = (sources: Sources, sequence: string, tag: string): number[] => {
  for (const dataset of [...sources.group(sequence), sources.top]) {
    const values = dataset.numbers(tag);
    if (values.length > 0) return values;
  }
  return [];
};

const textIn = (sources: Sources, sequence: string, tag: string): string =>
  [...sources.group(sequence), sources.top].map((dataset) => dataset.texts(tag).join('/')).find(Boolean) ??
  '';

type Plane = Pick<Frame, 'position' | 'rowDirection' | 'columnDirection' | 'pixelSpacing'>;

function planeOf(sources: Sources, file: string): Plane {
  const [x, y, z] = numbersIn(sources, TAG.PlanePositionSequence, TAG.ImagePositionPatient);
  const [a, b, c, d, e, f] = numbersIn(sources, TAG.PlaneOrientationSequence, TAG.ImageOrientationPatient);
  const all = [x, y, z, a, b, c, d, e, f];
  if (all.some((value) => value === undefined)) {
    refuse(
      'dicom-no-geometry',
      `The file "${file}" does not say where its image lies in the patient.`,
      'Choose the original MR series, not screenshots or reports.',
    );
  }
  if (!all.every(Number.isFinite)) {
    refuse('dicom-affine-nan', `The position of "${file}" is not a number.`, 'Export the series again.');
  }
  const row: Vec3 = [a ?? 0, b ?? 0, c ?? 0];
  const column: Vec3 = [d ?? 0, e ?? 0, f ?? 0];
  if (
    Math.abs(length(row) - 1) > UNIT_TOLERANCE ||
    Math.abs(length(column) - 1) > UNIT_TOLERANCE ||
    Math.abs(dot(row, column)) > RIGHT_ANGLE_COSINE
  ) {
    refuse(
      'dicom-bad-orientation',
      `The row and column directions of "${file}" do not stand at a right angle.`,
      'Export the series again.',
    );
  }
  return {
    position: [x ?? 0, y ?? 0, z ?? 0],
    rowDirection: normalize(row),
    columnDirection: normalize(column),
    pixelSpacing: pixelSpacingOf(sources, file),
  };
}

function pixelSpacingOf(sources: Sources, file: string): readonly [number, number] {
  const [betweenRows, betweenColumns] = numbersIn(sources, TAG.PixelMeasuresSequence, TAG.PixelSpacing);
  if (betweenRows === undefined || betweenColumns === undefined) {
    refuse('dicom-no-spacing', `The file "${file}" has no pixel spacing.`, 'Choose the original MR series.');
  }
  if (!(betweenRows > 0) || !(betweenColumns > 0)) {
    refuse(
      'dicom-zero-spacing',
      `The pixels of "${file}" have no size: ${betweenRows} × ${betweenColumns} mm.`,
      'Export the series again with its pixel spacing.',
    );
  }
  return [betweenRows, betweenColumns];
}

/** Rescale of a frame. A slope of zero would erase the image and is taken as absent. */
function rescaleOf(sources: Sources): { slope: number; intercept: number } {
  const [slope = 1] = numbersIn(sources, TAG.PixelValueTransformationSequence, TAG.RescaleSlope);
  const [intercept = 0] = numbersIn(sources, TAG.PixelValueTransformationSequence, TAG.RescaleIntercept);
  return {
    slope: Number.isFinite(slope) && slope !== 0 ? slope : 1,
    intercept: Number.isFinite(intercept) ? intercept : 0,
  };
}

function positive(values: readonly number[]): number | null {
  const [value] = values;
  return value !== undefined && value > 0 ? value : null;
}

function frameOf(file: DicomFile, pixels: PixelModule, sources: Sources, index: number): Frame {
  const { dataset, name } = file;
  const temporal =
    numbersIn(sources, TAG.FrameContentSequence, TAG.TemporalPositionIndex)[0] ??
    dataset.number(TAG.TemporalPositionIdentifier) ??
    0;
  const imageType =
    textIn(sources, TAG.MRImageFrameTypeSequence, TAG.FrameType) || dataset.texts(TAG.ImageType).join('/');
  const echoTime =
    numbersIn(sources, TAG.MREchoSequence, TAG.EffectiveEchoTime)[0] ?? dataset.number(TAG.EchoTime) ?? 0;
  const seriesNumber = dataset.number(TAG.SeriesNumber) ?? 0;
  return {
    ...{ file: name, columns: pixels.columns, rows: pixels.rows, seriesNumber },
    seriesUid: dataset.text(TAG.SeriesInstanceUID),
    instanceUid: dataset.text(TAG.SOPInstanceUID),
    seriesDescription: dataset.text(TAG.SeriesDescription),
    modality: dataset.text(TAG.Modality),
    ...planeOf(sources, name),
    ...rescaleOf(sources),
    spacingBetweenSlices: positive(numbersIn(sources, TAG.PixelMeasuresSequence, TAG.SpacingBetweenSlices)),
    sliceThickness: positive(numbersIn(sources, TAG.PixelMeasuresSequence, TAG.SliceThickness)),
    stackId: textIn(sources, TAG.FrameContentSequence, TAG.StackID),
    kind: `${imageType}|${echoTime}`,
    order: [seriesNumber, temporal, dataset.number(TAG.InstanceNumber) ?? 0, index],
    read: () => pixels.read(index),
  };
}

const isMosaic = (dataset: Dataset): boolean => dataset.texts(TAG.ImageType).includes('MOSAIC');

/** Every slice image of a file with its geometry, values still undecoded. Throws named errors. */
export function framesOf(file: DicomFile): Frame[] {
  const { dataset } = file;
  const pixels = pixelModule(file);
  const perFrame = dataset.items(TAG.PerFrameFunctionalGroups);
  if (perFrame.length === 0) {
    if (pixels.frames > 1) {
      refuse(
        'dicom-multiframe',
        `The file "${file.name}" holds ${pixels.frames} frames without a place for each.`,
        'Export the series as single images or as Enhanced MR.',
      );
    }
    const frame = frameOf(file, pixels, { top: dataset, group: () => [] }, 0);
    return isMosaic(dataset) ? mosaicFrames(frame, dataset) : [frame];
  }
  if (perFrame.length !== pixels.frames) {
    refuse(
      'dicom-multiframe',
      `The file "${file.name}" describes ${perFrame.length} frames but holds ${pixels.frames}.`,
      'Export the series again.',
    );
  }
  const shared = dataset.items(TAG.SharedFunctionalGroups);
  return perFrame.map((own, index) =>
    frameOf(
      file,
      pixels,
      {
        top: dataset,
        group: (sequence) => [own, ...shared].flatMap((groups) => groups.items(sequence)),
      },
      index,
    ),
  );
}
