import {
  effectiveSequence,
  motionInRun,
  patientSeed,
  type AcquiredSeries,
  type CaseState,
} from '../exercise';
import type { PlannedGroup } from '../planning';
import { imageAffine, imageDims, type Sequence } from '../scanner';
import { voxelCount } from '../volume';
import type { LiveSeries } from './appState';
import type { ScannerEngine } from './engines';

/** The seed of a run: the same exam run again the same way gives the same bytes, a repetition new noise. */
export const runSeed = (patientSeed: number, stepIndex: number, groupIndex: number, run: number): number =>
  (patientSeed * 7919 + stepIndex * 101 + groupIndex * 11 + run) >>> 0;

function emptyLive(stepId: string, group: PlannedGroup, sequence: Sequence): LiveSeries {
  const dims = imageDims(group, sequence);
  const data = new Uint16Array(voxelCount(dims));
  const volume = { data, dims, voxelToPatient: imageAffine(group, sequence) };
  return {
    stepId,
    group,
    sequence,
    volume,
    received: new Array<boolean>(group.sliceCount).fill(false),
    newest: 0,
  };
}

/** A number of the step that stays when the queue is put in another order: its place in the protocol, else one made of its id. */
function seedIndex({ scenario }: CaseState, stepId: string): number {
  const protocol = scenario?.protocol ?? [];
  const at = protocol.findIndex(({ id }) => id === stepId);
  if (at >= 0) return at;
  return [...stepId].reduce((sum, letter) => (31 * sum + letter.charCodeAt(0)) % 1_000_003, protocol.length);
}

export interface StepCallbacks {
  readonly signal: AbortSignal;
  readonly onStarted: (total: number) => void;
  readonly onSlice: (done: number, live: LiveSeries) => void;
}

/**
 * Acquires one step. Its groups are one series: they share its TR, so that spins where two of them cross within one
 * concatenation are saturated. The images come group by group.
 */
export async function acquireStep(
  scanner: ScannerEngine,
  state: CaseState,
  stepId: string,
  callbacks: StepCallbacks,
): Promise<AcquiredSeries[]> {
  const step = state.steps.find(({ id }) => id === stepId);
  if (!step) throw new Error(`no step ${stepId}`);
  const sequence = effectiveSequence(step);
  const groups = step.groups.flatMap((name) => state.groups.find((group) => group.name === name) ?? []);
  callbacks.onStarted(groups.reduce((sum, group) => sum + group.sliceCount, 0));
  const seedOfPatient = (state.scenario && patientSeed(state.scenario)) ?? 0;
  const run = step.runs + 1;
  const motion = motionInRun(state.scenario?.traps ?? [], stepId, run);
  const finished: AcquiredSeries[] = [];
  let before = 0;
  for (const [groupIndex, group] of groups.entries()) {
    let live = emptyLive(stepId, group, sequence);
    const { saturationBands } = state;
    const companions = groups.filter((other) => other !== group);
    const series = await scanner.acquire(
      group,
      sequence,
      runSeed(seedOfPatient, seedIndex(state, stepId), groupIndex, step.runs),
      {
        signal: callbacks.signal,
        ...{ saturationBands, companions, motion },
        onSlice: ({ index, data }) => {
          const [columns, rows, slices] = live.volume.dims;
          if (data.length === columns * rows && index < slices)
            live.volume.data.set(data, index * data.length);
          live = { ...live, received: live.received.with(index, true), newest: index };
          callbacks.onSlice(before + live.received.filter(Boolean).length, live);
        },
      },
    );
    before += group.sliceCount;
    finished.push({ stepId, groupName: group.name, run, group, series, saturationBands, companions });
  }
  return finished;
}
