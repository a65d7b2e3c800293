import { msg, str } from '@lit/localize';
import { html, noChange, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { isChanged, shown, withUnit, type CardField, type FieldValue } from './cardField';
import type { SeriesRequest } from './exam';
import { rounded } from './format';
import { said } from './language';

/** What the fields of a page show, and whom they tell. */
export interface RowsView {
  /** The plan's own values. */
  readonly present: SeriesRequest;
  readonly typed: ReadonlyMap<string, FieldValue>;
  readonly isEditable: boolean;
  /** What stands beneath the row of a field. */
  readonly beneath: (field: CardField) => TemplateResult | null;
  /** Id of what explains a field, where something does. */
  readonly describedBy: (field: CardField) => string | null;
  /** Key of the field a number is being typed into: its text is left alone. */
  readonly typing: string | null;
  readonly onFocus: (field: CardField) => void;
  /** A number while it is typed; `NaN` when there is none. */
  readonly onTyping: (field: CardField, value: FieldValue) => void;
  readonly onTyped: (field: CardField, value: FieldValue) => void;
  readonly onBlur: () => void;
  readonly onEscape: () => void;
}

/** Fields in two columns, row by row; what explains a field has the row after it for itself. */
export function cardRows(fields: readonly CardField[], view: RowsView): TemplateResult {
  const [left, right] = (['left', 'right'] as const).map((side) => fields.filter((f) => f.column === side));
  const rows = Math.max(left?.length ?? 0, right?.length ?? 0);
  const cell = (field: CardField | undefined): TemplateResult =>
    field ? control(field, view) : html`<span></span>`;
  return html`<div class="fields">
    ${Array.from({ length: rows }, (_, i) => {
      const row = [left?.[i], right?.[i]];
      return html`${row.map(cell)}${row.map((field) => field && view.beneath(field))}`;
    })}
  </div>`;
}

function control(field: CardField, view: RowsView): TemplateResult {
  const { present, typed } = view;
  const value = typed.get(field.key) ?? field.get(present);
  const used = field.isUsed(present.sequence);
  const changed = isChanged(field, present);
  const preset = field.preset(present);
  const title = changed && preset !== null ? msg(str`Preset: ${withUnit(field, present, preset)}`) : nothing;
  const state = typed.has(field.key) ? 'pending' : changed ? 'changed' : nothing;
  return html`<label class="field" data-state=${state} title=${title}>
    <span
      >${said(field.label)}${changed ? html`<span class="visually-hidden">${msg(', changed from the preset')}</span>` : ''}</span
    >
    ${
      !used
        ? html`<span class="unused mono" title=${msg('Not used by this kind of sequence')}>–</span>`
        : field.choices
          ? choiceControl(field, value, view)
          : numberControl(field, value, view)
    }
    <span class="unit">${used ? field.unit : ''}</span>
  </label>`;
}

function numberControl(field: CardField, value: FieldValue, view: RowsView): TemplateResult {
  const number = (event: Event): number =>
    event.currentTarget instanceof HTMLInputElement ? event.currentTarget.valueAsNumber : Number.NaN;
  const text =
    typeof value === 'number' && Number.isFinite(value) ? String(rounded(value, field.digits)) : '';
  return html`<input
    type="number"
    data-testid="field-${field.key}"
    step=${field.step}
    .value=${view.typing === field.key ? noChange : live(text)}
    ?disabled=${!view.isEditable}
    aria-invalid=${view.typed.has(field.key) ? 'true' : nothing}
    aria-describedby=${view.describedBy(field) ?? nothing}
    @focus=${() => view.onFocus(field)}
    @blur=${view.onBlur}
    @input=${(event: Event) => view.onTyping(field, number(event))}
    @change=${(event: Event) => view.onTyped(field, number(event))}
    @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && view.onEscape()}
  />`;
}

function choiceControl(field: CardField, value: FieldValue, view: RowsView): TemplateResult {
  const choices = field.choices?.(view.present) ?? [];
  const chosen = (event: Event): void => {
    if (!(event.currentTarget instanceof HTMLSelectElement)) return;
    const choice = choices[event.currentTarget.selectedIndex];
    if (choice) view.onTyped(field, choice.value);
  };
  return html`<select
    data-testid="field-${field.key}"
    ?disabled=${!view.isEditable}
    aria-invalid=${view.typed.has(field.key) ? 'true' : nothing}
    aria-describedby=${view.describedBy(field) ?? nothing}
    @focus=${() => view.onFocus(field)}
    @change=${chosen}
  >
    ${choices.map(
      (choice) =>
        html`<option .selected=${live(choice.value === value)}>
          ${shown(field, view.present, choice.value)}
        </option>`,
    )}
  </select>`;
}
