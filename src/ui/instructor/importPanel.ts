import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../icons';
import type { ClassState } from './classRoom';

export interface ImportHandlers {
  readonly onFiles: (files: readonly File[]) => void;
  readonly onKeep: (isKept: boolean) => void;
  readonly onClear: () => void;
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** Where a class's exports come in, and what of them did not. */
export function importPanel(state: ClassState, { onFiles, onKeep, onClear }: ImportHandlers): TemplateResult {
  const { book, files, reading, isKept } = state;
  const attempts = book.members.reduce((s, member) => s + member.attempts.length, 0);
  return html`<section
    class="report-section import"
    aria-labelledby="import-title"
    data-testid="class-import"
  >
    <h2 id="import-title">Files of the class</h2>
    <div class="report-actions">
      <label class="file-button">
        ${icon('file')} Choose exports
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
      <span class="dim">or drop them here: records, signed exports, single attempts</span>
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
                Keep on this machine</label
              >
              <button data-testid="clear-class" @click=${onClear}>${icon('trash')} Forget the class</button>`
          : nothing
      }
    </div>
    <p role="status" data-testid="class-read">
      ${
        reading
          ? html`Reading ${reading.done + 1} of ${reading.total} …
              <progress aria-label="Reading" max=${reading.total} .value=${reading.done}></progress>`
          : files === 0
            ? 'No files yet. They stay on this machine, and in memory only unless you want them kept.'
            : `${counted(files, 'file', 'files')}: ${counted(book.members.length, 'trainee', 'trainees')}, ${counted(attempts, 'attempt', 'attempts')}${book.refused.length > 0 ? `; ${book.refused.length} refused` : ''}.`
      }
    </p>
    ${
      book.refused.length > 0
        ? html`<details class="note" open data-testid="class-refused">
            <summary>
              ${icon('warning')} ${counted(book.refused.length, 'entry was', 'entries were')} refused
            </summary>
            <ul class="left-out">
              ${book.refused.map(
                ({ file, where, reason }) =>
                  html`<li>
                    <strong>${file}</strong>${where ? html` <span class="mono">${where}</span>` : nothing}:
                    ${reason}
                  </li>`,
              )}
            </ul>
          </details>`
        : nothing
    }
    ${
      book.notes.length > 0
        ? html`<details class="note" data-testid="class-notes">
            <summary>${counted(book.notes.length, 'remark', 'remarks')} on the files</summary>
            <ul class="left-out">
              ${book.notes.map((note) => html`<li>${note}</li>`)}
            </ul>
          </details>`
        : nothing
    }
  </section>`;
}
