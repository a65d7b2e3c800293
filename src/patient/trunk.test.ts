import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Dims } from '../volume';
import { layCanal } from './canalCourse';
import { parsePhantomDefinition, type PhantomDefinition } from './definition';
import { generatePhantom, wholeMap, type PhantomPatient } from './index';
import { paintMuscles } from './paintMuscles';
import { sacralSegments } from './paintPelvis';
import { paintTrunk } from './paintTrunk';
import { paintVessels } from './paintVessels';
import { paintViscera } from './paintViscera';
import { drawSpineParameters } from './parameters';
import { createDraw } from './random';
import { NO_VOXELS, type Canvas } from './raster';
import { buildSpine } from './spineModel';
import { STRUCTURE } from './structure';
import { TISSUE } from './tissues';
import { backSkin, drawTrunk, heightOfLevel, trunkAt, type Trunk } from './trunk';

const normal = parsePhantomDefinition(JSON.parse(readFileSync('phantoms/normal.json', 'utf8')));

function trunkOf(change: Partial<PhantomDefinition> = {}, seed = 5): Trunk {
  const definition = { ...normal, ...change };
  const spine = buildSpine(drawSpineParameters(definition, seed));
  const sacral = sacralSegments(spine, createDraw(seed, 'sacrum'), definition.spread);
  layCanal(spine, sacral, createDraw(seed, 'canal'), definition.spread);
  return drawTrunk(definition, spine, sacral, createDraw(seed, 'trunk'));
}

function paint(trunk: Trunk, voxelMm: number, low: readonly number[], extent: readonly number[]): Canvas {
  const [a = 0, b = 0, c = 0] = extent.map((e) => Math.round(e / voxelMm));
  const dims: Dims = [a, b, c];
  const blank = (): Uint8Array => new Uint8Array(a * b * c);
  const half = voxelMm / 2;
  const canvas: Canvas = {
    dims,
    voxelMm,
    origin: [(low[0] ?? 0) + half, (low[1] ?? 0) + half, (low[2] ?? 0) + half],
    tissues: blank(),
    labels: blank(),
    parts: blank(),
    structures: blank(),
    instances: blank(),
    covered: NO_VOXELS,
  };
  paintTrunk(canvas, trunk);
  paintMuscles(canvas, trunk, createDraw(5, 'muscles'));
  paintVessels(canvas, trunk, createDraw(5, 'vessels'));
  paintViscera(canvas, trunk, createDraw(5, 'viscera'));
  return canvas;
}

/** Mean position and count of the voxels of a structure (or tissue). */
function centroid(canvas: Canvas, data: Uint8Array, value: number): { x: number; y: number; count: number } {
  let [x, y, count] = [0, 0, 0];
  const [nx, ny] = canvas.dims;
  data.forEach((v, n) => {
    if (v !== value) return;
    count++;
    x += canvas.origin[0] + (n % nx) * canvas.voxelMm;
    y += canvas.origin[1] + (Math.floor(n / nx) % ny) * canvas.voxelMm;
  });
  return { x: x / count, y: y / count, count };
}

const WHOLE = { low: [-200, -150, -150], extent: [400, 270, 300] } as const;

describe('the trunk', () => {
  const trunk = trunkOf();
  const canvas = paint(trunk, 3, WHOLE.low, WHOLE.extent);
  const where = (name: keyof typeof STRUCTURE) => centroid(canvas, canvas.structures, STRUCTURE[name]);

  it('has the liver on the right and the aorta left of the vena cava', () => {
    expect(where('liver').count).toBeGreaterThan(200);
    expect(where('liver').x).toBeLessThan(-40);
    expect(where('aorta').x).toBeGreaterThan(where('inferiorVenaCava').x + 12);
  });

  it('keeps the great vessels in front of the column and the muscles of the back behind it', () => {
    const [nx, ny] = canvas.dims;
    const mean = (name: keyof typeof STRUCTURE): number => {
      let [sum, count] = [0, 0];
      canvas.structures.forEach((v, n) => {
        if (v !== STRUCTURE[name]) return;
        const z = canvas.origin[2] + Math.floor(n / (nx * ny)) * canvas.voxelMm;
        sum += canvas.origin[1] + (Math.floor(n / nx) % ny) * canvas.voxelMm - trunkAt(trunk, z).y;
        count++;
      });
      return sum / count;
    };
    for (const vessel of ['aorta', 'inferiorVenaCava'] as const) expect(mean(vessel)).toBeLessThan(-18);
    for (const muscle of ['multifidus', 'erectorSpinae'] as const) expect(mean(muscle)).toBeGreaterThan(25);
    expect(mean('bowel')).toBeLessThan(mean('psoas'));
  });

  it('has every muscle on both sides in about equal amounts', () => {
    const names = [
      'psoas',
      'multifidus',
      'erectorSpinae',
      'quadratusLumborum',
      'gluteusMaximus',
      'gluteusMedius',
    ];
    for (const name of [...names, 'iliacus'] as (keyof typeof STRUCTURE)[]) {
      const [left, right] = [1, -1].map((side) => {
        let count = 0;
        canvas.structures.forEach((v, n) => {
          const x = canvas.origin[0] + (n % canvas.dims[0]) * canvas.voxelMm;
          if (v === STRUCTURE[name] && x * side > 0) count++;
        });
        return count;
      });
      expect(left, name).toBeGreaterThan(40);
      expect(Math.abs((left ?? 0) / (right ?? 1) - 1), name).toBeLessThan(0.3);
    }
  });

  it('lets the psoas grow from L2 to L4', () => {
    const area = (level: number): number => {
      const k = Math.round((heightOfLevel(trunk, level) - canvas.origin[2]) / canvas.voxelMm);
      const size = canvas.dims[0] * canvas.dims[1];
      const slice = canvas.structures.subarray(k * size, (k + 1) * size);
      return (slice.filter((v) => v === STRUCTURE.psoas).length * canvas.voxelMm * canvas.voxelMm) / 2;
    };
    expect(area(2)).toBeGreaterThan(1.5 * area(4));
    // A man's psoas at L4 has some 10 to 20 cm².
    expect(area(2)).toBeGreaterThan(700);
    expect(area(2)).toBeLessThan(2200);
  });
});

