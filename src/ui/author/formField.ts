import { msg, str } from '@lit/localize';
import { html, noChange, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { pathText, type ChecksNode, type Choice, type FieldNode, type Json } from '../../app/author';
import { said } from '../language';
import { faultsAt, faultWords, idOf, type FormView } from './formView';

const isSame = (a: Json | undefined, b: Json | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A value as text; what is of another kind than expected shows as it is. */
const text = (value: Json | undefined): string =>
  value === undefined || value === null
    ? ''
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);

const isTypedIn = (field: FieldNode): boolean => document.activeElement?.id === idOf(field.path);

/** `16 … 100`: what can be set; empty where anything can. */
function range({ min, above, max }: FieldNode): string {
  if (min !== undefined && max !== undefined) return `${min} … ${max}`;
  if (above !== undefined) return above === 0 ? '' : msg(str`above ${above}`);
  return min === undefined || min === 0 ? '' : msg(str`from ${min}`);
}

/** A field with its label, unit, range and what is wrong with it. */
export function fieldRow(field: FieldNode, view: FormView): TemplateResult {
  const id = idOf(field.path);
  const isWrong = faultsAt(view, field.path).length > 0;
  return html`<div class="author-field" data-control=${field.control} data-wrong=${isWrong ? '' : nothing}>
    <label for=${id}
      >${said(field.label)}${field.isRequired ? '' : html`<span class="dim optional"> ${msg('optional')}</span>`}</label
    >
    ${control(field, view)}
    ${field.beside ? html`<span class="author-beside dim small">${said(field.beside)}</span>` : nothing}
    ${field.help ? html`<p class="author-help dim small" id="${id}-help">${said(field.help)}</p>` : nothing}
    ${faultWords(view, field.path)}
  </div>`;
}

function described(field: FieldNode, view: FormView): string | typeof nothing {
  const ids = [
    ...(field.help ? [`${idOf(field.path)}-help`] : []),
    ...(faultsAt(view, field.path).length > 0 ? [`${idOf(field.path)}-fault`] : []),
  ];
  return ids.length > 0 ? ids.join(' ') : nothing;
}

/** The control alone, for tables that have labels of their own. `label`: what it is called there. */
export function control(field: FieldNode, view: FormView, label?: string): TemplateResult {
  switch (field.control) {
    case 'number':
      return numberControl(field, view, label);
    case 'choice':
      return choiceControl(field, view, label);
    case 'switch':
      return switchControl(field, view);
    case 'long':
    case 'text':
      return textControl(field, view);
  }
}

function numberControl(field: FieldNode, view: FormView, label?: string): TemplateResult {
  const { edit } = view.controller;
  const { path, value, min, max, step = 1, unit, fallback } = field;
  const typed = (event: Event): void => {
    const input = event.currentTarget;
    if (!(input instanceof HTMLInputElement) || input.validity.badInput) return;
    if (input.value === '') edit.clear(path);
    else edit.set(path, input.valueAsNumber);
  };
  const shown = text(value);
  const hint = typeof value === 'number' || value === undefined ? (fallback ?? '') : shown;
  const limits = range(field);
  return html`${
      field.isSlider && min !== undefined && max !== undefined && !label
        ? html`<input
            type="range"
            tabindex="-1"
            aria-label=${msg(str`${said(field.label)}, slider`)}
            min=${min}
            max=${max}
            step=${step}
            .value=${live(typeof value === 'number' ? String(value) : String(min))}
            @input=${typed}
            @change=${() => edit.seal()}
          />`
        : nothing
    }<span class="author-number"
      ><input
        type="number"
        id=${idOf(path)}
        data-path=${pathText(path)}
        aria-label=${label ?? nothing}
        title=${limits === '' ? nothing : `${limits} ${unit ?? ''}`.trim()}
        placeholder=${hint}
        step=${step}
        min=${min ?? nothing}
        max=${max ?? nothing}
        .value=${isTypedIn(field) ? noChange : live(typeof value === 'number' ? String(value) : '')}
        aria-invalid=${faultsAt(view, path).length > 0 ? 'true' : nothing}
        aria-describedby=${described(field, view)}
        @input=${typed}
        @change=${() => edit.seal()}
      />${
        label
          ? nothing
          : html`<span class="dim small"
              ><span class="range">${limits}</span> <span class="unit">${unit}</span></span
            >`
      }</span
    >`;
}

function choiceControl(field: FieldNode, view: FormView, label?: string): TemplateResult {
  const { edit } = view.controller;
  const { path, value } = field;
  const isKnown = (field.choices ?? []).some((choice) => isSame(choice.value, value));
  const none: Choice[] = field.isRequired && value !== undefined ? [] : [{ value: null, label: '–' }];
  const odd: Choice[] =
    value === undefined || isKnown ? [] : [{ value, label: msg(str`${text(value)} (not known)`) }];
  const choices = [...none, ...odd, ...(field.choices ?? [])];
  const chosen = (event: Event): void => {
    if (!(event.currentTarget instanceof HTMLSelectElement)) return;
    const { value: next = null } = choices[event.currentTarget.selectedIndex] ?? {};
    if (next === null) edit.clear(path);
    else edit.set(path, next);
    edit.seal();
  };
  return html`<select
    id=${idOf(path)}
    data-path=${pathText(path)}
    aria-label=${label ?? nothing}
    aria-invalid=${faultsAt(view, path).length > 0 ? 'true' : nothing}
    aria-describedby=${described(field, view)}
    @change=${chosen}
  >
    ${choices.map(
      (choice) =>
        html`<option
          .selected=${live(choice.value === null ? value === undefined : isSame(choice.value, value))}
        >
          ${said(choice.label)}
        </option>`,
    )}
  </select>`;
}

function switchControl(field: FieldNode, view: FormView): TemplateResult {
  const { edit } = view.controller;
  return html`<input
    type="checkbox"
    id=${idOf(field.path)}
    data-path=${pathText(field.path)}
    .checked=${live(field.value === true)}
    aria-invalid=${faultsAt(view, field.path).length > 0 ? 'true' : nothing}
    aria-describedby=${described(field, view)}
    @change=${(event: Event) => {
      if (event.currentTarget instanceof HTMLInputElement) edit.set(field.path, event.currentTarget.checked);
      edit.seal();
    }}
  />`;
}

function textControl(field: FieldNode, view: FormView): TemplateResult {
  const { edit } = view.controller;
  const { path, value, suggestions } = field;
  const typed = (event: Event): void => {
    const input = event.currentTarget;
    if (!(input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement)) return;
    if (input.value === '' && !field.isRequired) edit.clear(path);
    else edit.set(path, input.value);
  };
  const shown = isTypedIn(field) ? noChange : live(text(value));
  if (field.control === 'long')
    return html`<textarea
      rows="2"
      id=${idOf(path)}
      data-path=${pathText(path)}
      .value=${shown}
      aria-invalid=${faultsAt(view, path).length > 0 ? 'true' : nothing}
      aria-describedby=${described(field, view)}
      @input=${typed}
      @change=${() => edit.seal()}
    ></textarea>`;
  const list = `${idOf(path)}-list`;
  return html`<input
      type="text"
      id=${idOf(path)}
      data-path=${pathText(path)}
      list=${suggestions && suggestions.length > 0 ? list : nothing}
      .value=${shown}
      aria-invalid=${faultsAt(view, path).length > 0 ? 'true' : nothing}
      aria-describedby=${described(field, view)}
      @input=${typed}
      @change=${() => edit.seal()}
    />${
      suggestions && suggestions.length > 0
        ? html`<datalist id=${list}>
            ${suggestions.map((word) => html`<option value=${word}></option>`)}
          </datalist>`
        : nothing
    }`;
}

/** Some of several, each with a box. What the draft has and the choices have not is shown too. */
export function checksRow(node: ChecksNode, view: FormView): TemplateResult {
  const { edit } = view.controller;
  const { path, values } = node;
  const odd: Choice[] = values
    .filter((value) => !node.choices.some((choice) => isSame(choice.value, value)))
    .map((value) => ({ value, label: msg(str`${text(value)} (not known)`) }));
  const choices = [...node.choices, ...odd];
  const toggled = (choice: Choice, isOn: boolean): void => {
    const next = choices
      .map(({ value }) => value)
      .filter((value) =>
        isSame(value, choice.value) ? isOn : values.some((present) => isSame(present, value)),
      );
    edit.set(path, next);
    edit.seal();
  };
  return html`<fieldset class="author-checks" data-path=${pathText(path)} tabindex="-1">
    <legend>${said(node.label)}</legend>
    ${choices.map(
      (choice) =>
        html`<label
          ><input
            type="checkbox"
            .checked=${live(values.some((value) => isSame(value, choice.value)))}
            @change=${(event: Event) =>
              toggled(choice, event.currentTarget instanceof HTMLInputElement && event.currentTarget.checked)}
          />
          ${said(choice.label)}</label
        >`,
    )}
    ${faultWords(view, path)}
  </fieldset>`;
}
