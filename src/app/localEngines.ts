import { LocalDatabase } from './database';
import type { LocalEngines } from './engines';
import { IndexedDbExamStore } from './examStore';
import { machineSigner } from './identity';
import { IndexedDbSettingsStore } from './settingsStore';
import { BrowserTabs } from './tabs';

/** What a browser keeps, signs with, and who else is open in it. */
export function createLocalEngines(database = new LocalDatabase()): LocalEngines {
  const settings = new IndexedDbSettingsStore(database);
  // Absent on pages of plain http.
  const storage = (navigator as Partial<Navigator>).storage;
  return {
    exams: new IndexedDbExamStore(database),
    settings,
    tabs: new BrowserTabs(),
    signer: () => machineSigner(settings),
    room: {
      persist: async () => (await storage?.persist()) ?? false,
      estimate: async () => {
        const { usage, quota } = (await storage?.estimate()) ?? {};
        return usage === undefined || quota === undefined ? null : { usedBytes: usage, quotaBytes: quota };
      },
    },
  };
}
