import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import type { CardinalOrientation, Vec3 } from '../geometry';
import type { LookFrom, SceneClip, ScenePart } from '../view';
import { icon } from './icons';
import { placeMenu } from './menu';

/** A place to fly to. */
export interface Place {
  readonly name: string;
  readonly point: Vec3;
}

/** Something that can be hidden. */
export interface Part {
  readonly part: ScenePart;
  readonly label: string;
}

export interface SceneBarState {
  readonly places: readonly Place[];
  readonly parts: readonly Part[];
  readonly hidden: ReadonlySet<ScenePart>;
  readonly clip: SceneClip | null;
  /** Where the clip may lie, mm. */
  readonly clipRange: readonly [from: number, to: number];
  look(from: LookFrom): void;
  flyTo(point: Vec3): void;
  toggle(part: ScenePart): void;
  setClip(orientation: CardinalOrientation | null, mm?: number): void;
}

const VIEWS = [
  { from: 'anterior', letter: 'A', label: () => msg('From the front') },
  { from: 'posterior', letter: 'P', label: () => msg('From behind') },
  { from: 'right', letter: 'R', label: () => msg('From the right') },
  { from: 'left', letter: 'L', label: () => msg('From the left') },
  { from: 'head', letter: 'H', label: () => msg('From the head') },
] as const satisfies readonly { from: LookFrom; letter: string; label: () => string }[];

const CLIPS = [
  { orientation: 'sagittal', label: () => msg('Sagittal') },
  { orientation: 'coronal', label: () => msg('Coronal') },
  { orientation: 'axial', label: () => msg('Axial') },
] as const;

/** Views, places, what is shown, and the cut: one row above the 3-D scene. */
export function sceneBar(bar: SceneBarState): TemplateResult {
  const chooseClip = (event: Event): void => {
    if (!(event.currentTarget instanceof HTMLSelectElement)) return;
    const { value } = event.currentTarget;
    bar.setClip(CLIPS.find(({ orientation }) => orientation === value)?.orientation ?? null);
  };
  const moveClip = (event: Event): void => {
    if (bar.clip && event.currentTarget instanceof HTMLInputElement)
      bar.setClip(bar.clip.orientation, Number(event.currentTarget.value));
  };
  return html`<div class="image-bar" role="group" aria-label=${msg('3-D tools')}>
    <div class="tool-group" role="group" aria-label=${msg('Look')}>
      <button
        class="icon quiet"
        aria-label=${msg('Whole spine')}
        title=${msg('Whole spine')}
        data-testid="look-oblique"
        @click=${() => bar.look('oblique')}
      >
        ${icon('rotate3d')}
      </button>
      ${VIEWS.map(
        ({ from, letter, label }) =>
          html`<button
            class="icon quiet"
            aria-label=${label()}
            title=${label()}
            data-testid="look-${from}"
            @click=${() => bar.look(from)}
          >
            ${letter}
          </button>`,
      )}
    </div>
    <button
      class="quiet"
      popovertarget="scene-places"
      data-testid="places"
      ?disabled=${bar.places.length === 0}
    >
      ${msg('Go to')}
    </button>
    <div popover class="menu" id="scene-places" @beforetoggle=${placeMenu}>
      ${bar.places.map(
        ({ name, point }) =>
          html`<button class="quiet" data-testid="go-${name}" @click=${() => bar.flyTo(point)}>
            ${name}
          </button>`,
      )}
    </div>
    <button class="quiet" popovertarget="scene-parts" data-testid="parts">${msg('Show')}</button>
    <div popover class="menu" id="scene-parts" @beforetoggle=${placeMenu}>
      ${bar.parts.map(
        ({ part, label }) =>
          html`<label class="menu-check">
            <input
              type="checkbox"
              data-testid="show-${part}"
              .checked=${!bar.hidden.has(part)}
              @change=${() => bar.toggle(part)}
            />${label}
          </label>`,
      )}
    </div>
    <select
      class="window-preset"
      aria-label=${msg('Cut the patient open')}
      data-testid="clip"
      .value=${bar.clip?.orientation ?? ''}
      @change=${chooseClip}
    >
      <option value="">${msg('No cut')}</option>
      ${CLIPS.map(({ orientation, label }) => html`<option value=${orientation}>${label()}</option>`)}
    </select>
    ${
      bar.clip
        ? html`<input
            type="range"
            class="clip-place"
            aria-label=${msg('Where the cut lies, mm')}
            data-testid="clip-place"
            min=${Math.floor(bar.clipRange[0])}
            max=${Math.ceil(bar.clipRange[1])}
            .value=${String(Math.round(bar.clip.mm))}
            @input=${moveClip}
          />`
        : nothing
    }
  </div>`;
}
