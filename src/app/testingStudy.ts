import { fixtureSpine } from '../../tests/fixtures/spine';
import type { DiscMeasures, SpineMeasures } from '../patient';
import type { FakeEngines } from './testing';
import type { StudyEngines } from './readerStudyCase';

// Patients of a reading study for tests: L4-L5 narrow in the middle and on the left, L5-S1 wide.

const discMeasures = (level: 'L4-L5' | 'L5-S1'): DiscMeasures => ({
  level,
  heights: { anteriorMm: 11, middleMm: 10, posteriorMm: 8 },
  ...{
    sacAreaMm2: level === 'L4-L5' ? 70 : 160,
    sacApMm: 10,
    sacWidthMm: 14,
    fluidShare: 0.5,
    fatBehindMm2: 20,
  },
  ...{ recessHeightMm: { left: 2, right: 5 }, foramenApMm: { left: 8, right: 8 } },
  ...{ foramenFatLost: { left: 0, right: 0 }, rootAreaMm2: { left: 20, right: 20 } },
  ...{ flavumThicknessMm: { left: 3, right: 3 }, listhesisMm: 0, herniations: [] },
  grades: {
    ...{ pfirrmann: 2, schizas: 'A', meyerding: 0 },
    ...{ lateralRecess: { left: 2, right: 0 }, foramen: { left: 0, right: 0 } },
  },
});
const measures: SpineMeasures = {
  discs: [discMeasures('L4-L5'), discMeasures('L5-S1')],
  ...{ vertebrae: [], lordosisDeg: 45, cobbDeg: 0 },
};

/** Draws patients that have a spine and measures, and plans on it. @param drawn takes the seeds of the patients in their order */
export function fakeStudyRoom(
  { patients, planner }: FakeEngines,
  drawn: number[],
): Pick<StudyEngines, 'patients' | 'planner'> {
  const spine = fixtureSpine();
  return {
    patients: {
      openPhantom: async (patient, options) => {
        drawn.push(patient.seed);
        return { ...(await patients.openPhantom(patient, options)), truth: spine, measures };
      },
    },
    planner: { plan: async (...request) => ({ ...(await planner.plan(...request)), spine }) },
  };
}
