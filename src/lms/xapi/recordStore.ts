import type { RecordStoreSettings, RecordStoreState, SettingsStore } from '../../app';
import { isIsocenterError } from '../../geometry';
import { accessOf, settingsSchema, type XapiLaunch } from './access';
import { Delivery, type DeliveryEngines } from './delivery';
import type { StatementQueue } from './statementQueue';
import type { Reported, Say } from './xapiReporter';

/** Names under which the browser keeps them. */
const SETTINGS = 'record-store';
const ANONYMOUS = 'record-store-anonymous';

export interface RecordStoreEngines extends DeliveryEngines {
  readonly settings: SettingsStore;
  readonly queue: StatementQueue;
  /** A random name, e.g. a UUID. */
  readonly randomName: () => string;
  /** Version of the program. */
  readonly program: string;
}

export const NO_RECORD_STORE: RecordStoreState = {
  ...{ settings: null, isFromLaunch: false, waiting: 0, refused: [], trouble: null },
};

/** The record store that results are sent to, if any: its settings, the queue, and how it stands. */
export class RecordStore {
  readonly #engines: RecordStoreEngines;
  readonly #launch: XapiLaunch | null;
  readonly #onChange: (state: RecordStoreState) => void;
  readonly #delivery: Delivery;
  #state: RecordStoreState = NO_RECORD_STORE;
  #anonymous = '';
  /** Everything that is to be written, one after the other: the order of statements is the order of the exam. */
  #last: Promise<void>;

  /** @param launch goes before what is kept in the browser, and is not kept */
  constructor(
    engines: RecordStoreEngines,
    launch: XapiLaunch | null,
    onChange: (state: RecordStoreState) => void,
  ) {
    this.#engines = engines;
    this.#launch = launch;
    this.#onChange = onChange;
    this.#delivery = new Delivery(engines.queue, engines, (trouble) => void this.#refresh(trouble));
    this.#last = this.#begin().catch((error: unknown) => this.#trouble(error));
  }

  /** Resolves when what was said so far lies in the queue. */
  get settled(): Promise<void> {
    return this.#last;
  }

  readonly say: Say = (make) => {
    this.#last = this.#last
      .then(async () => {
        const { settings } = this.#state;
        if (!settings) return;
        const reported: Reported = {
          actor: this.#launch?.actor ?? null,
          registration: this.#launch?.registration ?? null,
          withName: settings.withName,
          ...{ anonymous: this.#anonymous, program: this.#engines.program },
        };
        await this.#engines.queue.add(make(reported));
        await this.#refresh(this.#state.trouble);
        void this.#delivery.send();
      })
      .catch((error: unknown) => this.#trouble(error));
  };

  /** @throws IsocenterError `lrs-settings` */
  async configure(settings: RecordStoreSettings | null): Promise<void> {
    const access = settings && accessOf(settings);
    await this.#last;
    await this.#engines.settings.update(SETTINGS, () => settings);
    if (settings) await this.#nameNobody();
    else await this.#engines.queue.clear();
    this.#patch({ settings, isFromLaunch: false });
    this.#delivery.use(access);
    await this.#refresh(null);
  }

  sendNow(): void {
    void this.#delivery.sendNow();
  }

  async retryRefused(): Promise<void> {
    await this.#engines.queue.retryRefused();
    await this.#refresh(null);
    this.sendNow();
  }

  async forgetRefused(): Promise<void> {
    await this.#engines.queue.forgetRefused();
    await this.#refresh(this.#state.trouble);
  }

  async #begin(): Promise<void> {
    const { settings: kept } = this.#engines;
    const launch = this.#launch;
    const read = settingsSchema.safeParse(await kept.read(SETTINGS));
    const settings = launch
      ? { endpoint: launch.access.endpoint, key: '', secret: '', withName: false }
      : read.success
        ? read.data
        : null;
    if (!settings) return;
    await this.#nameNobody();
    this.#patch({ settings, isFromLaunch: launch !== null });
    this.#delivery.use(launch ? launch.access : accessOf(settings));
    await this.#refresh(null);
  }

  /** A name for whoever gives none: made with the first store, the same ever after on this browser. */
  async #nameNobody(): Promise<void> {
    const { settings, randomName } = this.#engines;
    this.#anonymous = await settings.update(ANONYMOUS, (before) =>
      typeof before === 'string' ? before : `anonymous-${randomName()}`,
    );
  }

  async #refresh(trouble: string | null): Promise<void> {
    try {
      const { queue } = this.#engines;
      const [waiting, refused] = await Promise.all([queue.count(), queue.refused()]);
      this.#patch({ waiting, refused, trouble });
    } catch (error) {
      this.#trouble(error);
    }
  }

  #trouble(error: unknown): void {
    const trouble = isIsocenterError(error) ? `${error.message} ${error.hint}` : String(error);
    this.#patch({ trouble });
  }

  #patch(part: Partial<RecordStoreState>): void {
    this.#state = { ...this.#state, ...part };
    this.#onChange(this.#state);
  }
}
