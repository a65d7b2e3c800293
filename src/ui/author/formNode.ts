import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import {
  pathText,
  type AbsentNode,
  type FieldNode,
  type FormNode,
  type GroupNode,
  type ListNode,
  type OddNode,
} from '../../app/author';
import { icon } from '../icons';
import { inSentence, said } from '../language';
import { checksRow, control, fieldRow } from './formField';
import { faultsAt, faultWords, type FormView } from './formView';

/** One node of the form with what is in it. */
export function formNode(node: FormNode, view: FormView): TemplateResult {
  switch (node.node) {
    case 'field':
      return fieldRow(node, view);
    case 'checks':
      return checksRow(node, view);
    case 'list':
      return listRows(node, view);
    case 'absent':
      return absentRow(node, view);
    case 'odd':
      return oddRow(node, view);
    case 'group':
      return node.path.at(-1) === 'discs' ? table(node, view) : group(node, view);
  }
}

const help = ({ help: words }: FormNode): TemplateResult | typeof nothing =>
  words ? html`<p class="author-help dim small">${said(words)}</p>` : nothing;

function group(node: GroupNode, view: FormView): TemplateResult {
  return html`<fieldset
    class="author-group"
    data-group=${String(node.path.at(-1))}
    data-path=${pathText(node.path)}
    tabindex="-1"
  >
    <legend>${said(node.label)}</legend>
    ${help(node)} ${faultWords(view, node.path)} ${branches(node, view)}
    <div class="author-children">${node.children.map((child) => formNode(child, view))}</div>
    ${
      node.isOptional && node.children.some((child) => child.node === 'field' && child.isRequired)
        ? html`<button class="quiet small" @click=${() => view.controller.edit.remove(node.path, node.label)}>
            ${icon('x')} ${msg(str`Leave out ${inSentence(said(node.label))}`)}
          </button>`
        : nothing
    }
  </fieldset>`;
}

/** Of what the group is one of several kinds. */
function branches(node: GroupNode, view: FormView): TemplateResult | typeof nothing {
  const all = node.branches;
  if (!all) return nothing;
  const chosen = (event: Event): void => {
    const branch =
      event.currentTarget instanceof HTMLSelectElement ? all[event.currentTarget.selectedIndex] : undefined;
    if (!branch || branch.isChosen) return;
    if (branch.key === 'definition') void view.controller.makePatientOwn();
    else view.controller.edit.set(node.path, branch.template);
    view.controller.edit.seal();
  };
  return html`<div class="author-field">
    <label for="branch-${pathText(node.path)}"
      >${node.path[0] === 'patient' ? msg('Which patient') : msg('Expected')}</label
    >
    <select id="branch-${pathText(node.path)}" data-testid="branch-${pathText(node.path)}" @change=${chosen}>
      ${all.map((branch) => html`<option .selected=${live(branch.isChosen)}>${said(branch.label)}</option>`)}
    </select>
  </div>`;
}

/** Groups of the same fields as rows of a table. */
function table(node: GroupNode, view: FormView): TemplateResult {
  const rows = node.children.filter((child): child is GroupNode => child.node === 'group');
  const fieldsOf = ({ children }: GroupNode): FieldNode[] =>
    children.filter((child): child is FieldNode => child.node === 'field');
  const [first] = rows;
  const rest = node.children.filter((child) => child.node !== 'group');
  const oddOf = ({ children }: GroupNode): FormNode[] => children.filter((child) => child.node !== 'field');
  return html`<fieldset class="author-group" data-path=${pathText(node.path)} tabindex="-1">
    <legend>${said(node.label)}</legend>
    ${help(node)} ${faultWords(view, node.path)}
    <table class="author-table">
      <thead>
        <tr>
          <th scope="col">${msg('Disc')}</th>
          ${(first ? fieldsOf(first) : []).map(
            ({ label, unit }) =>
              html`<th scope="col">
                ${said(label)}${unit ? html`<span class="dim small"> ${unit}</span>` : ''}
              </th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
                <th scope="row" data-path=${pathText(row.path)} tabindex="-1">${String(row.path.at(-1))}</th>
                ${fieldsOf(row).map(
                  (field) =>
                    html`<td>
                      ${control(field, view, msg(str`${said(field.label)} of ${String(row.path.at(-1))}`))}
                    </td>`,
                )}
              </tr>
              ${wrongOf(row, view)}`,
        )}
      </tbody>
    </table>
    ${[...rest, ...rows.flatMap(oddOf)].map((child) => formNode(child, view))}
  </fieldset>`;
}

/** What is wrong in a row, in a row of its own beneath. */
function wrongOf(row: GroupNode, view: FormView): TemplateResult | typeof nothing {
  const wrong = [row, ...row.children].filter(({ path }) => faultsAt(view, path).length > 0);
  if (wrong.length === 0) return nothing;
  const columns = row.children.length + 1;
  return html`<tr>
    <td colspan=${columns}>${wrong.map(({ path }) => faultWords(view, path))}</td>
  </tr>`;
}

function listRows(node: ListNode, view: FormView): TemplateResult {
  return html`<fieldset class="author-list" data-path=${pathText(node.path)} tabindex="-1">
    <legend>${said(node.label)}</legend>
    ${help(node)} ${faultWords(view, node.path)}
    ${node.items.length === 0 ? html`<p class="dim">${msg('None.')}</p>` : nothing}
    <ol data-ordered=${node.isOrdered ? '' : nothing}>
      ${repeat(
        node.items,
        ({ path }) => pathText(path),
        (item, i) => html`<li>${node.isOrdered ? entry(item, i, node, view) : named(item, view)}</li>`,
      )}
    </ol>
    ${adder(node, view)}
  </fieldset>`;
}

