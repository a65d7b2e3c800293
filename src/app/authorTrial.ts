import type { Scenario } from '../exercise';
import { CaseController } from './caseController';
import type { AppEngines, LocalEngines } from './engines';

const done = (): Promise<void> => Promise.resolve();
const nothing = (): void => undefined;

/** Local storage without a memory, and without other tabs. */
const forgetful = ({ signer, room }: LocalEngines): LocalEngines => ({
  exams: {
    save: done,
    list: () => Promise.resolve([]),
    saveImages: done,
    images: () => Promise.resolve(new Map()),
    remove: done,
  },
  settings: {
    read: () => Promise.resolve(undefined),
    update: (_, change) => Promise.resolve(change(undefined)),
  },
  tabs: {
    own: () => Promise.resolve(true),
    takeOver: done,
    release: nothing,
    owned: () => Promise.resolve(new Set()),
    tell: nothing,
    listen: nothing,
    onYield: nothing,
  },
  signer,
  room,
});

/** A console with one scenario, on which nothing is kept or reported: neither attempts nor the exam under way. */
export const trialConsole = (engines: AppEngines, scenario: Scenario): CaseController =>
  new CaseController(
    {
      ...engines,
      store: { save: done, list: () => Promise.resolve([]), remove: done },
      local: forgetful(engines.local),
      observers: [],
    },
    [scenario],
  );
