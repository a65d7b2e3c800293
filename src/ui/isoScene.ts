import { msg } from '@lit/localize';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { CardinalOrientation } from '../geometry';
import { loadSpineScene, type SceneClip, type ScenePart, type SceneState, type SpineScene } from '../view';
import { ConsoleElement } from './element';
import { groupTitle } from './format';
import { said } from './language';
import { referencePlans } from './references';
import { sceneBar, type Part, type Place, type SceneBarState } from './sceneBar';

const AXIS = { sagittal: 0, coronal: 1, axial: 2 } as const;

/** The 3-D tab: the patient in the bore, the AI's segmentation, the slice groups as slabs. three.js comes with the first opening. */
export class IsoScene extends ConsoleElement {
  static override properties = {
    ...ConsoleElement.properties,
    message: { state: true },
    hidden3d: { state: true },
    clip: { state: true },
  };
  declare message: string | null;
  declare hidden3d: ReadonlySet<ScenePart>;
  declare clip: SceneClip | null;
  #scene: SpineScene | null = null;
  /** Kept while nothing of it changed: new objects mean that the slabs are built again. */
  #plans: SceneState['groups'] = [];
  #key: readonly unknown[] = [];

  constructor() {
    super();
    this.message = msg('Loading the 3-D scene …');
    this.hidden3d = new Set();
    this.clip = null;
  }

  override render(): TemplateResult {
    return html`${sceneBar(this.#bar())}
      <div class="scene-host" data-testid="scene"></div>
      ${this.message ? html`<p class="scene-message" role="status">${said(this.message)}</p>` : nothing}`;
  }

  /** What the AI found says where the discs are: it is shown only where its plan may be. */
  get #isOpen(): boolean {
    const { ai, phase } = this.state.case;
    return ai.visible || phase === 'submitted';
  }

  #bar(): SceneBarState {
    return {
      places: this.#places(),
      parts: this.#parts(),
      hidden: this.hidden3d,
      clip: this.clip,
      clipRange: this.clip ? this.#range(this.clip.orientation) : [0, 0],
      look: (from) => this.#scene?.look(from),
      flyTo: (point) => this.#scene?.flyTo(point),
      toggle: (part) => {
        const hidden = new Set(this.hidden3d);
        if (!hidden.delete(part)) hidden.add(part);
        this.hidden3d = hidden;
      },
      setClip: (orientation, mm) => {
        const [from, to] = this.#range(orientation ?? 'sagittal');
        this.clip = orientation && { orientation, mm: mm ?? (from + to) / 2 };
      },
    };
  }

  #range(orientation: CardinalOrientation): readonly [number, number] {
    const extent = this.#scene?.extent;
    const axis = AXIS[orientation];
    const [from, to] = [extent?.min[axis] ?? -100, extent?.max[axis] ?? 100];
    return from < to ? [from, to] : [-100, 100];
  }

  /** Discs the AI found, where they may be known; else the groups that were placed. */
  #places(): Place[] {
    const { segmentation, groups } = this.state.case;
    const discs = this.#isOpen ? (segmentation.spine?.discs ?? []) : [];
    if (discs.length > 0) {
      return discs.map(({ level, centre }) => ({
        name: groupTitle({ name: level, kind: 'axial', level }),
        point: centre,
      }));
    }
    return groups.map((group) => ({ name: groupTitle(group), point: group.centre }));
  }

  #parts(): Part[] {
    const { groups, saturationBands, segmentation, patient } = this.state.case;
    const surfaces: Part[] = [
      { part: 'bone', label: msg('Bone') },
      { part: 'discs', label: msg('Discs') },
      { part: 'canal', label: msg('Canal') },
    ];
    const roles = new Set(this.#plans.map(({ role }) => role));
    return [
      ...(this.#isOpen && segmentation.labels ? surfaces : []),
      ...groups.map((group): Part => ({ part: `group-${group.name}`, label: groupTitle(group) })),
      ...(roles.has('ai') ? [{ part: 'ai', label: msg('AI plan') } as const] : []),
      ...(roles.has('truth') ? [{ part: 'truth', label: msg('Plan on the true anatomy') } as const] : []),
      ...(saturationBands.length > 0 ? [{ part: 'bands', label: msg('Saturation band') } as const] : []),
      ...(patient?.body
        ? [
            { part: 'patient', label: msg('Patient') } as const,
            { part: 'bore', label: msg('Bore and table') } as const,
          ]
        : []),
    ];
  }

  protected override willUpdate(): void {
    super.willUpdate();
    const exam = this.state.case;
    const key = [exam.groups, exam.ai.visible, exam.phase, exam.activeGroup];
    if (key.every((part, i) => part === this.#key[i])) return;
    this.#key = key;
    this.#plans = [{ role: 'trainee', groups: exam.groups }, ...referencePlans(exam)];
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
    if (changed.has('hidden3d')) this.#scene?.setHidden(this.hidden3d);
    if (changed.has('clip')) this.#scene?.setClip(this.clip);
  }

  #show(): void {
    const exam = this.state.case;
    const state: SceneState = {
      spine: this.#isOpen ? exam.segmentation.spine : null,
      labels: this.#isOpen ? exam.segmentation.labels : null,
      groups: this.#plans,
      activeGroup: exam.activeGroup,
      saturationBands: exam.saturationBands,
      body: exam.patient?.body ?? null,
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
