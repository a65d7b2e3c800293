import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { isIsocenterError } from '../geometry';
import { isChanged, withUnit, type CardField, type Page } from './cardField';
import type { SeriesRequest } from './exam';
import { icon } from './icons';
import { said } from './language';

export interface FootView {
  /** The plan's own values. */
  readonly present: SeriesRequest;
  /** With what is typed. */
  readonly judged: SeriesRequest;
  readonly fields: readonly CardField[];
  readonly page: Page;
  /** Key of the field that had the focus last. */
  readonly current: string | null;
  readonly isEditable: boolean;
  readonly onReset: (fields: readonly CardField[]) => void;
}

/** What goes with the value in hand; nothing where its phase direction runs through the slices. */
function noteOf(field: CardField, request: SeriesRequest): string | undefined {
  try {
    return field.isUsed(request.sequence) ? field.note?.(request) : undefined;
  } catch (error) {
    if (isIsocenterError(error)) return undefined;
    throw error;
  }
}

/** The card's last line: what goes with the value in hand, and the way back to the preset. */
export function cardFoot({ present, judged, fields, ...view }: FootView): TemplateResult {
  const changed = fields.filter((field) => isChanged(field, present));
  const current = fields.find(({ key, page }) => key === view.current && page === view.page);
  const preset = current && changed.includes(current) ? current.preset(present) : null;
  const count =
    changed.length === 0
      ? msg('All values are the preset’s.')
      : msg(str`${changed.length} changed from the preset.`);
  return html`<div class="card-foot">
    <p class="dim" id="field-note" data-testid="field-note">
      ${(current && noteOf(current, judged)) ?? count}
    </p>
    ${
      current && preset !== null
        ? html`<button
            data-testid="reset-field"
            ?disabled=${!view.isEditable}
            @click=${() => view.onReset([current])}
          >
            ${icon('undo')} ${said(current.label)} ${withUnit(current, present, preset)}
          </button>`
        : nothing
    }
    ${
      changed.length > 0
        ? html`<button
            data-testid="reset-all"
            title=${msg('Every value as the preset has it')}
            ?disabled=${!view.isEditable}
            @click=${() => view.onReset(changed)}
          >
            ${icon('undo')} ${msg('Preset')}
          </button>`
        : nothing
    }
  </div>`;
}
