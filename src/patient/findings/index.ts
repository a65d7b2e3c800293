import type { CanalCourse } from '../canalCourse';
import type { SpineParameters } from '../parameters';
import type { Draw } from '../random';
import type { Canvas } from '../raster';
import type { SpineModel } from '../spineModel';
import { paintLipomatosis, paintTarlovCysts } from './canalContents';
import { crowdRoots, paintCentralStenoses } from './centralStenosis';
import { paintFissures } from './fissures';
import { paintFlava } from './flavum';
import { paintHerniations } from './herniations';
import { paintFacets, paintSynovialCysts } from './joints';
import { paintMarrow } from './marrow';
import { modifySpine } from './parameters';
import type { Finding } from './schema';
import { paintScrews } from './screws';
import { paintSideStenoses } from './sideStenosis';

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
  if (findings.length === 0) return;
  switch (stage) {
    case 'bone':
      paintFissures(canvas, spine, findings);
      paintHerniations(canvas, spine, findings);
      paintMarrow(canvas, spine, findings, draw);
      return;
    case 'canal':
      // What presses comes before what is measured: the stenoses of a grade make up only what is missing.
      paintFacets(canvas, spine, findings);
      paintFlava(canvas, spine, findings);
      paintSynovialCysts(canvas, spine, findings);
      paintTarlovCysts(canvas, spine, course, findings);
      paintLipomatosis(canvas, spine, findings);
      paintSideStenoses(canvas, spine, findings);
      paintCentralStenoses(canvas, spine, findings, draw);
      crowdRoots(canvas, spine, findings, draw);
      return;
    case 'last':
      paintScrews(canvas, spine, findings);
  }
}
