import type { PublicKey } from '../exercise';
import type { LocalEngines, StoredRecord, TabMessage } from './engines';

type Listener = (message: TabMessage) => void;

/** A tab of the machine a test runs on. */
interface FakeTab {
  listener: Listener | null;
  save: () => Promise<void>;
}

const KEY: PublicKey = { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' };

/** A browser of a test: what it keeps outlives its tabs, and they see each other. */
export class FakeMachine {
  readonly attempts = new Map<string, unknown>();
  readonly exams = new Map<string, unknown>();
  readonly images = new Map<string, unknown>();
  readonly settings = new Map<string, unknown>();
  /** Exam → tab that holds it, and what that tab does when it loses it. */
  readonly #held = new Map<string, { readonly tab: FakeTab; readonly onLost: () => void }>();
  readonly #tabs: FakeTab[] = [];
  /** Set to make every write fail. */
  full: Error | null = null;
  /** What the browser says it may keep. */
  room = { usedBytes: 90e6, quotaBytes: 100e6 };

  get records(): StoredRecord[] {
    return [...this.exams].map(([key, record]) => ({ key, record }));
  }

  tab(): LocalEngines {
    const tab: FakeTab = { listener: null, save: () => Promise.resolve() };
    this.#tabs.push(tab);
    const write = (work: () => void): Promise<void> => {
      if (this.full) return Promise.reject(this.full);
      work();
      return Promise.resolve();
    };
    return {
      exams: {
        save: (exam) => write(() => this.exams.set(exam.id, structuredClone(exam))),
        list: () => Promise.resolve(this.records),
        saveImages: (exam, key, images) =>
          write(() => this.images.set(`${exam}\n${key}`, structuredClone(images))),
        images: (exam) => Promise.resolve(this.#imagesOf(exam)),
        remove: (exam) => {
          this.exams.delete(exam);
          for (const key of this.#imagesOf(exam).keys()) this.images.delete(`${exam}\n${key}`);
          return Promise.resolve();
        },
      },
      settings: {
        read: (name) => Promise.resolve(this.settings.get(name)),
        update: async (name, change) => {
          const after = change(this.settings.get(name));
          await write(() => this.settings.set(name, structuredClone(after)));
          return after;
        },
      },
      tabs: {
        own: (exam, onLost) => {
          const holder = this.#held.get(exam)?.tab;
          if (holder && holder !== tab) return Promise.resolve(false);
          this.#release(tab);
          this.#held.set(exam, { tab, onLost });
          return Promise.resolve(true);
        },
        takeOver: async (exam, onLost) => {
          const before = this.#held.get(exam);
          await before?.tab.save();
          this.#release(tab);
          this.#held.set(exam, { tab, onLost });
          before?.onLost();
        },
        release: () => this.#release(tab),
        owned: () => Promise.resolve(new Set(this.#held.keys())),
        tell: (message) => {
          for (const other of this.#tabs) if (other !== tab) other.listener?.(message);
        },
        listen: (listener) => (tab.listener = listener),
        onYield: (save) => (tab.save = save),
      },
      signer: () => Promise.resolve({ publicKey: KEY, sign: () => Promise.resolve(new Uint8Array(64)) }),
      room: {
        persist: () => Promise.resolve(true),
        estimate: () => Promise.resolve(this.room),
      },
    };
  }

  /** As when the browser ends it: nothing is saved any more, its lock goes. */
  kill(tab: LocalEngines): void {
    tab.tabs.release();
    this.#tabs.splice(0);
  }

  #release(tab: FakeTab): void {
    for (const [exam, { tab: holder }] of this.#held) if (holder === tab) this.#held.delete(exam);
  }

  #imagesOf(exam: string): Map<string, unknown> {
    const own = [...this.images].filter(([key]) => key.startsWith(`${exam}\n`));
    return new Map(own.map(([key, images]) => [key.slice(exam.length + 1), structuredClone(images)]));
  }
}
