import type { TabMessage, TabsEngine } from './engines';

const CHANNEL = 'isocenter';
const LOCK = 'isocenter-exam ';
/** How long a tab that is asked for its exam may take to save it, ms. */
const YIELD_MS = 1500;

type Wire = TabMessage | { readonly what: 'yield' | 'yielded'; readonly exam: string };

/** Null in a frame that a learning system has cut off from its origin: it hears nobody. */
function openChannel(): BroadcastChannel | null {
  try {
    return new BroadcastChannel(CHANNEL);
  } catch {
    return null;
  }
}

/**
 * The other tabs of this browser: an exam is held by one of them through a lock, which goes with the tab, however it ends.
 * Where the browser has no locks every tab thinks it is alone.
 */
export class BrowserTabs implements TabsEngine {
  readonly #channel = openChannel();
  readonly #locks = (navigator as Partial<Navigator>).locks;
  #held: { readonly exam: string; readonly release: () => void } | null = null;
  #save: () => Promise<void> = () => Promise.resolve();

  constructor() {
    this.#channel?.addEventListener('message', ({ data }: MessageEvent<Wire>) => {
      if (data.what === 'yield' && data.exam === this.#held?.exam) void this.#yield(data.exam);
    });
  }

  own(exam: string, onLost: () => void): Promise<boolean> {
    return this.#request(exam, { ifAvailable: true }, onLost);
  }

  async takeOver(exam: string, onLost: () => void): Promise<void> {
    await this.#yielded(exam);
    await this.#request(exam, { steal: true }, onLost);
  }

  release(): void {
    this.#held?.release();
    this.#held = null;
  }

  async owned(): Promise<ReadonlySet<string>> {
    const { held = [] } = (await this.#locks?.query().catch(() => null)) ?? {};
    return new Set(held.flatMap(({ name }) => (name?.startsWith(LOCK) ? [name.slice(LOCK.length)] : [])));
  }

  tell(message: TabMessage): void {
    this.#channel?.postMessage(message);
  }

  listen(listener: (message: TabMessage) => void): void {
    this.#channel?.addEventListener('message', ({ data }: MessageEvent<Wire>) => {
      if (data.what === 'attempts' || data.what === 'exams' || data.what === 'settings') listener(data);
    });
  }

  onYield(save: () => Promise<void>): void {
    this.#save = save;
  }

  close(): void {
    this.release();
    this.#channel?.close();
  }

  #request(exam: string, options: LockOptions, onLost: () => void): Promise<boolean> {
    this.release();
    const locks = this.#locks;
    if (!locks) return Promise.resolve(true);
    return new Promise((resolve) => {
      let mine: { exam: string; release: () => void } | null = null;
      const ended = locks.request(`${LOCK}${exam}`, options, (lock) => {
        if (!lock) {
          resolve(false);
          return undefined;
        }
        const held = new Promise<void>((release) => (mine = { exam, release }));
        this.#held = mine;
        resolve(true);
        return held;
      });
      // Rejects when another tab has taken the lock away, and at once where the browser forbids locks.
      ended.catch(() => {
        if (mine === null) resolve(true);
        if (mine === null || this.#held !== mine) return;
        this.#held = null;
        onLost();
      });
    });
  }

  async #yield(exam: string): Promise<void> {
    await this.#save();
    this.#channel?.postMessage({ what: 'yielded', exam } satisfies Wire);
  }

  /** Asks the tab that holds an exam to save it. One that hangs is not waited for. */
  #yielded(exam: string): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#channel?.removeEventListener('message', heard);
        resolve();
      };
      const heard = ({ data }: MessageEvent<Wire>): void => {
        if (data.what === 'yielded' && data.exam === exam) end();
      };
      const timer = setTimeout(end, YIELD_MS);
      this.#channel?.addEventListener('message', heard);
      this.#channel?.postMessage({ what: 'yield', exam } satisfies Wire);
    });
  }
}
