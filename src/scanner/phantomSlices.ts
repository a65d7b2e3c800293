import { addScaled, applyToPoint, dot, scale, sliceCentre, type SliceGroup, type Vec3 } from '../geometry';
import { wholeMap, type TissueSource } from '../patient';
import { ACQUISITION } from './acquisitionSettings';
import { gFactor, normalisation, spineCoil, type Coil } from './coil';
import { contrastChannels, tissueSignals, type Channel } from './contrast';
import { effectiveEcho, echoCount } from './echoTrain';
import { acquiredLineNumbers, imageDims } from './encoding';
import { fatShiftHz } from './fat';
import { FieldEffects, needsField } from './fieldEffects';
import { noiseSigma } from './figures';
import { encodePhase, ReadEncoder, readPoints, type HybridSpace } from './kSpaceEncode';
import { kSpaceOrder, type LineSlot } from './kSpaceOrder';
import { Reconstruction } from './kSpaceReconstruct';
import { lineWeights, readRamp } from './lineWeights';
import { breathingZones, type MotionOptions, type SliceClock } from './motion';
import { hashText, normalTable, noiseKey, randomBits, type NoiseKey } from './noise';
import { ObjectSampler } from './objectSlice';
import { PlaneField } from './planeField';
import { bandSlab, SpentSlices, type SaturationSlab, type SpentSlab } from './saturation';
import { sliceGrid, type SliceGrid } from './sliceGrid';
import { distinctRamps, seriesPlan, type SeriesPlan, type SlicePlan } from './slicePlan';
import { depthSamples, openDepthSamples, type DepthDensity } from './sliceProfile';
import { sliceTables } from './sliceTables';
import { SYSTEM } from './system';
import { occupiedBox } from './tissueLines';
import { concatenationCount, shotsNeeded } from './timing';
import type { Sequence } from './types';

export interface PhantomScanOptions extends MotionOptions {
  readonly saturationBands?: readonly SaturationSlab[];
  readonly companions?: readonly SliceGroup[];
}

/** Corners of what there is of a patient, patient mm. */
export function occupiedCorners(source: TissueSource): Vec3[] {
  const { tissues } = wholeMap(source);
  const [low, high] = occupiedBox(tissues);
  return Array.from({ length: 8 }, (_, i) =>
    applyToPoint(tissues.voxelToPatient, [
      i & 1 ? high[0] + 0.5 : low[0] - 0.5,
      i & 2 ? high[1] + 0.5 : low[1] - 0.5,
      i & 4 ? high[2] + 0.5 : low[2] - 0.5,
    ]),
  );
}

/** Multiples of the encoded field at which parts of the patient fold onto it, mm; always contains 0. */
function foldDistancesMm(source: TissueSource, grid: SliceGrid): number[] {
  const { direction, encodedFovMm } = grid.phase;
  const reach = occupiedCorners(source).map((p) => dot(addScaled(p, grid.group.centre, -1), direction));
  const folds = [0];
  const before = Math.ceil(Math.min(...reach) / encodedFovMm - 0.5);
  const after = Math.floor(Math.max(...reach) / encodedFovMm + 0.5);
  for (let n = before; n <= after; n++) if (n !== 0) folds.push(n);
  return folds.map((n) => n * encodedFovMm);
}

/** Displacement of fat along the slice normal for 1 mm of thickness; none where the whole slab is excited at once. */
const fatShiftPerMm = ({ kind, fieldStrengthT }: Sequence): number =>
  kind === 'TSE-3D' ? 0 : fatShiftHz(fieldStrengthT) / ACQUISITION.excitation.bandwidthHz;

const depthDensity = ({ kind }: Sequence): DepthDensity =>
  kind === 'GRE' ? ACQUISITION.depths.gradientEcho : ACQUISITION.depths;

