import type { CaseController } from '../../app';
import type { ScormSession } from '../scorm/scormSession';
import type { PackageLaunch } from './launch';

/**
 * Goes straight into a packaged exercise: on with it where the learning system says so and this browser still has it, else from
 * the beginning. An assessment of somebody whom no system names asks for the name.
 */
export async function startPackage(
  controller: CaseController,
  { scenario, mode }: PackageLaunch,
  session: Pick<ScormSession, 'left' | 'learner'> | null,
): Promise<void> {
  const learner = session?.learner ?? null;
  try {
    await controller.load();
    // Another learner's exam in the same browser is none of this one's business.
    const left = controller
      .getState()
      .unfinished.find(({ id, trainee }) => id === session?.left && trainee?.id === learner?.id);
    if (left && !left.isElsewhere) await controller.resume.resume(left.id);
    else if (mode === 'assessment' && learner === null) controller.session.choose(scenario.id);
    else await controller.patient.open(scenario, { mode, trainee: learner, assignment: null, draw: null });
  } catch (error) {
    controller.showError(error);
  }
}
