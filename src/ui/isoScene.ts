import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { loadSpineScene, type SceneState, type SpineScene } from '../view';
import { ConsoleElement } from './element';
import { referencePlans } from './references';

/** The 3-D tab: the AI's segmentation with the slice groups as slabs. three.js comes with the first opening. */
export class IsoScene extends ConsoleElement {
  static override properties = { ...ConsoleElement.properties, message: { state: true } };
  declare message: string | null;
  #scene: SpineScene | null = null;
  /** Kept while nothing of it changed: new objects mean that the slabs are built again. */
  #plans: SceneState['groups'] = [];
  #key: readonly unknown[] = [];

  constructor() {
    super();
    this.message = 'Loading the 3-D scene …';
  }

  override render(): TemplateResult {
    return html`<div class="scene-host" data-testid="scene"></div>
      ${this.message ? html`<p class="scene-message" role="status">${this.message}</p>` : nothing}`;
  }

  protected override firstUpdated(): void {
    void this.#open();
  }

  async #open(): Promise<void> {
    const host = this.querySelector<HTMLElement>('.scene-host');
    try {
      const Scene = await loadSpineScene();
      // The tab may have been left while three.js was on its way.
      if (!host || !this.isConnected) return;
      this.#scene = new Scene(host);
      this.#scene.on('message', ({ text }) => (this.message = text));
      this.message = null;
      this.#show();
    } catch (error) {
      this.message = error instanceof Error ? error.message : String(error);
    }
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.#show();
  }

  #show(): void {
    const exam = this.state.case;
    // What the AI found says where the discs are: it is shown only where its plan may be.
    const open = exam.ai.visible || exam.phase === 'submitted';
    const key = [exam.groups, exam.ai.visible, exam.phase, exam.activeGroup];
    if (key.some((part, i) => part !== this.#key[i])) {
      this.#key = key;
      this.#plans = [{ role: 'trainee', groups: exam.groups }, ...referencePlans(exam)];
    }
    const state: SceneState = {
      spine: open ? exam.segmentation.spine : null,
      labels: open ? exam.segmentation.labels : null,
      groups: this.#plans,
      activeGroup: exam.activeGroup,
      saturationBands: exam.saturationBands,
    };
    this.#scene?.setState(state);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#scene?.dispose();
    this.#scene = null;
  }
}
customElements.define('iso-scene', IsoScene);
