import { msg, str } from '@lit/localize';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { canPlan } from '../exercise';
import { obliqueNotation, positionNotation, sliceNormal } from '../geometry';
import type { Alternative } from '../scanner';
import { bandPage } from './bandPage';
import { PAGES, type CardField, type Page } from './cardField';
import { cardFigures, systemRows } from './cardFigures';
import { cardFoot } from './cardFoot';
import { cardRows, type RowsView } from './cardRows';
import { cardTabs } from './cardTabs';
import { ConsoleElement } from './element';
import { activeRequest, concatenationsOf, figuresOf, type SeriesRequest } from './exam';
import { groupTitle, minutes } from './format';
import { icon } from './icons';
import { said } from './language';
import { refusal } from './refusal';
import {
  cardFields,
  changeWords,
  judge,
  keptWords,
  refusalOf,
  splitOf,
  taking,
  typing,
  type Judged,
  type Typed,
} from './typed';

const NOTHING: Typed = new Map();
const REFUSAL = 'refusal';
const SPLIT = 'split';
/** Where the card speaks of runs that were not asked for. */
const SPLIT_FIELD = 'concatenations';

/** What was typed for a series and refused. */
interface Draft {
  readonly stepId: string;
  readonly group: string;
  readonly typed: Typed;
  /** Key of the field typed last. */
  readonly at: string;
}

/** The parameter card: every value of the active group and of the sequence that will run it. */
export class IsoParameterCard extends ConsoleElement {
  static override properties = {
    ...ConsoleElement.properties,
    selected: { type: String },
    page: { state: true },
    draft: { state: true },
    trying: { state: true },
    current: { state: true },
    previewing: { state: true },
  };
  declare selected: string | null;
  declare page: Page;
  declare draft: Draft | null;
  /** What would be typed if the field were left now. */
  declare trying: Typed | null;
  /** Key of the field that had the focus last. */
  declare current: string | null;
  declare previewing: boolean;

  constructor() {
    super();
    this.selected = null;
    this.page = 'Routine';
    this.draft = null;
    this.trying = null;
    this.current = null;
    // Beside two columns of fields there is room for it on a wide screen only.
    this.previewing = matchMedia('(min-width: 1600px)').matches;
  }

  override render(): TemplateResult {
    const present = activeRequest(this.state.case, this.selected);
    const typed = present ? this.#typed(present) : NOTHING;
    const judged = present && (typed.size > 0 ? judge(present, typed) : { request: present, refused: null });
    const tried = present && this.trying ? judge(present, this.trying) : null;
    const figuring = tried && !tried.refused ? tried.request : judged?.request;
    const split = present ? splitOf(present) : null;
    return html`
      <section class="panel card" aria-label=${msg('Parameter card')}>
        <div class="panel-title">
          ${cardTabs(this.page, split ? ['Routine'] : [], (page) => (this.page = page))}
          <button
            class="icon"
            aria-label=${msg('Preview of one slice')}
            title=${msg('Preview of one slice')}
            data-testid="toggle-preview"
            aria-pressed=${this.previewing ? 'true' : 'false'}
            @click=${() => (this.previewing = !this.previewing)}
          >
            ${icon('eye')}
          </button>
        </div>
        ${cardFigures(this.controller, figuring ?? null, tried !== null && !tried.refused)}
        <div class="card-body">
          <div class="card-page scroll">
            ${
              present && judged
                ? this.#series(present, judged, typed)
                : (bandPage(this.controller, (request, way) => this.#take(request, request, way)) ??
                  this.#empty())
            }
          </div>
          ${
            this.previewing && present
              ? html`<iso-preview
                  .controller=${this.controller}
                  .request=${figuring && refusalOf(figuring) === null ? figuring : null}
                ></iso-preview>`
              : nothing
          }
        </div>
        ${
          present
            ? cardFoot({
                ...{ present, fields: cardFields(present), page: this.page, current: this.current },
                // What is refused has no consequences to tell of.
                judged: judged && !judged.refused ? judged.request : present,
                isEditable: canPlan(this.state.case),
                onReset: (fields) => this.#reset(present, fields),
              })
            : nothing
        }
      </section>
    `;
  }