describe('subcutaneous fat of the back', () => {
  it.each([12, 25, 40])('is the %d mm asked for at L3', (fatThicknessMm) => {
    const trunk = trunkOf({ fatThicknessMm, spread: 0 });
    const z = heightOfLevel(trunk, 3);
    const skin = backSkin(trunk, z);
    const canvas = paint(trunk, 0.5, [-1, skin - fatThicknessMm - 20, z - 0.5], [2, fatThicknessMm + 30, 1]);
    const [nx, ny] = canvas.dims;
    let count = 0;
    for (let j = 0; j < ny; j++) {
      const structure = canvas.structures[j * nx + 2];
      if (structure === STRUCTURE.subcutaneousFat) count++;
    }
    expect(Math.abs(count * 0.5 - fatThicknessMm)).toBeLessThan(1.5);
  });

  it('follows the body mass index where no thickness is given', () => {
    const { fatThicknessMm, ...free } = normal;
    expect(fatThicknessMm).toBeDefined();
    const [slim, stout] = [20, 34].map((bmi) => {
      const definition = { ...free, bmi, spread: 0 };
      const spine = buildSpine(drawSpineParameters(definition, 5));
      const sacral = sacralSegments(spine, createDraw(5, 'sacrum'), 0);
      return drawTrunk(definition, spine, sacral, createDraw(5, 'trunk'));
    });
    expect(stout?.fatBack).toBeGreaterThan(2 * (slim?.fatBack ?? Infinity));
    expect(stout?.halfWidth).toBeGreaterThan((slim?.halfWidth ?? Infinity) + 40);
    expect(stout?.visceralFat).toBeGreaterThan((slim?.visceralFat ?? Infinity) + 0.2);
  });

  it('infiltrates the multifidus with age', () => {
    const share = (ageYears: number): number => {
      const trunk = trunkOf({ ageYears, spread: 0 });
      const z = heightOfLevel(trunk, 1);
      const canvas = paint(trunk, 0.75, [-45, trunkAt(trunk, z).y, z - 6], [90, 90, 12]);
      let [fat, all] = [0, 0];
      canvas.structures.forEach((v, n) => {
        if (v !== STRUCTURE.multifidus) return;
        all++;
        if (canvas.tissues[n] === TISSUE.intramuscularFat) fat++;
      });
      return fat / all;
    };
    expect(share(25)).toBeLessThan(0.12);
    expect(share(75)).toBeGreaterThan(0.2);
  });
});

describe('the two grids', () => {
  it('agree on what lies at a point', () => {
    const trunk = trunkOf();
    const low = [-60, -60, -120];
    const coarse = paint(trunk, 1.5, low, [120, 150, 200]);
    const fine = paint(trunk, 0.75, low, [120, 150, 200]);
    const [nx, ny, nz] = coarse.dims;
    let [same, all] = [0, 0];
    for (let k = 0; k < nz; k++)
      for (let j = 0; j < ny; j++)
        for (let i = 0; i < nx; i++) {
          const here = coarse.structures[(k * ny + j) * nx + i];
          // The first of the eight fine voxels within it, whose centre is 0.65 mm away.
          const n = (2 * k * fine.dims[1] + 2 * j) * fine.dims[0] + 2 * i;
          all++;
          if (fine.structures[n] === here) same++;
        }
    expect(same / all).toBeGreaterThan(0.97);
  });
});

describe('a whole patient', () => {
  const patient = (): PhantomPatient => generatePhantom(normal, 3, { voxelMm: 1.5 });
  const p = patient();

  it('is the same for the same seed', () => {
    expect(Buffer.from(wholeMap(patient()).tissues.data).equals(Buffer.from(wholeMap(p).tissues.data))).toBe(
      true,
    );
  });

  it('has no muscle, vessel or bowel where the label map has bone, disc or canal', () => {
    const soft = new Set([TISSUE.muscle, TISSUE.bowelWall, TISSUE.bowelFluid, TISSUE.artery, TISSUE.liver]);
    const [fine] = p.tissueMaps;
    let wrong = 0;
    p.labels.data.forEach((label, n) => {
      if (label !== 0 && soft.has(fine?.tissues.data[n] ?? 0)) wrong++;
    });
    expect(wrong).toBe(0);
  });

  it('has sacrum, rests of its discs, iliac wings and their joints', () => {
    const count = (name: keyof typeof STRUCTURE): number =>
      p.structures.data.filter((v) => v === STRUCTURE[name]).length * 1.5 ** 3;
    // A sacrum has some 150 to 250 cm³; the volume ends within it.
    expect(count('sacrum')).toBeGreaterThan(60_000);
    expect(count('sacrum')).toBeLessThan(300_000);
    expect(count('sacroiliacJoint')).toBeGreaterThan(300);
    expect(count('sacralDisc')).toBeGreaterThan(300);
    const iliac = wholeMap(p).tissues.data.filter((t) => t === TISSUE.iliacMarrow).length * 3 ** 3;
    expect(iliac).toBeGreaterThan(60_000);
  });
});
