import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { canPlan } from '../exercise';
import { IsocenterError, type Vec3 } from '../geometry';
import { groupTitle as englishTitle, threePointPlan, type PlannedGroup } from '../planning';
import { discText } from '../view';
import type { Background } from './backgrounds';
import { ConsoleElement } from './element';
import { groupTitle } from './format';
import { icon } from './icons';
import { said } from './language';
import { PLAN_HELP_ID, planHelp } from './planHelp';
import {
  keepsKind,
  planReferences,
  related,
  RELATIONS,
  type PlanReference,
  type Relation,
} from './planRelations';
import { shownDiscs } from './references';

/** Key of the three-point plan on a focused plan view. */
const THREE_POINTS_KEY = '3';

const turnsAway = (group: PlannedGroup): IsocenterError =>
  new IsocenterError(
    'plan-turns-away',
    `Through these points ${englishTitle(group)} would no longer be ${group.kind === 'axial' ? 'an' : 'a'} ${group.kind} group.`,
    'Set the points along the slices the group is to have.',
  );

/** Helpers for the group in hand: relations to something else, and a plane through three points. */
export class IsoPlanTools extends ConsoleElement {
  static override properties = {
    ...ConsoleElement.properties,
    suggested: { attribute: false },
    picked: { state: true },
    chosen: { state: true },
    words: { state: true },
  };
  /** A better image to plan on; null: none. Taken with the event `take-suggested`. */
  declare suggested: Background | null;
  /** Points set so far, patient LPS mm; null: none are being set. */
  declare picked: readonly Vec3[] | null;
  /** Id of the reference chosen by hand. */
  declare chosen: string | null;
  /** What the last helper did. */
  declare words: string;

  constructor() {
    super();
    this.suggested = null;
    this.picked = null;
    this.chosen = null;
    this.words = '';
  }

  override render(): TemplateResult {
    const group = this.#inHand();
    const references = planReferences(this.state.case);
    const to = this.#reference(references);
    return html`<div class="plan-tools" role="group" aria-label=${msg('Planning helpers')}>
      <span class="tools-group">${group ? groupTitle(group) : msg('No group in hand')}</span>
      ${RELATIONS.map(
        ({ relation, word, key, help }) =>
          html`<button
            class="quiet"
            data-testid="tool-${relation}"
            title=${msg(str`${help()} ${said(to.label)} (${key.toUpperCase()} on a plan view)`)}
            aria-keyshortcuts=${key}
            ?disabled=${!group || related(relation, group, to) === null}
            @click=${() => this.#relate(relation)}
          >
            ${word()}
          </button>`,
      )}
      <select
        aria-label=${msg('What the group is related to')}
        title=${msg('What the group is related to')}
        data-testid="tool-reference"
        ?disabled=${!group}
        @change=${this.#choose}
      >
        ${references.map(({ id, label }) => html`<option value=${id}>${said(label)}</option>`)}
      </select>
      <button
        class="quiet"
        data-testid="tool-three-points"
        title=${msg('Lay the group through three points set in the views (3 on a plan view)')}
        aria-keyshortcuts=${THREE_POINTS_KEY}
        aria-pressed=${this.picked ? 'true' : 'false'}
        ?disabled=${!group}
        @click=${() => this.#togglePicking()}
      >
        ${msg('Three points')}
      </button>
      ${this.#suggestion()} ${this.#discAngle(group)}
      <output class="tools-words small" data-testid="tool-words">${this.#message()}</output>
      <button
        class="icon quiet"
        data-testid="plan-help-button"
        aria-label=${msg('Mouse and keys')}
        title=${msg('Mouse and keys (?)')}
        popovertarget=${PLAN_HELP_ID}
      >
        ${icon('help')}
      </button>
      ${planHelp()}
    </div>`;
  }

  /** A key on a focused plan view; false when it is none of the helpers'. */
  key({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
    if (ctrlKey || metaKey || altKey) return false;
    const way = RELATIONS.find((candidate) => candidate.key === key.toLowerCase());
    if (way) this.#relate(way.relation);
    else if (key === THREE_POINTS_KEY) this.#togglePicking();
    else if (key === '?') this.querySelector<HTMLElement>('[popover]')?.togglePopover();
    else return false;
    return true;
  }

  /** A point set in a view; null gives the points up. */
  pick(point: Vec3 | null): void {
    if (!this.picked) return;
    const [a, b] = this.picked;
    if (!point) this.picked = null;
    else if (a && b) this.#layThrough([a, b, point]);
    else this.picked = [...this.picked, point];
  }

  protected override willUpdate(): void {
    super.willUpdate();
    if (!this.#inHand()) this.picked = null;
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    super.updated(changed);
    const select = this.querySelector('select');
    if (select) select.value = this.#reference(planReferences(this.state.case)).id;
    if (changed.has('picked')) this.dispatchEvent(new Event('picking'));
  }

  #inHand(): PlannedGroup | undefined {
    const exam = this.state.case;
    return canPlan(exam) ? exam.groups.find(({ name }) => name === exam.activeGroup) : undefined;
  }

  /** The chosen one while there is one, else the first. */
  #reference(all: readonly PlanReference[]): PlanReference {
    const found = all.find(({ id }) => id === this.chosen) ?? all[0];
    if (!found) throw new Error('the patient has no planes');
    return found;
  }

  /** Planning on the diagnostic images is the habit to learn; the localizer is noisy and coarse. */
  #suggestion(): TemplateResult | typeof nothing {
    const image = this.suggested;
    return image
      ? html`<button
          class="suggestion"
          data-testid="take-suggested"
          title=${msg('Put the finished series behind the sagittal view')}
          @click=${() => {
            this.dispatchEvent(new Event('take-suggested'));
            this.words = msg(str`The sagittal view shows ${image.label}.`);
          }}
        >
          ${msg(str`Plan on ${image.label}`)}
        </button>`
      : nothing;
  }

