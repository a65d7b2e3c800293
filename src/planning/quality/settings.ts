import { z } from 'zod';
import { DISC_LEVELS, type DiscLevel } from '../../volume';
import limits from './quality.json';

const level = z.custom<DiscLevel>((value) => DISC_LEVELS.some((known) => known === value));
const amount = z.number().nonnegative();
const about = z.string().min(1);
const degrees = z.strictObject({ remarkDeg: amount, repeatDeg: amount });
const distances = { remarkMm: amount, repeatMm: amount };
const shares = { remarkPercent: amount, repeatPercent: amount };

const signal = z.strictObject({ remark: amount, repeat: amount });
const limit = amount.nullable();
/** Limits of the signs of motion; null where a sign tells nothing. */
const signs = z.strictObject({
  ghost: limit,
  double: limit,
  /** The sharpness below which a stack is blurred: where the image does not repeat itself, and more per unit of ghost or double. */
  blur: z.strictObject({ sharpness: amount, fatSuppressed: limit, perIndex: amount }).nullable(),
});

const schema = z.strictObject({
  schemaVersion: z.literal(1),
  source: about,
  reference: z.strictObject({
    ownDiscMinConfidence: amount,
    ownDiscMinSlices: amount,
    sameDiscMm: amount,
    movedMinDiscs: amount,
    usualDisc: z.strictObject({ width: amount, depth: amount }),
    levels: z.array(level),
    about,
  }),
  coverage: z.strictObject({ ...distances, about }),
  discCoverage: z.strictObject({ ...shares, about }),
  foramina: z.strictObject({ ...shares, slackMm: amount, towardsCanal: amount, about }),
  angulation: z.strictObject({ axial: degrees, sagittal: degrees, coronal: degrees, about }),
  position: z.strictObject({ ...distances, aboveAndBelowMm: amount, about }),
  level: z.strictObject({ nearMm: amount, about }),
  clipping: z.strictObject({
    ...distances,
    besideDiscMm: amount,
    inFrontMm: amount,
    behindCanalMm: amount,
    edgePixels: amount,
    marginMm: amount,
    about,
  }),
  image: z.strictObject({ slices: amount, canalShare: amount, about }),
  noise: z.strictObject({
    sagittal: signal,
    coronal: signal,
    axial: signal,
    /** Signal to noise as the image check measures it, of what the scanner's own signals and noise give. */
    seenShare: amount,
    /** More are not asked for. */
    mostAverages: amount,
    about,
  }),
  wrap: z.strictObject({
    ...distances,
    /** A pixel is signal from so many times the noise on. */
    noiseFactor: amount,
    /** Share of a line's pixels from which the patient is seen there, and from which he is cut at an edge. */
    edgeShare: amount,
    signalShare: amount,
    nominalDepthMm: amount,
    nominalWidthMm: amount,
    headFeetReachMm: amount,
    about,
  }),
  crossing: z.strictObject({ ...shares, clearMm: amount, leastPixels: amount, about }),
  motion: z.strictObject({
    /** Of the largest index over its limit. */
    remark: amount,
    repeat: amount,
    leastRepetitionTimeMs: amount,
    limits: z.strictObject({ sagittal: signs, coronal: signs, axial: signs }),
    /** Sharpness missing to the limit that counts as much as the whole limit of another sign. */
    blurSpan: amount,
    ghost: z.strictObject({ lowPerMm: amount, highPerMm: amount, halfWidthMm: amount }),
    double: z.strictObject({
      lowPerMm: amount,
      highPerMm: amount,
      trendPerMm: amount,
      resolvedShare: amount,
      halfWidthMm: amount,
      leastMm: amount,
      mostMm: amount,
      spreadMm: z.tuple([amount, amount]),
    }),
    /** Gaussians whose slopes are compared. */
    sharpness: z.strictObject({
      fineMm: amount,
      coarseMm: amount,
      quantile: amount,
      besideMm: amount,
      /** A slice that cuts the canal at its side shows less of it along read, and soft edges whatever the patient does. */
      leastCanalMm: amount,
    }),
    about,
  }),
  fat: z.strictObject({
    ...shares,
    longestInversionMs: amount,
    behindCanalMm: amount,
    skinMm: amount,
    depthMm: amount,
    noiseFactor: amount,
    about,
  }),
  saturation: z.strictObject({ ...distances, about }),
});

/** Limits of the quality control, with their sources. */
export const QUALITY = schema.parse(limits);