/** Acquires the slices of a group of a patient made of tissue: object → k-space → image. */
export class PhantomSlices {
  /** Whether the plans below say all there is: no inhomogeneous field, no noise of parallel imaging. */
  readonly isPlain: boolean;
  private readonly grid: SliceGrid;
  private readonly channels: readonly Channel[];
  private readonly sampler: ObjectSampler;
  private readonly spent: SpentSlices;
  private readonly bands: readonly SpentSlab[];
  private readonly order: readonly LineSlot[];
  private readonly zones: number;
  private readonly hybrids: readonly HybridSpace[];
  private readonly reader: ReadEncoder;
  private readonly reconstruction: Reconstruction;
  private readonly coil: Coil;
  private readonly shots: number;
  private readonly image: Float32Array;

  constructor(
    source: TissueSource,
    private readonly group: SliceGroup,
    private readonly sequence: Sequence,
    private readonly seed: number,
    private readonly options: PhantomScanOptions,
  ) {
    const { physiology, companions = [], saturationBands = [] } = options;
    this.grid = sliceGrid(group, sequence);
    const beats = physiology !== undefined && physiology.csfPulsation > 0;
    this.channels = contrastChannels(tissueSignals(source, sequence), sequence, beats);
    this.coil = spineCoil(source);
    const breathes = physiology !== undefined && physiology.breathingAmplitudeMm > 0;
    this.zones = breathes ? ACQUISITION.breathing.zones : 1;
    const shiftPerMm = fatShiftPerMm(sequence);
    const fatDepthMm = shiftPerMm * group.sliceThickness;
    const columnsPerHz = this.grid.readPixelMm / this.grid.readStepMm / sequence.bandwidthHzPerPixel;
    const thickness = group.sliceThickness;
    const field = needsField(source, sequence, thickness)
      ? new FieldEffects(source, sequence, thickness, fatDepthMm, columnsPerHz)
      : undefined;
    this.isPlain = field === undefined && sequence.accelerationFactor === 1;
    const front = Math.min(...occupiedCorners(source).map((p) => p[1]));
    this.sampler = new ObjectSampler({
      source,
      grid: this.grid,
      channels: this.channels,
      depths: (this.grid.readPerPixel === 2 ? [0.25, 0.75] : [0.5]).map((place) =>
        field?.distorts
          ? openDepthSamples(group.sliceThickness, fatDepthMm, place)
          : depthSamples(group.sliceThickness, fatDepthMm, place, depthDensity(sequence)),
      ),
      ...(field ? { field } : {}),
      coil: this.coil,
      foldsMm: foldDistancesMm(source, this.grid),
      ...(breathes ? { zones: breathingZones(front) } : {}),
    });
    this.spent = new SpentSlices(source, sequence, group, companions, saturationBands.length, shiftPerMm);
    this.bands = saturationBands.map(bandSlab);
    const { lines } = this.grid.phase;
    this.shots = shotsNeeded(group, sequence);
    this.order = kSpaceOrder({
      first: acquiredLineNumbers(lines, sequence.partialFourier, 1)[0] ?? 0,
      last: lines / 2 - 1,
      echoes: echoCount(sequence),
      effectiveEcho: effectiveEcho(sequence),
      shots: this.shots,
    });
    this.image = new Float32Array(2 * this.grid.readPixels * this.grid.phasePixels);
    const space = 2 * this.order.length * this.grid.columnCount;
    this.hybrids = Array.from({ length: 2 * this.zones }, () => new Float32Array(space));
    this.reader = new ReadEncoder(this.grid);
    this.reconstruction = new Reconstruction(this.grid, this.order[0]?.line ?? 0, this.order.length);
  }