  #empty(): TemplateResult {
    const planning = canPlan(this.state.case);
    return html`<p class="dim empty">
      ${planning ? msg('Place a slice group from the queue or the list, or select one.') : msg('No slice group yet.')}
    </p>`;
  }

  /** Orientation and place, then every page; only the chosen one is in sight. */
  #series(present: SeriesRequest, judged: Judged, typed: Typed): TemplateResult {
    const { group, sequence } = present;
    const faulty = typed.size === 0 ? refusalOf(present) : null;
    const fields = cardFields(present);
    const view = this.#rowsView(present, judged, typed);
    return html`
      <p class="row spread notation">
        <strong data-testid="active-group">${groupTitle(group)}</strong>
        <span class="dim">${sequence.label}</span>
        <span class="mono" data-testid="orientation">${obliqueNotation(sliceNormal(group))}</span>
        <span class="mono" data-testid="position">${positionNotation(group.centre)}</span>
      </p>
      ${
        faulty
          ? refusal({
              ...{ id: REFUSAL, tone: 'refused', message: said(faulty.message), ways: faulty.ways },
              detail: msg('The scanner cannot run this series.'),
              onWay: (way) => this.#take(present, present, way),
              isDisabled: !canPlan(this.state.case),
            })
          : nothing
      }
      ${PAGES.map(
        (page) =>
          html`<div ?hidden=${page !== this.page} data-page=${page}>
            ${cardRows(
              fields.filter((field) => field.page === page),
              view,
            )}
            ${page === 'System' ? systemRows(this.controller, judged.request) : nothing}
          </div>`,
      )}
    `;
  }

  #rowsView(present: SeriesRequest, { request, refused }: Judged, typed: Typed): RowsView {
    const at = this.draft?.at;
    const split = typed.size === 0 ? splitOf(present) : null;
    const runs = concatenationsOf(present);
    const isEditable = canPlan(this.state.case);
    const refusedView = (): TemplateResult =>
      refusal({
        ...{
          id: REFUSAL,
          tone: 'refused',
          message: refused ? said(refused.message) : msg('It can be run now.'),
        },
        ways: refused?.ways ?? [],
        onWay: (way) => this.#take(present, request, way),
        keep: { label: keptWords(present, typed), onKeep: () => this.#drop() },
        isDisabled: !isEditable,
      });
    const splitView = (told: NonNullable<typeof split>): TemplateResult =>
      refusal({
        ...{ id: SPLIT, tone: 'told', message: said(told.message), ways: told.ways },
        detail: msg(
          str`It runs in ${runs?.made ?? 0} concatenations, ${minutes(figuresOf(this.controller, present)?.scanTimeS ?? 0)}.`,
        ),
        onWay: (way) => this.#take(present, present, way),
        isDisabled: !isEditable,
      });
    return {
      ...{ present, typed, isEditable },
      beneath: ({ key }) =>
        key === at && typed.size > 0 ? refusedView() : key === SPLIT_FIELD && split ? splitView(split) : null,
      describedBy: ({ key }) =>
        key === at && typed.size > 0
          ? REFUSAL
          : key === SPLIT_FIELD && split
            ? SPLIT
            : key === this.current
              ? 'field-note'
              : null,
      onFocus: ({ key }) => {
        this.current = key;
        this.trying = null;
      },
      typing: this.trying ? this.current : null,
      onBlur: () => (this.trying = null),
      onTyping: (field, value) => (this.trying = typing(typed, present, field, value)),
      onTyped: (field, value) => this.#settle(present, field, typing(typed, present, field, value)),
      onEscape: () => this.#drop(),
    };
  }

  /** Makes what is typed part of the plan, or keeps it as a draft with what to do about it. */
  #settle(present: SeriesRequest, { key }: CardField, typed: Typed): void {
    this.trying = null;
    this.draft = null;
    // An arrow key that steps through values says `change` for each: the field shows what the plan made of it.
    this.requestUpdate();
    if (typed.size === 0) return;
    const { request, refused } = judge(present, typed);
    if (refused) this.draft = { stepId: present.step.id, group: present.group.name, typed, at: key };
    else this.#commit(present, request);
  }

  /** One of the ways on; `from` is what was asked for, `present` what the plan has. */
  #take(present: SeriesRequest, from: SeriesRequest, way: Alternative): void {
    this.#commit(present, taking(from, way));
    this.#drop();
  }

  /** What was typed is taken back. */
  #drop(): void {
    const back = this.draft?.at ?? this.current;
    this.draft = null;
    this.trying = null;
    this.requestUpdate();
    // The button that was pressed is gone: its field has the focus again.
    void this.updateComplete.then(() => {
      if (this.contains(document.activeElement)) return;
      const field = this.querySelector<HTMLElement>(`[data-testid="field-${back ?? SPLIT_FIELD}"]`);
      (field?.offsetParent ? field : this.querySelector<HTMLElement>('.card-page input:enabled'))?.focus();
    });
  }

  #commit(present: SeriesRequest, next: SeriesRequest): void {
    const words = changeWords(present, next);
    if (words === '') return;
    const { step, sequence, group } = next;
    const withoutBands = next.saturationBands < present.saturationBands;
    this.controller.sequence.change(
      { stepId: step.id, sequence, group, withoutBands },
      `${words}, ${sequence.label}`,
    );
  }

  /** Typed for this series and group, and refused. */
  #typed({ step, group }: SeriesRequest): Typed {
    const { draft } = this;
    return draft && draft.stepId === step.id && draft.group === group.name ? draft.typed : NOTHING;
  }

  /** Preset values go the way of typed ones: what the scanner refuses of them is explained. */
  #reset(present: SeriesRequest, fields: readonly CardField[]): void {
    const [first] = fields;
    if (!first) return;
    const typed = fields.reduce<Typed>((so, field) => {
      const preset = field.preset(present);
      return preset === null ? so : typing(so, present, field, preset);
    }, this.#typed(present));
    this.#settle(present, first, typed);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (changed.has('draft') && this.draft)
      this.querySelector(`#${REFUSAL}`)?.scrollIntoView({ block: 'nearest' });
  }
}
customElements.define('iso-parameter-card', IsoParameterCard);
