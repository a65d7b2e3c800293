import { expect, it } from 'vitest';
import type { BackendInfo } from '../exercise';
import { CaseController } from './caseController';
import { fakeEngines, SCENARIO } from './testing';

const GPU: BackendInfo = { backend: 'webgpu', description: 'a graphics card', refused: [] };
const WASM: BackendInfo = {
  ...{ backend: 'wasm', description: 'SIMD, 1 thread' },
  refused: [{ backend: 'webgpu', reason: 'The graphics device was lost' }],
};

/** A console whose network starts on a graphics card and, from the `failing`th look on, is at WebAssembly. */
function console_(failing: number): CaseController {
  const engines = fakeEngines();
  let looks = 0;
  const { segmenter } = engines;
  return new CaseController(
    {
      ...engines,
      segmenter: {
        ...segmenter,
        backend: () => Promise.resolve(looks < failing ? GPU : WASM),
        segment: (volume, options) => {
          looks++;
          return segmenter.segment(volume, options);
        },
      },
    },
    [SCENARIO],
  );
}

it('names the engine that took over during the first look, and keeps the plan', async () => {
  const controller = console_(1);
  await controller.patient.openScenario('straight');
  const { case: exam } = controller.getState();
  expect(exam.segmentation.backend).toEqual(WASM);
  expect(exam.error).toMatchObject({
    code: 'ai-engine-changed',
    message: expect.stringContaining('The graphics device was lost') as string,
  });
  expect(exam.ai.status).toBe('ready');
});

it('says so once when the device is lost later, in the middle of an exam', async () => {
  const controller = console_(2);
  await controller.patient.openScenario('straight');
  expect(controller.getState().case.error).toBeNull();
  controller.plan.place('sagittal');
  await controller.queue.runStep('sag-t2');
  await expect.poll(() => controller.getState().case.error?.code).toBe('ai-engine-changed');
  expect(controller.getState().case.segmentation.backend?.backend).toBe('wasm');
  controller.dismissError();
  await controller.queue.runStep('sag-t2');
  await expect
    .poll(() => controller.getState().case.assessments['sag-t2/sagittal/2']?.status)
    .not.toBe('looking');
  expect(controller.getState().case.error).toBeNull();
});
