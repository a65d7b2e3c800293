import { html, type TemplateResult } from 'lit';
import { icon } from '../icons';

/** A button that asks for files and hands on their texts. */
export function filePicker(options: {
  readonly label: string;
  readonly testId: string;
  readonly multiple: boolean;
  take(texts: readonly string[]): void;
}): TemplateResult {
  const picked = async (event: Event): Promise<void> => {
    const input = event.currentTarget;
    if (!(input instanceof HTMLInputElement) || !input.files) return;
    const files = [...input.files];
    input.value = '';
    if (files.length > 0) options.take(await Promise.all(files.map((file) => file.text())));
  };
  return html`<label class="file-button">
    ${icon('file')} ${options.label}
    <input
      class="visually-hidden"
      type="file"
      accept=".json,application/json"
      ?multiple=${options.multiple}
      data-testid=${options.testId}
      @change=${(event: Event) => void picked(event)}
    />
  </label>`;
}
