import type { Workbox, WorkboxLifecycleWaitingEvent } from 'workbox-window';
import { beforeEach, describe, expect, it } from 'vitest';
import { ServiceWorkerOffline } from './serviceWorker';

type Handler = (event: WorkboxLifecycleWaitingEvent) => void;

/** A worker's window whose events a test sends. */
class FakeWorkbox {
  readonly asked: string[] = [];
  readonly #handlers = new Map<string, Handler>();
  registration: { readonly active: boolean } | Error = { active: false };
  readonly controlling = new Promise<ServiceWorker>(() => undefined);

  addEventListener = ((type: string, handler: Handler) => {
    this.#handlers.set(type, handler);
  }) as Workbox['addEventListener'];

  send(type: string, event: Partial<WorkboxLifecycleWaitingEvent> = {}): void {
    this.#handlers.get(type)?.(event as WorkboxLifecycleWaitingEvent);
  }
  register(): Promise<ServiceWorkerRegistration> {
    return this.registration instanceof Error
      ? Promise.reject(this.registration)
      : Promise.resolve(this.registration as unknown as ServiceWorkerRegistration);
  }
  update(): Promise<void> {
    this.asked.push('update');
    return Promise.reject(new Error('no network'));
  }
  messageSkipWaiting(): void {
    this.asked.push('skip waiting');
  }
}

let workbox: FakeWorkbox;
let exams: Set<string>;
let reloads: number;
let offline: ServiceWorkerOffline;
beforeEach(() => {
  workbox = new FakeWorkbox();
  exams = new Set();
  reloads = 0;
  offline = new ServiceWorkerOffline({
    workbox,
    tabs: { owned: () => Promise.resolve(exams) },
    reload: () => reloads++,
  });
});

/** A page with the events that the engine listens to. */
function fakePage() {
  const document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  return Object.assign(new EventTarget(), { document });
}
const start = (page = fakePage()): Promise<void> => offline.start(page as unknown as Window);

describe('the copy of the program on this machine', () => {
  it('is there once the worker is active, on the first visit and on later ones', async () => {
    await start();
    expect(offline.state.copy).toBe('saving');
    workbox.send('activated');
    expect(offline.state.copy).toBe('saved');

    workbox.registration = { active: true };
    offline = new ServiceWorkerOffline({
      ...{ workbox, tabs: { owned: () => Promise.resolve(exams) }, reload: () => reloads++ },
    });
    await start();
    expect(offline.state.copy).toBe('saved');
  });

  it('is missing where the browser refuses it, and nothing else happens', async () => {
    workbox.registration = new Error('storage is forbidden');
    await start();
    expect(offline.state.copy).toBe('unsaved');
  });

  it('is installed through the browser’s own question, offered once', async () => {
    const page = fakePage();
    await start(page);
    let asked = 0;
    const offer = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), {
      prompt: () => Promise.resolve(asked++),
    });
    page.dispatchEvent(offer);
    expect(offer.defaultPrevented).toBe(true);
    expect(offline.state.canInstall).toBe(true);
    await offline.install();
    await offline.install();
    expect(asked).toBe(1);
    expect(offline.state.canInstall).toBe(false);
  });
});

describe('a newer program', () => {
  it('is looked for when somebody comes back to the page; no network is no trouble', async () => {
    const page = fakePage();
    await start(page);
    page.document.dispatchEvent(new Event('visibilitychange'));
    page.document.visibilityState = 'hidden';
    page.document.dispatchEvent(new Event('visibilitychange'));
    expect(workbox.asked).toEqual(['update']);
  });

  it('waits until it is taken; then the page is loaded again, once', async () => {
    await start();
    workbox.send('waiting', { isUpdate: true });
    expect(offline.state.update).toBe('waiting');
    expect(workbox.asked).toEqual([]);
    await offline.takeUpdate();
    expect(workbox.asked).toEqual(['skip waiting']);
    expect(reloads).toBe(0);
    workbox.send('controlling', { isUpdate: true });
    expect(reloads).toBe(1);
  });

  it('is refused while any tab has an exam', async () => {
    await start();
    workbox.send('waiting');
    exams.add('exam-1');
    await expect(offline.takeUpdate()).rejects.toMatchObject({ code: 'update-exam-open' });
    expect(workbox.asked).toEqual([]);
    exams.clear();
    await offline.takeUpdate();
    expect(workbox.asked).toEqual(['skip waiting']);
  });

  it('taken by another tab never loads this one again by itself', async () => {
    await start();
    workbox.send('controlling', { isUpdate: true });
    expect(offline.state.update).toBe('taken');
    expect(reloads).toBe(0);
    await offline.takeUpdate();
    expect(reloads).toBe(1);
  });

  it('is not seen in the first worker of a page', async () => {
    await start();
    workbox.send('controlling', { isUpdate: false });
    expect(offline.state.update).toBe('none');
  });
});