  /** Writes slice `slice` (index along the normal), rows × columns. */
  write(slice: number, into: Uint16Array, offset: number): void {
    const { grid, order, sequence } = this;
    const first = order[0]?.line ?? 0;
    const clock = this.clock(slice);
    const read = this.sampler.slice(slice, [...this.spent.slabs(slice), ...this.bands]);
    const weights = this.channels.map((channel) => lineWeights(channel, order, clock, this.options));
    const groupOf = this.groupOf();
    const encoded = this.sampler.lines.map((object, i) => ({
      line: object,
      weights: weights[i % this.channels.length] ?? new Float64Array(0),
      group: groupOf[i] ?? 0,
    }));
    const present = this.hybrids.map((_, g) => encoded.some(({ group }) => group === g));
    encodePhase(grid, encoded, read, first, order.length, this.hybrids);
    const ramps = this.hybrids.map((_, g) => this.ramp(g, clock));
    const line = new Float64Array(2 * readPoints(grid));
    const noise = this.noise(slice);
    order.forEach((slot, i) => {
      line.fill(0);
      this.hybrids.forEach((hybrid, g) => {
        if (present[g]) this.reader.add(hybrid, i, ramps[g]?.(slot), line);
      });
      if (sequence.accelerationFactor === 1) noise.add(i, line);
      this.reconstruction.addLine(i, line);
    });
    this.reconstruction.image(this.image);
    if (sequence.accelerationFactor > 1) this.addParallelNoise(noise);
    this.writeMagnitude(this.image, slice, into, offset);
  }

  /**
   * Noise of a parallel reconstruction, whose unfolding of the lines left out is taken to be perfect: that of the lines read, times
   * the g-factor of the place (K. P. Pruessmann et al., Magn Reson Med 1999;42:952).
   */
  private addParallelNoise(noise: KSpaceNoise): void {
    const { grid, order, sequence, image } = this;
    const line = new Float64Array(2 * readPoints(grid));
    order.forEach((_, i) => {
      line.fill(0);
      noise.add(i, line);
      this.reconstruction.addLine(i, line);
    });
    const alone = new Float32Array(image.length);
    this.reconstruction.image(alone);
    const undersampling = Math.sqrt(order.length / grid.phase.acquiredLines);
    const { readPixels, phasePixels } = grid;
    for (let p = 0; p < phasePixels; p++) {
      const factor = undersampling * gFactor(sequence.accelerationFactor, (p + 0.5) / phasePixels - 0.5);
      for (let r = 0; r < readPixels; r++) {
        const at = 2 * (r * phasePixels + p);
        image[at] = (image[at] ?? 0) + factor * (alone[at] ?? 0);
        image[at + 1] = (image[at + 1] ?? 0) + factor * (alone[at + 1] ?? 0);
      }
    }
  }

  /** Group of each channel image: two a zone, water and fat, which share their displacement along read. */
  private groupOf(): number[] {
    return this.sampler.lines.map((_, i) => {
      const zone = Math.floor(i / this.channels.length);
      return 2 * zone + (this.channels[i % this.channels.length]?.species === 'fat' ? 1 : 0);
    });
  }

  /** Sizes and tables that all slices share, for another machine. */
  seriesPlan(): SeriesPlan {
    return seriesPlan(this.grid, this.order[0]?.line ?? 0, this.order.length, this.groupOf());
  }

  /** What `write` makes the complex image of a slice from, for another machine. */
  slicePlan(slice: number): SlicePlan {
    const { order, sampler, options } = this;
    const clock = this.clock(slice);
    const slabs = [...this.spent.slabs(slice), ...this.bands];
    const weights = this.channels.map((channel) => lineWeights(channel, order, clock, options));
    const groups = Math.max(0, ...this.groupOf()) + 1;
    const { key, sigma, points } = this.noise(slice);
    return {
      tables: sliceTables(sampler.options, sampler.prepare(slice, slabs)),
      weights: sampler.lines.map((_, i) => weights[i % weights.length] ?? new Float64Array(0)),
      ...distinctRamps(
        Array.from({ length: groups }, (_, g) => this.ramp(g, clock)),
        order,
        points,
      ),
      sigma,
      noiseKey: key,
    };
  }

  private clock(slice: number): SliceClock {
    const { sequence, group, options } = this;
    const { run, startMs } = this.spent.slot(slice);
    const groups = [group, ...(options.companions ?? [])];
    const sliceCount = groups.reduce((sum, g) => sum + g.sliceCount, 0);
    const runs = concatenationCount({ sliceCount }, sequence, options.saturationBands?.length ?? 0);
    return { sequence, run, runs, startMs, shots: this.shots };
  }

