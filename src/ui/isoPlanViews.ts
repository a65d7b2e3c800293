import { msg, str } from '@lit/localize';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { acquiredKey, canPlan } from '../exercise';
import { nearestOrientation, sliceNormal, type CardinalOrientation, type Plane } from '../geometry';
import type { PlannedGroup } from '../planning';
import { PlanView } from '../view';
import { backgrounds, type Background } from './backgrounds';
import { planeName } from './format';
import type { IsoPlanTools } from './isoPlanTools';
import './isoPlanTools';
import { STEP_DRAG } from './isoQueue';
import { referencePlans, shownCrossings, shownDiscs } from './references';
import { ConsoleElement } from './element';
import { icon } from './icons';
import { phaseMark } from './phaseMark';
import type { ReplayFrame } from './replay';

const VIEWS: readonly CardinalOrientation[] = ['sagittal', 'coronal', 'axial'];

/** The three equal plan views; each shows any finished series and every slice group. */
export class IsoPlanViews extends ConsoleElement {
  static override properties = {
    ...ConsoleElement.properties,
    maximised: { state: true },
    fromRight: { state: true },
    chosen: { state: true },
    replay: { attribute: false },
  };
  /** A moment of the exam that is shown in place of the plan as it lies; it cannot be edited. */
  declare replay: ReplayFrame | null;
  /** The sagittal view as seen from the patient's right, front on the right. */
  declare fromRight: boolean;
  declare maximised: CardinalOrientation | null;
  declare chosen: Partial<Record<CardinalOrientation, string>>;
  readonly #views = new Map<CardinalOrientation, PlanView>();
  /** The group the score screen is about: the views go to it once. */
  #read: PlannedGroup | undefined;
  readonly #planes = new Map<CardinalOrientation, Plane | null>();

  constructor() {
    super();
    this.replay = null;
    this.maximised = null;
    this.fromRight = false;
    this.chosen = {};
  }

  override render(): TemplateResult {
    const all = backgrounds(this.state.case);
    const suggested = this.#suggested(all);
    return html`<div class="planning">
      <iso-plan-tools
        .controller=${this.controller}
        ?hidden=${this.state.case.phase === 'submitted' || this.replay !== null}
        .suggested=${suggested}
        @take-suggested=${() => {
          if (suggested) this.chosen = { ...this.chosen, sagittal: suggested.id };
        }}
        @picking=${() => this.#linkPicking()}
      ></iso-plan-tools>
      <div
        class=${classMap({ views: true, maximised: this.maximised !== null })}
        @keydown=${(event: KeyboardEvent) => this.#key(event)}
      >
        ${VIEWS.map((orientation) => this.#frame(orientation, all))}
      </div>
    </div>`;
  }

