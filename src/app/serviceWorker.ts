import { Workbox } from 'workbox-window';
import { IsocenterError } from '../geometry';
import type { TabsEngine } from './engines';
import type { OfflineEngine, OfflineState } from './offline';

/** Chromium's offer to install a page; TypeScript does not know it. */
interface InstallOffer extends Event {
  prompt(): Promise<unknown>;
}
const isInstallOffer = (event: Event): event is InstallOffer => 'prompt' in event;

/** The part of workbox-window that is used: tests hand in their own. */
export type WorkerWindow = Pick<
  Workbox,
  'addEventListener' | 'register' | 'update' | 'messageSkipWaiting' | 'controlling'
>;

export interface ServiceWorkerOptions {
  readonly workbox: WorkerWindow;
  /** Those of all tabs hold their exams. */
  readonly tabs: Pick<TabsEngine, 'owned'>;
  readonly reload: () => void;
}

/**
 * Null where the page may not keep a program: in development, on plain http, and in a browser (or a frame) that forbids it.
 * @param address of the worker, beside the page
 */
export function pageWorker(address = './sw.js'): WorkerWindow | null {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return null;
  return new Workbox(address);
}

/** The service worker that keeps the program on this machine. */
export class ServiceWorkerOffline implements OfflineEngine {
  #state: OfflineState = { copy: 'saving', update: 'none', canInstall: false };
  readonly #options: ServiceWorkerOptions;
  readonly #listeners = new Set<() => void>();
  #offer: InstallOffer | null = null;
  #isTaking = false;

  constructor(options: ServiceWorkerOptions) {
    this.#options = options;
    const { workbox, reload } = options;
    workbox.addEventListener('activated', () => this.#patch({ copy: 'saved' }));
    workbox.addEventListener('waiting', () => this.#patch({ copy: 'saved', update: 'waiting' }));
    workbox.addEventListener('controlling', ({ isUpdate, isExternal }) => {
      if (this.#isTaking) reload();
      // The first worker of a page takes it over too; nothing was replaced then.
      else if (isUpdate || isExternal) this.#patch({ update: 'taken' });
    });
  }

  get state(): OfflineState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Registers the worker once the page has loaded, and looks for a newer program whenever somebody comes back to the page. */
  async start(page: Window = window): Promise<void> {
    page.addEventListener('beforeinstallprompt', (event) => {
      if (!isInstallOffer(event)) return;
      // The page offers it in a place of its own.
      event.preventDefault();
      this.#offer = event;
      this.#patch({ canInstall: true });
    });
    page.addEventListener('appinstalled', () => this.#patch({ canInstall: false }));
    const { workbox } = this.#options;
    page.document.addEventListener('visibilitychange', () => {
      // Without a network there is nothing newer to be had.
      if (page.document.visibilityState === 'visible') workbox.update().catch(() => undefined);
    });
    try {
      const registration = await workbox.register();
      if (registration?.active) this.#patch({ copy: 'saved' });
    } catch {
      // The program runs as well without: only a network is needed then.
      this.#patch({ copy: 'unsaved' });
    }
  }

  async takeUpdate(): Promise<void> {
    const { tabs, workbox, reload } = this.#options;
    if ((await tabs.owned()).size > 0) {
      throw new IsocenterError(
        'update-exam-open',
        'An exam is under way in another tab, with the program as it is now.',
        'Hand it in or close it there; the new version waits.',
      );
    }
    if (this.#state.update === 'taken') return reload();
    this.#isTaking = true;
    workbox.messageSkipWaiting();
  }

  async install(): Promise<void> {
    const offer = this.#offer;
    this.#offer = null;
    this.#patch({ canInstall: false });
    await offer?.prompt();
  }

  #patch(part: Partial<OfflineState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }
}
