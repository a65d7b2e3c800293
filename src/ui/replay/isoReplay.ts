import { msg, str } from '@lit/localize';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { moveAt, replayOf, shownTimes, type Replay, type ReplayMove } from '../../app';
import { ROLE_COLOURS, type PlanRole } from '../../view';
import { ConsoleElement } from '../element';
import { minutes } from '../format';
import { icon } from '../icons';
import '../isoPlot';
import { said } from '../language';
import { nameOfGroup } from '../stepWords';
import { askReplay, type ReplayFrame } from './replayAccess';
import { courseDrawing, courseWords, errorWords, type ChartState } from './replayChart';
import { ReplayClock, SPEEDS, type Speed } from './replayClock';
import { errorCourses, replayReference, type ErrorCourse } from './replayErrors';

const CHART_HEIGHT = 132;

/** The trainee's moves one after the other, in the plan views and as numbers, beside the AI's plan and the truth. */
export class IsoReplay extends ConsoleElement {
  static override properties = {
    ...ConsoleElement.properties,
    at: { state: true },
    isPlaying: { state: true },
    speed: { state: true },
    chartWidth: { state: true },
  };
  /** Number of the move that is shown. */
  declare at: number;
  declare isPlaying: boolean;
  declare speed: Speed;
  declare chartWidth: number;
  #replay: Replay | null = null;
  #times: readonly number[] = [];
  /** Where the replay is, in shown seconds. */
  #position = 0;
  #courses: { readonly key: readonly unknown[]; readonly courses: readonly ErrorCourse[] } = {
    ...{ key: [], courses: [] },
  };
  readonly #clock = new ReplayClock((shownS) => this.#go(this.#position + shownS));
  readonly #size = new ResizeObserver(([entry]) => {
    if (entry) this.chartWidth = Math.max(160, Math.floor(entry.contentRect.width));
  });

  constructor() {
    super();
    this.at = 0;
    this.isPlaying = false;
    this.speed = this.#clock.speed;
    this.chartWidth = 240;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#replay = replayOf(this.controller.attempts.events);
    this.#times = this.#replay ? shownTimes(this.#replay) : [];
    this.#position = 0;
    this.at = 0;
    this.#show();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#pause();
    this.#size.disconnect();
  }

  override render(): TemplateResult {
    const replay = this.#replay;
    return html`<section
      class="panel replay"
      aria-label=${msg('Replay of your moves')}
      data-testid="replay"
      @keydown=${this.#key}
    >
      <div class="panel-title">
        <h2>${msg('Replay')}</h2>
        ${replay ? html`${this.#groupChoice(replay)}${this.#legend()}` : nothing}
        <button class="quiet" data-testid="replay-close" @click=${() => askReplay(this, 'close')}>
          ${icon('x')} ${msg('Close')}
        </button>
      </div>
      ${
        replay
          ? html`${this.#moves(replay)} ${this.#charts(replay)} ${this.#transport(replay)}`
          : html`<p class="replay-none" data-testid="replay-none">
              ${msg('There is nothing to replay: nothing was planned, or this record does not keep how the plan lay.')}
            </p>`
      }
    </section>`;
  }

  protected override firstUpdated(): void {
    const place = this.querySelector('.replay-chart');
    if (place) this.#size.observe(place);
    this.querySelector<HTMLElement>('[data-testid=replay-play]')?.focus();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (!changed.has('at')) return;
    const list = this.querySelector<HTMLElement>('.replay-moves');
    const row = list?.querySelector<HTMLElement>('[aria-current]');
    // `scrollIntoView` would scroll the page as well.
    if (!list || !row) return;
    const above = row.offsetTop - list.scrollTop;
    if (above < 0 || above + row.offsetHeight > list.clientHeight)
      list.scrollTop = row.offsetTop - list.clientHeight / 2;
  }

  /** The group whose distances are charted. */
  get #group(): string | null {
    const { activeGroup } = this.state.case;
    const names = this.#names();
    return names.includes(activeGroup ?? '') ? activeGroup : (names[0] ?? null);
  }

  #names(): string[] {
    return [...new Set((this.#replay?.moves ?? []).flatMap(({ groups }) => groups.map(({ name }) => name)))];
  }

  #groupChoice(_: Replay): TemplateResult {
    const exam = this.state.case;
    const group = this.#group;
    return html`<select
      aria-label=${msg('Slice group')}
      data-testid="replay-group"
      @change=${(event: Event) => {
        if (event.currentTarget instanceof HTMLSelectElement)
          this.controller.plan.select(event.currentTarget.value);
      }}
    >
      ${this.#names().map(
        (name) => html`<option value=${name} ?selected=${name === group}>${nameOfGroup(exam, name)}</option>`,
      )}
    </select>`;
  }

  #legend(): TemplateResult {
    const isTruth = replayReference(this.state.case)?.of === 'truth';
    const roles: readonly (readonly [PlanRole, string])[] = [
      ['trainee', msg('You')],
      ['ai', msg('AI')],
      ...(isTruth ? ([['truth', msg('Truth')]] as const) : []),
    ];
    return html`<ul class="replay-legend" aria-label=${msg('Colours')}>
      ${roles.map(
        ([role, label]) =>
          html`<li>
            <span class="replay-line ${role}" style=${styleMap({ borderColor: ROLE_COLOURS[role] })}></span
            >${label}
          </li>`,
      )}
    </ul>`;
  }

  #moves({ moves }: Replay): TemplateResult {
    return html`<ol class="replay-moves scroll" tabindex="0" aria-label=${msg('Moves')}>
      ${moves.map(
        (move, i) =>
          html`<li aria-current=${i === this.at ? 'true' : nothing}>
            <button class="quiet" data-testid="replay-move-${i}" @click=${() => this.#jump(i)}>
              <span class="mono dim">${minutes(move.atS)}</span><span>${this.#moveWords(move)}</span>
            </button>
          </li>`,
      )}
    </ol>`;
  }

  #moveWords({ what, way }: ReplayMove): string {
    if (what === '') return msg('First image, no plan');
    const words = said(what);
    return way === 'undone'
      ? msg(str`Undone: ${words}`)
      : way === 'redone'
        ? msg(str`Redone: ${words}`)
        : words;
  }

  #charts(replay: Replay): TemplateResult {
    const courses = this.#coursesOf(replay);
    const state: ChartState = {
      times: this.#times,
      runs: replay.marks.filter(({ what }) => what === 'run').map(({ atS }) => this.#shownOf(replay, atS)),
      reference: replayReference(this.state.case)?.of ?? 'ai',
      at: this.at,
    };
    if (courses.length === 0)
      return html`<div class="replay-charts" tabindex="0" role="group" aria-label=${msg('Courses')}>
        <p class="dim">${msg('There is nothing to hold this group against.')}</p>
      </div>`;
    return html`<div class="replay-charts" tabindex="0" role="group" aria-label=${msg('Courses')}>
      ${courses.map(
        (course) =>
          html`<figure>
            <div class="replay-chart">
              <iso-plot
                .label=${courseWords(course, state)}
                .width=${this.chartWidth}
                .drawing=${courseDrawing(course, state, CHART_HEIGHT)}
              ></iso-plot>
            </div>
            <figcaption class="mono small" data-testid="replay-${course.criterion}">
              ${this.#now(course)}
            </figcaption>
          </figure>`,
      )}
    </div>`;
  }

  #now(course: ErrorCourse): TemplateResult {
    const own = course.own.find(({ move }) => move === this.at)?.value ?? null;
    return html`${msg('You')} ${errorWords(own, course)} · ${msg('AI')} ${errorWords(course.ai, course)}`;
  }

  #transport({ moves, lengthS }: Replay): TemplateResult {
    const last = moves.length - 1;
    const move = moves[this.at];
    const now = minutes(move?.atS ?? 0);
    const whole = minutes(lengthS);
    const words = move ? this.#moveWords(move) : '';
    return html`<div class="replay-transport" role="group" aria-label=${msg('Replay controls')}>
      <button
        class="icon"
        data-testid="replay-back"
        aria-label=${msg('Move back')}
        title=${msg('Move back')}
        ?disabled=${this.at === 0}
        @click=${() => this.#jump(this.at - 1)}
      >
        ${icon('stepBack')}
      </button>
      <button
        class="icon primary"
        data-testid="replay-play"
        aria-label=${this.isPlaying ? msg('Pause') : msg('Play')}
        title=${this.isPlaying ? msg('Pause') : msg('Play')}
        @click=${this.#toggle}
      >
        ${icon(this.isPlaying ? 'pause' : 'play')}
      </button>
      <button
        class="icon"
        data-testid="replay-on"
        aria-label=${msg('Move on')}
        title=${msg('Move on')}
        ?disabled=${this.at === last}
        @click=${() => this.#jump(this.at + 1)}
      >
        ${icon('stepForward')}
      </button>
      <input
        type="range"
        min="0"
        max=${last}
        step="1"
        data-testid="replay-timeline"
        aria-label=${msg('Timeline')}
        aria-valuetext=${msg(str`${now} of ${whole}: ${words}`)}
        .value=${String(this.at)}
        @input=${(event: Event) => {
          if (event.currentTarget instanceof HTMLInputElement) this.#jump(event.currentTarget.valueAsNumber);
        }}
      />
      <span class="mono small" data-testid="replay-time">${now} / ${whole}</span>
      <label class="small"
        >${msg('Speed')}
        <select
          data-testid="replay-speed"
          @change=${(event: Event) => {
            if (event.currentTarget instanceof HTMLSelectElement) this.#setSpeed(event.currentTarget.value);
          }}
        >
          ${SPEEDS.map((speed) => html`<option value=${speed} ?selected=${speed === this.speed}>${speed} ×</option>`)}
        </select></label
      >
    </div>`;
  }

  /** Measured once a group and reference. */
  #coursesOf(replay: Replay): readonly ErrorCourse[] {
    const exam = this.state.case;
    const reference = replayReference(exam);
    const group = this.#group;
    const key = [group, reference?.aims, exam.ai.plan];
    if (this.#courses.key.length === 0 || key.some((part, i) => part !== this.#courses.key[i])) {
      const courses = reference && group !== null ? errorCourses(exam, replay, group, reference) : [];
      this.#courses = { key, courses };
    }
    return this.#courses.courses;
  }

  /** A time of the exam on the scale of the replay. */
  #shownOf(replay: Replay, atS: number): number {
    const move = moveAt(replay, atS);
    const from = this.#times[move] ?? 0;
    return Math.min(this.#times[move + 1] ?? from, from + atS - (replay.moves[move]?.atS ?? 0));
  }

  #setSpeed(value: string): void {
    const speed = SPEEDS.find((known) => String(known) === value);
    if (speed === undefined) return;
    this.speed = speed;
    this.#clock.speed = speed;
  }

  readonly #toggle = (): void => {
    if (this.isPlaying) return this.#pause();
    // At the end it begins anew.
    if (this.at === this.#times.length - 1) this.#jump(0);
    this.isPlaying = true;
    this.#clock.start();
  };

  #pause(): void {
    this.#clock.stop();
    this.isPlaying = false;
  }

  /** A move chosen by hand: the replay stands there, or plays on from there. */
  #jump(at: number): void {
    const place = Math.min(Math.max(0, at), this.#times.length - 1);
    this.#go(this.#times[place] ?? 0, place);
  }

  /** @param place the move, where several happen at one time */
  #go(position: number, place?: number): void {
    this.#position = position;
    const at =
      place ??
      Math.max(
        0,
        this.#times.findLastIndex((time) => time <= position),
      );
    if (at !== this.at) {
      this.at = at;
      this.#show();
    }
    if (this.isPlaying && position >= (this.#times.at(-1) ?? 0)) this.#pause();
  }

  #show(): void {
    const move = this.#replay?.moves[this.at];
    const detail: ReplayFrame | null = move
      ? { groups: move.groups, saturationBands: move.saturationBands }
      : null;
    this.dispatchEvent(new CustomEvent('replay-frame', { detail, bubbles: true }));
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.preventDefault();
      askReplay(this, 'close');
      return;
    }
    const { target } = event;
    if (target instanceof HTMLSelectElement || target instanceof HTMLInputElement) return;
    if (event.key === 'ArrowLeft') this.#jump(this.at - 1);
    else if (event.key === 'ArrowRight') this.#jump(this.at + 1);
    else return;
    event.preventDefault();
  };
}
customElements.define('iso-replay', IsoReplay);