  /** While the AI's plan is shown: how far the group in hand is angled away from its disc. */
  #discAngle(group: PlannedGroup | undefined): TemplateResult | string {
    const text = group ? said(discText(group, shownDiscs(this.state.case))) : '';
    return text && html`<span class="tools-angle mono small" data-testid="disc-angle">${text}</span>`;
  }

  #message(): string {
    if (!this.picked) return this.words;
    const asked = [
      msg('Click three points in any view. Escape gives up.'),
      msg('Click two more points in any view. Escape gives up.'),
      msg('Click one more point in any view. Escape gives up.'),
    ];
    return asked[this.picked.length] ?? '';
  }

  #choose = (event: Event): void => {
    if (event.currentTarget instanceof HTMLSelectElement) this.chosen = event.currentTarget.value;
  };

  #relate(relation: Relation): void {
    const group = this.#inHand();
    if (!group) return;
    const to = this.#reference(planReferences(this.state.case));
    const edit = related(relation, group, to);
    if (edit) this.#commit(edit.what, edit.group);
    else this.words = msg(str`Not possible with ${said(to.label)}.`);
  }

  #togglePicking(): void {
    if (this.#inHand()) this.picked = this.picked ? null : [];
  }

  #layThrough(points: readonly [Vec3, Vec3, Vec3]): void {
    const group = this.#inHand();
    this.picked = null;
    if (!group) return;
    try {
      const laid = threePointPlan(group, points);
      if (!keepsKind(laid)) throw turnsAway(group);
      this.#commit(`Lay ${englishTitle(group)} through three points`, laid);
    } catch (error) {
      this.controller.showError(error);
    }
  }

  #commit(what: string, group: PlannedGroup): void {
    this.controller.plan.edit({ phase: 'commit', what, group });
    this.words = `${said(what)}.`;
  }
}
customElements.define('iso-plan-tools', IsoPlanTools);