  private ramp(group: number, clock: SliceClock): (slot: LineSlot) => Float64Array | undefined {
    const { grid, sequence, options } = this;
    return readRamp(group % 2 === 1 ? 'fat' : 'water', Math.floor(group / 2), {
      ...options,
      clock,
      readDirection: grid.readDirection,
      phaseDirection: grid.phase.direction,
      readExtentMm: grid.readSize * grid.readStepMm,
      encodedFovMm: grid.phase.encodedFovMm,
      // Fat precesses more slowly than water: it lies lower along the read gradient.
      fatShiftMm: -(fatShiftHz(sequence.fieldStrengthT) / sequence.bandwidthHzPerPixel) * grid.readPixelMm,
      points: readPoints(grid),
    });
  }

  private noise(slice: number): KSpaceNoise {
    const { grid, sequence, group } = this;
    const stream = hashText(`${sequence.name}\n${sequence.fieldStrengthT}\n${group.name}`);
    const points = readPoints(grid);
    // Noise of one sample such that a pixel of the fully sampled image has the noise of the law (figures.ts).
    const dixon = sequence.fatSuppression === 'dixon-water' || sequence.fatSuppression === 'dixon-fat';
    const full = (grid.phaseSize * grid.readSize) / Math.sqrt(points * grid.phase.lines);
    const sigma = noiseSigma(group, sequence) * full * (dixon ? Math.SQRT1_2 : 1);
    return new KSpaceNoise(noiseKey(this.seed, stream, slice), sigma, points);
  }

  /** Writes a complex image, [pixel along read][pixel along phase], as magnitude, rows × columns. */
  writeMagnitude(image: Float32Array, slice: number, into: Uint16Array, offset: number): void {
    const { grid, group, sequence } = this;
    const { readPixels, phasePixels, readDirection, phase } = grid;
    const pitch = phase.fovMm / phasePixels;
    const readPitch = grid.readFovMm / readPixels;
    const corner = addScaled(
      addScaled(sliceCentre(group, slice), readDirection, -((readPixels - 1) / 2) * readPitch),
      phase.direction,
      -((phasePixels - 1) / 2) * pitch,
    );
    const field = new PlaneField(
      corner,
      scale(phase.direction, pitch),
      scale(readDirection, readPitch),
      readPixels,
      phasePixels,
      8,
      (p) => SYSTEM.receive.gain * normalisation(this.coil, p, sequence.normalisationFilter),
    );
    const gain = new Float64Array(phasePixels);
    const [columns] = imageDims(group, sequence);
    const { maximum } = SYSTEM.receive;
    const alongRow = phase.axis === 'row';
    for (let r = 0; r < readPixels; r++) {
      field.line(r, 0, phasePixels, gain);
      for (let p = 0; p < phasePixels; p++) {
        const at = 2 * (r * phasePixels + p);
        const re = image[at] ?? 0;
        const im = image[at + 1] ?? 0;
        const value = Math.floor((gain[p] ?? 0) * Math.sqrt(re * re + im * im) + 0.5);
        into[offset + (alongRow ? r * columns + p : p * columns + r)] = value > maximum ? maximum : value;
      }
    }
  }
}

/** Complex white noise by counter: a sample's noise depends on seed, slice, line and place alone. */
class KSpaceNoise {
  private readonly table = normalTable();

  constructor(
    readonly key: NoiseKey,
    readonly sigma: number,
    readonly points: number,
  ) {}

  add(index: number, line: Float64Array): void {
    const { key, sigma, points, table } = this;
    for (let i = 0; i < points; i++) {
      const bits = randomBits(key, index * points + i);
      line[2 * i] = (line[2 * i] ?? 0) + sigma * (table[bits & 0xffff] ?? 0);
      line[2 * i + 1] = (line[2 * i + 1] ?? 0) + sigma * (table[bits >>> 16] ?? 0);
    }
  }
}