  #frame(orientation: CardinalOrientation, all: readonly Background[]): TemplateResult {
    const big = this.maximised === orientation;
    return html`<section
      class=${classMap({ view: true, panel: true, hidden: this.maximised !== null && !big })}
      aria-label=${msg(str`${planeName(orientation)} plan view`)}
      data-orientation=${orientation}
      data-testid="view-${orientation}"
      @dragover=${(event: DragEvent) => event.preventDefault()}
      @drop=${(event: DragEvent) => this.#dropped(orientation, event)}
    >
      <div class="view-bar">
        <span class="view-name">${planeName(orientation)}</span>
        <select
          aria-label=${msg(str`Image behind the ${planeName(orientation)} view`)}
          data-testid="background-${orientation}"
          data-background=${orientation}
          ?disabled=${all.length === 0}
          @change=${(event: Event) => this.#choose(orientation, event)}
        >
          ${all.map(({ id, label }) => html`<option value=${id}>${label}</option>`)}
        </select>
        ${orientation === 'sagittal' ? this.#sideSwitch() : nothing}
        <button
          class="icon quiet"
          aria-label=${big ? msg('Show all three views') : msg(str`Maximise ${planeName(orientation)} view`)}
          aria-pressed=${big ? 'true' : 'false'}
          @click=${() => this.#toggle(orientation)}
        >
          ${icon(big ? 'minimise' : 'maximise')}
        </button>
      </div>
      <div class="view-host" data-host=${orientation}></div>
    </section>`;
  }

  #sideSwitch(): TemplateResult {
    return html`<button
      class="icon quiet"
      data-testid="sagittal-side"
      aria-label=${msg('Look at the sagittal view from the patient’s right')}
      title=${this.fromRight ? msg('Look from the patient’s left') : msg('Look from the patient’s right')}
      aria-pressed=${this.fromRight ? 'true' : 'false'}
      @click=${() => (this.fromRight = !this.fromRight)}
    >
      ${icon('flip')}
    </button>`;
  }

  #toggle(orientation: CardinalOrientation): void {
    this.maximised = this.maximised === orientation ? null : orientation;
  }

  /** A finished step dragged here: its newest series, of the active group where it has several. */
  #dropped(orientation: CardinalOrientation, event: DragEvent): void {
    const stepId = event.dataTransfer?.getData(STEP_DRAG);
    const { series, activeGroup } = this.state.case;
    const ofStep = series.filter((acquired) => acquired.stepId === stepId);
    const wanted = ofStep.findLast((acquired) => acquired.groupName === activeGroup) ?? ofStep.at(-1);
    if (wanted) this.chosen = { ...this.chosen, [orientation]: acquiredKey(wanted) };
  }

  #choose(orientation: CardinalOrientation, event: Event): void {
    const select = event.currentTarget;
    if (select instanceof HTMLSelectElement) this.chosen = { ...this.chosen, [orientation]: select.value };
  }

  /** The chosen series, else the localizer of the view's own orientation. */
  #background(orientation: CardinalOrientation, all: readonly Background[]): Background | undefined {
    return (
      all.find(({ id }) => id === this.chosen[orientation]) ??
      all.find(({ series }) => nearestOrientation(sliceNormal(series.group)) === orientation)
    );
  }

  /** A finished sagittal series to plan the axial groups on, T2 first, while the view still shows the localizer. */
  #suggested(all: readonly Background[]): Background | null {
    const exam = this.state.case;
    const isFinished = ({ id }: Background): boolean =>
      exam.series.some((acquired) => acquiredKey(acquired) === id);
    const shown = this.#background('sagittal', all);
    const isWanted = exam.scenario?.groups.some(({ kind }) => kind === 'axial') ?? false;
    if (!canPlan(exam) || !isWanted || !shown || isFinished(shown)) return null;
    const better = all.filter(
      (one) => isFinished(one) && nearestOrientation(sliceNormal(one.series.group)) === 'sagittal',
    );
    return better.find(({ series }) => series.sequence.name.startsWith('t2')) ?? better[0] ?? null;
  }

  protected override firstUpdated(): void {
    for (const orientation of VIEWS) {
      const host = this.querySelector<HTMLElement>(`[data-host='${orientation}']`);
      if (!host) continue;
      const view = new PlanView(host);
      view.on('group-edit', (edit) => this.controller.plan.edit(edit));
      view.on('band-edit', (edit) => this.controller.plan.editBand(edit));
      view.on('group-select', ({ name }) => this.controller.plan.select(name));
      view.on('maximise', () => this.#toggle(orientation));
      view.on('point', ({ point }) => {
        for (const [other, linked] of this.#views) if (other !== orientation) linked.setCursor(point);
      });
      view.on('pick', ({ point }) => this.#tools()?.pick(point));
      view.on('plane', ({ plane }) => {
        this.#planes.set(orientation, plane);
        this.#linkPlanes();
      });
      this.#views.set(orientation, view);
    }
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const exam = { ...this.state.case, ...this.replay };
    const all = backgrounds(exam);
    const reference = referencePlans(exam);
    const shared = shownCrossings(exam);
    const phase = canPlan(exam) ? phaseMark(exam) : null;
    const read =
      exam.phase === 'submitted' && !this.replay
        ? exam.groups.find((g) => g.name === exam.activeGroup)
        : this.#read;
    for (const [orientation, view] of this.#views) {
      const background = this.#background(orientation, all);
      view.setState({
        orientation,
        isMirrored: orientation === 'sagittal' && this.fromRight,
        background: background?.series.volume ?? null,
        backgroundLabel: background?.label ?? '',
        groups: exam.groups,
        activeGroup: exam.activeGroup,
        reference,
        saturationBands: exam.saturationBands,
        crossings: shared,
        discs: shownDiscs(exam),
        phase,
        editable: canPlan(exam) && this.replay === null,
      });
      const select = this.querySelector<HTMLSelectElement>(`[data-background='${orientation}']`);
      if (select && background) select.value = background.id;
      if (read && read !== this.#read) view.showPoint(read.centre);
    }
    this.#read = read;
  }

  #tools(): IsoPlanTools | null {
    return this.querySelector<IsoPlanTools>('iso-plan-tools');
  }

  /** Points are set in all views alike. */
  #linkPicking(): void {
    for (const view of this.#views.values()) view.setPicking(this.#tools()?.picked ?? null);
  }

  /** Keys of the helpers while a view has the focus. */
  #key(event: KeyboardEvent): void {
    const { target } = event;
    if (
      event.defaultPrevented ||
      this.replay !== null ||
      !(target instanceof HTMLElement) ||
      !target.dataset['host']
    )
      return;
    if (this.#tools()?.key(event)) event.preventDefault();
  }

  /** Each view draws where the other two are. */
  #linkPlanes(): void {
    for (const [orientation, view] of this.#views) {
      const others = [...this.#planes].filter(([of]) => of !== orientation);
      view.setReferencePlanes(others.flatMap(([, plane]) => plane ?? []));
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const view of this.#views.values()) view.dispose();
    this.#views.clear();
  }
}
customElements.define('iso-plan-views', IsoPlanViews);
