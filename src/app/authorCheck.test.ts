import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { examPatient, parseScenario, type Scenario } from '../exercise';
import { generatePhantom, parsePhantomDefinition } from '../patient';
import { checkScenario, scenarioWarnings } from './authorCheck';
import { pictureOf } from './authorPicture';

const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
const scoliosis = parseScenario(read('scenarios/scoliosis.json'));
const phantom = generatePhantom(parsePhantomDefinition(read('phantoms/scoliosis.json')), 11, {
  voxelMm: 1.5,
});
const patient = examPatient(phantom);
const strict: Scenario = {
  ...scoliosis,
  passMark: 75,
  rubric: { base: 'lumbar-standard', criteria: { axial: { sagittalTilt: 60, coronalTilt: 40 } } },
};

describe('the check of a scenario', () => {
  it('tells a solvable scenario that asks for angulation from one that an unangled plan passes', () => {
    const report = checkScenario(strict, patient);
    expect(report.ai).toMatchObject({ passed: true });
    expect(report.ai.mark).toBeGreaterThan(95);
    expect(report.unangled?.passed).toBe(false);
    expect(report.unangled?.reasons.join(' ')).toMatch(/tilted/);
    expect(report.warnings).toEqual([]);

    const lax = checkScenario({ ...scoliosis, passMark: 5 }, patient);
    expect(lax.warnings.map(({ at }) => at.join('.'))).toContain('rubric.criteria');
  });

  it('warns of a budget that the protocol does not fit, and of a mark that nobody reaches', () => {
    const { budgetPercent, warnings, ai } = checkScenario(
      { ...strict, timeBudgetS: 120, passMark: 100 },
      patient,
    );
    expect(budgetPercent).toBeGreaterThan(200);
    expect(ai.passed).toBe(false);
    expect(warnings.map(({ at }) => at.join('.'))).toEqual(
      expect.arrayContaining(['timeBudgetS', 'passMark']),
    );
  });

  it('has no second plan where nothing is to be angled', () => {
    const sagittal: Scenario = {
      ...scoliosis,
      groups: scoliosis.groups.filter(({ kind }) => kind === 'sagittal'),
      protocol: scoliosis.protocol.filter(({ groups }) => groups.includes('sagittal')),
      tasks: [{ kind: 'localize' }, { kind: 'plan', group: 'sagittal' }],
    };
    expect(checkScenario(sagittal, patient).unangled).toBeNull();
  });

  it('warns of traps that the patient does not bear out', () => {
    const definition = parsePhantomDefinition(read('phantoms/normal.json'));
    const warnings = scenarioWarnings({
      ...scoliosis,
      patient: { definition, seed: 1 },
      traps: [{ kind: 'metal' }, { kind: 'transitional-level' }],
    });
    expect(warnings.map(({ at }) => at.join('.'))).toEqual(expect.arrayContaining(['traps.0', 'traps.1']));
  });
});

describe('the picture of a patient', () => {
  const picture = pictureOf(phantom, true);

  it('shows every lumbar disc in its own plane, marks it on the sagittal one, and measures it', () => {
    const discs = ['T12-L1', 'L1-L2', 'L2-L3', 'L3-L4', 'L4-L5', 'L5-S1'];
    expect(Object.keys(picture.axial)).toEqual(discs);
    expect(picture.marks.map(({ level }) => level)).toEqual(discs);
    expect(picture.measures?.discs.map(({ level }) => level)).toEqual(discs);
    expect(pictureOf(phantom, false).measures).toBeNull();
  });

  it('has the marks in order from the head down, from front to back', () => {
    const heights = picture.marks.map(({ from }) => from[1]);
    expect([...heights].sort((a, b) => a - b)).toEqual(heights);
    for (const { from, to } of picture.marks) expect(to[0]).toBeGreaterThan(from[0]);
  });

  it('shows the fluid of the dural sac bright behind the dark disc', () => {
    const { pixels, columns, widthMm, heightMm, rows } = picture.axial['L3-L4'] ?? picture.sagittal;
    const meanAround = (rightMm: number, downMm: number): number => {
      let sum = 0;
      for (let r = -3; r <= 3; r++)
        for (let c = -3; c <= 3; c++) {
          const x = Math.round((0.5 + rightMm / widthMm) * columns) + c;
          const y = Math.round((0.5 + downMm / heightMm) * rows) + r;
          sum += pixels[y * columns + x] ?? 0;
        }
      return sum / 49;
    };
    // The disc's centre lies 22 mm in front of the picture's; the sac begins where the disc ends.
    const disc = meanAround(0, -22);
    const brightest = Math.max(...Array.from({ length: 12 }, (_, i) => meanAround(0, -8 + i * 2)));
    expect(brightest).toBeGreaterThan(2 * disc);
  });
});
