import { html, type PropertyValues, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { AcquiredSeries } from '../exercise';
import type { Sequence } from '../scanner';
import type { Volume } from '../volume';
import { SeriesViewer, type CrossingMark } from '../view';
import { ConsoleElement } from './element';
import { groupTitle } from './format';
import { acquiredId } from './references';

type Tab = 'images' | 'scene';

interface Shown {
  readonly id: string;
  readonly label: string;
  readonly sequence: Sequence;
  readonly volume: Volume;
  /** While it arrives. */
  readonly received?: readonly boolean[];
  readonly newest?: number;
  /** Dark bands that crossing groups left on them. */
  readonly crossings?: readonly CrossingMark[];
}

/** Acquired images, newest series first and slice by slice as they arrive; the 3-D scene on the other tab. */
export class IsoImages extends ConsoleElement {
  static override properties = {
    ...ConsoleElement.properties,
    tab: { state: true },
    chosen: { state: true },
  };
  declare tab: Tab;
  /** Id of a finished series; null follows the newest. */
  declare chosen: string | null;
  #viewer: SeriesViewer | null = null;
  #followed: string | null = null;
  #drawn: readonly boolean[] | null = null;

  constructor() {
    super();
    this.tab = 'images';
    this.chosen = null;
  }

  override render(): TemplateResult {
    const { series } = this.state.case;
    const running = this.state.live;
    return html`<section class="panel images" aria-label="Acquired images">
      <div class="panel-title">
        <fieldset class="tabs">
          <legend class="visually-hidden">Images or 3-D</legend>
          ${(['images', 'scene'] as const).map(
            (tab) =>
              html`<label>
                <input
                  type="radio"
                  name="image-tab"
                  data-testid="tab-${tab}"
                  .checked=${live(this.tab === tab)}
                  @change=${() => (this.tab = tab)}
                />${tab === 'images' ? 'Images' : '3-D'}
              </label>`,
          )}
        </fieldset>
        ${
          this.tab === 'images'
            ? html`<select
                aria-label="Series shown"
                data-testid="series-select"
                ?disabled=${series.length === 0 && !running}
                @change=${this.#choose}
              >
                ${running ? html`<option value="live">${running.sequence.label} (running)</option>` : ''}
                ${series.map(
                  (acquired) =>
                    html`<option value=${acquiredId(acquired)}>
                      ${this.#label(acquired.series.sequence.label, acquired.groupName, acquired.run)}
                    </option>`,
                )}
              </select>`
            : ''
        }
      </div>
      <div class="image-host" data-testid="image-host" ?hidden=${this.tab !== 'images'}></div>
      ${this.tab === 'scene' ? html`<iso-scene class="image-host" .controller=${this.controller}></iso-scene>` : ''}
    </section>`;
  }

  #label(sequence: string, group: string, run: number): string {
    const wanted = this.state.case.scenario?.groups.find((candidate) => candidate.name === group);
    return `${sequence}${wanted && !wanted.level ? '' : ` ${wanted ? groupTitle(wanted) : group}`}${run > 1 ? ` (run ${run})` : ''}`;
  }

  #choose = (event: Event): void => {
    if (!(event.currentTarget instanceof HTMLSelectElement)) return;
    const { value } = event.currentTarget;
    this.chosen = value === 'live' ? null : value;
  };

  #shown(): Shown | null {
    const { live: running, case: exam } = this.state;
    if (running && this.chosen === null) {
      const { sequence, group, volume, received, newest } = running;
      return {
        id: 'live',
        label: this.#label(sequence.label, group.name, 1),
        sequence,
        volume,
        received,
        newest,
      };
    }
    const ofGroup = exam.series.findLast(
      (s) => exam.phase === 'submitted' && s.groupName === exam.activeGroup,
    );
    const acquired = exam.series.find((s) => acquiredId(s) === this.chosen) ?? ofGroup ?? exam.series.at(-1);
    if (!acquired) return null;
    const { series, groupName, run } = acquired;
    const { sequence, volume } = series;
    const label = this.#label(sequence.label, groupName, run);
    const crossings = this.#crossings(acquired);
    return { id: acquiredId(acquired), label, sequence, volume, crossings };
  }

  /** After submission: where other groups darken the canal on these images, if the plan is still theirs. */
  #crossings({ stepId, groupName }: AcquiredSeries): CrossingMark[] {
    const { outcome, steps } = this.state.case;
    if (steps.find(({ id }) => id === stepId)?.stale !== false) return [];
    return (outcome?.exam.crossings ?? [])
      .filter(({ group }) => group === groupName)
      .map(({ companion, slice, fromMm, toMm }) => ({
        ...{ slice, fromMm, toMm },
        words: `dark band of ${companion}`,
      }));
  }

  /** On the score screen the images follow the group being read, whatever was chosen before. */
  protected override willUpdate(): void {
    super.willUpdate();
    const { phase, activeGroup } = this.state.case;
    if (phase === 'submitted' && activeGroup !== this.#followed) this.chosen = null;
    this.#followed = activeGroup;
  }

  protected override firstUpdated(): void {
    const host = this.querySelector<HTMLElement>('div.image-host');
    if (host) this.#viewer = new SeriesViewer(host);
    this.#show();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.#show();
  }

  #show(): void {
    const shown = this.#shown();
    // Options come and go with the series; only now are they all there to choose from.
    const select = this.querySelector('select');
    if (select && shown) select.value = shown.id;
    if (!this.#viewer) return;
    const { received, newest, crossings } = shown ?? {};
    this.#viewer.setState({
      ...(crossings && { crossings }),
      volume: shown?.volume ?? null,
      label: shown?.label ?? '',
      ...(shown && { note: `TR ${shown.sequence.repetitionTimeMs} TE ${shown.sequence.echoTimeMs}` }),
      ...(received && { received }),
    });
    // Voxels came in since the last drawing.
    if (received && newest !== undefined && received !== this.#drawn) this.#viewer.update(received, newest);
    this.#drawn = received ?? null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#viewer?.dispose();
    this.#viewer = null;
  }
}
customElements.define('iso-images', IsoImages);