/** What an entry of a list is called, as the history keeps it. */
const englishTitle = (item: FormNode): string => ('title' in item && item.title ? item.title : item.label);
const titleOf = (item: FormNode): string => said(englishTitle(item));

/** An entry that has a place in an order. */
function entry(item: FormNode, index: number, list: ListNode, view: FormView): TemplateResult {
  const { edit } = view.controller;
  const title = titleOf(item);
  const which = `${title} ${index + 1}`;
  return html`<div
    class="author-entry"
    data-path=${pathText(item.path)}
    tabindex="-1"
    role="group"
    aria-label=${which}
  >
    <span class="author-entry-title"><span class="mono dim">${index + 1}</span> ${capital(title)}</span>
    <div class="author-entry-fields">
      ${item.node === 'group' ? html`${branches(item, view)}${item.children.map((child) => formNode(child, view))}` : formNode(item, view)}
    </div>
    <span class="author-entry-tools">
      <button
        class="icon quiet"
        aria-label=${msg(str`Move ${which} up`)}
        ?disabled=${index === 0}
        @click=${() => edit.move(item.path, -1, englishTitle(item))}
      >
        ${icon('up')}
      </button>
      <button
        class="icon quiet"
        aria-label=${msg(str`Move ${which} down`)}
        ?disabled=${index === list.items.length - 1}
        @click=${() => edit.move(item.path, 1, englishTitle(item))}
      >
        ${icon('down')}
      </button>
      <button
        class="icon quiet"
        aria-label=${msg(str`Remove ${which}`)}
        @click=${() => edit.remove(item.path, englishTitle(item))}
      >
        ${icon('trash')}
      </button>
    </span>
    ${item.node === 'group' ? faultWords(view, item.path) : nothing}
  </div>`;
}

/** An entry that has a name. */
function named(item: FormNode, view: FormView): TemplateResult {
  return html`<div class="author-entry">
    <div class="author-entry-fields">${formNode(item, view)}</div>
    ${
      item.node === 'odd'
        ? nothing
        : html`<span class="author-entry-tools"
            ><button
              class="icon quiet"
              aria-label=${msg(str`Remove ${said(item.label)}`)}
              @click=${() => view.controller.edit.remove(item.path, item.label)}
            >
              ${icon('trash')}
            </button></span
          >`
    }
  </div>`;
}

function adder(node: ListNode, view: FormView): TemplateResult {
  const { additions } = node;
  const id = `add-${pathText(node.path)}`;
  const [only] = additions;
  const add = (): void => {
    const select = document.getElementById(id);
    const chosen = select instanceof HTMLSelectElement ? additions[select.selectedIndex] : only;
    if (chosen) view.controller.edit.add(chosen.path, chosen.value, chosen.label);
  };
  const what = node.isOrdered && additions.length === 1 ? inSentence(said(only?.label ?? '')) : '';
  return html`<div class="author-add row">
    ${
      additions.length > 1
        ? html`<label class="visually-hidden" for=${id}
              >${msg(str`What to add to ${said(node.label)}`)}</label
            >
            <select id=${id} data-testid=${id}>
              ${additions.map(({ label }) => html`<option>${capital(said(label))}</option>`)}
            </select>`
        : nothing
    }
    <button data-testid="${id}-button" ?disabled=${additions.length === 0} @click=${add}>
      ${icon('plus')} ${what === '' ? msg('Add') : msg(str`Add ${what}`)}<span class="visually-hidden">
        ${msg(str`to ${said(node.label)}`)}</span
      >
    </button>
  </div>`;
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function absentRow(node: AbsentNode, view: FormView): TemplateResult {
  return html`<div class="author-absent">
    <span>${said(node.label)} <span class="dim">${msg('left out')}</span></span>
    <button
      data-path=${pathText(node.path)}
      data-testid="add-${pathText(node.path)}"
      @click=${() => view.controller.edit.add(node.path, node.template, node.label)}
    >
      ${icon('plus')} ${msg(str`Add ${inSentence(said(node.label))}`)}
    </button>
    ${node.help ? html`<p class="author-help dim small">${said(node.help)}</p>` : nothing}
    ${faultWords(view, node.path)}
  </div>`;
}

/** What the format does not know or cannot read, as it is, with ways on. */
function oddRow(node: OddNode, view: FormView): TemplateResult {
  const { edit } = view.controller;
  const { path, value, replacement } = node;
  const isEntry = typeof path.at(-1) === 'number';
  return html`<div
    class="author-odd"
    data-path=${pathText(path)}
    tabindex="-1"
    role="group"
    aria-label=${node.label}
  >
    <span>${node.label}</span>
    <code>${value === undefined ? msg('missing') : JSON.stringify(value)}</code>
    <span class="row">
      ${
        replacement === undefined
          ? nothing
          : html`<button @click=${() => edit.set(path, replacement)}>
              ${value === undefined ? msg('Fill in') : msg('Start it afresh')}
            </button>`
      }
      ${
        value === undefined || isEntry
          ? nothing
          : html`<button @click=${() => edit.remove(path, node.label)}>
              ${icon('trash')} ${msg('Take out')}
            </button>`
      }
    </span>
    ${faultWords(view, path)}
  </div>`;
}
