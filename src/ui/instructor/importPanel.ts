import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../icons';
import { said } from '../language';
import type { ClassState } from './classRoom';

export interface ImportHandlers {
  readonly onFiles: (files: readonly File[]) => void;
  readonly onKeep: (isKept: boolean) => void;
  readonly onClear: () => void;
}

/** `30 files: 10 trainees, 30 attempts; 2 refused.` */
function readWords(files: number, trainees: number, attempts: number, refused: number): string {
  const read = [
    files === 1 ? msg('1 file') : msg(str`${files} files`),
    trainees === 1 ? msg('1 trainee') : msg(str`${trainees} trainees`),
    attempts === 1 ? msg('1 attempt') : msg(str`${attempts} attempts`),
  ] as const;
  const words = `${read[0]}: ${read[1]}, ${read[2]}`;
  return refused > 0 ? msg(str`${words}; ${refused} refused.`) : `${words}.`;
}

/** Where a class's exports come in, and what of them did not. */
export function importPanel(state: ClassState, { onFiles, onKeep, onClear }: ImportHandlers): TemplateResult {
  const { book, files, reading, isKept } = state;
  const attempts = book.members.reduce((s, member) => s + member.attempts.length, 0);
  return html`<section
    class="report-section import"
    aria-labelledby="import-title"
    data-testid="class-import"
  >
    <h2 id="import-title">${msg('Files of the class')}</h2>
    <div class="report-actions">
      <label class="file-button">
        ${icon('file')} ${msg('Choose exports')}
        <input
          class="visually-hidden"
          type="file"
          accept=".json,application/json"
          multiple
          data-testid="pick-class"
          @change=${(event: Event) => {
            const { target } = event;
            if (!(target instanceof HTMLInputElement) || !target.files) return;
            onFiles([...target.files]);
            target.value = '';
          }}
        />
      </label>
      <span class="dim">${msg('or drop them here: records, signed exports, single attempts')}</span>
      <span class="grow"></span>
      ${
        files > 0
          ? html`<label
                ><input
                  type="checkbox"
                  data-testid="keep-class"
                  .checked=${isKept}
                  @change=${(event: Event) => {
                    if (event.target instanceof HTMLInputElement) onKeep(event.target.checked);
                  }}
                />
                ${msg('Keep on this machine')}</label
              >
              <button data-testid="clear-class" @click=${onClear}>
                ${icon('trash')} ${msg('Forget the class')}
              </button>`
          : nothing
      }
    </div>
    <p role="status" data-testid="class-read">
      ${
        reading
          ? html`${msg(str`Reading ${reading.done + 1} of ${reading.total} …`)}
              <progress aria-label=${msg('Reading')} max=${reading.total} .value=${reading.done}></progress>`
          : files === 0
            ? msg('No files yet. They stay on this machine, and in memory only unless you want them kept.')
            : readWords(files, book.members.length, attempts, book.refused.length)
      }
    </p>
    ${
      book.refused.length > 0
        ? html`<details class="note" open data-testid="class-refused">
            <summary>
              ${icon('warning')}
              ${book.refused.length === 1 ? msg('1 entry was refused') : msg(str`${book.refused.length} entries were refused`)}
            </summary>
            <ul class="left-out">
              ${book.refused.map(
                ({ file, where, reason }) =>
                  html`<li>
                    <strong>${file}</strong>${where ? html` <span class="mono">${where}</span>` : nothing}:
                    ${said(reason)}
                  </li>`,
              )}
            </ul>
          </details>`
        : nothing
    }
    ${
      book.notes.length > 0
        ? html`<details class="note" data-testid="class-notes">
            <summary>
              ${book.notes.length === 1 ? msg('1 remark on the files') : msg(str`${book.notes.length} remarks on the files`)}
            </summary>
            <ul class="left-out">
              ${book.notes.map((note) => html`<li>${said(note)}</li>`)}
            </ul>
          </details>`
        : nothing
    }
  </section>`;
}
