import { describe, expect, test } from 'vitest';
import { fixtureSpine } from '../../tests/fixtures/spine';
import { addScaled, LEFT, POSTERIOR, sliceNormal } from '../geometry';
import {
  isContiguousBlock,
  planAutomatically,
  planBlock,
  replaceGroup,
  setSliceCount,
  shiftAlongNormal,
  tiltGroup,
  translateGroup,
  type PlannedGroup,
} from '../planning';
import { scorePrescription, STANDARD_RUBRIC, type GroupScore, type Rubric } from './index';

const spine = fixtureSpine({ coronalDeg: [2, 1, -2, -3, -1, 1] });
const angled = planAutomatically(spine, { levels: ['L4-L5'] }).prescription;
const [planned] = planBlock(spine, {}).groups;
if (!planned) throw new Error('no block');
const block: PlannedGroup = { ...planned, name: 'L4-L5', level: 'L4-L5' };

const required = { ...STANDARD_RUBRIC.required, axialLevels: ['L4-L5' as const] };
const EITHER: Rubric = { ...STANDARD_RUBRIC, required: { ...required, blockLevels: ['L4-L5'] } };
const ANGLED: Rubric = { ...STANDARD_RUBRIC, required };

function scoreOf(group: PlannedGroup, rubric: Rubric): GroupScore & { percent: number } {
  const { groups } = scorePrescription({ trainee: replaceGroup(angled, group), truth: spine, rubric });
  const found = groups.find(({ name }) => name === 'L4-L5');
  if (!found) throw new Error('L4-L5');
  return { ...found, percent: (100 * found.points) / found.maxPoints };
}
const percent = (group: PlannedGroup, rubric = EITHER): number => scoreOf(group, rubric).percent;
const ofAngled = (name: string): PlannedGroup => {
  const group = angled.groups.find((candidate) => candidate.name === name);
  if (!group) throw new Error(name);
  return group;
};

test('a block is told from a long angled group by its gaps and by the discs it holds', () => {
  expect(isContiguousBlock(block, spine)).toBe(true);
  expect(isContiguousBlock({ ...block, sliceGap: 0.4 }, spine)).toBe(false);
  expect(isContiguousBlock({ ...ofAngled('L4-L5'), sliceGap: 0 }, spine)).toBe(false);
});

describe('where a block is as good a way as an angled group', () => {
  test('both earn everything, and the block is called one', () => {
    expect(percent(ofAngled('L4-L5'))).toBeCloseTo(100, 6);
    const { percent: ofBlock, againstTruth } = scoreOf(block, EITHER);
    expect(ofBlock).toBeCloseTo(100, 6);
    expect(againstTruth?.findings.map(({ sentence }) => sentence).join(' ')).toContain(
      'One contiguous block L3-S1: no fragment between the discs is missed.',
    );
    expect(againstTruth?.levelError).toBeNull();
  });

  test('nowhere else: there it is an angled group that lies wrong', () => {
    expect(percent(block, ANGLED)).toBeLessThan(70);
  });

  test.each([
    ['moved up', (mm: number) => shiftAlongNormal(block, mm * 4)],
    ['tilted in the sagittal view', (n: number) => tiltGroup(block, LEFT, n * 3)],
    ['tilted in the coronal view', (n: number) => tiltGroup(block, POSTERIOR, -n * 3)],
    ['moved aside', (n: number) => translateGroup(block, addScaled([0, 0, 0], block.rowDirection, n * 6))],
    ['shortened', (n: number) => setSliceCount(block, block.sliceCount - 3 * n)],
  ])('%s it never earns more, and less in the end', (_, changed) => {
    const marks = [0, 1, 2, 3, 4, 5, 6].map((n) => percent(changed(n)));
    marks.slice(1).forEach((mark, i) => expect(mark).toBeLessThanOrEqual((marks[i] ?? 0) + 1e-9));
    expect(marks.at(-1)).toBeLessThan(95);
  });

  test('a block that ends above the disc fails the group', () => {
    const away = translateGroup(block, addScaled([0, 0, 0], sliceNormal(block), 120));
    expect(scoreOf(away, EITHER)).toMatchObject({ band: 'fail' });
  });
});
